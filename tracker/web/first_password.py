"""The one-time link with which a worker begins, or begins anew; `user add` prints it.

It is handed over in person. Choosing a password with it also takes away the second factor, so
that a lost phone without recovery codes locks no one out; production asks for a new one at once.
"""

import secrets
from collections.abc import Callable
from datetime import timedelta

from flask import Flask, current_app, g, url_for
from flask_security.utils import hash_password
from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy.orm import Session

from tracker.domain.errors import NotFoundError
from tracker.extensions import SHORTEST_PASSWORD, db, installation
from tracker.models.accounts import Worker
from tracker.services import audit, sign_ins
from tracker.web.accounts import forget_tries, machinery
from tracker.web.here import acting

LASTS = timedelta(days=7)
Find = Callable[[Session, str], Worker | None]


def first_sign_in_link(app: Flask, worker_id: int) -> str:
    """Give the link. It works for seven days, and once: a chosen password ends it.

    Raises NotFoundError where there is no such worker with an active account.
    """
    config = app.extensions["installation"].config
    with app.test_request_context(base_url=config.address):
        until = int((installation().clock() + LASTS).timestamp())
        with db.snapshot() as session:
            worker = session.get(Worker, worker_id)
        if worker is None or not worker.active:
            raise NotFoundError("There is no such worker with an active account.")
        token = _signer().dumps([worker.public_id, _mark(worker), until])
        return url_for("account.first_password", token=token, _external=True)


def opens(token: str) -> bool:
    """Say whether a link still works; looking at it changes nothing, so mail scanners may."""
    with db.snapshot() as session:
        return _worker(session, token, sign_ins.active_account) is not None


def choose_password(token: str, password: str) -> bool:
    """Set the password and end the link and every sign-in; False when the link does not work."""
    hashed = hash_password(machinery().password_util.normalize(password))
    at = installation().clock()
    with db.write() as session:
        worker = _worker(session, token, sign_ins.lock_account)
        if worker is None:
            return False
        worker.password = hashed
        worker.fs_uniquifier = secrets.token_hex(32)
        worker.tf_totp_secret = worker.tf_primary_method = worker.mf_recovery_codes = None
        forget_tries(session, worker)
        sign_ins.end_all(session, worker.id, at)
        act = acting(f"worker:{worker.id}", at)
        act.note("worker.password_chosen")
        audit.write(session, act, request_id=g.request_id)
    return True


def choose_by_command(app: Flask, worker_id: int, password: str) -> None:
    """Choose a password on a worker's behalf, by their own link: for a demo, never for a person."""
    token = first_sign_in_link(app, worker_id).rsplit("/", 1)[1]
    with app.test_request_context():
        g.request_id = "command"
        choose_password(token, password)


def weakness(password: str) -> bool:
    """Say whether a password is too easily guessed: too short, or the same few signs."""
    plain = machinery().password_util.normalize(password)
    return len(plain) < SHORTEST_PASSWORD or len(set(plain.lower())) < SHORTEST_PASSWORD // 2


def _worker(session: Session, token: str, find: Find) -> Worker | None:
    try:
        public_id, mark, until = _signer().loads(token)
    except (BadSignature, ValueError, TypeError):
        return None
    worker = find(session, public_id)
    late = installation().clock().timestamp() > until
    return None if late or worker is None or mark != _mark(worker) else worker


def _mark(worker: Worker) -> str:
    """Give what changes when a password is chosen, without telling it."""
    return sign_ins.hash_of(worker.fs_uniquifier)[:16]


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.secret_key or "", salt="first password")
