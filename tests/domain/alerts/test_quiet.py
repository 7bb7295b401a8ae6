"""The quiet clock of a pairing, day by day."""

import pytest

from tests.domain.alerts.quiet_rows import (
    SINCE_THE_19TH,
    SINCE_THE_19TH_TODAY,
    THIS_WEEK,
    TODAY,
    expect,
    quiet,
)
from tests.factories.facts import at, just_before


@pytest.mark.parametrize(
    ("when", "finding"),
    [
        pytest.param("2026-09-01 10:00", None, id="as they met"),
        pytest.param("2026-09-18 23:59:59.999999", None, id="the instant before the 18th day after"),
        pytest.param("2026-09-19", SINCE_THE_19TH, id="local 00:00 of it"),
        pytest.param("2026-10-05 23:59:59.999999", SINCE_THE_19TH, id="the instant before the 35th day after"),
        pytest.param("2026-10-06", SINCE_THE_19TH_TODAY, id="local 00:00 of it: for today"),
        pytest.param("2026-10-29 23:59", SINCE_THE_19TH_TODAY, id="as long as it lasts"),
        pytest.param("2026-10-30", quiet(TODAY, "2026-09-19", current=False),
                     id="the plan goes stale, and allows the same"),
    ],
)  # fmt: skip
def test_quiet_begins_and_then_asks_for_today(when, finding):
    expect({}, when, finding)


@pytest.mark.parametrize(
    ("met", "agreed", "before", "begins"),
    [
        pytest.param("2026-10-07 17:30", "2026-10-01 7", "2026-10-24 23:59:59.999999", "2026-10-25",
                     id="quiet begins on the Sunday summer time ends"),
        pytest.param("2026-10-15 17:30", "2026-10-01 7", "2026-11-01 23:59:59.999999", "2026-11-02", id="and over it"),
        pytest.param("2026-03-11 09:00", "2026-03-02 7", "2026-03-28 23:59:59.999999", "2026-03-29",
                     id="quiet begins on the Sunday summer time begins"),
        pytest.param("2027-03-10 17:30", "2027-03-01 7", "2027-03-27 23:59:59.999999", "2027-03-28",
                     id="and in the year after"),
        pytest.param("2027-03-15 00:30", "2027-03-01 7", "2027-04-01 23:59:59.999999", "2027-04-02",
                     id="over it, met half an hour after midnight"),
        pytest.param("2027-10-20 23:30", "2027-10-01 7", "2027-11-06 23:59:59.999999", "2027-11-07",
                     id="over its end in 2027, met half an hour before midnight"),
    ],
)  # fmt: skip
def test_days_are_local_days_whatever_summer_time_does(met, agreed, before, begins):
    known = {
        "stay": "2025-09-01",
        "key_worker": "sam 2025-09-01",
        "agreed": agreed,
        "contacts": f"{met} met",
    }
    expect(known, before, None)
    expect(known, begins, quiet(THIS_WEEK, begins, reached=met))


@pytest.mark.parametrize(
    ("agreed", "begins", "today", "allowed"),
    [
        pytest.param(1, "2026-09-08", "2026-09-15", 7.0, id="1 day: 7 and 14"),
        pytest.param(3, "2026-09-09", "2026-09-16", 7.5, id="3 days: 7.5 and 15"),
        pytest.param(7, "2026-09-19", "2026-10-06", 17.5, id="7 days: 17.5 and 35"),
        pytest.param(14, "2026-10-06", "2026-10-27", 35.0, id="14 days: 35 and 56"),
        pytest.param(30, "2026-10-13", "2026-10-27", 42.0, id="30 days: 42 and 56"),
        pytest.param(40, "2026-10-21", "2026-10-27", 50.0, id="40 days: 50 and 56"),
    ],
)
def test_what_each_rhythm_allows(agreed, begins, today, allowed):
    known = {"agreed": f"2026-09-01 {agreed}"}
    numbers = {"agreed": agreed, "allowed": allowed}
    expect(known, just_before(at(begins)), None)
    expect(known, at(begins), quiet(THIS_WEEK, begins, **numbers))
    expect(known, just_before(at(today)), quiet(THIS_WEEK, begins, **numbers))
    expect(known, at(today), quiet(TODAY, begins, **numbers))


def test_every_90_days_is_for_today_as_soon_as_it_is_quiet():
    known = {"agreed": "2026-09-01 90"}  # 112.5 days; stale from 30 November, which allows the same
    expect(known, "2026-12-22 23:59:59", None)
    found = quiet(TODAY, "2026-12-23", agreed=90, allowed=112.5, current=False)
    expect(known, "2026-12-23", found)


@pytest.mark.parametrize(
    ("known", "when"),
    [
        pytest.param({"key_worker": ""}, "2026-10-15", id="no key worker: another rule"),
        pytest.param({"contacts": ""}, "2026-10-15", id="never reached: another rule"),
        pytest.param({"contacts": "2026-09-01 they_cancelled"}, "2026-10-15", id="being told does not start the clock"),
        pytest.param({"contacts": "2026-02-27 met"}, "2026-10-15", id="reached before the pairing"),
        pytest.param({"key_worker": "sam 2026-03-01 to 2026-10-15 planned"}, "2026-10-15", id="the pairing ended"),
        pytest.param({"key_worker": "ana 2026-03-01 to 2026-09-15 planned; sam 2026-09-15", "contacts":
                      "2026-09-01 met by ana"}, "2026-10-15", id="the worker before was reached"),
        pytest.param({"key_worker": "sam 2026-03-01 to 2026-09-05 planned; ana 2026-09-05 to 2026-09-10 planned; "
                      "sam 2026-09-10"}, "2026-10-15", id="a worker who came back has a new clock"),
        pytest.param({"stay": "2026-03-01 to 2026-10-15 moved_on"}, "2026-10-15", id="the stay ended"),
        pytest.param({"stay": None}, "2026-10-15", id="no stay"),
    ],
)  # fmt: skip
def test_where_there_is_no_clock_there_is_no_quiet(known, when):
    expect(known, when, None)


def test_a_run_is_no_older_than_the_stay():
    expect({"stay": "2026-09-25"}, "2026-09-30", quiet(THIS_WEEK, "2026-09-25"))
