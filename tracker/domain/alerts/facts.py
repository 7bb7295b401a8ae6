"""All a rule may know about one person: instants and lists of instants, nothing relative to now."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple

from tracker.domain.once import once
from tracker.domain.periods import Calendar, Days, Period, local_days
from tracker.domain.vocabulary import (
    Circumstance,
    JusticeKind,
    Outcome,
    PairingRole,
    PauseKind,
    StayEnding,
)

HOLDING = (PairingRole.KEY_WORKER, PairingRole.COVER)


class ContactFact(NamedTuple):
    """A contact with the person, in order of instant, then id; `others` were there too."""

    occurred_at: datetime
    id: int
    worker_id: int
    outcome: Outcome
    others: tuple[int, ...] = ()


class PairingFact(NamedTuple):
    """One unbroken bond; `ended_at` may lie ahead for cover."""

    role: PairingRole
    worker_id: int
    started_at: datetime
    ended_at: datetime | None = None
    end_planned: bool | None = None

    def open_at(self, at: datetime) -> bool:
        return self.started_at <= at and (self.ended_at is None or at < self.ended_at)


class RhythmFact(NamedTuple):
    """What was agreed; custody and hospital rhythms end."""

    agreed_at: datetime
    every_days: int
    breathing_days: int | None = None
    circumstance: Circumstance | None = None
    ended_at: datetime | None = None


class PauseFact(NamedTuple):
    """A pause both agreed, from one instant until another, or still."""

    kind: PauseKind
    from_at: datetime
    look_again_on: date
    ended_at: datetime | None = None

    @property
    def period(self) -> Period:
        return Period(self.from_at, self.ended_at)


class MeetingFact(NamedTuple):
    """A planned meeting; `settled_at` is when it left the plan (happened, cancelled, …)."""

    id: int
    worker_id: int
    starts_at: datetime
    ends_at: datetime
    planned_at: datetime
    settled_at: datetime | None = None


class JusticeFact(NamedTuple):
    """A justice contact of the person; a bare day is local 00:00."""

    occurred_at: datetime
    kind: JusticeKind


class PromiseFact(NamedTuple):
    """Our promise for one day, until it was answered; a new day makes another of the same id."""

    id: int
    said_at: datetime
    due_on: date
    answered_at: datetime | None = None


class StayFact(NamedTuple):
    """The latest time with us: it runs from the referral."""

    referred_at: datetime
    started_at: datetime | None = None
    ended_at: datetime | None = None
    ending: StayEnding | None = None


@dataclass(frozen=True)
class Facts:
    """One person as known at an instant: every row has occurred and was known by then.

    Sequences are in order of instant, then id. Only contacts with the person themselves are here.
    """

    person_id: int
    calendar: Calendar
    first_here_at: datetime
    born_on: date | None = None
    stay: StayFact | None = None
    pairings: tuple[PairingFact, ...] = ()
    rhythms: tuple[RhythmFact, ...] = ()
    pauses: tuple[PauseFact, ...] = ()
    meetings: tuple[MeetingFact, ...] = ()
    contacts: tuple[ContactFact, ...] = ()
    justice: tuple[JusticeFact, ...] = ()
    promises: tuple[PromiseFact, ...] = ()
    lead_id: int | None = None
    deputy_lead_id: int | None = None
    default_days: int = field(default=14)

    @once
    def holding(self) -> tuple[PairingFact, ...]:
        """Key-worker and cover pairings: who holds them settles the clock."""
        return tuple(p for p in self.pairings if p.role in HOLDING)

    @once
    def latest_key_worker(self) -> PairingFact | None:
        """The latest key-worker pairing: the only one whose clock can still change by time."""
        mine = [p for p in self.pairings if p.role is PairingRole.KEY_WORKER]
        return mine[-1] if mine else None

    @once
    def paused_days(self) -> tuple[Days, ...]:
        """The local days of each pause, in order."""
        return tuple(local_days(pause.period, self.calendar) for pause in self.pauses)

    @once
    def coming(self) -> tuple[tuple[datetime, datetime, MeetingFact], ...]:
        """From when until when each meeting was a coming one; written down late, it never was."""
        return tuple(
            (m.planned_at, end, m)
            for m in self.meetings
            if m.planned_at < (end := min(m.starts_at, m.settled_at or m.starts_at))
        )

    @once
    def edges(self) -> tuple[datetime, ...]:
        """Every instant at which a bond, a plan, a pause or the stay begins or ends."""
        periods = [(p.started_at, p.ended_at) for p in self.pairings]
        periods += [(r.agreed_at, r.ended_at) for r in self.rhythms]
        periods += [(p.from_at, p.ended_at) for p in self.pauses]
        if self.stay is not None:
            periods.append((self.stay.referred_at, self.stay.ended_at))
        return tuple({edge for period in periods for edge in period if edge is not None})

    def paired(self, role: PairingRole, at: datetime) -> PairingFact | None:
        for pairing in self.pairings:
            if pairing.role is role and pairing.open_at(at):
                return pairing
        return None

    def held(self, contact: ContactFact) -> bool:
        """Say whether the contact was with whoever held the pairing at that instant."""
        worker, others = contact.worker_id, contact.others
        for pairing in self.holding:
            if (pairing.worker_id == worker or pairing.worker_id in others) and pairing.open_at(
                contact.occurred_at
            ):
                return True
        return False

    def holders(self, at: datetime) -> set[int]:
        return {p.worker_id for p in self.holding if p.open_at(at)}

    def in_stay(self, at: datetime) -> bool:
        stay = self.stay
        return (
            stay is not None
            and stay.referred_at <= at
            and (stay.ended_at is None or at < stay.ended_at)
        )

    def paused(self, at: datetime) -> PauseFact | None:
        for pause in self.pauses:
            if pause.from_at <= at and (pause.ended_at is None or at < pause.ended_at):
                return pause
        return None

    def rhythm(self, at: datetime) -> RhythmFact | None:
        """Give the plan that applies: the latest agreed whose circumstance has not ended.

        What was agreed for custody or hospital is no old plan outside: with no other, none applies.
        """
        for rhythm in reversed(self.rhythms):
            if rhythm.agreed_at <= at and (rhythm.ended_at is None or at < rhythm.ended_at):
                return rhythm
        return None
