"""Counts of what is tried too often, in the database: every process sees the same count."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Protocol

from limits.storage import Storage
from sqlalchemy import Connection, Engine, case, delete, func, select
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from tracker.models.counters import RateLimit

SCHEME = "tracker"
INSERT: dict[str, Any] = {"postgresql": postgresql_insert, "sqlite": sqlite_insert}


def count(
    connection: Connection | Session,
    key: str,
    at: datetime,
    window: timedelta,
    *,
    restart_at: int | None = None,
    by: int = 1,
) -> int:
    """Count one more try of `key` in its window, atomically; give how many there are now.

    A try past the window's end begins a new one. With `restart_at` the window also begins anew
    when that many are reached: what follows waits a whole window.
    """
    bind = connection.get_bind() if isinstance(connection, Session) else connection
    insert = INSERT[bind.dialect.name](RateLimit).values(
        key=key, hits=by, window_ends_at=at + window
    )
    over = RateLimit.window_ends_at <= at
    ends = case(
        (over | (RateLimit.hits + by == restart_at), insert.excluded.window_ends_at),
        else_=RateLimit.window_ends_at,
    )
    counted = insert.on_conflict_do_update(
        index_elements=[RateLimit.key],
        set_={"hits": case((over, by), else_=RateLimit.hits + by), "window_ends_at": ends},
    )
    return int(connection.execute(counted.returning(RateLimit.hits)).scalar_one())


class Installation(Protocol):
    """Which database and whose clock: asked anew each time, as one process may hold two."""

    @property
    def engine(self) -> Engine: ...

    @property
    def clock(self) -> Callable[[], datetime]: ...


class SqlStorage(Storage):
    """Flask-Limiter's counts; each in a short transaction of its own. Errors are not swallowed."""

    STORAGE_SCHEME = [SCHEME]  # noqa: RUF012 - the library reads a list

    def __init__(self, uri: str, installation: Callable[[], Installation]) -> None:
        super().__init__(uri)
        self._installation = installation

    @property
    def _engine(self) -> Engine:
        return self._installation().engine

    def _clock(self) -> datetime:
        return self._installation().clock()

    @property
    def base_exceptions(self) -> type[Exception]:
        return SQLAlchemyError

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        at = self._clock()
        with self._engine.begin() as connection:
            hits = count(connection, key, at, timedelta(seconds=expiry), by=amount)
            if hits == amount:  # a new window: a good moment to forget those long past
                past = at - timedelta(hours=1)
                connection.execute(delete(RateLimit).where(RateLimit.window_ends_at < past))
        return hits

    def get(self, key: str) -> int:
        live = (RateLimit.key == key) & (RateLimit.window_ends_at > self._clock())
        with self._engine.connect() as connection:
            return connection.scalar(select(RateLimit.hits).where(live)) or 0

    def get_expiry(self, key: str) -> float:
        with self._engine.connect() as connection:
            ends = connection.scalar(select(RateLimit.window_ends_at).where(RateLimit.key == key))
        return (ends or self._clock()).timestamp()

    def check(self) -> bool:
        with self._engine.connect() as connection:
            return connection.scalar(select(func.count()).select_from(RateLimit)) is not None

    def reset(self) -> int:
        with self._engine.begin() as connection:
            return connection.execute(delete(RateLimit)).rowcount

    def clear(self, key: str) -> None:
        with self._engine.begin() as connection:
            connection.execute(delete(RateLimit).where(RateLimit.key == key))
