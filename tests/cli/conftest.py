"""Run commands as someone at the keyboard does, on a database of the test's own."""

import os
import shutil
import uuid

import pytest
from click.testing import CliRunner
from sqlalchemy import select
from sqlalchemy.orm import sessionmaker

from tests.factories.backups import POSTGRES_TOOLS
from tests.services.imports.looking import SAMPLE
from tracker.cli import main
from tracker.models.database import make_engine

AS_OF = "2026-11-20T20:00:00Z"
MONDAY = "2026-11-23T09:00:00Z"


def settings(url, key_file, folder):
    return {
        "TRACKER_DATABASE_URL": url,
        "TRACKER_DATA_DIR": str(folder / "data"),
        "TRACKER_KEY_FILE": str(key_file),
        "PATH": f"{POSTGRES_TOOLS}:{os.environ['PATH']}",
    }


def invoke(environment, *words):
    before = os.umask(0o077)
    try:
        result = CliRunner().invoke(main, list(words), env=environment)
    finally:
        os.umask(before)
    if not isinstance(result.exception, SystemExit | None):
        raise result.exception
    return result


@pytest.fixture(scope="session")
def sampled(template, key_file, tmp_path_factory):
    """A database with the sample files in it, imported once by the commands and then copied."""
    url = template.copy()
    environment = settings(url, key_file, tmp_path_factory.mktemp("sampled"))
    for kind in ("workers", "people", "contacts", "justice"):
        assert invoke(
            environment, "import", kind, str(SAMPLE / f"{kind}.csv"), "--as-of", AS_OF
        ).exit_code in {0, 1}
    yield url
    template.drop(url)


@pytest.fixture
def sample(sampled, template):
    """A copy of the service with the sample files in it; ask for it before `tracker`."""
    url = copy_of(sampled, template)
    yield url
    template.drop(url)


def copy_of(url, template):
    name = f"s_{uuid.uuid4().hex}"
    if template.kind == "sqlite":
        shutil.copy(url.removeprefix("sqlite:///"), template.folder / f"{name}.db")
        return f"sqlite:///{template.folder / name}.db"
    known = url.split("?")[0].rsplit("/", 1)[1]
    template._admin(f'CREATE DATABASE "{name}" TEMPLATE "{known}"')
    return template._postgres_url(name)


@pytest.fixture
def empty_url(template):
    """A database without tables."""
    name = f"e_{uuid.uuid4().hex}"
    if template.kind == "sqlite":
        url = f"sqlite:///{template.folder / name}.db"
    else:
        template._admin(f'CREATE DATABASE "{name}"')
        url = template._postgres_url(name)
    yield url
    template.drop(url)


@pytest.fixture
def environment(request, template, key_file, tmp_path):
    """The settings of a service: the sample's where the test asks for it, else an empty one's."""
    wanted = "sample" if "sample" in request.fixturenames else "fresh_url"
    (tmp_path / "data").mkdir()
    return settings(request.getfixturevalue(wanted), key_file, tmp_path)


@pytest.fixture
def tracker(environment):
    """Run a command with its words; more settings by name."""
    return lambda *words, **more: invoke(environment | more, *words)


@pytest.fixture
def sessions(environment):
    engine = make_engine(environment["TRACKER_DATABASE_URL"])
    yield sessionmaker(engine, expire_on_commit=False)
    engine.dispose()


def refused(result, sentence):
    assert (result.exit_code, result.stdout, result.stderr) == (2, "", f"{sentence}\n")


def said(result, *lines, status=0):
    assert (result.exit_code, result.stdout.splitlines(), result.stderr) == (status, [*lines], "")


def all_of(sessions, *columns):
    with sessions() as session:
        return session.execute(select(*columns)).all()
