"""Where everything stands in the picture: one time axis, lanes, rows of marks that never touch."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from tracker.domain.periods import Calendar
from tracker.domain.pictures.shapes import PATTERNS
from tracker.domain.pictures.things import (
    AHEAD,
    NOT_DRAWN,
    Kind,
    StoryFacts,
    Thing,
    things_of,
)
from tracker.domain.vocabulary import PairingRole

WIDTH, LEFT, RIGHT = 960, 138, 948
SPACE = 14  # between the middles of two marks in one row
AFTER, BEFORE, NARROWEST = timedelta(days=21), timedelta(days=7), timedelta(days=56)
MONTH_NEEDS = 40
STEPS = (1, 2, 3, 6, 12, 24, 60, 120, 600)
POINTS = AHEAD | {Kind.CONTACT, Kind.JUSTICE, Kind.HANDOVER}


class Range(StrEnum):
    """How far back the picture looks."""

    THREE_MONTHS = "3m"
    TWELVE_MONTHS = "12m"
    ALL = "all"


LOOKS_BACK = {Range.THREE_MONTHS: timedelta(days=91), Range.TWELVE_MONTHS: timedelta(days=365)}


@dataclass(frozen=True, slots=True)
class Scale:
    """Days as places across the picture."""

    calendar: Calendar
    start: date
    end: date
    today: date

    def x(self, day: date) -> float:
        return round(LEFT + (day - self.start) / (self.end - self.start) * (RIGHT - LEFT), 1)

    def at(self, instant: datetime) -> float:
        """Give the place of an instant's day, kept within the picture."""
        day = self.calendar.day_of(instant)
        return self.x(min(max(day, self.start), self.end))


@dataclass(frozen=True, slots=True)
class Drawn:
    """A thing and its place: `width` of a band, `row` from the top of its lane, its pattern."""

    thing: Thing
    x: float
    width: float = 0
    row: int = 0
    pattern: int = 0


@dataclass(frozen=True, slots=True)
class Picture:
    """What is drawn, by lane; `things` are the same, newest first, as the list tells them.

    `earlier`: how many things lie before the picture. `rows` of contacts are at least two.
    """

    range: Range
    things: tuple[Thing, ...]
    earlier: int
    lanes: dict[Kind, tuple[Drawn, ...]]
    today_x: float
    months: tuple[tuple[date, float], ...]
    rows: int

    def lane(self, kind: Kind) -> tuple[Drawn, ...]:
        return self.lanes.get(kind, ())


def draw(
    story: StoryFacts,
    at: datetime,
    range_: Range = Range.TWELVE_MONTHS,
    things: Sequence[Thing] | None = None,
) -> Picture:
    """Place every thing of a story that falls into the range; those after its end are not told.

    `things` are what `things_of` gives, where they are known already.
    """
    everything = things_of(story, at) if things is None else things
    drawn = [thing for thing in everything if thing.kind not in NOT_DRAWN]
    scale = _scale(story.facts.calendar, drawn, at, range_)
    within = tuple(thing for thing in drawn if _falls_in(thing, scale))
    patterns = _patterns(story)
    lanes = {kind: _lane(kind, within, scale, patterns) for kind in Kind if kind not in NOT_DRAWN}
    rows = [one.row + 1 for one in lanes[Kind.CONTACT]]
    return Picture(
        range=range_,
        things=within,
        earlier=sum(_ended_before(thing, scale) for thing in drawn),
        lanes=lanes,
        today_x=scale.x(scale.today),
        months=tuple(_months(scale)),
        rows=max([2, *rows]),
    )


def _scale(calendar: Calendar, drawn: Sequence[Thing], at: datetime, range_: Range) -> Scale:
    """Begin with the range, or a week before a shorter story; end with what is next."""
    today = calendar.day_of(at)
    first = min([today, *(calendar.day_of(thing.at) for thing in drawn)]) - BEFORE
    if range_ in LOOKS_BACK:
        first = max(first, today - LOOKS_BACK[range_])
    coming = [thing.at for thing in drawn if thing.kind in AHEAD and thing.at >= at]
    following = calendar.day_of(min(coming)) + BEFORE if coming else today
    end = max(today + AFTER, following)
    return Scale(calendar, min(first, end - NARROWEST), end, today)


def _falls_in(thing: Thing, scale: Scale) -> bool:
    return scale.calendar.day_of(thing.at) <= scale.end and not _ended_before(thing, scale)


def _ended_before(thing: Thing, scale: Scale) -> bool:
    return not thing.open and scale.calendar.day_of(thing.until or thing.at) < scale.start


def _lane(
    kind: Kind, things: Sequence[Thing], scale: Scale, patterns: dict[int, int]
) -> tuple[Drawn, ...]:
    """Place the things of one kind, in the order they are told; rows fill from the left."""
    mine = [thing for thing in things if thing.kind is kind]
    spans = {one.id: _span(one, scale) for one in mine}
    space = SPACE if kind in POINTS else 0
    rows = _rows([spans[one.id] for one in sorted(mine, key=lambda one: (one.at, one.id))], space)
    made = []
    for one in mine:
        start, end = spans[one.id]
        row = rows[start, end].pop()
        pattern = patterns.get(one.id, 0) if kind is Kind.KEY_WORKER else 0
        made.append(Drawn(one, start, round(end - start, 1), row, pattern))
    return tuple(made)


def _span(thing: Thing, scale: Scale) -> tuple[float, float]:
    """Give where a thing begins and ends: an open bond at the edge, all else that is open today."""
    if thing.kind is Kind.HANDOVER:
        middle = (scale.at(thing.at) + scale.at(thing.until or thing.at)) / 2
        return round(middle, 1), round(middle, 1)
    start = scale.at(thing.at)
    if thing.kind in POINTS:
        return start, start
    if thing.until is not None:
        return start, scale.at(thing.until)
    return start, RIGHT if thing.kind in {Kind.KEY_WORKER, Kind.DEPUTY} else scale.x(scale.today)


def _rows(
    ordered: Iterable[tuple[float, float]], space: float
) -> defaultdict[tuple[float, float], list[int]]:
    """Put each span into the first row where it touches nothing; equal ones: last in first."""
    reach: list[float] = []
    rows: defaultdict[tuple[float, float], list[int]] = defaultdict(list)
    for start, end in ordered:
        row = next((n for n, last in enumerate(reach) if start - last >= space), len(reach))
        reach[row : row + 1] = [end]
        rows[start, end].append(row)
    return rows


def _patterns(story: StoryFacts) -> dict[int, int]:
    """Give each key-worker pairing its pattern, by its place in this person's story."""
    pairings = enumerate(story.facts.pairings)
    mine = [n for n, bond in pairings if bond.role is PairingRole.KEY_WORKER]
    return {number: place % PATTERNS for place, number in enumerate(mine)}


def _months(scale: Scale) -> Iterator[tuple[date, float]]:
    """Give the firsts of months to mark: each, or as many apart as leaves room for its name."""
    first, last = (day.year * 12 + day.month - 1 for day in (scale.start, scale.end))
    room = (RIGHT - LEFT) / (last - first + 1)
    step = next((step for step in STEPS if step * room >= MONTH_NEEDS), STEPS[-1])
    for number in range(first, last + 1):
        day = date(number // 12, number % 12 + 1, 1)
        if day >= scale.start and number % step == 0:
            yield day, scale.x(day)
