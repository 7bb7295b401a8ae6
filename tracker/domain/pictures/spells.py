"""Quiet spells: silences longer than rhythm and breathing room, by the clock of the alerts."""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from math import ceil

from tracker.domain.alerts.facts import Facts, PairingFact
from tracker.domain.alerts.quiet import QuietClock
from tracker.domain.rhythm import tau
from tracker.domain.vocabulary import REACHED, TOLD_US, PairingRole


@dataclass(frozen=True, slots=True)
class Spell:
    """A silence that outlasted what was allowed; `days` are local, from the day last reached."""

    worker_id: int
    since: datetime
    until: datetime
    days: int
    still: bool


def quiet_spells(facts: Facts, at: datetime) -> Iterator[Spell]:
    """Give each silence between reached contacts of one pairing that had become quiet, in order."""
    least = _least_days(facts)
    for pairing in facts.pairings:
        if pairing.role is PairingRole.KEY_WORKER and pairing.started_at <= at:
            until = min(pairing.ended_at or at, at)
            yield from _spells_of(facts, pairing, until, least, still=pairing.open_at(at))


def _spells_of(
    facts: Facts, pairing: PairingFact, until: datetime, least: int, *, still: bool
) -> Iterator[Spell]:
    day_of, contacts = facts.calendar.day_of, facts.contacts
    past = bisect_right(contacts, until, key=lambda contact: contact.occurred_at)
    reached: datetime | None = None
    quiet_until: datetime | None = None
    for place in [*_settling(facts, pairing, past), None]:
        end = until if place is None else contacts[place].occurred_at
        if reached and (day_of(end) - day_of(reached)).days >= least:
            known = replace(facts, contacts=contacts[: past if place is None else place])
            if QuietClock(known, pairing).begins(end) <= end and not facts.paused(end):
                quiet_until = end
        if place is None or contacts[place].outcome in REACHED:
            if reached and quiet_until:
                days = (day_of(quiet_until) - day_of(reached)).days
                lasts = still and quiet_until == until
                yield Spell(pairing.worker_id, reached, quiet_until, days, lasts)
            reached, quiet_until = end, None


def _settling(facts: Facts, pairing: PairingFact, past: int) -> list[int]:
    """Give where the contacts stand that settle this pairing's clock."""
    return [
        place
        for place, contact in enumerate(facts.contacts[:past])
        if contact.occurred_at >= pairing.started_at
        and contact.outcome in REACHED | TOLD_US
        and facts.held(contact)
    ]


def _least_days(facts: Facts) -> int:
    """Give the fewest days any plan of theirs allowed: nothing shorter needs a clock."""
    own = (r.every_days + r.breathing_days for r in facts.rhythms if r.breathing_days is not None)
    return ceil(min([tau(0), *own]))
