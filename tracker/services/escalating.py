"""Alerts nobody answered by their time come to the lead as well, then to the deputy lead."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, insert, select, update
from sqlalchemy.orm import Session

from tracker.domain.alerts.escalation import counts_from, decide
from tracker.domain.vocabulary import AlertState
from tracker.models.alerts import Alert, AlertStep, Escalation, Standing
from tracker.models.lists import among
from tracker.queries.escalations import UntouchedRow, list_untouched
from tracker.services.acts import Act

BATCH = 1000
ESCALATED = "escalated"


def escalate(session: Session, act: Act, limit: int = BATCH) -> int:
    """Look at up to `limit` open alerts whose time has come; give how many, 0 when none is left.

    Claimed in the database with their person's lock, as every write about a person takes it; a
    repeated run finds nothing due.
    """
    claimed = session.scalars(
        select(Alert.id)
        .join(Standing, Standing.person_id == Alert.person_id)
        .where(Alert.next_at <= act.at, Alert.state == AlertState.OPEN)
        .order_by(Alert.next_at)
        .limit(limit)
        .with_for_update(skip_locked=True, of=[Standing, Alert])
    ).all()
    for row in list_untouched(session, claimed, act.at) if claimed else ():
        _apply(session, act, row)
    return len(claimed)


def _apply(session: Session, act: Act, row: UntouchedRow) -> None:
    calendar = act.calendars[row.calendar]
    found = decide(row.alert, act.at, calendar)
    _end_what_came_before(session, row, act.at)
    alert = update(Alert).where(Alert.id == row.alert_id)
    if found.to is None:
        session.execute(alert.values(next_at=found.look_again_at))
        return
    session.execute(alert.values(next_at=found.look_again_at, version=Alert.version + 1))
    session.execute(
        insert(Escalation).values(
            alert_id=row.alert_id,
            worker_id=found.to,
            escalated_at=act.at,
            counts_from=counts_from(row.alert.asked_at, calendar),
        )
    )
    _step(session, act, row)
    told = {"to": f"worker:{found.to}"}
    act.note("alert.escalated", row.person_id, ("alert", row.public_id), told)


def _step(session: Session, act: Act, row: UntouchedRow) -> None:
    session.execute(
        insert(AlertStep).values(
            alert_id=row.alert_id,
            stepped_at=act.at,
            actor=act.by,
            from_state=AlertState.OPEN,
            to_state=AlertState.OPEN,
            tier=row.alert.tier,
            why=ESCALATED,
        )
    )


def _end_what_came_before(session: Session, row: UntouchedRow, at: datetime) -> None:
    """End what it came to someone for before it was left and came back: it asks anew."""
    if any(told.at < row.alert.asked_at for told in row.alert.told):
        before = Escalation.escalated_at < row.alert.asked_at
        _end(session, and_(Escalation.alert_id == row.alert_id, before), at)


def end(session: Session, alert_ids: Sequence[int], at: datetime) -> None:
    """End the escalations of these alerts: they have closed, or the person was reached."""
    _end(session, among(Escalation.alert_id, alert_ids), at)


def _end(session: Session, which: ColumnElement[bool], at: datetime) -> None:
    session.execute(
        update(Escalation)
        .where(Escalation.ended_at.is_(None), which)
        .values(ended_at=at)
        .execution_options(synchronize_session=False)
    )
