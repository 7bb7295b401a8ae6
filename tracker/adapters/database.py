"""The database as a command opens it: one snapshot to read, one transaction to write."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session

from tracker.domain.errors import ConflictError, InvalidError
from tracker.models import schema
from tracker.models.database import begin_snapshot, end_snapshot, make_engine, sqlite_file

__all__ = ["Database", "Engine", "Session", "make_room", "require_file"]


def make_room(url: str) -> None:
    """Make the folder that a SQLite file will be in."""
    file = sqlite_file(url)
    if file is not None:
        file.parent.mkdir(parents=True, exist_ok=True)


def require_file(url: str) -> None:
    """Raise InvalidError where there is no SQLite file yet: opening it would make an empty one."""
    file = sqlite_file(url)
    if file is not None and not file.exists():
        raise InvalidError("There is no database yet. Run `tracker init-db` first.")


class Database:
    """One engine on a URL, its own or one that is shared; `close` it when the command ends."""

    def __init__(self, url: str, engine: Engine | None = None) -> None:
        self.url = url
        self.engine = engine or make_engine(url)

    def close(self) -> None:
        self.engine.dispose()

    def bring_up_to_date(self) -> None:
        """Make or migrate the tables; raise InvalidError when they are newer than this code."""
        with _in_words():
            revision = schema.revision_of(self.engine)
            if revision is not None and not schema.knows(revision):
                raise InvalidError(
                    f"The database is newer than this code (it is at {revision}). "
                    "Install the newer version."
                )
            schema.upgrade(self.engine)

    @contextmanager
    def snapshot(self) -> Iterator[Session]:
        """Read one moment; holds no one up."""
        with _in_words(), Session(self.engine) as session:
            begin_snapshot(session)
            yield session
            end_snapshot(session)

    @contextmanager
    def write(self) -> Iterator[Session]:
        """Write in one transaction, committed at the end; an exception undoes all of it."""
        with _in_words(), Session(self.engine, expire_on_commit=False) as session, session.begin():
            yield session


@contextmanager
def _in_words() -> Iterator[None]:
    """Say what a driver says in one sentence, without the values it quotes."""
    try:
        yield
    except IntegrityError as error:
        raise ConflictError(
            "The database did not take it: someone else may have been here at the same moment. "
            "Nothing is half done: run it again."
        ) from error
    except DBAPIError as error:
        first_line = str(error.orig).strip().partition("\n")[0]
        raise ConflictError(
            f"The database did not answer: {first_line}. Nothing is half done: run it again."
        ) from error
