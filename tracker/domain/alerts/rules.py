"""The rules: what each claims about one person at one instant, and when that may change.

`evaluate(facts, at)` wants `at` at or after the instant the facts were gathered for, and gives the
rule's own claim: silence in a pause and precedence are the engine's. `moments(facts)` gives the
instants at which the claim may change by time alone. Numbers never depend on `at`.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from itertools import chain
from typing import Any, ClassVar, Protocol

from tracker.domain.alerts.facts import ContactFact, Facts, MeetingFact, PairingFact
from tracker.domain.alerts.quiet import (
    QuietClock,
    clock_of,
    latest_clock,
    pause_edges,
    runs_out,
    unbroken_since,
)
from tracker.domain.alerts.tender import adult_at, lift, tender, tender_moments
from tracker.domain.periods import FAR
from tracker.domain.vocabulary import (
    CLEARS_MISSED,
    MISSED,
    OUR_PART,
    OwnerRole,
    PairingRole,
    RuleKey,
    Tier,
)


@dataclass(frozen=True)
class Finding:
    """What a rule claims: a tier, since when it is true, and the numbers of its sentence."""

    rule: RuleKey
    tier: Tier
    true_since: datetime
    numbers: dict[str, Any] = field(default_factory=dict)
    owner_role: OwnerRole = OwnerRole.WORKER


class Rule(Protocol):
    """One alert rule."""

    key: ClassVar[RuleKey]
    silent_while_paused: ClassVar[bool]

    def evaluate(self, facts: Facts, at: datetime) -> Finding | None: ...

    def moments(self, facts: Facts) -> Iterator[datetime]: ...


def _from(origin: datetime, *changes: Iterator[datetime]) -> Iterator[datetime]:
    """Give an instant and the changes after it: what was before can change nothing any more."""
    yield origin
    yield from (change for change in chain(*changes) if change > origin)


def _text(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat().replace("+00:00", "Z")


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
            "without_since": _text(ended.ended_at if ended else facts.stay.referred_at),  # type: ignore[union-attr] # in a stay
            "last_worker": ended.worker_id if ended else None,
            "planned": ended.end_planned if ended else None,
        }
        return Finding(self.key, Tier.TODAY, since, numbers, OwnerRole.LEAD)

    def moments(self, facts: Facts) -> Iterator[datetime]:
        yield from facts.edges
        if facts.stay is None:
            return
        yield facts.calendar.end_of_working_days(facts.stay.referred_at, self.working_days)
        for pairing in facts.pairings:
            if pairing.role is PairingRole.KEY_WORKER and pairing.ended_at is not None:
                yield facts.calendar.end_of_working_days(pairing.ended_at, self.working_days)

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
        numbers = {"days": self.days, "with_since": _text(started)}
        return Finding(self.key, Tier.THIS_WEEK, since, numbers)

    def moments(self, facts: Facts) -> Iterator[datetime]:
        yield from facts.edges
        clock = latest_clock(facts)
        if clock is not None and clock.last_reached is None:
            yield from map(self._begins(facts, clock), facts.edges)

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
        yield from facts.edges
        yield from tender_moments(facts)
        yield from (edge for held in facts.coming for edge in self._hold(facts, *held))
        clock = latest_clock(facts)
        if clock is None or clock.settled_at is None:
            return
        for edge in _from(clock.settled_at, clock.plan_changes(), pause_edges(facts)):
            yield edge
            yield clock.begins(edge)
            yield clock.turns_today(edge)

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
            "last_reached": _text(clock.last_reached.occurred_at),
            "settled": _text(clock.settled_at),
            "contacts": [clock.last_reached.id],
        }


@dataclass(frozen=True)
class Missed:
    """Missed each other, once or more in a row, whoever it was with."""

    key: ClassVar[RuleKey] = RuleKey.MISSED
    silent_while_paused: ClassVar[bool] = True
    this_week_from: int = 2
    lead_sees_from: int = 3

    def evaluate(self, facts: Facts, at: datetime) -> Finding | None:
        run = self._run(facts, at)
        if not run:
            return None
        tier = Tier.THIS_WEEK if len(run) >= self.this_week_from else Tier.WHEN_YOU_CAN
        grown = adult_at(facts)
        young = grown is not None and at < grown
        return Finding(
            self.key,
            lift(tier, when=young or tender(facts, at)),
            run[0].occurred_at,
            {
                "in_a_row": len(run),
                "lead_sees": len(run) >= self.lead_sees_from,
                "contacts": [contact.id for contact in run],
            },
        )

    def moments(self, facts: Facts) -> Iterator[datetime]:
        yield from facts.edges
        yield from tender_moments(facts)
        grown = adult_at(facts)
        if grown is not None:
            yield grown

    @staticmethod
    def _run(facts: Facts, at: datetime) -> list[ContactFact]:
        if not facts.in_stay(at) or facts.stay is None:
            return []
        run: list[ContactFact] = []
        for contact in reversed(facts.contacts):
            if contact.outcome in CLEARS_MISSED or contact.occurred_at < facts.stay.referred_at:
                break
            if contact.outcome in MISSED:
                run.append(contact)
        return run[::-1]


@dataclass(frozen=True)
class WeCancelled:
    """Twice our part within 28 days: the lead hears about us."""

    key: ClassVar[RuleKey] = RuleKey.WE_CANCELLED
    silent_while_paused: ClassVar[bool] = False
    times: int = 2
    days: int = 28

    def evaluate(self, facts: Facts, at: datetime) -> Finding | None:
        ours = self._ours(facts)
        if not facts.in_stay(at) or not self._true_after(facts, ours, at):
            return None
        recent = [c for c in ours if at < facts.calendar.days_later(c.occurred_at, self.days)]
        numbers = {"times": len(recent), "days": self.days, "contacts": [c.id for c in recent]}
        since = self._since(facts, ours)
        return Finding(self.key, Tier.THIS_WEEK, since, numbers, OwnerRole.LEAD)

    def moments(self, facts: Facts) -> Iterator[datetime]:
        yield from facts.edges
        for contact in self._ours(facts):
            yield facts.calendar.days_later(contact.occurred_at, self.days)

    @staticmethod
    def _ours(facts: Facts) -> list[ContactFact]:
        since = facts.first_here_at if facts.stay is None else facts.stay.referred_at
        return [c for c in facts.contacts if c.outcome in OUR_PART and c.occurred_at >= since]

    def _true_after(self, facts: Facts, ours: list[ContactFact], at: datetime) -> bool:
        """Say whether, with `ours` the contacts so far, enough still lie in the window at `at`."""
        if len(ours) < self.times:
            return False
        return at < facts.calendar.days_later(ours[-self.times].occurred_at, self.days)

    def _since(self, facts: Facts, ours: list[ContactFact]) -> datetime:
        """Walk back while the window never emptied between one contact and the next."""
        while len(ours) > self.times:
            earlier = ours[:-1]
            fell_out = facts.calendar.days_later(earlier[-self.times].occurred_at, self.days)
            if fell_out < ours[-1].occurred_at:
                break
            ours = earlier
        return ours[-1].occurred_at


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
            "counted_from": _text(origin),
            "last_reached": _text(clock.last_reached and clock.last_reached.occurred_at),
        }
        tier = lift(Tier.WHEN_YOU_CAN, when=tender(facts, at))
        return Finding(self.key, tier, since, numbers)

    def moments(self, facts: Facts) -> Iterator[datetime]:
        yield from facts.edges
        yield from tender_moments(facts)
        clock = latest_clock(facts)
        if clock is None:
            return
        origin = self._origin(facts, clock)
        for edge in _from(origin, self._changes(facts, clock)):
            yield edge
            yield self._due(facts, origin, edge)

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


@dataclass(frozen=True)
class OutcomeMissing:
    """A meeting is over by a working day and nobody has said what came of it."""

    key: ClassVar[RuleKey] = RuleKey.OUTCOME_MISSING
    silent_while_paused: ClassVar[bool] = False
    working_days: int = 1

    def evaluate(self, facts: Facts, at: datetime) -> Finding | None:
        stay = facts.stay
        if stay is None or not facts.in_stay(at):
            return None
        spells = self._spells(facts)
        waiting = [m for since, until, m in spells if since <= at < until]
        if not waiting:
            return None
        numbers = {
            "meeting": _text(waiting[0].starts_at),
            "how_many": len(waiting),
            "meetings": [m.id for m in waiting],
        }
        true_since = max(self._unbroken(spells, at), stay.referred_at)
        return Finding(self.key, Tier.WHEN_YOU_CAN, true_since, numbers)

    def moments(self, facts: Facts) -> Iterator[datetime]:
        yield from facts.edges
        for since, until, _ in self._spells(facts):
            yield since
            yield until

    def _spells(self, facts: Facts) -> list[tuple[datetime, datetime, MeetingFact]]:
        """Give from when until when each meeting's outcome was missing, the first first."""
        due = facts.calendar.end_of_working_days
        spells = [
            (due(m.ends_at, self.working_days), m.settled_at or FAR, m) for m in facts.meetings
        ]
        return sorted((s for s in spells if s[0] < s[1]), key=lambda spell: spell[0])

    @staticmethod
    def _unbroken(spells: list[tuple[datetime, datetime, MeetingFact]], at: datetime) -> datetime:
        """Walk back while one outcome or another was missing."""
        start = at
        for since, until, _ in reversed(spells):
            if since < start <= until:
                start = since
        return start


@dataclass(frozen=True)
class Rules:
    """The rules in force with their numbers, in order of precedence where they have one."""

    no_key_worker: NoKeyWorker = NoKeyWorker()
    never_started: NeverStarted = NeverStarted()
    quiet: Quiet = Quiet()
    nothing_planned: NothingPlanned = NothingPlanned()
    missed: Missed = Missed()
    we_cancelled: WeCancelled = WeCancelled()
    outcome_missing: OutcomeMissing = OutcomeMissing()

    def __iter__(self) -> Iterator[Rule]:
        yield self.no_key_worker
        yield self.never_started
        yield self.quiet
        yield self.nothing_planned
        yield self.missed
        yield self.we_cancelled
        yield self.outcome_missing

    def with_setting(self, rule: RuleKey, name: str, value: int) -> "Rules":
        """Give the rules with one number changed; raise KeyError for one that does not exist."""
        held = getattr(self, rule.value, None)
        if held is None or name not in {setting.name for setting in fields(held)}:
            raise KeyError(f"{rule.value}.{name}")
        return replace(self, **{rule.value: replace(held, **{name: value})})


DEFAULT_RULES = Rules()
PRECEDENCE = (
    RuleKey.NO_KEY_WORKER,
    RuleKey.NEVER_STARTED,
    RuleKey.QUIET,
    RuleKey.NOTHING_PLANNED,
)
RULES_VERSION = 1
