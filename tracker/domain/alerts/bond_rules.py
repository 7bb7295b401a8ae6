"""The rules about the bond itself, of which a person's first only is shown (precedence)."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from heapq import merge
from itertools import chain
from typing import Any, ClassVar

from tracker.domain.alerts.facts import Facts, MeetingFact, PairingFact
from tracker.domain.alerts.findings import Finding, text_of
from tracker.domain.alerts.quiet import (
    QuietClock,
    clock_of,
    latest_clock,
    pause_edges,
    piece_by_piece,
    runs_out,
    unbroken_since,
)
from tracker.domain.alerts.tender import lift, tender
from tracker.domain.periods import FAR
from tracker.domain.vocabulary import OwnerRole, PairingRole, RuleKey, Tier


@dataclass(frozen=True)
class NoKeyWorker:
    """In a stay, nobody is key worker: at once after an unplanned end, else after 2 days."""

    key: ClassVar[RuleKey] = RuleKey.NO_KEY_WORKER
    silent_while_paused: ClassVar[bool] = False
    working_days: int = 2

    def evaluate(self, facts: Facts, at: datetime) -> Finding | None:
        if not facts.in_stay(at) or facts.paired(PairingRole.KEY_WORKER, at):
            return None
        ended = self._last_ended(facts, at)
        since = self._since(facts, ended)
        if at < since:
            return None
        numbers = {
            "without_since": text_of(ended.ended_at if ended else facts.stay.referred_at),  # type: ignore[union-attr] # in a stay
            "last_worker": ended.worker_id if ended else None,
            "planned": ended.end_planned if ended else None,
        }
        return Finding(self.key, Tier.TODAY, since, numbers, OwnerRole.LEAD)

    def moments(self, facts: Facts) -> list[datetime]:
        if facts.stay is None:
            return []
        ends = [
            p.ended_at
            for p in facts.pairings
            if p.role is PairingRole.KEY_WORKER and p.ended_at is not None
        ]
        due = facts.calendar.end_of_working_days
        return sorted(due(end, self.working_days) for end in (facts.stay.referred_at, *ends))

    @staticmethod
    def _last_ended(facts: Facts, at: datetime) -> PairingFact | None:
        ended = [
            p
            for p in facts.pairings
            if p.role is PairingRole.KEY_WORKER
            and p.ended_at is not None
            and facts.stay is not None
            and facts.stay.referred_at < p.ended_at <= at
        ]
        return max(ended, key=lambda p: p.ended_at or p.started_at, default=None)

    def _since(self, facts: Facts, ended: PairingFact | None) -> datetime:
        assert facts.stay is not None  # noqa: S101 - asked only in a stay
        if ended is None or ended.ended_at is None:
            return facts.calendar.end_of_working_days(facts.stay.referred_at, self.working_days)
        if not ended.end_planned:
            return ended.ended_at
        return facts.calendar.end_of_working_days(ended.ended_at, self.working_days)


@dataclass(frozen=True)
class NeverStarted:
    """A pairing began and nobody has reached the other yet."""

    key: ClassVar[RuleKey] = RuleKey.NEVER_STARTED
    silent_while_paused: ClassVar[bool] = True
    days: int = 14

    def evaluate(self, facts: Facts, at: datetime) -> Finding | None:
        clock = clock_of(facts, at)
        if clock is None or clock.last_reached is not None or not facts.in_stay(at):
            return None
        started = clock.pairing.started_at
        since = unbroken_since(facts, at, started, pause_edges(facts), self._begins(facts, clock))
        if since is None:
            return None
        numbers = {"days": self.days, "with_since": text_of(started)}
        return Finding(self.key, Tier.THIS_WEEK, since, numbers)

    def moments(self, facts: Facts) -> list[datetime]:
        clock = latest_clock(facts)
        if clock is None or clock.last_reached is not None:
            return []
        return sorted(map(self._begins(facts, clock), facts.edges))

    def _begins(self, facts: Facts, clock: QuietClock) -> Callable[[datetime], datetime]:
        day = facts.calendar.day_of(clock.pairing.started_at)
        return lambda at: runs_out(facts, day, self.days, at)


@dataclass(frozen=True)
class Quiet:
    """The quiet clock has run out, and no meeting with its holder stands close by."""

    key: ClassVar[RuleKey] = RuleKey.QUIET
    silent_while_paused: ClassVar[bool] = True
    held_back_working_days: int = 3

    def evaluate(self, facts: Facts, at: datetime) -> Finding | None:
        clock = clock_of(facts, at)
        if clock is None or clock.settled_at is None or not facts.in_stay(at):
            return None
        reached, *told = clock.settlings
        changes = chain(told, clock.plan_changes(), pause_edges(facts))
        since = unbroken_since(facts, at, reached, changes, clock.begins)
        if since is None or self._held_back(facts, at):
            return None
        tier = Tier.TODAY if at >= clock.turns_today(at) else Tier.THIS_WEEK
        return Finding(
            self.key, lift(tier, when=tender(facts, at)), since, self._numbers(clock, at)
        )

    def moments(self, facts: Facts) -> Iterator[datetime]:
        holds = sorted(edge for held in facts.coming for edge in self._hold(facts, *held))
        ours = self._clock_moments(facts)
        return merge(holds, ours) if holds else ours

    @staticmethod
    def _clock_moments(facts: Facts) -> Iterator[datetime]:
        clock = latest_clock(facts)
        if clock is None or clock.settled_at is None:
            return iter(())
        changes = chain(clock.plan_changes(), pause_edges(facts))
        read = clock.begins, clock.turns_today
        return piece_by_piece(clock.settled_at, changes, lambda t: [when(t) for when in read])

    def _hold(
        self, facts: Facts, start: datetime, end: datetime, meeting: MeetingFact
    ) -> tuple[datetime, datetime]:
        """Give from when until when a coming meeting holds the alert back."""
        day = facts.calendar.day_of(meeting.starts_at)
        first = facts.calendar.first_day_within(day, self.held_back_working_days)
        return max(facts.calendar.start_of(first), start), end

    def _held_back(self, facts: Facts, at: datetime) -> bool:
        for start, end, meeting in facts.coming:
            if start <= at < end and meeting.worker_id in facts.holders(at):
                first, _ = self._hold(facts, start, end, meeting)
                if first <= at:
                    return True
        return False

    @staticmethod
    def _numbers(clock: QuietClock, at: datetime) -> dict[str, Any]:
        rhythm = clock.facts.rhythm(at)
        assert clock.last_reached is not None  # noqa: S101 - a running clock
        return {
            "agreed_days": rhythm.every_days if rhythm else None,
            "plan_is_current": rhythm is not None and at < clock.stale_at(rhythm),
            "allowed_days": round(clock.tau(at), 1),
            "last_reached": text_of(clock.last_reached.occurred_at),
            "settled": text_of(clock.settled_at),
            "contacts": [clock.last_reached.id],
        }


@dataclass(frozen=True)
class NothingPlanned:
    """A rhythm's length has passed and no meeting is coming."""

    key: ClassVar[RuleKey] = RuleKey.NOTHING_PLANNED
    silent_while_paused: ClassVar[bool] = True

    def evaluate(self, facts: Facts, at: datetime) -> Finding | None:
        clock = clock_of(facts, at)
        if clock is None or not facts.in_stay(at):
            return None
        origin = self._origin(facts, clock)
        since = unbroken_since(
            facts, at, origin, self._changes(facts, clock), lambda t: self._begins(facts, origin, t)
        )
        if since is None:
            return None
        rhythm = facts.rhythm(at)
        numbers = {
            "agreed_days": rhythm.every_days if rhythm else None,
            "every_days": rhythm.every_days if rhythm else facts.default_days,
            "counted_from": text_of(origin),
            "last_reached": text_of(clock.last_reached and clock.last_reached.occurred_at),
        }
        tier = lift(Tier.WHEN_YOU_CAN, when=tender(facts, at))
        return Finding(self.key, tier, since, numbers)

    def moments(self, facts: Facts) -> Iterable[datetime]:
        clock = latest_clock(facts)
        if clock is None:
            return []
        origin = self._origin(facts, clock)
        changes = self._changes(facts, clock)
        return piece_by_piece(origin, changes, lambda t: [self._due(facts, origin, t)])

    @staticmethod
    def _origin(facts: Facts, clock: QuietClock) -> datetime:
        begun = (clock.pairing.started_at, facts.first_here_at, clock.settled_at)
        return max(instant for instant in begun if instant is not None)

    @staticmethod
    def _changes(facts: Facts, clock: QuietClock) -> Iterator[datetime]:
        yield from clock.plan_changes()
        yield from pause_edges(facts)
        for start, end, _ in facts.coming:
            yield start
            yield end

    def _begins(self, facts: Facts, origin: datetime, at: datetime) -> datetime:
        if any(start <= at < end for start, end, _ in facts.coming):
            return FAR
        return self._due(facts, origin, at)

    @staticmethod
    def _due(facts: Facts, origin: datetime, at: datetime) -> datetime:
        rhythm = facts.rhythm(at)
        days = rhythm.every_days if rhythm else facts.default_days
        return runs_out(facts, facts.calendar.day_of(origin), days, at)
