"""Make a database out of a backup, the people's keys joined in again."""

import shutil
from dataclasses import dataclass, field, replace
from pathlib import Path

from sqlalchemy import URL, Engine, delete, insert, inspect, make_url, select
from sqlalchemy.orm import Session

from tracker.adapters import backups, dumps, files
from tracker.adapters.backups import Keys
from tracker.domain.chain import Anchors, Verification
from tracker.domain.errors import ConflictError, InvalidError
from tracker.domain.sealing import KeyRing
from tracker.models import schema
from tracker.models.database import closing_session, make_engine, sqlite_file
from tracker.models.people import Person, PersonKey
from tracker.queries.audit import head, verify


@dataclass(frozen=True, slots=True)
class Source:
    """What to restore from: the data, and the newest file of keys (beside it unless told)."""

    file: Path
    keys_file: Path | None = None


@dataclass(frozen=True, slots=True)
class Restored:
    """A finished restore: how many people have their key again, how many have none (erased since).

    `lost` are the first and last anchored event that the backup did not have; set the anchor file
    aside when there are any.
    """

    revision: str
    people: int
    without_key: int
    audit: Verification
    lost: tuple[int, int] | None


def restore(
    source: Source,
    url: str | URL,
    keys: KeyRing,
    anchors: Anchors,
    *,
    accept_loss: bool = False,
    folders: str | None = None,
) -> Restored:
    """Make a database out of a backup, with the people's keys joined in again.

    Raises ConflictError over an existing database, InvalidError with a sentence when the backup is
    damaged, newer than this code, tampered with, or (unless `accept_loss`) ends before the newest
    anchor. On SQLite nothing is left of a restore that was refused; a PostgreSQL database then
    holds data without keys and is to be dropped. Bring the schema up to date afterwards.
    """
    held = backups.open_keys(keys, source.keys_file or backups.keys_file_of(source.file))
    if not source.file.is_file():
        raise InvalidError(f"There is no backup at {source.file}.")
    given = _Given(source.file.name, held, keys, anchors, accept_loss=accept_loss)
    target = sqlite_file(url)
    if target is None:
        return _restore_dump(source.file, make_url(url), given, folders)
    return _restore_copy(source.file, target, given)


@dataclass(frozen=True, slots=True)
class _Given:
    """What a restored database is held against, and what is joined to it."""

    name: str
    held: Keys
    keys: KeyRing
    anchors: Anchors
    accept_loss: bool = field(kw_only=True)


def _restore_copy(file: Path, target: Path, given: _Given) -> Restored:
    for end in ("", "-wal", "-shm", "-journal"):
        if target.with_name(target.name + end).exists():
            raise ConflictError(f"There is already a database at {target}. Move it away first.")
    with backups.part_of(target) as part:
        shutil.copyfile(file, part)
        backups.prove_whole(part)
        restored = _check_and_join(backups.open_copy(part), given)
        files.put_in_place(part, target)
    return restored


def _restore_dump(file: Path, url: URL, given: _Given, folders: str | None) -> Restored:
    engine = make_engine(url)
    with closing_session(engine) as session:
        needed = dumps.server_major(session)
        pg_restore = dumps.find("pg_restore", needed, folders)
        if inspect(session.connection()).get_table_names():
            raise ConflictError("The database already holds tables. Make an empty one first.")
    dumps.load(pg_restore, url, file)
    return _check_and_join(engine, given)


def _check_and_join(engine: Engine, given: _Given) -> Restored:
    with closing_session(engine) as session:
        revision = _known_revision(engine, given.name)
        lost = _lost(session, given)
        seen = [each for each in given.anchors.held if lost is None or each.seq < lost[0]]
        audit = verify(session, given.keys, replace(given.anchors, held=tuple(seen)))
        if audit.wrong:
            raise InvalidError(f"{given.name} was not restored. {audit.wrong}")
        people, without_key = _join_keys(session, given.held)
        session.commit()
    return Restored(revision, people, without_key, audit, lost)


def _known_revision(engine: Engine, name: str) -> str:
    revision = schema.revision_of(engine)
    if revision is None:
        raise InvalidError(f"{name} is no backup of Alongside.")
    if not schema.knows(revision):
        raise InvalidError(f"{name} is from a newer Alongside. Install that one first.")
    return revision


def _lost(session: Session, given: _Given) -> tuple[int, int] | None:
    """Give the anchored events that the backup does not have; raise unless that is accepted."""
    last, newest = head(session), given.anchors.newest
    if newest is None or newest.seq <= last:
        return None
    if not given.accept_loss:
        raise InvalidError(
            f"{given.name} ends at event {last}, but {newest}. "
            "Choose a newer backup, or accept that what came after is lost."
        )
    return last + 1, newest.seq


def _join_keys(session: Session, held: Keys) -> tuple[int, int]:
    """Put back the keys of everyone who still has one; count those with and those without."""
    session.execute(delete(PersonKey))  # a copy made by hand may hold keys that are gone since
    people = session.execute(select(Person.id, Person.public_id).where(Person.erased_at.is_(None)))
    rows, without_key = [], 0
    for person_id, public_id in people:
        if public_id not in held:
            without_key += 1
            continue
        wrapped, version = held[public_id]
        rows.append({"person_id": person_id, "wrapped": wrapped, "key_version": version})
    if rows:
        session.execute(insert(PersonKey), rows)
    return len(rows), without_key
