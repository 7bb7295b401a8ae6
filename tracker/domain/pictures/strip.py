"""The strip of twelve weeks beside a name: the last eleven, one mark each, and what is planned."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from tracker.domain.pictures.shapes import PATTERNS, SHAPES, Shape
from tracker.domain.vocabulary import Outcome

WEEKS, WEEK = 11, 7
DAYS = WEEKS * WEEK
# What a week with several contacts shows: that they reached each other, else what was ours first.
STRONGEST = (
    Shape.MET,
    Shape.SPOKE,
    Shape.OUR_PART,
    Shape.MISSED,
    Shape.THEIRS,
    Shape.THEY_TRIED,
    Shape.WE_TRIED,
)
RANK = {shape: place for place, shape in enumerate(STRONGEST)}


@dataclass(frozen=True, slots=True)
class Strip:
    """Eleven weeks, oldest first, None for one without contact; how often what; the pattern."""

    weeks: tuple[Shape | None, ...]
    counts: tuple[tuple[Shape, int], ...]
    next: bool
    pattern: int


def strip_of(
    contacts: Iterable[tuple[date, Outcome]], today: date, *, planned: bool, pattern: int = 0
) -> Strip:
    """Sum up contacts with the person in the 77 local days up to today.

    The last week ends today; earlier and later contacts are passed over.
    """
    weeks: list[Shape | None] = [None] * WEEKS
    counted: Counter[Shape] = Counter()
    for day, outcome in contacts:
        ago = (today - day).days
        if not 0 <= ago < DAYS:
            continue
        shape, week = SHAPES[outcome], WEEKS - 1 - ago // WEEK
        counted[shape] += 1
        standing = weeks[week]
        if standing is None or RANK[shape] < RANK[standing]:
            weeks[week] = shape
    counts = tuple((shape, counted[shape]) for shape in STRONGEST if shape in counted)
    return Strip(tuple(weeks), counts, planned, pattern % PATTERNS)
