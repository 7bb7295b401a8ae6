"""The application of these tests has the probe pages too."""

from dataclasses import replace

import pytest
from sqlalchemy.orm import Session

from tests.factories.cast import a_cast
from tests.web.conftest import wired
from tests.web.foundation.probes import probes
from tracker.models.database import make_engine


@pytest.fixture(scope="session")
def wired_app(web_config):
    return wired(web_config, probes)


@pytest.fixture(scope="session")
def reading_engine(template):
    url = template.copy()
    engine = make_engine(url)
    yield engine
    engine.dispose()
    template.drop(url)


@pytest.fixture(scope="session")
def shared_cast(reading_engine, keys):
    """The cast on the database that readers share."""
    with Session(reading_engine, expire_on_commit=False) as session, session.begin():
        return a_cast(session, keys)


@pytest.fixture
def reader(wired_app, reading_engine, shared_cast, clock):
    """A client signed in as Sam, on a database readers share: quick, for what writes nothing."""
    wired = wired_app.extensions["installation"]
    wired_app.extensions["installation"] = replace(wired, engine=reading_engine, clock=clock)
    yield wired_app.test_client().sign_in(shared_cast.key_worker)
    wired_app.extensions["installation"] = wired
