"""A restore brings everything back with the newest keys, or refuses in a sentence and leaves nothing."""

import shutil
import uuid

import pytest
from sqlalchemy import text
from sqlalchemy.orm import sessionmaker

from tests.factories.backups import NAMES, POSTGRES_TOOLS, Service
from tracker.adapters.keys import KeyRing
from tracker.domain.chain import Anchors
from tracker.domain.errors import ConflictError, InvalidError
from tracker.models import schema
from tracker.models.database import make_engine, sqlite_file
from tracker.queries.audit import verify
from tracker.services.backups import back_up
from tracker.services.restores import Restored, Source, restore


@pytest.fixture
def service(fresh_url, fresh_sessions, keys, make_act):
    return Service(fresh_url, fresh_sessions, keys, make_act).write_in().happen(12).pin()


@pytest.fixture
def new_url(template, tmp_path):
    """Where nothing is yet."""
    if template.kind == "sqlite":
        yield f"sqlite:///{tmp_path / 'restored.db'}"
        return
    name = f"r_{uuid.uuid4().hex}"
    template._admin(f'CREATE DATABASE "{name}"')
    url = template._postgres_url(name)
    yield url
    template.drop(url)


@pytest.fixture
def restored(service, new_url):
    """The service as it is after a restore."""
    engine = make_engine(new_url)
    yield Service(new_url, sessionmaker(engine), service.keys, service.make_act, service.anchors)
    engine.dispose()


@pytest.fixture
def backup(service, tmp_path):
    return back_up(
        service.url, service.keys, tmp_path / "monday", service.anchors, folders=POSTGRES_TOOLS
    )


def bring_back(file, service, url, keys_file=None, **more):
    more = {"folders": POSTGRES_TOOLS, **more}
    return restore(Source(file, keys_file), url, service.keys, service.anchors, **more)


def test_everything_is_back_and_opens(service, backup, restored):
    done = bring_back(backup.file, service, restored.url)
    assert done == Restored(
        revision=schema.newest_revision(),
        people=len(NAMES),
        without_key=0,
        audit=done.audit,
        lost=None,
    )
    assert (done.audit.wrong, done.audit.events, done.audit.proven_to) == (None, 12, 12)
    assert restored.everything() == service.everything()
    assert restored.readable_names() == (NAMES, 0)


def test_the_service_goes_on_where_it_was(service, backup, restored):
    bring_back(backup.file, service, restored.url)
    schema.upgrade(restored.sessions.kw["bind"])
    restored.happen(3)
    with restored.sessions() as session:
        found = verify(session, service.keys, service.anchors)
    assert (found.wrong, found.events) == (None, 15)


def test_whoever_was_erased_after_the_backup_stays_so(
    service, backup, restored, tmp_path, database, measure
):
    """Old data is always joined with the newest keys."""
    gone = ["Kofi", "Jay", "Noor"]
    service.erase(gone)
    today = back_up(
        service.url, service.keys, tmp_path / "tuesday", service.anchors, folders=POSTGRES_TOOLS
    )
    done = bring_back(backup.file, service, restored.url, today.keys_file)
    opened, unreadable = restored.readable_names()
    assert opened == [name for name in NAMES if name not in gone]
    assert (done.people, done.without_key) == (5, 3)
    measure(
        "erased people unreadable after a restore",
        wanted=3,
        reached=unreadable,
        count=len(gone),
        database=database,
    )


def test_a_backup_that_ends_before_the_newest_anchor_is_refused(service, backup, new_url):
    service.happen(8).pin()
    with pytest.raises(InvalidError) as refused:
        bring_back(backup.file, service, new_url)
    assert refused.value.sentence == (
        "monday ends at event 12, but event 20 was anchored on 20 November 2026 at 12:00 UTC. "
        "Choose a newer backup, or accept that what came after is lost."
    )


def test_a_loss_that_is_accepted_is_named_and_the_rest_still_checked(service, backup, restored):
    service.happen(8).pin()
    done = bring_back(backup.file, service, restored.url, accept_loss=True)
    assert (done.lost, done.audit.wrong, done.audit.proven_to) == ((13, 20), None, 12)
    assert restored.readable_names() == (NAMES, 0)


def test_a_backup_that_was_tampered_with_is_refused(service, new_url, tmp_path):
    service.tamper(7)
    made = back_up(
        service.url, service.keys, tmp_path / "monday", Anchors(), folders=POSTGRES_TOOLS
    )
    with pytest.raises(
        InvalidError, match=r"monday was not restored\. Event 7 or the list of people"
    ):
        bring_back(made.file, service, new_url)


def test_a_damaged_anchor_file_is_looked_into_first(service, backup, new_url):
    """Its damaged line may be the one that says the backup is too old."""
    service.anchors = Anchors((), ("Line 1 of audit-anchors.jsonl is damaged.",))
    with pytest.raises(InvalidError, match=r"Line 1 of audit-anchors\.jsonl is damaged\."):
        bring_back(backup.file, service, new_url)


def test_a_backup_from_a_newer_version_is_refused(service, new_url, tmp_path):
    with service.sessions.begin() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999_later'"))
    made = back_up(
        service.url, service.keys, tmp_path / "monday", Anchors(), folders=POSTGRES_TOOLS
    )
    with pytest.raises(
        InvalidError, match=r"monday is from a newer Alongside\. Install that one first\."
    ):
        bring_back(made.file, service, new_url)


def test_without_its_keys_a_backup_is_refused(service, backup, new_url):
    backup.keys_file.unlink()
    with pytest.raises(
        InvalidError, match=r"There is no .*monday\.keys\. Without people's keys nothing"
    ):
        bring_back(backup.file, service, new_url)


def test_with_another_services_key_file_a_backup_is_refused(service, backup, new_url):
    service.keys = KeyRing({1: b"k" * 32})
    with pytest.raises(InvalidError, match="does not open with this service's key file"):
        bring_back(backup.file, service, new_url)


def test_a_file_that_is_not_there_is_said(service, backup, new_url, tmp_path):
    with pytest.raises(InvalidError, match=r"There is no backup at .*tuesday"):
        bring_back(tmp_path / "tuesday", service, new_url, backup.keys_file)


def test_an_existing_database_is_never_written_over(service, backup):
    before = service.everything()
    with pytest.raises(ConflictError, match=r"There is already a database at|already holds tables"):
        bring_back(backup.file, service, service.url)
    assert service.everything() == before


def test_something_else_is_no_backup(service, backup, new_url, tmp_path):
    other = tmp_path / "letter.txt"
    other.write_text("Dear all, " * 500)
    with pytest.raises(
        InvalidError, match=r"is not a whole database: file is not a database|did not finish"
    ):
        bring_back(other, service, new_url, backup.keys_file)


@pytest.fixture
def only_sqlite(database):
    if database != "sqlite":
        pytest.skip("about a database that is a file")


@pytest.fixture
def file(only_sqlite, new_url):
    return sqlite_file(new_url)


def left(file):
    return sorted(path.name for path in file.parent.iterdir() if "restored" in path.name)


def test_a_refused_restore_leaves_nothing_and_a_done_one_only_the_database(service, backup, file):
    service.happen(1).pin()
    with pytest.raises(InvalidError):
        bring_back(backup.file, service, f"sqlite:///{file}")
    assert left(file) == []
    bring_back(backup.file, service, f"sqlite:///{file}", accept_loss=True)
    assert left(file) == ["restored.db"]
    assert file.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("end", ["-wal", "-shm", "-journal"])
def test_what_another_database_left_behind_is_not_mixed_in(service, backup, file, end):
    file.with_name(file.name + end).write_text("pages of another database")
    with pytest.raises(
        ConflictError, match=r"There is already a database at .*\. Move it away first\."
    ):
        bring_back(backup.file, service, f"sqlite:///{file}")


def test_a_plain_copy_of_a_running_database_is_refused_for_what_it_lacks(
    service, backup, file, tmp_path
):
    """What was written last stands in a second file, which such a copy leaves out."""
    plain = tmp_path / "plain.db"
    service.happen(30).pin()
    shutil.copyfile(sqlite_file(service.url), plain)
    with pytest.raises(InvalidError, match=r"plain\.db (ends at event|is no backup)"):
        bring_back(plain, service, f"sqlite:///{file}", backup.keys_file)


def test_keys_that_a_copy_made_by_hand_still_holds_are_not_used(
    service, file, restored, fresh_engine, tmp_path
):
    fresh_engine.dispose()  # everything is in the one file now
    shutil.copyfile(sqlite_file(service.url), tmp_path / "plain.db")
    service.erase(["Kofi"])
    today = back_up(service.url, service.keys, tmp_path / "today", service.anchors)
    bring_back(tmp_path / "plain.db", service, restored.url, today.keys_file)
    assert restored.readable_names() == ([name for name in NAMES if name != "Kofi"], 1)


def test_a_backup_with_any_page_of_it_damaged_is_refused_or_the_same(
    service, backup, file, restored, measure
):
    """One byte in each of forty pages, one at a time."""
    whole, refused, same = backup.file.read_bytes(), 0, 0
    pages = range(0, len(whole), max(4096, len(whole) // 40 // 4096 * 4096))
    expected, broken = service.everything(), backup.file.with_name("broken")
    for page in pages:
        place = page + 1  # in the head of the page
        broken.write_bytes(whole[:place] + bytes([whole[place] ^ 0xFF]) + whole[place + 1 :])
        try:
            bring_back(broken, service, restored.url, backup.keys_file)
            assert restored.everything() == expected
            same += 1
        except InvalidError:
            refused += 1
        file.unlink(missing_ok=True)
    measure(
        "damaged pages of a backup refused or harmless",
        wanted=len(pages),
        reached=refused + same,
        count=len(pages),
        database="sqlite",
    )


def test_another_database_is_no_backup(service, backup, file, tmp_path):
    engine = make_engine(f"sqlite:///{tmp_path / 'other.db'}")
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE person (id INTEGER)"))
    engine.dispose()
    with pytest.raises(InvalidError, match=r"other\.db is no backup of Alongside\."):
        bring_back(tmp_path / "other.db", service, f"sqlite:///{file}", backup.keys_file)
