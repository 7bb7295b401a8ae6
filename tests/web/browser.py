"""A client that signs in and sends forms the way a browser does."""

from datetime import timedelta

from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer

from tracker.extensions import db
from tracker.services import sign_ins

CSRF = "a" * 40


class Clock:
    """The application's clock in a test: it stands still until it is told to move."""

    def __init__(self, at):
        self.at = at

    def __call__(self):
        return self.at

    def forward(self, **by):
        self.at += timedelta(**by)


class Browser(FlaskClient):
    def sign_in(self, worker):
        """Be signed in as this worker, without going through the door."""
        with self.application.app_context(), db.write() as session:
            at = self.application.extensions["installation"].clock()
            opaque_id = sign_ins.begin(session, worker.id, at)
        with self.session_transaction() as cookie:
            cookie.clear()
            cookie["id"] = opaque_id
        return self

    def submit(self, address, **fields):
        """Send a form, with the token a page of ours would have carried."""
        with self.session_transaction() as cookie:
            cookie.setdefault("csrf_token", CSRF)
            signer = URLSafeTimedSerializer(self.application.secret_key, salt="wtf-csrf-token")
            fields["csrf_token"] = signer.dumps(cookie["csrf_token"])
        return self.post(address, data=fields)
