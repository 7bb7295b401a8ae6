"""Both databases, migrated once per process; a savepoint per test, or a database of its own."""

import os
import shutil
import uuid
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session, sessionmaker

from tests import measured as figures
from tests.postgres import server_url
from tracker.adapters.calendars import calendar
from tracker.adapters.keys import KeyRing
from tracker.models import schema
from tracker.models.database import make_engine
from tracker.services.acts import Act

DATABASES = ("sqlite", "postgresql")
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)  # a Friday


def pytest_generate_tests(metafunc):
    if "database" in metafunc.fixturenames:
        metafunc.parametrize("database", DATABASES, scope="session")


class _Template:
    """A migrated, empty database that tests copy."""

    def __init__(self, kind, folder):
        self.kind = kind
        self.folder = folder
        self.name = f"template_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}_{os.getpid()}"
        engine = make_engine(self._create())
        schema.upgrade(engine)
        engine.dispose()

    def _create(self):
        if self.kind == "sqlite":
            return f"sqlite:///{self.folder / self.name}.db"
        self._admin(f'CREATE DATABASE "{self.name}"')
        return self._postgres_url(self.name)

    def copy(self, name=None):
        """Give the URL of a new copy."""
        name = name or f"t_{uuid.uuid4().hex}"
        if self.kind == "sqlite":
            shutil.copy(self.folder / f"{self.name}.db", self.folder / f"{name}.db")
            return f"sqlite:///{self.folder / name}.db"
        self._admin(f'CREATE DATABASE "{name}" TEMPLATE "{self.name}"')
        return self._postgres_url(name)

    def drop(self, url):
        if self.kind == "sqlite":
            for end in ("", "-wal", "-shm"):
                Path(url.removeprefix("sqlite:///") + end).unlink(missing_ok=True)
        else:
            name = url.split("?")[0].rsplit("/", 1)[1]
            self._admin(f'DROP DATABASE "{name}" WITH (FORCE)')

    @staticmethod
    def _postgres_url(name):
        return server_url().replace("/postgres?", f"/{name}?")

    @staticmethod
    def _admin(statement):
        with _administrator().connect() as connection:
            connection.execute(text(statement))


@cache
def _administrator():
    return create_engine(server_url(), isolation_level="AUTOCOMMIT")


@pytest.fixture(scope="session")
def template(database, tmp_path_factory):
    made = _Template(database, tmp_path_factory.mktemp("databases"))
    yield made
    if made.kind == "postgresql":
        made._admin(f'DROP DATABASE "{made.name}" WITH (FORCE)')


@pytest.fixture(scope="session")
def shared_engine(template):
    url = template.copy()
    engine = make_engine(url)
    yield engine
    engine.dispose()
    template.drop(url)


@pytest.fixture
def session(shared_engine):
    """A session whose test leaves nothing behind: everything runs inside one rolled-back transaction."""
    with shared_engine.connect() as connection, connection.begin() as outer:
        with Session(
            connection, join_transaction_mode="create_savepoint", expire_on_commit=False
        ) as made:
            yield made
        outer.rollback()


@pytest.fixture
def fresh_url(template):
    """The URL of a migrated database of this test's own, for what must really commit."""
    url = template.copy(f"own_{template.name}")
    yield url
    template.drop(url)


@pytest.fixture(scope="session")
def engine_of_its_own(template):
    """One engine for all databases of `fresh_url`: what it has compiled need not be again."""
    url = template.copy(f"own_{template.name}")
    template.drop(url)
    return make_engine(url)


@pytest.fixture
def fresh_engine(fresh_url, engine_of_its_own):
    yield engine_of_its_own
    engine_of_its_own.dispose()


@pytest.fixture
def fresh_sessions(fresh_engine):
    return sessionmaker(fresh_engine, expire_on_commit=False)


@pytest.fixture(scope="session")
def key_file(tmp_path_factory):
    path = tmp_path_factory.mktemp("keys") / "keys.json"
    KeyRing.create_file(path)
    return path


@pytest.fixture(scope="session")
def keys(key_file):
    return KeyRing.from_file(key_file)


@pytest.fixture(scope="session")
def london():
    return calendar("Europe/London", "GB-ENG")


@pytest.fixture
def make_act(keys, london):
    """Make an act of the system, or of a worker by id, at NOW unless told otherwise."""

    def make(by="system:test", at=NOW, **more):
        by = f"worker:{by}" if isinstance(by, int) else by
        return Act(at=at, by=by, keys=keys, calendars={"GB-ENG": london}, **more)

    return make


@pytest.fixture
def measure():
    return figures.measured


_ran = dict.fromkeys(DATABASES, 0)


def pytest_sessionstart(session):
    if not figures.in_worker():
        figures.start()


def pytest_runtest_logreport(report):
    if report.when == "call" and report.passed:
        for database in DATABASES:
            _ran[database] += f"[{database}" in report.nodeid or f"-{database}" in report.nodeid


def pytest_sessionfinish(session, exitstatus):
    if figures.in_worker() or session.config.option.collectonly:
        return
    lacking = figures.finish({d: n for d, n in _ran.items() if n})
    if lacking and exitstatus == 0:
        print(f"\nGates that counted nothing or fell short: {', '.join(lacking)}")
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
