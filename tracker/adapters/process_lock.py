"""One writing process on SQLite: a lock file beside the database, held while it writes."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager

from tracker.domain.errors import ConflictError
from tracker.models.database import sqlite_file

TAKEN = (
    "Another process is writing to {name}. Stop that one first (it may be `tracker serve`), or "
    "use PostgreSQL: set TRACKER_DATABASE_URL to postgresql://user@host/name."
)


@contextmanager
def only_writer(database_url: str) -> Iterator[None]:
    """Be the only writing process while inside; on PostgreSQL any number may write.

    Raises ConflictError with the two ways out. The system lets go when the process ends, however
    it ends.
    """
    database = sqlite_file(database_url)
    if database is None:
        yield
        return
    with database.with_name(f"{database.name}.lock").open("w") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise ConflictError(TAKEN.format(name=database.name)) from error
        yield
