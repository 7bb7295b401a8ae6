"""A small service in a database that really commits, served by `tracker serve`, used over HTTP."""

import http.client
import os
import socket
import time
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import urlencode

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import URLSafeSerializer
from sqlalchemy.orm import Session

from tests.factories.bonds import a_role, a_team, a_worker
from tests.factories.pairings import matched
from tests.factories.people import written_in
from tests.web.browser import CSRF
from tests.web.filling import form_of
from tracker import clock
from tracker.domain.vocabulary import Role
from tracker.models.database import make_engine
from tracker.services import audit, sign_ins

ROOT = Path(__file__).resolve().parent.parent.parent
SECRET = "only-for-tests-" * 3
FOUND = {302, 303}
WORKERS, PEOPLE_EACH = 4, 2
PATIENCE = 30  # seconds
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Form:
    """A form as it was loaded: where it goes, what it sends, and the token its row will carry."""

    address: str
    body: str
    token: str


class Service:
    """Four key workers, signed in, with two people each; `environment` is what a process is told."""

    def __init__(self, url, key_file, folder, make_act):
        self.port = _free_port()
        self.environment = {
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "TRACKER_DATA_DIR": str(folder),
            "TRACKER_DATABASE_URL": url,
            "TRACKER_KEY_FILE": str(key_file),
            "TRACKER_SECRET_KEY": SECRET,
            "TRACKER_PORT": str(self.port),
        }
        engine = make_engine(url)
        with Session(engine) as session, session.begin():
            self.clients = _written(session, make_act, self.port)
        engine.dispose()

    def wait_until_up(self):
        """Wait until a process that was just started listens."""
        until = time.monotonic() + PATIENCE
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.port)).close()
            except OSError:
                assert time.monotonic() < until, "It does not listen."
                time.sleep(0.02)
            else:
                return

    def hang_up(self):
        for client in self.clients:
            client.hang_up()


class Client:
    """One key worker's browser: it loads the form of one of their people and sends it."""

    def __init__(self, port, cookie, people):
        self.port, self.cookie, self.people = port, cookie, people
        self.connection = None

    def get(self, address):
        return self._ask("GET", address)

    def load(self, number):
        """Load the form that logs a contact, the first tap done: alone here it is known."""
        address = f"/people/{self.people[number % len(self.people)]}/log?what=spoke"
        page = self.get(address)
        assert page.status == 200, page.text
        action, body = form_of(page)
        (signed,) = body["form_token"]
        token, _worker = URLSafeSerializer(SECRET, salt="form token").loads(signed)
        return Form(action or address, urlencode(body, doseq=True), token)

    def send(self, form):
        """Send a form; only a redirect says that it is kept."""
        answer = self._ask("POST", form.address, form.body)
        assert answer.status in FOUND, answer.text

    def hang_up(self):
        """Begin anew with the next request."""
        if self.connection is not None:
            self.connection.close()
        self.connection = None

    def _ask(self, method, address, body=None):
        if self.connection is None:
            self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        headers = {"Cookie": f"alongside={self.cookie}"}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.connection.request(method, address, body, headers)
        answer = self.connection.getresponse()
        return SimpleNamespace(status=answer.status, text=answer.read().decode())


def _written(session, make_act, port):
    """Write everyone down as of two months ago; give a signed-in client for each worker."""
    now = clock.now()
    then = now - 60 * DAY
    act = make_act(at=then)
    team = a_team(session)
    clients = []
    for _ in range(WORKERS):
        worker = a_worker(session, roles=())
        a_role(session, worker, Role.KEY_WORKER, since=then)
        people = [
            written_in(session, act, team, referred_on=then.date()) for _ in range(PEOPLE_EACH)
        ]
        for person in people:
            matched(session, act, person, worker)
        cookie = _cookie(sign_ins.begin(session, worker.id, now))
        clients.append(Client(port, cookie, [person.public_id for person in people]))
    audit.write(session, act)
    return clients


def _cookie(opaque_id):
    app = Flask("cookie")
    app.secret_key = SECRET
    signer = SecureCookieSessionInterface().get_signing_serializer(app)
    return signer.dumps({"id": opaque_id, "csrf_token": CSRF})


def _free_port():
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return held.getsockname()[1]
