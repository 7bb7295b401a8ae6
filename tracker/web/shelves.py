"""Words in a picture that never touch: rows filled from the top."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from tracker.domain.pictures.drawing import LEFT, RIGHT

LETTER, WIDE_LETTER = 6.4, 7.8  # a letter of 12 px, and of 13 px or bold; a little too wide
BETWEEN, APART, MOST_ROWS = 14, 4, 3
EDGE = RIGHT + 12


@dataclass(frozen=True, slots=True)
class Word:
    """A line of text; `end`: it ends at x instead of beginning there."""

    x: float
    y: float
    text: str
    end: bool = False
    strong: bool = False


def width_of(text: str, *, wide: bool = False) -> float:
    return round(len(text) * (WIDE_LETTER if wide else LETTER), 1)


@dataclass
class Shelf:
    """Rows of words under one another; where no row has room, the list alone says it."""

    top: float
    rows: list[list[tuple[float, float]]] = field(default_factory=list)
    words: list[Word] = field(default_factory=list)

    def put(self, text: str, x: float, *, end: bool = False, strong: bool = False) -> None:
        wide = width_of(text, wide=strong)
        for row in range(MOST_ROWS):
            if row == len(self.rows):
                self.rows.append([])
            for ends in (end, not end):
                span = (x - wide, x) if ends else (x, x + wide)
                if span[0] >= LEFT and span[1] <= EDGE and is_free(span, self.rows[row]):
                    self.rows[row].append(span)
                    self.words.append(Word(x, self.top + row * BETWEEN, text, ends, strong))
                    return

    @property
    def bottom(self) -> float:
        """Where the last row of words stands; above the top where there is none."""
        return max((word.y for word in self.words), default=self.top - BETWEEN)


def is_free(span: tuple[float, float], taken: Sequence[tuple[float, float]]) -> bool:
    return all(span[1] + APART < start or end + APART < span[0] for start, end in taken)
