"""Keep a copy of everything, people's keys apart from it."""

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import URL, func, make_url, select, text
from sqlalchemy.orm import Session

from tracker.adapters import backups, dumps, files
from tracker.adapters.backups import Keys
from tracker.domain.chain import Anchors, Verification
from tracker.domain.errors import InvalidError
from tracker.domain.sealing import KeyRing
from tracker.models.database import begin_snapshot, closing_session, make_engine, sqlite_file
from tracker.models.people import Person, PersonKey
from tracker.queries.audit import verify


@dataclass(frozen=True, slots=True)
class Backup:
    """A finished backup. `audit` may have found something: that is told, and the copy is kept."""

    file: Path
    keys_file: Path
    size: int
    people: int
    audit: Verification


def back_up(
    url: str | URL, keys: KeyRing, path: Path, anchors: Anchors, *, folders: str | None = None
) -> Backup:
    """Write `path` and `path`.keys, both whole, checked and private, or nothing at all.

    The data goes without people's wrapped keys, so that whoever was erased stays so; the keys go
    to the small file, sealed once more. The copy's audit is checked from the newest anchor on.
    `folders` is where PostgreSQL's tools are, None for PATH. Raises ConflictError where a file is
    in the way, InvalidError with a sentence for anything else.
    """
    keys_file = backups.keys_file_of(path)
    for wanted in (path, keys_file):
        if wanted.exists():
            raise files.already_there(wanted)
    source = sqlite_file(url)
    with backups.part_of(path) as part, backups.part_of(keys_file) as keys_part:
        if source is None:
            held, audit = _dump(make_url(url), keys, part, anchors, folders)
        else:
            held, audit = _copy(source, keys, part, anchors)
        keys_part.write_bytes(backups.seal_keys(keys, held))
        size = part.stat().st_size
        files.put_in_place(keys_part, keys_file)
        files.put_in_place(part, path)  # last: where there is a backup, its keys are beside it
    return Backup(path, keys_file, size, len(held), audit)


def _copy(source: Path, keys: KeyRing, part: Path, anchors: Anchors) -> tuple[Keys, Verification]:
    if not source.is_file():
        raise InvalidError(f"There is no database at {source}.")
    with backups.part_of(part) as with_keys:
        backups.copy_database(source, with_keys)
        with closing_session(backups.open_copy(with_keys)) as session:
            held, audit = _keys_in(session), verify(session, keys, anchors, since_newest=True)
        backups.take_keys_out(with_keys)
        backups.copy_database(with_keys, part)
    backups.prove_whole(part)
    backups.prove_keyless(part, held)
    return held, audit


def _dump(
    url: URL, keys: KeyRing, part: Path, anchors: Anchors, folders: str | None
) -> tuple[Keys, Verification]:
    with closing_session(make_engine(url)) as session:
        begin_snapshot(session)
        needed = dumps.server_major(session)
        pg_dump = dumps.find("pg_dump", needed, folders)
        pg_restore = dumps.find("pg_restore", needed, folders)
        session.execute(
            text("SET LOCAL idle_in_transaction_session_timeout = 0")
        )  # as long as it takes
        snapshot = session.scalars(select(func.pg_export_snapshot())).one()
        held, audit = _keys_in(session), verify(session, keys, anchors, since_newest=True)
        dumps.dump(pg_dump, url, snapshot, part)
    dumps.prove_keyless(pg_restore, part)
    return held, audit


def _keys_in(session: Session) -> Keys:
    rows = session.execute(
        select(Person.public_id, PersonKey.wrapped, PersonKey.key_version).join(
            PersonKey, PersonKey.person_id == Person.id
        )
    )
    return {public_id: (wrapped, version) for public_id, wrapped, version in rows}
