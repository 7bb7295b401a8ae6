"""What is suggested as the next meeting: the same weekday and time, after the agreed rhythm."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.adapters.calendars import calendar
from tracker.domain.next_time import next_time

LONDON = calendar("Europe/London", "GB-ENG")
FRIDAY_NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
ANY = st.datetimes(datetime(2020, 1, 1), datetime(2026, 11, 20), timezones=st.just(UTC))


def london(*when):
    return datetime(*when, tzinfo=LONDON.zone).astimezone(UTC)


@pytest.mark.parametrize(
    ("last", "every_days", "suggested"),
    [
        pytest.param((2026, 11, 19, 14), 7, (2026, 11, 26, 14), id="a week: the same weekday"),
        pytest.param((2026, 11, 19, 14), 10, (2026, 11, 26, 14), id="ten days: a week, not later"),
        pytest.param((2026, 11, 19, 14), 14, (2026, 12, 3, 14), id="two weeks"),
        pytest.param((2026, 11, 19, 14), 28, (2026, 12, 17, 14), id="four weeks"),
        pytest.param((2026, 11, 18, 14), 3, (2026, 11, 23, 14), id="three days: Saturday and Sunday passed over"),
        pytest.param((2026, 11, 14, 11), 7, (2026, 11, 21, 11), id="they meet on Saturdays: Saturday"),
        pytest.param((2026, 11, 17, 14), 3, (2026, 11, 20, 14), id="later today"),
        pytest.param((2026, 11, 13, 12), 7, (2026, 11, 27, 12), id="due this very instant: a week on"),
        pytest.param((2026, 3, 5, 14), 28, (2026, 11, 26, 14), id="long ago: the next such weekday, not a rhythm on"),
        pytest.param((2026, 11, 20, 14), 35, (2027, 1, 1 + 7, 14), id="a New Year's Day is passed over"),
        pytest.param((2026, 10, 22, 14), 28, (2026, 11, 26, 14), id="the clocks went back: still 2pm"),
    ],
)  # fmt: skip
def test_the_usual_weekday_and_time_come_again(last, every_days, suggested):
    # 35 days after Friday 20 November is Christmas Day; the Friday after is New Year's Day.
    assert next_time(london(*last), every_days, FRIDAY_NOON, LONDON) == london(*suggested)


@given(last=ANY, every_days=st.integers(1, 365))
def test_a_suggestion_is_always_to_come_at_the_usual_time_on_a_day_people_meet(last, every_days):
    found = next_time(last, every_days, FRIDAY_NOON, LONDON)
    was, will = (at.astimezone(LONDON.zone) for at in (last, found))
    assert FRIDAY_NOON < found <= FRIDAY_NOON + timedelta(days=every_days + 21)
    assert will.date() not in LONDON.holidays
    assert will.weekday() < 5 or will.weekday() == was.weekday()
    if every_days >= 7:
        assert will.weekday() == was.weekday()


def test_christmas_day_of_2026_is_a_holiday_of_the_calendar_used_here():
    assert date(2026, 12, 25) in LONDON.holidays
