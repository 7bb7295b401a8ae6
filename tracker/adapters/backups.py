"""Copies of a SQLite database, and the sealed file of the people's keys that belongs beside one."""

import base64
import json
import mmap
import secrets
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from itertools import islice
from pathlib import Path

from sqlalchemy import Engine, create_engine
from sqlalchemy.pool import NullPool

from tracker.adapters import files
from tracker.domain.errors import InvalidError, UnreadableError
from tracker.domain.sealing import KeyRing, Place

KEYS_PLACE = Place("person_key", "backup", "keys")
LOOKED_FOR = 64  # wrapped keys searched for in the bytes of a copy; each is random, one is enough

Keys = Mapping[
    str, tuple[bytes, int]
]  # public id of a person -> wrapped key, version of its master


def keys_file_of(path: Path) -> Path:
    if not path.name:
        raise InvalidError("Name a file to keep the copy in.")
    return path.with_name(path.name + ".keys")


@contextmanager
def part_of(path: Path) -> Iterator[Path]:
    """Give an empty private file beside `path` to work in; it is gone afterwards."""
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        files.create(part)
    except OSError as error:
        raise InvalidError(f"Nothing can be written in {path.parent}: {error.strerror}.") from error
    try:
        yield part
    finally:
        for end in ("", "-journal", "-wal", "-shm"):
            part.with_name(part.name + end).unlink(missing_ok=True)


def copy_database(source: Path, part: Path) -> None:
    """Write what a database holds at one moment into an empty file; writers are not held up."""
    try:
        with closing(
            sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro", uri=True)
        ) as database:
            database.execute("VACUUM INTO ?", (str(part),))
    except sqlite3.Error as error:  # a damaged file, a full disk
        raise InvalidError(f"{source} could not be copied: {error}.") from error


def take_keys_out(part: Path) -> None:
    """Empty the table of keys; what was there is overwritten, and no journal keeps it."""
    with closing(sqlite3.connect(part, isolation_level=None)) as database:
        database.execute("PRAGMA journal_mode=OFF")
        database.execute("PRAGMA secure_delete=ON")
        database.execute("DELETE FROM person_key")


def open_copy(path: Path) -> Engine:
    """Open a copy as plain as it is: no write-ahead file, nothing left beside it."""

    def connect() -> sqlite3.Connection:
        database = sqlite3.connect(path)
        database.execute("PRAGMA journal_mode=DELETE")
        return database

    return create_engine("sqlite://", creator=connect, poolclass=NullPool, hide_parameters=True)


def prove_whole(path: Path) -> None:
    """Raise InvalidError unless the file is a database whose pages and references are in order."""
    try:
        with closing(sqlite3.connect(path)) as database:
            pages = database.execute("PRAGMA integrity_check(1)").fetchone()
            orphans = database.execute("PRAGMA foreign_key_check").fetchone()
    except sqlite3.DatabaseError as error:
        raise InvalidError(f"{path.name} is not a whole database: {error}.") from error
    if pages != ("ok",):
        raise InvalidError(f"{path.name} is damaged: {pages[0]}.")
    if orphans is not None:
        raise InvalidError(f"{path.name} has rows in {orphans[0]} that belong to nothing.")


def prove_keyless(path: Path, keys: Keys) -> None:
    """Raise InvalidError if a key is still in the table, in a free page or in the bytes."""
    with closing(sqlite3.connect(path)) as database:
        rows = database.execute("SELECT count(*) FROM person_key").fetchone()[0]
        free = database.execute("PRAGMA freelist_count").fetchone()[0]
    wrapped = [key for key, _ in islice(keys.values(), LOOKED_FOR)]
    if rows or free or _holds_any(path, wrapped):
        raise InvalidError("The copy still holds people's keys, so it was not kept.")


def _holds_any(path: Path, wanted: Sequence[bytes]) -> bool:
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        return any(content.find(each) >= 0 for each in wanted)


def seal_keys(ring: KeyRing, keys: Keys) -> bytes:
    """Give the content of a keys file: the wrapped keys by public id, sealed once more."""
    told = {who: [base64.b64encode(key).decode(), version] for who, (key, version) in keys.items()}
    return ring.system.seal(json.dumps(told), KEYS_PLACE)


def open_keys(ring: KeyRing, path: Path) -> Keys:
    """Read a keys file and try every key in it; raise InvalidError when the ring does not fit."""
    try:
        told = json.loads(ring.system.open(path.read_bytes(), KEYS_PLACE))
        keys = {who: (base64.b64decode(key), int(version)) for who, (key, version) in told.items()}
        for who, (wrapped, version) in keys.items():
            ring.person_key(who, wrapped, version)
    except FileNotFoundError as error:
        raise InvalidError(
            f"There is no {path}. Without people's keys nothing that was sealed can be read."
        ) from error
    except UnreadableError as error:
        raise InvalidError(
            f"{path} does not open with this service's key file. Put that one back first."
        ) from error
    return keys
