"""One engine for two databases: how a connection is opened and a transaction begun."""

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.orm import Session

PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "busy_timeout=10000",
    "recursive_triggers=ON",
    "secure_delete=ON",
    "temp_store=MEMORY",
    "trusted_schema=OFF",
    "cell_size_check=ON",
    "mmap_size=0",
    "wal_autocheckpoint=10000",
)
# A plan is kept: one fits all, and to plan a statement takes longer than to find one person's rows.
POSTGRES_SETTINGS = (
    "-c timezone=UTC -c statement_timeout=60000 -c lock_timeout=10000"
    " -c idle_in_transaction_session_timeout=60000 -c jit=off -c plan_cache_mode=force_generic_plan"
)


class Turnstile:
    """A fair queue of writers: SQLite's own busy wait lets one writer starve the others."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._waiting: deque[threading.Event] = deque()
        self._taken = False

    def enter(self) -> None:
        with self._guard:
            if not self._taken:
                self._taken = True
                return
            turn = threading.Event()
            self._waiting.append(turn)
        turn.wait()

    def leave(self) -> None:
        with self._guard:
            if self._waiting:
                self._waiting.popleft().set()
            else:
                self._taken = False


def make_engine(url: str | URL) -> Engine:
    """Open SQLite or PostgreSQL, set up so that a commit is durable and a write never deadlocks."""
    url = make_url(url)
    if url.get_backend_name() == "sqlite":
        engine = create_engine(
            url,
            hide_parameters=True,
            paramstyle="named",  # what a statement asks for twice is made ready once
            connect_args={"check_same_thread": False},
        )
        _set_up_sqlite(engine)
        return engine
    if url.get_backend_name() != "postgresql":
        raise ValueError(f"{url.get_backend_name()} is not a database we know.")
    url = url.set(drivername="postgresql+psycopg")
    return create_engine(
        url,
        hide_parameters=True,
        pool_pre_ping=True,
        pool_size=10,
        max_overflow=50,
        connect_args={"options": POSTGRES_SETTINGS},
    )


def _set_up_sqlite(engine: Engine) -> None:
    turnstile = Turnstile()

    @event.listens_for(engine, "connect")
    def _connected(dbapi: Any, _record: Any) -> None:  # noqa: ANN401 - SQLAlchemy's hook
        dbapi.isolation_level = None  # we say BEGIN ourselves
        for pragma in PRAGMAS:
            dbapi.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        if connection.get_execution_options().get("read_only"):
            connection.exec_driver_sql("BEGIN")
            return
        if not connection.info.get("in_turn"):
            turnstile.enter()
            connection.info["in_turn"] = True
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    @event.listens_for(engine, "checkin")
    def _returned(_dbapi: Any, record: Any) -> None:  # noqa: ANN401 - SQLAlchemy's hook
        if record.info.pop("in_turn", False):
            turnstile.leave()


def begin_snapshot(session: Session) -> None:
    """Begin a read that sees one moment and holds no one up; writing in it fails."""
    options: dict[str, Any] = {"read_only": True}
    if session.get_bind().dialect.name == "postgresql":
        options = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    session.connection(execution_options=options)


def end_snapshot(session: Session) -> None:
    """End a read that went well: nothing is written, but it ends with a commit.

    At a rollback psycopg forgets all that PostgreSQL has made ready on this connection, and each
    statement would be planned anew.
    """
    session.expunge_all()
    session.commit()


@contextmanager
def closing_session(engine: Engine) -> Iterator[Session]:
    """Give a session on an engine that is closed for good afterwards; nothing is committed."""
    try:
        with Session(engine) as session:
            yield session
    finally:
        engine.dispose()


def sqlite_file(url: str | URL) -> Path | None:
    """Give the database file of a SQLite URL; None for PostgreSQL."""
    url = make_url(url)
    if url.get_backend_name() != "sqlite" or not url.database:
        return None
    return Path(url.database)
