"""Who is signed in."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from tracker.domain.access import Viewer
from tracker.models.accounts import Worker, WorkerSession
from tracker.queries.viewers import active_workers, made_of

IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A signed-in session that still counts, and whose it is."""

    id_hash: str
    seen_at: datetime
    has_second_factor: bool
    viewer: Viewer


def signed_in(session: Session, id_hash: str, at: datetime) -> SignedIn | None:
    """Give the session of a cookie; None when it was ended, idle for 30 minutes or 12 hours old.

    A disabled account is not signed in any more, whatever its cookies say. One statement.
    """
    rows = session.execute(
        active_workers(at)
        .add_columns(
            WorkerSession.seen_at, Worker.tf_totp_secret.is_not(None).label("has_second_factor")
        )
        .join(WorkerSession, WorkerSession.worker_id == Worker.id)
        .where(
            WorkerSession.id_hash == id_hash,
            WorkerSession.ended_at.is_(None),
            WorkerSession.seen_at > at - IDLE,
            WorkerSession.created_at > at - LONGEST,
        )
    ).all()
    if not rows:
        return None
    return SignedIn(id_hash, rows[0].seen_at, rows[0].has_second_factor, made_of(rows, at))
