"""The numbers of the one sentence above the picture: of the whole story, whatever is drawn."""

from dataclasses import dataclass
from datetime import datetime

from tracker.domain.alerts.facts import Facts, PairingFact
from tracker.domain.periods import Calendar
from tracker.domain.pictures.things import Kind, StoryFacts, Thing, key_workers
from tracker.domain.vocabulary import Outcome, PairingRole


@dataclass(frozen=True, slots=True)
class Summary:
    """`months` and `days` are whole ones with the key worker now; `meetings` those we met in.

    `days_without` are the days with no key worker since the first one; `waiting` those until today.
    """

    key_workers: int = 0
    since: datetime | None = None
    worker_id: int | None = None
    with_since: datetime | None = None
    months: int = 0
    days: int = 0
    meetings: int = 0
    handovers: int = 0
    unplanned: int = 0
    days_without: int = 0
    waiting: int = 0


def sum_up(story: StoryFacts, things: list[Thing], at: datetime) -> Summary:
    """Count a story up to an instant; `things` are all of it, as `things_of` gives them."""
    facts = story.facts
    begun = [bond for bond in key_workers(facts) if bond.started_at <= at]
    now = facts.paired(PairingRole.KEY_WORKER, at)
    changes = [t for t in things if t.kind is Kind.HANDOVER and t.until and t.until <= at]
    gaps = [t for t in things if t.kind is Kind.GAP]
    return Summary(
        key_workers=len({bond.worker_id for bond in begun}),
        since=begun[0].started_at if begun else None,
        worker_id=now.worker_id if now else None,
        with_since=now.started_at if now else None,
        months=_whole_months(facts.calendar, now.started_at, at) if now else 0,
        days=_days(facts.calendar, now.started_at, at) if now else 0,
        meetings=_met(facts, now) if now else 0,
        handovers=len(changes),
        unplanned=sum(not change.planned for change in changes),
        days_without=sum(gap.days for gap in gaps if gap.planned),
        waiting=next((gap.days for gap in gaps if gap.open), 0),
    )


def _days(calendar: Calendar, since: datetime, at: datetime) -> int:
    return (calendar.day_of(at) - calendar.day_of(since)).days


def _whole_months(calendar: Calendar, since: datetime, at: datetime) -> int:
    first, today = calendar.day_of(since), calendar.day_of(at)
    months = (today.year - first.year) * 12 + today.month - first.month
    return months - (today.day < first.day)


def _met(facts: Facts, bond: PairingFact) -> int:
    """Count the times the person and this worker met since they began."""
    return sum(
        contact.outcome is Outcome.MET
        and contact.occurred_at >= bond.started_at
        and (contact.worker_id == bond.worker_id or bond.worker_id in contact.others)
        for contact in facts.contacts
    )
