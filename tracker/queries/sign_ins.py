"""Who is signed in."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from tracker.models.accounts import Worker, WorkerSession

IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A signed-in session that still counts."""

    id_hash: str
    worker_id: int
    seen_at: datetime
    has_second_factor: bool


def signed_in(session: Session, id_hash: str, at: datetime) -> SignedIn | None:
    """Give the session of a cookie; None when it was ended, idle for 30 minutes or 12 hours old."""
    row = session.execute(
        select(
            WorkerSession.id_hash,
            WorkerSession.worker_id,
            WorkerSession.seen_at,
            Worker.tf_totp_secret.is_not(None),
        )
        .join(Worker, Worker.id == WorkerSession.worker_id)
        .where(
            WorkerSession.id_hash == id_hash,
            WorkerSession.ended_at.is_(None),
            WorkerSession.seen_at > at - IDLE,
            WorkerSession.created_at > at - LONGEST,
            Worker.active,
        )
    ).one_or_none()
    return SignedIn(*row) if row else None
