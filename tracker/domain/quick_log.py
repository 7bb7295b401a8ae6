"""The quick log: which planned meeting is at hand, and what one tap says happened."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol, TypeVar

from tracker.domain.vocabulary import Outcome, Way

A_LITTLE_EARLY = timedelta(hours=1)
STILL_FRESH = timedelta(days=7)
WRITTEN = frozenset({Way.TEXT, Way.LETTER})
FACE_TO_FACE = frozenset({Way.IN_PERSON, Way.VIDEO})


class What(StrEnum):
    """The four taps."""

    MET = "met"
    SPOKE = "spoke"
    REACHED = "reached"
    NOT = "not"


class Planned(Protocol):
    """A meeting in the plan, as far as it matters here."""

    @property
    def starts_at(self) -> datetime:
        """The planned instant."""

    @property
    def way(self) -> Way:
        """How they meant to meet."""


Meeting = TypeVar("Meeting", bound=Planned)


def at_hand(planned: Iterable[Meeting], at: datetime) -> Meeting | None:
    """Give the meeting someone who logs now most likely means: the latest begun, or about to.

    What lies a week back is not meant by a tap: it is asked about by its own alert.
    """
    near = [m for m in planned if at - STILL_FRESH < m.starts_at <= at + A_LITTLE_EARLY]
    return max(near, key=lambda meeting: meeting.starts_at, default=None)


def settles(what: What, meeting: Planned, at: datetime) -> bool:
    """Say whether a tap is what came of a meeting, or something beside it that leaves it planned.

    Reaching out is never the meeting; nor is a call shortly before meeting in person.
    """
    if what is What.SPOKE:
        return meeting.starts_at <= at or meeting.way is not Way.IN_PERSON
    return what is What.MET


def usual_way(what: What, planned: Way | None) -> Way:
    """Give how it was, if nobody says otherwise: as planned where that fits, else as is usual."""
    if what is What.MET:
        return planned if planned in FACE_TO_FACE else Way.IN_PERSON
    return planned if planned and planned is not Way.IN_PERSON else Way.CALL


def outcome_of(what: What, way: Way) -> Outcome:
    """Give the outcome of a tap that is no `NOT`; raises KeyError for that one."""
    if what is What.SPOKE and way in WRITTEN:
        return Outcome.MESSAGED
    return {What.MET: Outcome.MET, What.SPOKE: Outcome.SPOKE, What.REACHED: Outcome.WE_TRIED}[what]
