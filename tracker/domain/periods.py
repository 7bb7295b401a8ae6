"""Half-open periods, local days, working days. Instants are aware UTC; days are local."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from tracker.domain.errors import OutsideCalendarError
from tracker.domain.once import once

FAR = datetime(2200, 1, 1, tzinfo=UTC)
MONDAY_TO_FRIDAY = frozenset(range(5))
NO_TIME, ONE_HOUR, ONE_DAY, ONE_WEEK = (
    timedelta(),
    timedelta(hours=1),
    timedelta(days=1),
    timedelta(weeks=1),
)
Days = tuple[date, date | None]


@dataclass(frozen=True, slots=True)
class Period:
    """From `start` up to, not including, `end`; no end means still open."""

    start: datetime
    end: datetime | None = None

    def __contains__(self, at: datetime) -> bool:
        return self.start <= at and (self.end is None or at < self.end)


@lru_cache(maxsize=1 << 14)  # a service asks for the same few years of midnights over and over
def _start_of(zone: ZoneInfo, day: date) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)


@lru_cache(maxsize=1 << 14)
def _start_after(zone: ZoneInfo, day: date, days: int) -> datetime:
    return _start_of(zone, day + timedelta(days=days))


@lru_cache
def _hours_of_one_day(zone: ZoneInfo, first_year: int, last_year: int) -> tuple[bool, ...]:
    """Say of each hour of a UTC day whether the zone's local day is the same one all through it.

    The zone's offsets are sampled week by week: none lasts less.
    """
    weeks = range((last_year - first_year + 1) * 53)
    start = datetime(first_year, 1, 1, tzinfo=UTC)
    offsets = {(start + week * ONE_WEEK).astimezone(zone).utcoffset() for week in weeks}
    least, most = (limit(o for o in offsets if o is not None) for limit in (min, max))
    hours = [timedelta(hours=hour) for hour in range(24)]
    return tuple(h + least >= NO_TIME and h + ONE_HOUR + most <= ONE_DAY for h in hours)


@dataclass(frozen=True)
class Calendar:
    """A team's local days and working days: a value that refuses years it does not know."""

    zone: ZoneInfo
    holidays: frozenset[date] = field(repr=False)
    first_year: int
    last_year: int
    weekdays: frozenset[int] = MONDAY_TO_FRIDAY

    @once
    def _same_day(self) -> tuple[bool, ...]:
        return _hours_of_one_day(self.zone, self.first_year, self.last_year)

    def day_of(self, at: datetime) -> date:
        if (
            at.tzinfo is UTC
            and self._same_day[at.hour]
            and self.first_year <= at.year <= self.last_year
        ):
            return at.date()  # a sweep asks this by the million
        return at.astimezone(self.zone).date()

    def start_of(self, day: date) -> datetime:
        """Give the instant of local 00:00 of a day."""
        return _start_of(self.zone, day)

    def start_after(self, day: date, days: int) -> datetime:
        """Give the instant of local 00:00 so many days after a day."""
        return _start_after(self.zone, day, days)

    def is_working(self, day: date) -> bool:
        """Raise OutsideCalendarError for a year whose holidays are not known."""
        if not self.first_year <= day.year <= self.last_year:
            raise OutsideCalendarError(
                f"The calendar knows {self.first_year} to {self.last_year}, not {day.year}. "
                "Update the holidays package to go further."
            )
        return day.weekday() in self.weekdays and day not in self.holidays

    def nth_working_day_after(self, day: date, n: int) -> date:
        while n > 0:
            day += ONE_DAY
            n -= self.is_working(day)
        return day

    def end_of_working_days(self, at: datetime, n: int) -> datetime:
        """Give the end of the n-th working day after the local day of `at` (PRODUCT 5)."""
        return _end_of_working_days(self, self.day_of(at), n)

    def first_day_within(self, day: date, n: int) -> date:
        """Give the first day from which `day` lies within the next n working days."""
        return _first_day_within(self, day, n)

    def days_later(self, at: datetime, days: int) -> datetime:
        """Give local 00:00 of the day that lies `days` local days after the day of `at`."""
        return _start_after(self.zone, self.day_of(at), days)


@lru_cache(maxsize=1 << 14)
def _end_of_working_days(calendar: Calendar, day: date, n: int) -> datetime:
    return calendar.start_of(calendar.nth_working_day_after(day, n) + ONE_DAY)


@lru_cache(maxsize=1 << 14)
def _first_day_within(calendar: Calendar, day: date, n: int) -> date:
    first = day
    while calendar.nth_working_day_after(first - ONE_DAY, n) >= day:
        first -= ONE_DAY
    return first


def local_days(period: Period, calendar: Calendar) -> Days:
    """Give a period's first local day and the day of its end, which is not counted."""
    end = None if period.end is None else calendar.day_of(period.end)
    return calendar.day_of(period.start), end


def whole_days_in(spans: Iterable[Days], since: date, until: date) -> int:
    """Count the days of `spans` that fall in [since, until); an open one runs on.

    `spans` come in order of their first day; a day in two of them counts once.
    """
    total = 0
    for start, end in spans:
        first = max(start, since)
        last = until if end is None else min(end, until)
        if first < last:
            total += (last - first).days
            since = last
    return total
