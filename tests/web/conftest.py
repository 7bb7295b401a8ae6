"""An application on each database. Every test has a database of its own; the wiring is shared."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from config import Config
from tests.conftest import NOW
from tests.factories.cast import a_cast
from tests.stored import held
from tests.web.alongside import everyone_around
from tests.web.browser import Browser, Clock
from tracker import create_app
from tracker.models.audit import AuditEvent, AuditSubject
from tracker.models.contacts import Contact
from tracker.models.meetings import Meeting


@pytest.fixture(scope="session")
def web_config(key_file, tmp_path_factory):
    folder = tmp_path_factory.mktemp("web")
    return Config(
        production=False,
        data_dir=folder,
        database_url=f"sqlite:///{folder / 'unused.db'}",
        secret_key="only-for-tests-" * 3,
        key_file=key_file,
        quick_passwords=True,
    )


@pytest.fixture(scope="session")
def wired_app(web_config):
    """The application of all web tests; `app` points it at the test's own database and clock."""
    return wired(web_config)


def wired(config, *more):
    app = create_app(config)
    app.testing = True
    app.test_client_class = Browser
    for blueprint in more:
        app.register_blueprint(blueprint)
    return app


@pytest.fixture
def clock():
    return Clock(NOW)


@pytest.fixture
def app(wired_app, fresh_engine, clock):
    """An application on a database of this test's own, at NOW until the clock is moved."""
    wired = wired_app.extensions["installation"]
    wired_app.extensions["installation"] = replace(wired, engine=fresh_engine, clock=clock)
    yield wired_app
    wired_app.extensions["installation"] = wired


@pytest.fixture
def production(app):
    """The same application with production's rules (cookies keep their development name)."""
    shared = app.extensions["installation"]
    strict = replace(shared, config=replace(shared.config, production=True))
    app.extensions["installation"] = strict
    return app


@pytest.fixture
def client(app):
    return app.test_client()


@pytest.fixture
def sign_in():
    """Sign a client in as a worker: `sign_in(client, cast.key_worker)`."""
    return lambda client, worker: client.sign_in(worker)


@pytest.fixture
def cast(fresh_sessions, keys):
    """The teams, workers and people of `tests.factories.cast`, committed."""
    with fresh_sessions.begin() as session:
        return a_cast(session, keys)


@pytest.fixture
def around(fresh_sessions, make_act):
    """Jay and those around Jay (`tests.web.alongside`), committed."""
    with fresh_sessions.begin() as session:
        return everyone_around(session, make_act, NOW)


@pytest.fixture
def audit_trail(fresh_sessions):
    """Read what was written down: (act, outcome, actor, ids of the people shown), in order."""

    def read():
        with fresh_sessions() as session:
            shown = {}
            for seq, person_id in session.execute(select(AuditSubject.seq, AuditSubject.person_id)):
                shown.setdefault(seq, set()).add(person_id)
            events = session.scalars(select(AuditEvent).order_by(AuditEvent.seq)).all()
            return [(e.act, e.outcome, e.actor, shown.get(e.seq, set())) for e in events]

    return read


@pytest.fixture
def kept(fresh_sessions, keys):
    """Give the contacts and the meetings there are, whole, in the order they were written."""

    def read():
        with fresh_sessions() as session:
            return [
                [
                    held(session, keys, row)
                    for row in session.scalars(select(kind).order_by(kind.id))
                ]
                for kind in (Contact, Meeting)
            ]

    return read
