"""Signing in: the password, the second factor, recovery codes, and the first link.

Hashes, codes and their secrets are Flask-Security's; tries, transactions and sessions are ours.
An account that is unknown, disabled or has no password answers like a wrong password does.
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import Enum
from typing import cast

from flask import current_app, g
from flask import session as cookie
from flask_security import Security
from flask_security.utils import verify_password
from sqlalchemy.orm import Session

from tracker.extensions import db, installation
from tracker.models.accounts import Worker
from tracker.services import audit, sign_ins
from tracker.web import sessions
from tracker.web.here import acting

HALF_WAY = "half"
HALF_WAY_LASTS = timedelta(minutes=10)
CODE_STEP = 30  # seconds a code lasts, and how far two clocks may be apart


class Refused(Enum):
    """Why someone did not come in; the words never say whether the account exists."""

    NO_MATCH = "no match"
    WAIT = "wait"


@dataclass(frozen=True, slots=True)
class Account:
    """An account whose password was right."""

    public_id: str
    wants_code: bool


def machinery() -> Security:
    return cast(Security, current_app.extensions["security"])


def check_password(email: str, password: str) -> Account | Refused:
    """Check one try of a password. Commits the count of tries, and a refusal's audit event."""
    tries = _claim("password", email)
    if tries < 0:
        return Refused.WAIT
    with db.snapshot() as session:
        worker = sign_ins.account_of(session, email)
    if _is_right(worker, password) and worker and worker.active:
        return Account(worker.public_id, worker.tf_totp_secret is not None)
    _refuse(worker)
    return Refused.NO_MATCH if tries else Refused.WAIT


def half_way(account: Account) -> None:
    """Remember, in the signed cookie and for ten minutes, that the code is still to come."""
    sessions.forget()
    cookie[HALF_WAY] = [account.public_id, installation().clock().timestamp()]


def who_is_half_way() -> str | None:
    public_id, since = cookie.get(HALF_WAY, (None, 0.0))
    late = installation().clock().timestamp() > since + HALF_WAY_LASTS.total_seconds()
    return None if late else public_id


def check_code(public_id: str, code: str) -> Refused | None:
    """Check a code of the second factor, or a recovery code, and sign in; each works once."""
    tries = _claim("code", public_id)
    if tries < 0:
        return Refused.WAIT
    with db.write() as session:
        worker = sign_ins.lock_account(session, public_id)
        if worker and spend_code(worker, code):
            _begin(session, worker)
            return None
    _refuse(worker)
    return Refused.NO_MATCH if tries else Refused.WAIT


def sign_in(account: Account) -> None:
    """Sign in without a code: no second factor is set up."""
    with db.write() as session:
        if worker := sign_ins.lock_account(session, account.public_id):
            _begin(session, worker)


def sign_out() -> None:
    at = installation().clock()
    with db.write() as session:
        found = sessions.find(session, at)
        if found:
            act = acting(f"worker:{found.viewer.worker_id}", at)
            act.note("worker.signed_out")
            audit.write(session, act, request_id=g.request_id)
        sessions.end(session, at)


def spend_code(worker: Worker, code: str) -> bool:
    """Use up a code of the worker's app or one of the recovery codes; the row must be locked."""
    tools = machinery()
    if worker.tf_totp_secret and tools.totp_factory.verify_totp(
        code, worker.tf_totp_secret, worker, window=CODE_STEP
    ):
        return True
    recovery = tools.mf_recovery_codes_util
    return recovery.check_recovery_code(worker, code) and recovery.delete_recovery_code(
        worker, code
    )


def forget_tries(session: Session, worker: Worker) -> None:
    keys = installation().keys
    for what, account in (("password", worker.email), ("code", worker.public_id)):
        sign_ins.forget_tries(session, sign_ins.tries_key(keys, what, account))


def _is_right(worker: Worker | None, password: str) -> bool:
    """Compare, taking as long when there is nothing to compare with."""
    tools = machinery()
    if worker is None or not worker.password:
        tools.pwd_context.dummy_verify()
        return False
    return bool(verify_password(tools.password_util.normalize(password), worker.password))


def _claim(what: str, account: str) -> int:
    """Count a try before it is checked; give how many are left, below 0 when it is one too many."""
    shared = installation()
    with db.write() as session:
        key = sign_ins.tries_key(shared.keys, what, account)
        return sign_ins.claim_try(session, key, shared.clock())


def _begin(session: Session, worker: Worker) -> None:
    at = installation().clock()
    sessions.begin(session, worker.id, at)
    forget_tries(session, worker)
    act = acting(f"worker:{worker.id}", at)
    act.note("worker.signed_in")
    session.flush()
    audit.write(session, act, request_id=g.request_id)


def _refuse(worker: Worker | None) -> None:
    act = acting("nobody", installation().clock())
    act.note("worker.signed_in", None, ("worker", worker.public_id) if worker else None)
    with db.write() as session:
        audit.write(session, act, request_id=g.request_id, outcome="refused")
