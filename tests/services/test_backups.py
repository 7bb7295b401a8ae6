"""A backup is whole, private, checked, and holds nobody's key; or it is not there."""

import stat
import subprocess
import threading
import time

import pytest
from sqlalchemy import select, text

from tests.factories.backups import NAMES, POSTGRES_TOOLS, Service
from tracker.adapters import backups
from tracker.domain.chain import Anchors
from tracker.domain.errors import ConflictError, InvalidError
from tracker.models.database import closing_session, sqlite_file
from tracker.models.people import PersonKey
from tracker.queries.audit import verify
from tracker.services.backups import Backup, back_up


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "backups"
    made.mkdir()
    return made


@pytest.fixture
def service(fresh_url, fresh_sessions, keys, make_act):
    return Service(fresh_url, fresh_sessions, keys, make_act).write_in().happen(12).pin()


def kept(service, path, **more):
    return back_up(service.url, service.keys, path, service.anchors, folders=POSTGRES_TOOLS, **more)


def files_in(folder):
    return sorted(path.name for path in folder.iterdir())


def test_a_backup_is_the_data_without_keys_and_the_keys_beside_it(service, folder):
    service.happen(3)
    made = kept(service, folder / "monday")
    assert made == Backup(
        file=folder / "monday",
        keys_file=folder / "monday.keys",
        size=(folder / "monday").stat().st_size,
        people=len(NAMES),
        audit=made.audit,
    )
    assert (made.audit.wrong, made.audit.proven_to, made.audit.unproven) == (None, 12, (13, 15))
    assert files_in(folder) == ["monday", "monday.keys"]
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}
    assert len(backups.open_keys(service.keys, made.keys_file)) == len(NAMES)


def test_neither_file_holds_a_wrapped_key_or_a_name(service, folder, database, measure):
    with service.sessions() as session:
        held = session.scalars(select(PersonKey.wrapped)).all()
    made = kept(service, folder / "monday")
    content = made.keys_file.read_bytes() + made.file.read_bytes()
    if database == "postgresql":  # a dump is compressed: look at what it would restore
        tool = (f"{POSTGRES_TOOLS}/pg_restore", "--file=-", str(made.file))
        content += subprocess.run(tool, check=True, capture_output=True).stdout
    wanted = [
        *held,
        *(key[:12] for key in held),
        *(name.encode() for name in NAMES if len(name) > 3),
    ]
    found = [each for each in wanted if each in content or each.hex().encode() in content]
    assert found == []
    assert b"AMINA" in content  # the reference stands there: this looked in the right place
    reached = len(wanted) - len(found)
    measure(
        "secrets not in a backup",
        wanted=len(wanted),
        reached=reached,
        count=len(wanted),
        database=database,
    )


@pytest.mark.parametrize("there", ["monday", "monday.keys"])
def test_a_backup_is_never_written_over_a_file(service, folder, there):
    (folder / there).write_text("something else")
    with pytest.raises(
        ConflictError, match=r"There is already a file at .*\. Choose another name\."
    ):
        kept(service, folder / "monday")
    assert files_in(folder) == [there]
    assert (folder / there).read_text() == "something else"


def test_a_folder_that_is_not_there_is_said(service, folder):
    with pytest.raises(
        InvalidError, match=r"Nothing can be written in .*: No such file or directory"
    ):
        kept(service, folder / "disk" / "monday")


def test_what_is_wrong_with_the_audit_is_told_and_the_copy_kept(service, folder):
    """Without it a service that was tampered with would have no new backup at all."""
    service.happen(5).tamper(14)
    made = kept(service, folder / "monday")
    assert (made.audit.broken_seq, made.file.exists()) == (14, True)


def test_a_backup_shows_one_moment_while_others_write(service, folder, database, measure):
    """Every copy's chain has no gap, and its head is between what was there before and after."""
    stop, rounds, whole, began = threading.Event(), 5, 0, time.perf_counter()

    def keep_writing():
        while not stop.is_set():
            service.happen(2)

    writers = [threading.Thread(target=keep_writing) for _ in range(2)]
    anchored = service.head()
    [writer.start() for writer in writers]
    while service.head() == anchored:  # so that every copy has something to prove
        time.sleep(0.01)
    try:
        for number in range(rounds):
            before = service.head()
            audit = kept(service, folder / str(number)).audit
            whole += audit.wrong is None and before <= audit.unproven[1] <= service.head()
    finally:
        stop.set()
        [writer.join() for writer in writers]
    took = time.perf_counter() - began
    assert whole == rounds
    measure(
        "backups whole under writing",
        wanted=rounds,
        reached=whole,
        count=rounds,
        database=database,
        seconds=took,
    )


@pytest.fixture
def only_sqlite(database):
    if database != "sqlite":
        pytest.skip("about a database that is a file")


@pytest.fixture
def only_postgresql(database):
    if database != "postgresql":
        pytest.skip("about PostgreSQL's own tools")


def test_the_copy_of_a_file_has_the_chain_that_was_anchored(only_sqlite, service, folder):
    made = kept(service, folder / "monday")
    with closing_session(backups.open_copy(made.file)) as session:
        found = verify(session, service.keys, service.anchors)
    assert (found.wrong, found.events, found.unproven) == (None, 12, None)
    assert files_in(folder) == ["monday", "monday.keys"]


def test_a_database_that_is_not_there_is_said(only_sqlite, keys, folder):
    with pytest.raises(InvalidError, match="There is no database at"):
        back_up(f"sqlite:///{folder}/nothing.db", keys, folder / "monday", Anchors())
    assert files_in(folder) == []


def test_a_damaged_database_is_not_copied_and_nothing_is_left(
    only_sqlite, service, fresh_engine, folder
):
    with service.sessions() as session:
        page = session.scalar(text("SELECT rootpage FROM sqlite_master WHERE name = 'audit_event'"))
    fresh_engine.dispose()
    path = sqlite_file(service.url)
    content = bytearray(path.read_bytes())
    content[4096 * (page - 1) : 4096 * page] = b"\xff" * 4096
    path.write_bytes(content)
    with pytest.raises(InvalidError, match="could not be copied: database disk image is malformed"):
        kept(service, folder / "monday")
    assert files_in(folder) == []


def a_tool(folder, name, lines):
    path = folder / name
    path.write_text(f"#!/bin/sh\n{lines}\n")
    path.chmod(0o755)


@pytest.mark.parametrize(
    ("tools", "sentence"),
    [
        pytest.param(
            {},
            r"pg_dump is not on the PATH. Install the PostgreSQL \d+ client programs.",
            id="not there",
        ),
        pytest.param(
            {"pg_dump": "echo 'pg_dump (PostgreSQL) 9.6.24'"},
            r".*/pg_dump is older than the server. Install the PostgreSQL \d+ client programs.",
            id="older than the server",
        ),
        pytest.param(
            {"pg_dump": "echo pg_dump 99.1"},
            r"pg_restore is not on the PATH. Install the PostgreSQL \d+ client programs.",
            id="only one of the two",
        ),
        pytest.param(
            {
                "pg_dump": "[ $1 = --version ] && echo 99 && exit; echo 'no space left' >&2; exit 1",
                "pg_restore": "echo 99",
            },
            "pg_dump did not finish: no space left",
            id="stopped half way",
        ),
    ],
)
def test_what_is_wrong_with_postgresqls_tools_is_said_and_nothing_left(
    only_postgresql, service, folder, tmp_path, tools, sentence
):
    for name, lines in tools.items():
        a_tool(tmp_path, name, lines)
    with pytest.raises(InvalidError, match=f"^{sentence}$"):
        back_up(service.url, service.keys, folder / "monday", Anchors(), folders=str(tmp_path))
    assert files_in(folder) == []
