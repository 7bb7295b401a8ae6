"""Who is signed in."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import Session

from tracker.domain.access import Viewer
from tracker.domain.vocabulary import AlertState
from tracker.models.accounts import Worker, WorkerSession
from tracker.models.alerts import Alert, AlertStep, Escalation
from tracker.models.prepared import prepared, rows
from tracker.queries.scope import (
    Address,
    Named,
    Rows,
    VisiblePerson,
    person_in,
    with_the_asked,
)
from tracker.queries.viewers import active_workers, made_of

IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=12)
ANSWERED = ("taken_up", "brought_back")


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A signed-in session that still counts, whose it is, and what every page shows of it.

    `new_alerts` is None where it was not counted; `person` where the address is about nobody, or
    about nobody whom they may see.
    """

    id_hash: str
    seen_at: datetime
    has_second_factor: bool
    shortcuts: bool
    new_alerts: int | None
    viewer: Viewer
    person: VisiblePerson | None


def signed_in(
    session: Session,
    id_hash: str,
    at: datetime,
    *,
    counted: bool = True,
    address: Address | None = None,
) -> SignedIn | None:
    """Give the session of a cookie; None when it was ended, idle for 30 minutes or 12 hours old.

    A disabled account is not signed in any more, whatever its cookies say. One statement, with the
    person whom an `address` is about; what shows no page need not have the alerts `counted`.
    """
    named, public_id = address or (None, None)
    wanted = _sign_in(named, counted)
    found = rows(session, wanted(id_hash, public_id, at, at - IDLE, at - LONGEST)).all()
    if not found:
        return None
    first, viewer = found[0], made_of(found, at)
    return SignedIn(
        id_hash,
        first.seen_at,
        first.has_second_factor,
        first.shortcuts,
        first.new_alerts if counted else None,
        viewer,
        person_in(first, viewer) if named else None,
    )


def count_new_alerts(session: Session, worker_id: int) -> int:
    return session.scalars(select(_new_alerts()).where(Worker.id == worker_id)).one()


@cache
def _sign_in(named: Named | None, counted: bool) -> Callable[..., tuple[Rows, dict[str, Any]]]:
    @prepared
    def wanted(
        id_hash: str, public_id: str, at: datetime, seen_after: datetime, begun_after: datetime
    ) -> Rows:
        found = _counting_still(id_hash, at, seen_after, begun_after)
        if counted:
            found = found.add_columns(_new_alerts().label("new_alerts"))
        return with_the_asked(found, named, public_id, at) if named else found

    return wanted


def _counting_still(
    id_hash: str, at: datetime, seen_after: datetime, begun_after: datetime
) -> Rows:
    return (
        active_workers(at)
        .add_columns(
            WorkerSession.seen_at,
            Worker.tf_totp_secret.is_not(None).label("has_second_factor"),
            Worker.shortcuts,
        )
        .join(WorkerSession, WorkerSession.worker_id == Worker.id)
        .where(
            WorkerSession.id_hash == id_hash,
            WorkerSession.ended_at.is_(None),
            WorkerSession.seen_at > seen_after,
            WorkerSession.created_at > begun_after,
        )
    )


def _new_alerts() -> ColumnElement[int]:
    """Count the alerts that are the worker's or came to them, and nobody has taken up."""
    answered = exists().where(AlertStep.alert_id == Alert.id, AlertStep.why.in_(ANSWERED))
    new = select(func.count()).where(
        Alert.closed_at.is_(None), Alert.state == AlertState.OPEN, ~answered
    )
    came_to_them = (
        Escalation.alert_id == Alert.id,
        Escalation.worker_id == Worker.id,
        Escalation.ended_at.is_(None),
    )
    own = new.where(Alert.owner_id == Worker.id).correlate(Worker).scalar_subquery()
    return own + new.where(*came_to_them).correlate(Worker).scalar_subquery()
