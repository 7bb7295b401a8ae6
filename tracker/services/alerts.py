"""What a worker answers to an alert: done, leave it for now, not useful, or taking it up."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from tracker.domain.errors import ConflictError, InvalidError, NotFoundError
from tracker.domain.vocabulary import AlertState, Closed, LeaveReason, NotUsefulReason
from tracker.models.alerts import Alert, AlertStep
from tracker.services import escalating, judging
from tracker.services.acts import Act

LONGEST_LEAVE_DAYS = 14


@dataclass(frozen=True, slots=True)
class LeaveForNow:
    """Why an alert is left, and until local 00:00 of which day."""

    reason: LeaveReason
    until: date


def take_up(session: Session, act: Act, alert_id: int) -> Alert:
    """Remember that the suggested step was taken up; the contact that follows closes the alert."""
    alert = _lock(session, alert_id)
    if alert.state is AlertState.OPEN:
        alert.next_at = None  # touched: it comes to nobody else
    _step(session, act, alert, alert.state, "taken_up")
    act.note("alert.taken_up", alert.person_id, ("alert", alert.public_id))
    return alert


def mark_done(session: Session, act: Act, alert_id: int) -> Alert:
    """Close an alert as done: the rule stays quiet for 14 days unless its tier rises."""
    return _close(session, act, _lock(session, alert_id), Closed.DONE, "done")


def mark_not_useful(session: Session, act: Act, alert_id: int, reason: NotUsefulReason) -> Alert:
    """Close an alert as not useful: not raised again for the same cause unless its tier rises."""
    return _close(session, act, _lock(session, alert_id), Closed.NOT_USEFUL, reason)


def leave_for_now(session: Session, act: Act, alert_id: int, leave: LeaveForNow) -> Alert:
    """Leave an alert until a day, at most 14 days away; it returns early if its tier rises."""
    alert = _lock(session, alert_id)
    until = _until(session, act, alert, leave.until)
    _step(session, act, alert, AlertState.LEFT, leave.reason)
    alert.state = AlertState.LEFT
    alert.left_until = alert.next_at = until
    act.note("alert.left", alert.person_id, ("alert", alert.public_id), {"until": str(leave.until)})
    judging.judge(session, act, alert.person_id)
    return alert


def bring_back(session: Session, act: Act, alert_id: int) -> Alert:
    """Undo leaving: the alert is open again. Undone twice, nothing more is written."""
    alert = _lock(session, alert_id)
    if alert.state is AlertState.OPEN:
        return alert
    _step(session, act, alert, AlertState.OPEN, "brought_back")
    alert.state = AlertState.OPEN
    alert.left_until = alert.next_at = None
    act.note("alert.brought_back", alert.person_id, ("alert", alert.public_id))
    judging.judge(session, act, alert.person_id)
    return alert


def _lock(session: Session, alert_id: int) -> Alert:
    """Lock the alert's person, then read the alert: it may have closed a moment ago."""
    person_id = session.scalar(select(Alert.person_id).where(Alert.id == alert_id))
    if person_id is None:
        raise NotFoundError("There is no such alert.")
    judging.lock_person(session, person_id)
    alert = session.scalar(
        select(Alert).where(Alert.id == alert_id).execution_options(populate_existing=True)
    )
    if alert is None or alert.state is AlertState.CLOSED:
        raise ConflictError("This alert has closed already. There is nothing left to do here.")
    return alert


def _until(session: Session, act: Act, alert: Alert, day: date) -> datetime:
    calendar = judging.calendar_of(session, act, alert.person_id)
    today = calendar.day_of(act.at)
    latest = today + timedelta(days=LONGEST_LEAVE_DAYS)
    if not today < day <= latest:
        raise InvalidError(
            f"Choose a day from tomorrow to {latest:%A} {latest.day} {latest:%B}.", field="until"
        )
    return calendar.start_of(day)


def _close(session: Session, act: Act, alert: Alert, how: Closed, why: str) -> Alert:
    _step(session, act, alert, AlertState.CLOSED, why)
    alert.state = AlertState.CLOSED
    alert.closed_at, alert.closed_how = act.at, how
    alert.left_until = alert.next_at = None
    escalating.end(session, [alert.id], act.at)
    act.note(f"alert.{how.value}", alert.person_id, ("alert", alert.public_id))
    judging.judge(session, act, alert.person_id)
    return alert


def _step(session: Session, act: Act, alert: Alert, to: AlertState, why: str) -> None:
    session.add(
        AlertStep(
            alert_id=alert.id,
            stepped_at=act.at,
            actor=act.by,
            from_state=alert.state,
            to_state=to,
            tier=alert.tier,
            why=str(why),
        )
    )
    alert.version += 1
