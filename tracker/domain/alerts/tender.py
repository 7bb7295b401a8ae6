"""Tender time: when a relationship is young or something happened, we ask one tier sooner."""

from collections.abc import Iterator
from datetime import date, datetime

from tracker.domain.alerts.facts import Facts
from tracker.domain.periods import Period
from tracker.domain.vocabulary import JusticeKind, PairingRole, Tier

FIRST_PAIRING_DAYS = 12 * 7
JUSTICE_DAYS = 14
LEAVING_DAYS = 28
ADULT_YEARS = 18


def tender_times(facts: Facts) -> tuple[Period, ...]:
    """Give every tender time of PRODUCT 5, in local days from the day it began.

    The first pairing's 12 weeks run on should it end sooner: the person is as new to us.
    """
    times: tuple[Period, ...] | None = facts.__dict__.get("_tender_times")
    if times is None:  # three rules ask, twice each
        times = facts.__dict__["_tender_times"] = tuple(_tender_times(facts))
    return times


def _tender_times(facts: Facts) -> Iterator[Period]:
    later = facts.calendar.days_later
    first = next((p for p in facts.pairings if p.role is PairingRole.KEY_WORKER), None)
    if first is not None:
        yield Period(first.started_at, later(first.started_at, FIRST_PAIRING_DAYS))
    for event in facts.justice:
        days = LEAVING_DAYS if event.kind is JusticeKind.RELEASE else JUSTICE_DAYS
        yield Period(event.occurred_at, later(event.occurred_at, days))
    for rhythm in facts.rhythms:
        if rhythm.ended_at is not None:
            yield Period(rhythm.ended_at, later(rhythm.ended_at, LEAVING_DAYS))


def tender_moments(facts: Facts) -> Iterator[datetime]:
    for period in tender_times(facts):
        yield period.start
        if period.end is not None:
            yield period.end


def tender(facts: Facts, at: datetime) -> bool:
    return any(at in period for period in tender_times(facts))


def lift(tier: Tier, *, when: bool) -> Tier:
    """Lift one tier, once, however many reasons there are."""
    return tier.lifted if when else tier


def adult_at(facts: Facts) -> datetime | None:
    """Give local 00:00 of the 18th birthday."""
    born_on = facts.born_on
    return None if born_on is None else facts.calendar.start_of(eighteenth_birthday(born_on))


def eighteenth_birthday(born_on: date) -> date:
    """Give the day someone becomes an adult; 29 February comes on 1 March."""
    year = born_on.year + ADULT_YEARS
    try:
        return born_on.replace(year=year)
    except ValueError:
        return date(year, 3, 1)
