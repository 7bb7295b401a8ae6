"""A story divided by who was the key worker, and the part of it someone looks for."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import groupby

from tracker.domain.pictures.things import (
    AHEAD,
    Kind,
    StoryFacts,
    Thing,
    key_workers,
)

MOMENT = timedelta(microseconds=1)


class Sort(StrEnum):
    """What someone looks for in a story."""

    CONTACTS = "contacts"
    WORKERS = "workers"
    QUIET = "quiet"
    AGREED = "agreed"
    AHEAD = "ahead"
    JUSTICE = "justice"
    STAYS = "stays"


SORTS = {
    Sort.CONTACTS: frozenset({Kind.CONTACT}),
    Sort.WORKERS: frozenset(
        {Kind.KEY_WORKER, Kind.DEPUTY, Kind.COVER, Kind.GAP, Kind.HANDOVER, Kind.AWAY}
    ),
    Sort.QUIET: frozenset({Kind.QUIET, Kind.PAUSE}),
    Sort.AGREED: frozenset({Kind.RHYTHM, Kind.CIRCUMSTANCE_ENDED, Kind.PROMISED}),
    Sort.AHEAD: AHEAD,
    Sort.JUSTICE: frozenset({Kind.JUSTICE}),
    Sort.STAYS: frozenset({Kind.CAME_TO_US, Kind.STAY_ENDED}),
}


@dataclass(frozen=True, slots=True)
class Sought:
    """What someone looks for; None: any. The days are local and both included."""

    sort: Sort | None = None
    worker_id: int | None = None
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True, slots=True)
class Era:
    """A time with one key worker, or with none (`worker_id` None); None: before all, or still."""

    worker_id: int | None
    since: datetime | None
    until: datetime | None


def those_sought(story: StoryFacts, things: Sequence[Thing], sought: Sought) -> list[Thing]:
    """Give the things that are of that sort, with that worker and touch those days."""
    day_of = story.facts.calendar.day_of
    there = {one.id: (one.worker_id, *one.others) for one in story.facts.contacts}

    def is_sought(thing: Thing) -> bool:
        with_whom = there.get(thing.id, ()) if thing.kind is Kind.CONTACT else ()
        named = {thing.worker_id, thing.before_id, *with_whom}
        ends = None if thing.open else day_of(thing.until or thing.at)
        return (
            (sought.sort is None or thing.kind in SORTS[sought.sort])
            and (sought.worker_id is None or sought.worker_id in named)
            and (sought.first is None or ends is None or ends >= sought.first)
            and (sought.last is None or day_of(thing.at) <= sought.last)
        )

    return [thing for thing in things if is_sought(thing)]


def by_era(
    story: StoryFacts, things: Sequence[Thing], at: datetime
) -> list[tuple[Era, list[Thing]]]:
    """Divide things, newest first, by the key worker of their time; a span is where it ended."""
    eras = list(_eras(story))

    def era_of(thing: Thing) -> Era:
        if thing.kind in AHEAD or thing.open:
            instant = at
        else:
            instant = thing.at if thing.until is None else thing.until - MOMENT
        return next(era for era in eras if era.since is None or era.since <= min(instant, at))

    return [(era, list(some)) for era, some in groupby(things, era_of)]


def _eras(story: StoryFacts) -> Iterator[Era]:
    """Give the times with and without a key worker, the latest first, back to before all."""
    found: list[Era] = []
    end: datetime | None = None
    for bond in key_workers(story.facts):
        if not found or (end is not None and end < bond.started_at):
            found.append(Era(None, end, bond.started_at))
        found.append(Era(bond.worker_id, bond.started_at, bond.ended_at))
        end = bond.ended_at
    if not found or end is not None:
        found.append(Era(None, end, None))
    yield from reversed(found)
