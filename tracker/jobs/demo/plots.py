"""What may happen in a life: plain plots in days, counted from the first to LAST, the clock's."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from tracker.domain.periods import Calendar
from tracker.domain.vocabulary import (
    Circumstance,
    JusticeKind,
    Outcome,
    PairingEnd,
    PairingStart,
    PauseKind,
    StayEnding,
)

LAST = 730
HORIZON = LAST + 60  # what is planned lies before it


@dataclass(frozen=True, slots=True)
class Days:
    """Days as numbers: LAST is the local day of the clock, and nothing has happened after it."""

    calendar: Calendar
    end: datetime

    def date(self, day: int) -> date:
        return self.calendar.day_of(self.end) + timedelta(days=day - LAST)

    def at(self, day: int, hour: int, minute: int = 0) -> datetime:
        """Give the instant of a local time of day."""
        wall = datetime.combine(self.date(day), time(hour, minute), self.calendar.zone)
        return wall.astimezone(self.end.tzinfo)

    def working(self, day: int) -> int:
        """Give the day, or the next on which people work."""
        while not self.calendar.is_working(self.date(day)):
            day += 1
        return day

    def back(self, day: int) -> int:
        """Give the day, or the last one before on which people work."""
        while not self.calendar.is_working(self.date(day)):
            day -= 1
        return day

    def past(self, at: datetime) -> datetime:
        """Give the instant, or the clock where it has not come yet."""
        return min(at, self.end)


class Kind(StrEnum):
    """What a spell is."""

    QUIET = "quiet"
    PAUSE = "pause"
    AWAY = "away"
    COVER = "cover"
    CUSTODY = "custody"
    HOSPITAL = "hospital"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bond:
    """A time with one key worker; `joint` ends in meetings of all three."""

    worker: str
    start: int
    starts: PairingStart = PairingStart.FIRST_MATCH
    end: int | None = None
    why: PairingEnd | None = None
    planned: bool = True

    def over(self, ended: int | None) -> int:
        """Give the day from which this worker is not alongside any more."""
        return min(self.end or HORIZON, ended or HORIZON)


@dataclass(frozen=True, slots=True, kw_only=True)
class Spell:
    """A time in which something else holds; `end` is the first day after it."""

    kind: Kind
    start: int
    end: int
    worker: str | None = None
    pause: PauseKind | None = None
    look_again: int | None = None

    @property
    def circumstance(self) -> Circumstance | None:
        places = {Kind.CUSTODY: Circumstance.CUSTODY, Kind.HOSPITAL: Circumstance.HOSPITAL}
        return places.get(self.kind)

    def holds(self, day: int) -> bool:
        return self.start <= day < self.end


@dataclass(frozen=True, slots=True, kw_only=True)
class Fade:
    """A relationship that fades from `start`: it thins out, or stops; `back` if it came back."""

    start: int
    stops: bool
    back: int | None = None

    def holds(self, day: int) -> bool:
        return self.start < day < (self.back or HORIZON)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plot:
    """A life before it is told."""

    kind: str
    referred: int
    team: str
    every: tuple[tuple[int, int], ...] = ()
    bonds: tuple[Bond, ...] = ()
    spells: tuple[Spell, ...] = ()
    fade: Fade | None = None
    ended: int | None = None
    ending: StayEnding | None = None
    deputy: str | None = None
    deputy_from: int | None = None
    justice: tuple[tuple[int, JusticeKind], ...] = ()
    close_justice: int | None = None
    forced: tuple[tuple[int, Outcome], ...] = ()
    meets: int | None = None  # the day of a meeting that stands, whatever else
    unsaid: bool = False  # nobody has said what came of the last meeting
    name: str | None = None
    age: int | None = None
    words: tuple[str, ...] = field(default=())

    def every_at(self, day: int) -> int:
        """Give the interval agreed at a day; where none ever was, what the two do anyway."""
        agreed = [every for start, every in self.every if start <= day]
        return agreed[-1] if agreed else 12

    def spell(self, day: int, *kinds: Kind) -> Spell | None:
        return next((s for s in self.spells if s.kind in kinds and s.holds(day)), None)
