"""The things of a story, newest first: each is one mark or band, and one item of the list."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import pairwise

from tracker.domain.alerts.facts import Facts, PairingFact, StayFact
from tracker.domain.periods import FAR
from tracker.domain.pictures.shapes import SHAPES, Shape
from tracker.domain.pictures.spells import quiet_spells
from tracker.domain.vocabulary import Outcome, PairingRole


class Kind(StrEnum):
    """What a thing of the story is; the first twelve are drawn."""

    KEY_WORKER = "key_worker"
    DEPUTY = "deputy"
    COVER = "cover"
    COMING = "coming"
    PROMISED = "promised"
    AWAY = "away"
    PAUSE = "pause"
    QUIET = "quiet"
    GAP = "gap"
    HANDOVER = "handover"
    CONTACT = "contact"
    JUSTICE = "justice"
    STAY_ENDED = "stay_ended"
    CIRCUMSTANCE_ENDED = "circumstance_ended"
    RHYTHM = "rhythm"
    CAME_TO_US = "came_to_us"


ORDER = {kind: place for place, kind in enumerate(Kind)}
NOT_DRAWN = frozenset(
    {Kind.STAY_ENDED, Kind.CIRCUMSTANCE_ENDED, Kind.RHYTHM, Kind.CAME_TO_US},
)
AHEAD = frozenset({Kind.COMING, Kind.PROMISED, Kind.AWAY})
BONDS = {
    PairingRole.KEY_WORKER: Kind.KEY_WORKER,
    PairingRole.DEPUTY: Kind.DEPUTY,
    PairingRole.COVER: Kind.COVER,
}


@dataclass(frozen=True, slots=True)
class Happened:
    """Something at an instant that only a page knows more of: its row has the same id."""

    at: datetime
    id: int
    outcome: Outcome | None = None
    own: bool = True
    until: datetime | None = None
    worker_id: int | None = None


@dataclass(frozen=True)
class StoryFacts:
    """What a picture is drawn from: the facts alerts are judged by, and what they leave out.

    `stays` are all times with us in order; `asides` are contacts with someone else than the person.
    `promised` stand at the start of their day; `away` is the key worker's time away.
    """

    facts: Facts
    stays: tuple[StayFact, ...] = ()
    asides: tuple[Happened, ...] = ()
    justice: tuple[Happened, ...] = ()
    coming: tuple[Happened, ...] = ()
    promised: tuple[Happened, ...] = ()
    away: tuple[Happened, ...] = ()


@dataclass(frozen=True, slots=True)
class Thing:
    """A mark or a band. `until` is where a span ended or will; None while it is open or a point.

    `id` is the row's, or the place in its sequence; `days` of a gap, a quiet spell or a pause.
    """

    kind: Kind
    id: int
    at: datetime
    until: datetime | None = None
    open: bool = False
    shape: Shape | None = None
    outcome: Outcome | None = None
    worker_id: int | None = None
    before_id: int | None = None
    planned: bool | None = None
    days: int = 0

    @property
    def newest(self) -> datetime:
        """Where the thing stands in a list that is newest first."""
        return FAR if self.open else self.until or self.at


def things_of(story: StoryFacts, at: datetime) -> list[Thing]:
    """Give every thing of a story, newest first: the open bonds, what is coming, then what was."""
    found = [
        *_bonds(story.facts, at),
        *_gaps(story, at),
        *_handovers(story),
        *_quiet(story.facts, at),
        *_pauses(story.facts, at),
        *_contacts(story),
        *_around(story),
        *_ahead(story),
    ]
    return sorted(found, key=_place)


def things_without_days(story: StoryFacts, at: datetime) -> list[Thing]:
    """Give what needs no working days to be told, newest first: for when those are not known."""
    found = [*_bonds(story.facts, at), *_contacts(story), *_around(story), *_ahead(story)]
    return sorted(found, key=_place)


def _place(thing: Thing) -> tuple[float, bool, int, float, int]:
    """Sort newest first; what ended a span comes before it; what is coming, the next one first."""
    coming = thing.kind in AHEAD
    newest = (FAR if coming else thing.newest).timestamp()
    then = thing.at.timestamp() * (1 if coming else -1)
    order = ORDER[Kind.COMING if coming else thing.kind]
    ended = thing.until is not None and not thing.open and not coming
    return -newest, ended, order, then, -thing.id


def _bonds(facts: Facts, at: datetime) -> Iterator[Thing]:
    for number, bond in enumerate(facts.pairings):
        yield Thing(
            BONDS[bond.role],
            number,
            bond.started_at,
            bond.ended_at,
            open=bond.ended_at is None or bond.ended_at > at,
            worker_id=bond.worker_id,
            planned=bond.end_planned,
        )


def key_workers(facts: Facts) -> list[PairingFact]:
    return [bond for bond in facts.pairings if bond.role is PairingRole.KEY_WORKER]


def gaps_of(story: StoryFacts, at: datetime) -> Iterator[tuple[datetime, datetime | None, int]]:
    """Give from when until when a person with us had no key worker, and how many days.

    None: still. What begins and ends on one day is no gap.
    """
    day_of = story.facts.calendar.day_of
    bonds = key_workers(story.facts)
    for stay in story.stays:
        since = stay.referred_at
        for start, end in [(b.started_at, b.ended_at) for b in bonds] + [(FAR, None)]:
            until = min(start, stay.ended_at or FAR)
            days = (day_of(min(until, at)) - day_of(since)).days if until > since else 0
            if days > 0:
                yield since, until if until <= at else None, days
            since = max(since, end or FAR)


def _gaps(story: StoryFacts, at: datetime) -> Iterator[Thing]:
    for number, (since, until, days) in enumerate(gaps_of(story, at)):
        before = any(bond.started_at < since for bond in key_workers(story.facts))
        yield Thing(
            Kind.GAP, number, since, until, open=until is None, planned=before or None, days=days
        )


def _handovers(story: StoryFacts) -> Iterator[Thing]:
    """Give each change of key worker within one time with us, where the one before ended."""
    for number, (old, new) in enumerate(pairwise(key_workers(story.facts))):
        ended = old.ended_at or new.started_at
        left = any(s.ended_at and ended <= s.ended_at <= new.started_at for s in story.stays)
        if old.worker_id != new.worker_id and not left:
            yield Thing(
                Kind.HANDOVER,
                number,
                ended,
                new.started_at,
                worker_id=new.worker_id,
                before_id=old.worker_id,
                planned=old.end_planned,
            )


def _quiet(facts: Facts, at: datetime) -> Iterator[Thing]:
    for number, spell in enumerate(quiet_spells(facts, at)):
        yield Thing(
            Kind.QUIET,
            number,
            spell.since,
            None if spell.still else spell.until,
            open=spell.still,
            worker_id=spell.worker_id,
            days=spell.days,
        )


def _pauses(facts: Facts, at: datetime) -> Iterator[Thing]:
    for number, pause in enumerate(facts.pauses):
        still = pause.ended_at is None or pause.ended_at > at
        yield Thing(Kind.PAUSE, number, pause.from_at, pause.ended_at, open=still)


def _contacts(story: StoryFacts) -> Iterator[Thing]:
    for one in story.facts.contacts:
        shape, outcome = SHAPES[one.outcome], one.outcome
        yield Thing(
            Kind.CONTACT,
            one.id,
            one.occurred_at,
            shape=shape,
            outcome=outcome,
            worker_id=one.worker_id,
        )
    for aside in story.asides:
        yield Thing(
            Kind.CONTACT,
            aside.id,
            aside.at,
            shape=Shape.ASIDE,
            outcome=aside.outcome,
            worker_id=aside.worker_id,
        )


def _around(story: StoryFacts) -> Iterator[Thing]:
    for event in story.justice:
        shape = Shape.OWN if event.own else Shape.CLOSE
        yield Thing(Kind.JUSTICE, event.id, event.at, shape=shape)
    for number, stay in enumerate(story.stays):
        yield Thing(Kind.CAME_TO_US, number, stay.referred_at)
        if stay.ended_at is not None:
            yield Thing(Kind.STAY_ENDED, number, stay.ended_at)
    for number, rhythm in enumerate(story.facts.rhythms):
        yield Thing(Kind.RHYTHM, number, rhythm.agreed_at)
        if rhythm.ended_at is not None:
            yield Thing(Kind.CIRCUMSTANCE_ENDED, number, rhythm.ended_at)


def _ahead(story: StoryFacts) -> Iterator[Thing]:
    """Give what is still to come; what was planned and never recorded waits here too."""
    for meeting in story.coming:
        by = meeting.worker_id
        yield Thing(Kind.COMING, meeting.id, meeting.at, shape=Shape.NEXT, worker_id=by)
    for promise in story.promised:
        yield Thing(Kind.PROMISED, promise.id, promise.at, worker_id=promise.worker_id)
    for away in story.away:
        yield Thing(Kind.AWAY, away.id, away.at, away.until, worker_id=away.worker_id)
