"""The rules' own conditions once more, slowly and straight from PRODUCT 4 and 5.

Each is asked at an instant of facts cut off there, in local days counted one by one: no clock is
kept, nothing is remembered, nothing is known of moments. Only for tests.
"""

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from math import ceil

from tracker.domain.vocabulary import OUR_PART, REACHED, TOLD_US, PairingRole, RuleKey

ONE_DAY = timedelta(days=1)


def cut_off(facts, at):
    """Leave what had begun by `at`; what ends later is still open."""

    def open_ended(rows, began, ended):
        return tuple(
            row._replace(**{ended: None}) if (getattr(row, ended) or at) > at else row
            for row in rows
            if getattr(row, began) <= at
        )

    stay = open_ended([facts.stay] if facts.stay else [], "referred_at", "ended_at")
    return replace(
        facts,
        stay=stay[0] if stay else None,
        pairings=open_ended(facts.pairings, "started_at", "ended_at"),
        rhythms=open_ended(facts.rhythms, "agreed_at", "ended_at"),
        pauses=open_ended(facts.pauses, "from_at", "ended_at"),
        meetings=open_ended(facts.meetings, "planned_at", "settled_at"),
        contacts=tuple(c for c in facts.contacts if c.occurred_at <= at),
        promises=open_ended(facts.promises, "said_at", "answered_at"),
    )


class Then:
    """A person as they were known at an instant."""

    def __init__(self, facts, at):
        self.facts, self.at = cut_off(facts, at), at
        self.day_of = facts.calendar.day_of
        self.today = self.day_of(at)
        self.in_stay = self.facts.stay is not None and self.facts.stay.ended_at is None

    @property
    def key_worker(self):
        open_ones = [p for p in self.facts.pairings if p.ended_at is None]
        return next((p for p in open_ones if p.role is PairingRole.KEY_WORKER), None)

    def settling(self):
        """Give the contacts since the pairing began that settle its clock: reached, then told."""
        held = [
            c
            for c in self.facts.contacts
            if c.occurred_at >= self.key_worker.started_at and self._held(c)
        ]
        reached = [c for c in held if c.outcome in REACHED]
        told = [
            c
            for c in held
            if c.outcome in TOLD_US and reached and c.occurred_at > reached[-1].occurred_at
        ]
        return reached, told

    def _held(self, contact):
        there = {contact.worker_id, *contact.others}
        return any(
            p.worker_id in there
            for p in self.facts.pairings
            if p.role is not PairingRole.DEPUTY
            and p.started_at <= contact.occurred_at
            and (p.ended_at is None or contact.occurred_at < p.ended_at)
        )

    def plan(self):
        """Give the latest plan that has not ended, and whether it is current."""
        stands = [r for r in self.facts.rhythms if r.ended_at is None]
        if not stands:
            return None, False
        return stands[-1], (self.today - self.day_of(stands[-1].agreed_at)).days < 90

    def paused_days(self, since, until):
        """Count days one by one: each from `since` up to `until` on which some pause ran."""
        count, day = 0, since
        while day < until:
            count += any(
                self.day_of(p.from_at) <= day < (self.day_of(p.ended_at) if p.ended_at else until)
                for p in self.facts.pauses
            )
            day += ONE_DAY
        return count

    def over(self, since, days):
        """Say whether so many days since a day are over, paused ones not counted."""
        return self.today >= since + timedelta(days=days + self.paused_days(since, self.today))

    def tau(self, reached):
        plan, current = self.plan()
        m = plan.every_days if plan else 14
        if current and plan.breathing_days is not None:
            return m + plan.breathing_days
        if current:
            return max(7, min(2.5 * m, max(42, 1.25 * m)))
        days = [self.day_of(c.occurred_at) for c in reached][-11:]
        gaps = [(b - a).days - self.paused_days(a, b) for a, b in pairwise(days)]
        return max(7, min(2.5 * (3 * m + sum(gaps)) / (3 + len(gaps)), max(42, 1.25 * m)))


def never_started(then):
    if not then.in_stay or then.key_worker is None or then.settling()[0]:
        return False
    return then.over(then.day_of(then.key_worker.started_at), 14)


def quiet(then):
    """Say whether the clock has run out; a meeting close by changes nothing about since when."""
    if not then.in_stay or then.key_worker is None:
        return False
    reached, told = then.settling()
    if not reached:
        return False
    tau = then.tau(reached)
    last = then.day_of(reached[-1].occurred_at)
    settled = then.day_of(told[-1].occurred_at) if told else last
    return then.over(settled, ceil(tau)) or then.over(last, ceil(2 * tau))


def nothing_planned(then):
    if not then.in_stay or then.key_worker is None:
        return False
    if any(m.starts_at > then.at and m.settled_at is None for m in then.facts.meetings):
        return False
    reached, told = then.settling()
    counted = [then.key_worker.started_at, then.facts.first_here_at]
    counted += [contact.occurred_at for contact in (told or reached)[-1:]]
    plan, _ = then.plan()
    return then.over(then.day_of(max(counted)), plan.every_days if plan else 14)


def we_cancelled(then):
    if not then.in_stay:
        return False
    ours = [
        c
        for c in then.facts.contacts
        if c.outcome in OUR_PART
        and c.occurred_at >= then.facts.stay.referred_at
        and (then.today - then.day_of(c.occurred_at)).days < 28
    ]
    return len(ours) >= 2


def outcome_missing(then):
    return then.in_stay and any(
        m.settled_at is None and _working_days_after(then, m.ends_at) > 1
        for m in then.facts.meetings
    )


def promise_past(then):
    return then.in_stay and any(
        p.answered_at is None and then.today > p.due_on for p in then.facts.promises
    )


def no_key_worker(then):
    if not then.in_stay or then.key_worker is not None:
        return False
    referred = then.facts.stay.referred_at
    ends = [
        p for p in then.facts.pairings if p.role is PairingRole.KEY_WORKER and p.ended_at > referred
    ]
    if not ends:
        return _working_days_after(then, referred) > 2
    last = max(ends, key=lambda p: p.ended_at)
    return not last.end_planned or _working_days_after(then, last.ended_at) > 2


def _working_days_after(then, instant):
    """Count the working days after the local day of an instant, and one for being past the last."""
    day, count = then.day_of(instant), 0
    while day < then.today:
        day += ONE_DAY
        count += then.facts.calendar.is_working(day)
    passed = then.today > then.day_of(instant) and not then.facts.calendar.is_working(then.today)
    return count + passed


CONDITIONS = {
    RuleKey.NO_KEY_WORKER: no_key_worker,
    RuleKey.NEVER_STARTED: never_started,
    RuleKey.QUIET: quiet,
    RuleKey.NOTHING_PLANNED: nothing_planned,
    RuleKey.WE_CANCELLED: we_cancelled,
    RuleKey.OUTCOME_MISSING: outcome_missing,
    RuleKey.PROMISE_PAST: promise_past,
}


def _edges(facts):
    yield from facts.edges
    yield from (c.occurred_at for c in facts.contacts)
    yield from (
        t for m in facts.meetings for t in (m.planned_at, m.settled_at, m.starts_at, m.ends_at) if t
    )
    yield from (t for p in facts.promises for t in (p.said_at, p.answered_at) if t)
    yield facts.first_here_at


def true_since(condition, facts, at, rng):
    """Walk back from `at`, midnight by midnight and event by event, while the condition holds.

    None where it does not hold at `at`. It is asked at each of them and anywhere between two.
    """
    if not condition(Then(facts, at)):
        return None
    day_of, start_of = facts.calendar.day_of, facts.calendar.start_of
    events = {edge for edge in _edges(facts) if edge <= at}
    midnights = {start_of(day_of(at) - n * ONE_DAY) for n in range((at - min(events)).days + 2)}
    since = at
    for edge in sorted(events | midnights, reverse=True):
        if not condition(Then(facts, edge + (since - edge) * rng.random())):
            break
        if not condition(Then(facts, edge)):
            break
        since = edge
    return since
