"""The shapes of the marks: one size whatever happened, told apart without colour (ux S3)."""

from collections.abc import Mapping
from enum import StrEnum

from tracker.domain.vocabulary import Outcome

PATTERNS = 6  # of the bands, by order in this person's story; after six they come again


class Shape(StrEnum):
    """How a mark is drawn, in the order of the key under the picture."""

    MET = "met"
    SPOKE = "spoke"
    WE_TRIED = "tried"
    THEY_TRIED = "called"
    MISSED = "missed"
    OUR_PART = "we"
    THEIRS = "they"
    ASIDE = "aside"  # with someone close or another service
    NEXT = "next"
    OWN = "own"
    CLOSE = "close"


SHAPES: Mapping[Outcome, Shape] = {
    Outcome.MET: Shape.MET,
    Outcome.SPOKE: Shape.SPOKE,
    Outcome.MESSAGED: Shape.SPOKE,
    Outcome.WE_TRIED: Shape.WE_TRIED,
    Outcome.THEY_TRIED: Shape.THEY_TRIED,
    Outcome.MISSED_EACH_OTHER: Shape.MISSED,
    Outcome.COULD_NOT_BE_BROUGHT: Shape.MISSED,
    # Told after, and never counted as missed: it stands with what they moved.
    Outcome.COULD_NOT_COME: Shape.THEIRS,
    Outcome.THEY_CANCELLED: Shape.THEIRS,
    Outcome.THEY_MOVED: Shape.THEIRS,
    Outcome.WE_CANCELLED: Shape.OUR_PART,
    Outcome.WE_MOVED: Shape.OUR_PART,
    Outcome.WE_WERE_NOT_THERE: Shape.OUR_PART,
    Outcome.WE_DID_NOT_TELL_THEM: Shape.OUR_PART,
}
