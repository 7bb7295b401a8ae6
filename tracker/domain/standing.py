"""Where a relationship stands: what My people shows, and the order of need."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from tracker.domain.alerts.facts import Facts
from tracker.domain.alerts.quiet import clock_of
from tracker.domain.periods import Calendar
from tracker.domain.vocabulary import Outcome, PairingRole, PauseKind, Tier


@dataclass(frozen=True, slots=True)
class Summary:
    """What is kept beside a person between judgements; true until `look_again_at`."""

    key_worker_id: int | None = None
    with_since: datetime | None = None
    agreed_days: int | None = None
    last_reached_at: datetime | None = None
    last_reached_outcome: Outcome | None = None
    settled_at: datetime | None = None
    quiet_from: datetime | None = None
    next_meeting_at: datetime | None = None
    paused_kind: PauseKind | None = None
    pause_look_again_on: date | None = None


def summarise(facts: Facts, at: datetime) -> Summary:
    """Sum a person up as at an instant; an ended stay leaves nothing to show."""
    if not facts.in_stay(at):
        return Summary()
    pairing = facts.paired(PairingRole.KEY_WORKER, at)
    clock, rhythm, pause = clock_of(facts, at), facts.rhythm(at), facts.paused(at)
    reached = clock.last_reached if clock else None
    running = clock is not None and reached is not None
    coming = [m.starts_at for start, end, m in facts.coming if start <= at < end]
    return Summary(
        key_worker_id=pairing.worker_id if pairing else None,
        with_since=pairing.started_at if pairing else None,
        agreed_days=rhythm.every_days if rhythm else None,
        last_reached_at=reached.occurred_at if reached else None,
        last_reached_outcome=reached.outcome if reached else None,
        settled_at=clock.settled_at if clock else None,
        quiet_from=clock.begins(at) if clock and running and pause is None else None,
        next_meeting_at=min(coming, default=None),
        paused_kind=pause.kind if pause else None,
        pause_look_again_on=pause.look_again_on if pause else None,
    )


class Need(StrEnum):
    """The status words of My people."""

    YOUR_MOVE = "your_move"
    DUE_SOON = "due_soon"
    STEADY = "steady"
    PAUSED_TOGETHER = "paused_together"


class Order(StrEnum):
    """The orders My people can be shown in; needs is the usual one."""

    NEEDS = "needs"
    NAME = "name"
    NEXT = "next"
    QUIET = "quiet"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a person comes in My people: sort by `key`, show `need`."""

    key: tuple[int, float, float]
    need: Need


DUE_SOON_DAYS = 3


def place(summary: Summary, top_tier: Tier | None, at: datetime, calendar: Calendar) -> Place:
    """Give a person's place in the fixed order of need (ux S2).

    Alerts for today; then meetings today and alerts this week; then when you can and nothing
    planned; due soon; steady by next date; paused. Ties: more days past the agreed rhythm, then
    the newer relationship.
    """
    today = calendar.day_of(at)
    meeting = summary.next_meeting_at
    beyond = _days_beyond(summary, today, calendar)
    newer = -(summary.with_since.timestamp() if summary.with_since else 0.0)
    if summary.paused_kind is not None and top_tier is None:
        return Place((7, 0.0, newer), Need.PAUSED_TOGETHER)
    if top_tier is Tier.TODAY:
        return Place((1, -beyond, newer), Need.YOUR_MOVE)
    if meeting is not None and calendar.day_of(meeting) == today:
        return Place((2, meeting.timestamp(), newer), Need.DUE_SOON)
    if top_tier is not None:
        rank = 3 if top_tier is Tier.THIS_WEEK else 4
        return Place((rank, -beyond, newer), Need.YOUR_MOVE)
    due = _due_on(summary, calendar)
    if due is not None and (due - today).days <= DUE_SOON_DAYS:
        return Place((5, -beyond, newer), Need.DUE_SOON)
    soonest = meeting or summary.quiet_from
    return Place((6, soonest.timestamp() if soonest else 0.0, newer), Need.STEADY)


def _days_beyond(summary: Summary, today: date, calendar: Calendar) -> float:
    if summary.settled_at is None or summary.agreed_days is None:
        return 0.0
    return (today - calendar.day_of(summary.settled_at)).days - summary.agreed_days


def _due_on(summary: Summary, calendar: Calendar) -> date | None:
    if summary.next_meeting_at is not None:
        return calendar.day_of(summary.next_meeting_at)
    if summary.settled_at is None or summary.agreed_days is None:
        return None
    return calendar.day_of(calendar.days_later(summary.settled_at, summary.agreed_days))
