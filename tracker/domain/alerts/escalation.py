"""Whom an alert comes to as well when nobody has answered it: the lead, then the deputy lead.

Today and this week only. Untouched past its act-by it comes to the lead, after two more working
days to the deputy lead. Whoever is away, owns it or is the one it is about is skipped; a contact
that reached the person stops it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from tracker.domain.alerts.facts import Facts
from tracker.domain.alerts.reconcile import OpenAlert
from tracker.domain.periods import Calendar
from tracker.domain.vocabulary import REACHED, Tier

ESCALATES = frozenset({Tier.TODAY, Tier.THIS_WEEK})
LEAD_HAS_WORKING_DAYS = 2


class Lead(NamedTuple):
    """The team's lead or deputy lead; None where the team has none."""

    worker_id: int | None
    away: bool = False


class Told(NamedTuple):
    """Whom it has come to already, and when."""

    worker_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Untouched:
    """An open alert whose time has come, and all that decides whether someone else is told.

    `asked_at` is when it opened, or came back after it was left; what happened before does not
    count. `about_id` is the worker whom a lead's alert is about.
    """

    tier: Tier
    act_by: datetime
    opened_at: datetime
    asked_at: datetime
    owner_id: int | None
    lead: Lead
    deputy_lead: Lead
    about_id: int | None = None
    answered_at: datetime | None = None
    reached_at: datetime | None = None
    told: tuple[Told, ...] = ()


@dataclass(frozen=True, slots=True)
class Next:
    """Whom it comes to now, if to anyone, and when to look again, if ever."""

    to: int | None
    look_again_at: datetime | None


NOTHING_MORE = Next(None, None)


def decide(alert: Untouched, at: datetime, calendar: Calendar) -> Next:
    """Decide at an instant; a late run tells who is told now, and gives them their full time."""
    if alert.tier not in ESCALATES or _is_touched(alert, calendar):
        return NOTHING_MORE
    told = [one for one in alert.told if one.at >= alert.asked_at]
    due = _due(alert, told, calendar)
    if at < due:
        return Next(None, due)
    left = _still_to_come(alert, told)
    here = [lead for lead in left if not lead.away]
    if here:
        after = left[left.index(here[0]) + 1 :]
        again = calendar.end_of_working_days(at, LEAD_HAS_WORKING_DAYS) if after else None
        return Next(here[0].worker_id, again)
    if left or not told:  # until someone is back, or the team has a lead
        next_day = calendar.nth_working_day_after(calendar.day_of(at), 1)
        return Next(None, calendar.start_of(next_day))
    return NOTHING_MORE


def counts_from(asked_at: datetime, calendar: Calendar) -> datetime:
    """Give from when on a reached contact stops it: a bare day is that day's local 00:00."""
    return calendar.start_of(calendar.day_of(asked_at))


def reached_since_escalated(facts: Facts, stand: Iterable[OpenAlert]) -> tuple[int, ...]:
    """Give the alerts that came to someone else, of a person who has been reached since."""
    return tuple(
        alert.id
        for alert in stand
        if alert.escalated_from is not None
        and any(
            contact.outcome in REACHED and contact.occurred_at >= alert.escalated_from
            for contact in facts.contacts
        )
    )


def _is_touched(alert: Untouched, calendar: Calendar) -> bool:
    if alert.answered_at is not None and alert.answered_at >= alert.asked_at:
        return True
    return alert.reached_at is not None and alert.reached_at >= counts_from(
        alert.asked_at, calendar
    )


def _due(alert: Untouched, told: list[Told], calendar: Calendar) -> datetime:
    if told:
        return calendar.end_of_working_days(told[-1].at, LEAD_HAS_WORKING_DAYS)
    if alert.asked_at == alert.opened_at:
        return alert.act_by
    anew = calendar.end_of_working_days(alert.asked_at, alert.tier.working_days)
    return max(alert.act_by, anew)


def _still_to_come(alert: Untouched, told: list[Told]) -> list[Lead]:
    """Give who may still be told, in order: nobody before the last one who was."""
    chain = [alert.lead, alert.deputy_lead]
    known = {one.worker_id for one in told}
    done = max((n for n, lead in enumerate(chain, 1) if lead.worker_id in known), default=0)
    spared = {None, alert.owner_id, alert.about_id} | known
    return [lead for lead in chain[done:] if lead.worker_id not in spared]
