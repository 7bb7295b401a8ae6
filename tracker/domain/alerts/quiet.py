"""The quiet clock of a pairing, as it was read at any instant (PRODUCT 4)."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from itertools import pairwise
from math import ceil
from weakref import ref

from tracker.domain.alerts.facts import ContactFact, Facts, PairingFact, RhythmFact
from tracker.domain.once import once
from tracker.domain.periods import FAR, whole_days_in
from tracker.domain.rhythm import (
    GAPS_THAT_COUNT,
    PLAN_LASTS_DAYS,
    quiet_after_days,
    today_after_days,
)
from tracker.domain.vocabulary import REACHED, TOLD_US, PairingRole


class QuietClock:
    """A key-worker pairing's clock; it runs from the first reached contact."""

    def __init__(self, facts: Facts, pairing: PairingFact) -> None:
        self._facts = ref(facts)  # the facts keep the clock: no cycle for the collector to chase
        self.pairing = pairing
        # a judgement asks the same few instants over and over
        self._taus: dict[datetime, float] = {}
        self._begun: dict[datetime, datetime] = {}

    @property
    def facts(self) -> Facts:
        facts = self._facts()
        assert facts is not None  # noqa: S101 - whoever asks a clock holds its facts
        return facts

    @once
    def reached(self) -> tuple[ContactFact, ...]:
        """The reached contacts that settle this clock, the latest eleven, oldest first."""
        found: list[ContactFact] = []
        for contact in reversed(self.facts.contacts):
            if contact.occurred_at < self.pairing.started_at or len(found) > GAPS_THAT_COUNT:
                break
            if contact.outcome in REACHED and self.facts.held(contact):
                found.append(contact)
        return tuple(reversed(found))

    @once
    def last_reached(self) -> ContactFact | None:
        return self.reached[-1] if self.reached else None

    @once
    def settlings(self) -> tuple[datetime, ...]:
        """What settled the clock since it was last reached: that contact, then being told."""
        last = self.last_reached
        if last is None:
            return ()
        told: list[datetime] = []
        for contact in reversed(self.facts.contacts):
            if contact.occurred_at <= last.occurred_at:
                break
            if contact.outcome in TOLD_US and self.facts.held(contact):
                told.append(contact.occurred_at)
        return (last.occurred_at, *reversed(told))

    @property
    def settled_at(self) -> datetime | None:
        """The latest contact that settles: reached, or being told, once the clock runs."""
        return self.settlings[-1] if self.settlings else None

    @once
    def _settled_days(self) -> tuple[tuple[datetime, date], ...]:
        day_of = self.facts.calendar.day_of
        return tuple((instant, day_of(instant)) for instant in self.settlings)

    @once
    def gaps(self) -> tuple[int, ...]:
        """Whole local days between reached contacts, paused days left out, oldest first."""
        day_of = self.facts.calendar.day_of
        days = [day_of(contact.occurred_at) for contact in self.reached]
        paused = self.facts.paused_days
        return tuple((b - a).days - whole_days_in(paused, a, b) for a, b in pairwise(days))

    @once
    def _stale(self) -> dict[datetime, datetime]:
        later = self.facts.calendar.days_later
        return {r.agreed_at: later(r.agreed_at, PLAN_LASTS_DAYS) for r in self.facts.rhythms}

    def stale_at(self, rhythm: RhythmFact) -> datetime:
        return self._stale[rhythm.agreed_at]

    def tau(self, at: datetime) -> float:
        """Days of quiet allowed by what applied at that instant."""
        if at not in self._taus:
            self._taus[at] = self._tau(at)
        return self._taus[at]

    def _tau(self, at: datetime) -> float:
        rhythm = self.facts.rhythm(at)
        if rhythm is None:
            return quiet_after_days(None, self.gaps, self.facts.default_days)
        if at < self.stale_at(rhythm):
            return quiet_after_days(rhythm.every_days, breathing_days=rhythm.breathing_days)
        return quiet_after_days(rhythm.every_days, self.gaps, plan_is_stale=True)

    def begins(self, at: datetime) -> datetime:
        """When quiet begins or began, as read at `at`: `runs_out`, capped by 2·tau."""
        if at not in self._begun:
            self._begun[at] = self._begins(at)
        return self._begun[at]

    def _begins(self, at: datetime) -> datetime:
        tau = self.tau(at)
        reached = self._settled_days[0][1]
        settled = next((day for told, day in reversed(self._settled_days) if told <= at), reached)
        if settled == reached:
            return runs_out(self.facts, reached, ceil(tau), at)
        return min(
            runs_out(self.facts, settled, ceil(tau), at),
            runs_out(self.facts, reached, ceil(2 * tau), at),
        )

    def turns_today(self, at: datetime) -> datetime:
        """When quiet asks for today: min(2·tau, 56) days after last reached, paused days added."""
        return runs_out(self.facts, self._settled_days[0][1], today_after_days(self.tau(at)), at)

    def plan_changes(self) -> Iterator[datetime]:
        """Give the instants at which another plan, or a stale one, starts to apply."""
        for rhythm in self.facts.rhythms:
            yield rhythm.agreed_at
            yield self.stale_at(rhythm)
            if rhythm.ended_at is not None:
                yield rhythm.ended_at


def clock_of(facts: Facts, at: datetime) -> QuietClock | None:
    """Give the clock of the key-worker pairing open at `at`."""
    pairing = facts.paired(PairingRole.KEY_WORKER, at)
    return None if pairing is None else _clock(facts, pairing)


def latest_clock(facts: Facts) -> QuietClock | None:
    """Give the clock of the latest key-worker pairing, open or not."""
    pairing = facts.latest_key_worker
    return None if pairing is None else _clock(facts, pairing)


def _clock(facts: Facts, pairing: PairingFact) -> QuietClock:
    made: dict[datetime, QuietClock] = facts.__dict__.setdefault("_clocks", {})
    clock = made.get(pairing.started_at)  # key-worker pairings never overlap
    if clock is None:
        clock = made[pairing.started_at] = QuietClock(facts, pairing)
    return clock


def runs_out(facts: Facts, since: date, days: int, at: datetime) -> datetime:
    """Give local 00:00 of `days` after a day, as read at `at`: paused days are added.

    FAR in a pause that began sooner: its days do not run, so nothing runs out in it.
    """
    if facts.pauses:
        days += whole_days_in(facts.paused_days, since, facts.calendar.day_of(at))
    over = facts.calendar.start_after(since, days)
    return FAR if over > at and facts.paused(at) else over


def pause_edges(facts: Facts) -> Iterator[datetime]:
    for pause in facts.pauses:
        yield pause.from_at
        if pause.ended_at is not None:
            yield pause.ended_at


def piece_by_piece(
    origin: datetime,
    changes: Iterable[datetime],
    read: Callable[[datetime], Iterable[datetime]],
) -> Iterator[datetime]:
    """Give `origin`, each change after it, and what is `read` at each that falls before the next.

    In order, and read no sooner than it is asked for. What was before `origin` changes nothing.
    """
    starts = sorted({origin, *(change for change in changes if change > origin)})
    for start, end in pairwise((*starts, FAR)):
        yield start
        yield from sorted(moment for moment in read(start) if start < moment < end)


def unbroken_since(
    facts: Facts,
    at: datetime,
    origin: datetime,
    changes: Iterable[datetime],
    begins: Callable[[datetime], datetime],
) -> datetime | None:
    """Give the start of the unbroken run up to `at` of instants t with `begins(t) <= t`.

    It lies within the stay. `begins` is constant between `origin`, the `changes` after it and `at`.
    None: not true at `at`.
    """
    if begins(at) > at:
        return None
    if facts.stay is not None:
        origin = max(origin, facts.stay.referred_at)
    since: datetime | None = None
    pieces = [origin, *sorted({change for change in changes if origin < change <= at})]
    end = at
    for start in reversed(pieces):
        begun = begins(start)
        if begun > end:
            break
        since = max(begun, start)
        if begun > start:
            break
        end = start
    return since
