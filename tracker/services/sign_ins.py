"""Accounts at the door: find and lock them, begin and end sign-ins, count tries."""

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, delete, select, update
from sqlalchemy.orm import Session

from tracker.adapters.keys import KeyRing
from tracker.adapters.rate_limits import count
from tracker.models.accounts import Worker, WorkerSession
from tracker.models.counters import RateLimit

TRIES = 5
WAIT = timedelta(minutes=15)
ONE_MINUTE = timedelta(minutes=1)


def account_of(session: Session, email: str) -> Worker | None:
    """Give the account of an email in any case, active or not."""
    return session.scalar(select(Worker).where(Worker.email == email.strip().lower()))


def active_account(session: Session, public_id: str) -> Worker | None:
    return session.scalar(_active(public_id))


def lock_account(session: Session, public_id: str) -> Worker | None:
    """Give an active account that no one else can change until this transaction ends."""
    return session.scalar(_active(public_id).with_for_update())


def _active(public_id: str) -> Select[Worker]:
    return select(Worker).where(Worker.public_id == public_id, Worker.active)


def begin(session: Session, worker_id: int, at: datetime) -> str:
    """Begin a sign-in; give the opaque id for the cookie, of which only a hash is kept."""
    made = secrets.token_urlsafe(32)
    session.add(
        WorkerSession(id_hash=hash_of(made), worker_id=worker_id, created_at=at, seen_at=at)
    )
    return made


def hash_of(opaque_id: str) -> str:
    return hashlib.sha256(opaque_id.encode()).hexdigest()


def seen(session: Session, id_hash: str, at: datetime) -> None:
    """Remember that a sign-in is in use, at most once a minute."""
    session.execute(
        update(WorkerSession)
        .where(WorkerSession.id_hash == id_hash, WorkerSession.seen_at <= at - ONE_MINUTE)
        .values(seen_at=at)
    )


def is_stale(seen_at: datetime, at: datetime) -> bool:
    return seen_at <= at - ONE_MINUTE


def end(session: Session, id_hash: str, at: datetime) -> None:
    """End one sign-in: every copy of its cookie stops working."""
    _end(session, WorkerSession.id_hash == id_hash, at)


def end_all(session: Session, worker_id: int, at: datetime) -> None:
    _end(session, WorkerSession.worker_id == worker_id, at)


def _end(session: Session, which: ColumnElement[bool], at: datetime) -> None:
    session.execute(
        update(WorkerSession).where(which, WorkerSession.ended_at.is_(None)).values(ended_at=at)
    )


def tries_key(keys: KeyRing, what: str, account: str) -> str:
    """Name the counter of an account, known to us or not, without naming the account."""
    made = hmac.digest(keys.derive("tries"), account.strip().lower().encode(), "sha256")
    return f"{what}:{made.hex()}"


def claim_try(session: Session, key: str, at: datetime) -> int:
    """Take one of the five tries before it is checked, so that parallel guesses count too.

    Give how many are left; below 0 is one too many: from the fifth try on it takes 15 minutes
    until there are new ones.
    """
    return TRIES - count(session, key, at, WAIT, restart_at=TRIES)


def forget_tries(session: Session, key: str) -> None:
    session.execute(delete(RateLimit).where(RateLimit.key == key))
