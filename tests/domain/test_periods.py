"""Half-open periods, London's days across both summer-time Sundays, working days across holidays."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.factories.facts import LONDON, at, just_before
from tracker.domain.errors import OutsideCalendarError
from tracker.domain.periods import Calendar, Period, local_days, whole_days_in

MONDAY_TO_SUNDAY = frozenset(range(7))


def day(text):
    return date.fromisoformat(text)


def spans(*periods):
    made = [Period(at(start), at(end) if end else None) for start, end in periods]
    return [local_days(period, LONDON) for period in made]


@pytest.mark.parametrize(
    ("end", "when", "inside"),
    [
        pytest.param("2026-09-10", "2026-08-31", False, id="the day before it starts"),
        pytest.param("2026-09-10", "2026-09-01", True, id="the instant it starts"),
        pytest.param(
            "2026-09-10", "2026-09-09 23:59:59.999999", True, id="the instant before its end"
        ),
        pytest.param("2026-09-10", "2026-09-10", False, id="its end is outside"),
        pytest.param(None, "2199-01-01", True, id="with no end it runs on"),
    ],
)
def test_a_period_holds_its_start_and_not_its_end(end, when, inside):
    period = Period(at("2026-09-01"), at(end) if end else None)
    assert (at(when) in period) is inside


@pytest.mark.parametrize(
    ("sunday", "starts", "hours"),
    [
        pytest.param("2026-03-29", "2026-03-29T00:00:00Z", 23, id="summer time begins in 2026"),
        pytest.param("2026-10-25", "2026-10-24T23:00:00Z", 25, id="summer time ends in 2026"),
        pytest.param("2027-03-28", "2027-03-28T00:00:00Z", 23, id="summer time begins in 2027"),
        pytest.param("2027-10-31", "2027-10-30T23:00:00Z", 25, id="summer time ends in 2027"),
    ],
)
def test_a_summer_time_sunday_is_one_local_day_of_23_or_25_hours(sunday, starts, hours):
    start = LONDON.start_of(day(sunday))
    following = LONDON.days_later(start, 1)
    assert start == datetime.fromisoformat(starts)
    assert following - start == timedelta(hours=hours)
    assert LONDON.day_of(just_before(start)) == day(sunday) - timedelta(days=1)
    assert LONDON.day_of(start) == day(sunday)
    assert LONDON.day_of(just_before(following)) == day(sunday)
    assert LONDON.day_of(following) == day(sunday) + timedelta(days=1)


def test_days_later_counts_local_days_and_lands_on_midnight_whatever_the_hour():
    assert LONDON.days_later(at("2026-10-20 17:45"), 14) == at("2026-11-03")
    assert LONDON.days_later(at("2026-03-20 00:00"), 14) == at("2026-04-03")
    assert LONDON.days_later(at("2026-06-30 23:30"), 1) == datetime(2026, 6, 30, 23, tzinfo=UTC)


def test_a_midnight_that_does_not_exist_still_begins_its_own_day():
    cairo = Calendar(ZoneInfo("Africa/Cairo"), frozenset(), 2020, 2030)
    skipped = date(2026, 4, 24)  # clocks go from 00:00 to 01:00
    start = cairo.start_of(skipped)
    assert cairo.day_of(start) == skipped
    assert cairo.day_of(just_before(start)) == skipped - timedelta(days=1)


@pytest.mark.parametrize(
    ("when", "n", "end"),
    [
        pytest.param("2026-11-18 09:00", 1, "2026-11-20", id="Wednesday, 1: the end of Thursday"),
        pytest.param(
            "2026-11-18 23:59", 1, "2026-11-20", id="late on Wednesday is still Wednesday"
        ),
        pytest.param("2026-11-20 09:00", 1, "2026-11-24", id="Friday, 1: the end of Monday"),
        pytest.param("2026-11-21 09:00", 1, "2026-11-24", id="Saturday, 1: the end of Monday"),
        pytest.param("2026-11-20 09:00", 3, "2026-11-26", id="Friday, 3: the end of Wednesday"),
        pytest.param("2026-11-18 09:00", 10, "2026-12-03", id="10 is two weeks"),
        pytest.param("2026-04-02 09:00", 1, "2026-04-08", id="before Easter: the end of Tuesday"),
        pytest.param(
            "2026-12-24 09:00", 1, "2026-12-30", id="Christmas: Friday, Boxing Day moved to Monday"
        ),
        pytest.param(
            "2027-12-24 09:00", 1, "2027-12-30", id="Christmas on a Saturday moves two days"
        ),
        pytest.param("2026-08-28 09:00", 2, "2026-09-03", id="the summer bank holiday"),
        pytest.param(
            "2026-12-31 09:00", 1, "2027-01-05", id="into the next year, New Year on a Friday"
        ),
        pytest.param("2026-10-23 09:00", 1, "2026-10-27", id="over the end of summer time"),
        pytest.param("2026-03-27 09:00", 1, "2026-03-31", id="over the beginning of summer time"),
    ],
)
def test_working_days_end_with_the_nth_working_day_after_the_local_day(when, n, end):
    assert LONDON.end_of_working_days(at(when), n) == at(end)


def test_a_team_that_works_weekends_has_other_working_days():
    always = Calendar(LONDON.zone, frozenset({date(2026, 12, 25)}), 2026, 2027, MONDAY_TO_SUNDAY)
    assert always.end_of_working_days(at("2026-11-20 09:00"), 1) == at("2026-11-22")
    assert always.end_of_working_days(at("2026-12-24 09:00"), 1) == at("2026-12-27")


@pytest.mark.parametrize(
    ("meeting", "first"),
    [
        pytest.param("2026-11-20", "2026-11-17", id="Friday: from Tuesday"),
        pytest.param("2026-11-18", "2026-11-13", id="Wednesday: from Friday"),
        pytest.param("2026-11-17", "2026-11-12", id="Tuesday: from Thursday"),
        pytest.param(
            "2026-11-21", "2026-11-18", id="Saturday lies within the days that end on Monday"
        ),
        pytest.param(
            "2026-12-29", "2026-12-22", id="Tuesday after Christmas: from the Tuesday before"
        ),
    ],
)
def test_the_first_day_from_which_a_day_lies_within_the_next_three_working_days(meeting, first):
    assert LONDON.first_day_within(day(meeting), 3) == day(first)
    the_day_before = day(first) - timedelta(days=1)
    assert LONDON.nth_working_day_after(the_day_before, 3) < day(meeting)
    assert LONDON.nth_working_day_after(day(first), 3) >= day(meeting)


@pytest.mark.parametrize("year", [1989, 2076])
def test_a_year_whose_holidays_are_not_known_is_refused_not_guessed(year):
    with pytest.raises(OutsideCalendarError, match="knows 1990 to 2075, not"):
        LONDON.is_working(date(year, 6, 1))


@pytest.mark.parametrize(
    ("periods", "days"),
    [
        pytest.param([], 0, id="none"),
        pytest.param([("2026-09-05", "2026-09-08")], 3, id="three days, its last not counted"),
        pytest.param(
            [("2026-09-05 18:00", "2026-09-08 09:00")], 3, id="by local day, whatever the hours"
        ),
        pytest.param([("2026-09-05 09:00", "2026-09-05 18:00")], 0, id="within one day"),
        pytest.param([("2026-08-20", "2026-09-03")], 2, id="what lies before is left out"),
        pytest.param([("2026-09-18", "2026-10-03")], 2, id="what lies after is left out"),
        pytest.param([("2026-07-01", "2026-12-01")], 19, id="all of it"),
        pytest.param([("2026-07-01", "2026-08-01")], 0, id="over before"),
        pytest.param([("2026-09-15", None)], 5, id="still open: up to the last day"),
        pytest.param([("2026-10-15", None)], 0, id="begins after"),
        pytest.param([("2026-09-02", "2026-09-04"), ("2026-09-06", "2026-09-07")], 3, id="two"),
        pytest.param(
            [("2026-09-02", "2026-09-06"), ("2026-09-04", "2026-09-08")],
            6,
            id="a day in both counts once",
        ),
        pytest.param(
            [("2026-09-02", "2026-09-12"), ("2026-09-04", "2026-09-06")],
            10,
            id="one inside another",
        ),
    ],
)
def test_whole_days_of_periods_from_the_1st_until_the_20th(periods, days):
    assert whole_days_in(spans(*periods), day("2026-09-01"), day("2026-09-20")) == days


def test_whole_days_do_not_care_about_the_hour_that_summer_time_takes_or_gives():
    autumn, spring = spans(("2026-10-24", "2026-10-27")), spans(("2027-03-27", "2027-03-30"))
    assert whole_days_in(autumn, day("2026-10-01"), day("2026-12-01")) == 3
    assert whole_days_in(spring, day("2027-03-01"), day("2027-05-01")) == 3
