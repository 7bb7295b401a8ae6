"""Team calendars, made from the `holidays` package: the domain gets them as values."""

from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import holidays

from tracker.domain.errors import InvalidError
from tracker.domain.periods import Calendar

FIRST_YEAR, LAST_YEAR = 1990, 2075


@cache
def calendar(zone: str, region: str) -> Calendar:
    """Make the calendar of a region such as `GB-ENG`; raise InvalidError for an unknown one."""
    country, _, subdivision = region.partition("-")
    years = range(FIRST_YEAR, LAST_YEAR + 1)
    try:
        days = holidays.country_holidays(country, subdiv=subdivision or None, years=years)
        where = ZoneInfo(zone)
    # NotImplementedError is what `holidays` raises for a country or a part of one it lacks.
    except (NotImplementedError, ZoneInfoNotFoundError, ValueError) as error:
        raise InvalidError(
            f"There is no calendar for {region} in {zone}. Set TRACKER_HOLIDAYS to a region such "
            "as GB-ENG and TRACKER_TIMEZONE to a zone such as Europe/London."
        ) from error
    return Calendar(where, frozenset(days), FIRST_YEAR, LAST_YEAR)


class Calendars(dict[str, Calendar]):
    """The calendars of one time zone by region, each made when it is first asked for."""

    def __init__(self, zone: str) -> None:
        super().__init__()
        self._zone = zone

    def __missing__(self, region: str) -> Calendar:
        return self.setdefault(region, calendar(self._zone, region))
