"""What settles the quiet clock, what stops it, and what holds its alert back."""

import pytest

from tests.domain.alerts.quiet_rows import (
    MET,
    SINCE_THE_19TH,
    SINCE_THE_19TH_TODAY,
    THIS_WEEK,
    TODAY,
    USUAL,
    expect,
    quiet,
)
from tests.factories.facts import at, facts
from tracker.domain.alerts.bond_rules import Quiet


def told(*contacts):
    return {"contacts": "; ".join((f"{MET} met", *contacts))}


@pytest.mark.parametrize(
    ("known", "when", "finding"),
    [
        pytest.param(told("2026-09-15 they_cancelled"), "2026-10-02 23:59", None, id="being told settles the clock"),
        pytest.param(told("2026-09-15 they_cancelled"), "2026-10-03",
                     quiet(THIS_WEEK, "2026-10-03", settled="2026-09-15"), id="for 18 days"),
        pytest.param(told("2026-09-15 they_moved"), "2026-10-03", quiet(THIS_WEEK, "2026-10-03", settled="2026-09-15"),
                     id="moving it too"),
        pytest.param(told("2026-09-15 they_cancelled"), "2026-10-06", quiet(TODAY, "2026-10-03", settled="2026-09-15"),
                     id="today counts from the day last reached"),
        pytest.param(told("2026-09-15 they_cancelled", "2026-09-29 they_cancelled"), "2026-10-05 23:59", None,
                     id="told again and again"),
        pytest.param(told("2026-09-15 they_cancelled", "2026-09-29 they_cancelled"), "2026-10-06",
                     quiet(TODAY, "2026-10-06", settled="2026-09-29"),
                     id="no later than 35 days from the day last reached"),
        pytest.param(told("2026-09-25 they_cancelled"), "2026-09-25", None, id="told while quiet ends it"),
        pytest.param(told("2026-09-25 they_cancelled"), "2026-10-06",
                     quiet(TODAY, "2026-10-06", settled="2026-09-25"), id="until 35 days from the day last reached"),
        pytest.param(told("2026-10-08 they_cancelled"), "2026-10-08",
                     quiet(TODAY, "2026-09-19", settled="2026-10-08"),
                     id="told after 35 days: it settles nothing, and breaks nothing"),
        pytest.param(told("2026-09-10 they_cancelled", "2026-10-08 they_moved"), "2026-10-08",
                     quiet(TODAY, "2026-09-28", settled="2026-10-08"), id="the same, after being told in time before"),
        pytest.param(told("2026-09-15 they_cancelled by ana"), "2026-09-19", SINCE_THE_19TH, id="told to another worker"),
        pytest.param(told("2026-09-15 they_cancelled by dee") | {"deputy": "dee 2026-08-01"}, "2026-09-19",
                     SINCE_THE_19TH, id="told to the deputy"),
        pytest.param(told("2026-09-15 they_cancelled by kit") | {"cover": "kit 2026-09-10 to 2026-09-20"}, "2026-10-03",
                     quiet(THIS_WEEK, "2026-10-03", settled="2026-09-15"), id="told to cover"),
        pytest.param({"contacts": "2026-08-31 they_cancelled; 2026-09-01 10:00 met"}, "2026-09-19",
                     quiet(THIS_WEEK, "2026-09-19", contact=2), id="told before the clock ran"),
        pytest.param(told("2026-09-15 missed_each_other", "2026-09-16 could_not_come", "2026-09-17 we_cancelled",
                          "2026-09-17 we_tried", "2026-09-18 they_tried", "2026-09-18 could_not_be_brought"),
                     "2026-09-19", SINCE_THE_19TH, id="nothing else settles it"),
        pytest.param(told("2026-09-15 met by ana"), "2026-09-19", SINCE_THE_19TH,
                     id="met by another worker: shown, never settling"),
        pytest.param(told("2026-09-15 met by ana with sam"), "2026-10-03",
                     quiet(THIS_WEEK, "2026-10-03", reached="2026-09-15", contact=2), id="the key worker was there too"),
        pytest.param(told("2026-09-15 met by kit") | {"cover": "kit 2026-09-10 to 2026-09-20"}, "2026-10-03",
                     quiet(THIS_WEEK, "2026-10-03", reached="2026-09-15", contact=2), id="met by cover"),
        pytest.param(told("2026-09-20 met by kit") | {"cover": "kit 2026-09-10 to 2026-09-20"}, "2026-10-03",
                     SINCE_THE_19TH, id="met by cover at the instant it ends"),
        pytest.param(told("2026-09-15 met; 2026-09-15 they_cancelled"), "2026-10-03",
                     quiet(THIS_WEEK, "2026-10-03", reached="2026-09-15", contact=2), id="two at the same instant"),
    ],
)  # fmt: skip
def test_what_settles_the_clock(known, when, finding):
    expect(known, when, finding)


@pytest.mark.parametrize(
    ("known", "when", "finding"),
    [
        pytest.param({"pauses": "2026-09-10 12:00 holiday to 2026-09-15 12:00"}, "2026-09-23 23:59", None,
                     id="five paused days are added"),
        pytest.param({"pauses": "2026-09-10 12:00 holiday to 2026-09-15 12:00"}, "2026-09-24",
                     quiet(THIS_WEEK, "2026-09-24"), id="so quiet begins five days later"),
        pytest.param({"pauses": "2026-09-10 12:00 holiday to 2026-09-15 12:00"}, "2026-10-10 23:59",
                     quiet(THIS_WEEK, "2026-09-24"), id="and is not yet for today"),
        pytest.param({"pauses": "2026-09-10 12:00 holiday to 2026-09-15 12:00"}, "2026-10-11",
                     quiet(TODAY, "2026-09-24"), id="until five days later"),
        pytest.param({"pauses": "2026-08-20 holiday to 2026-09-03"}, "2026-09-21", quiet(THIS_WEEK, "2026-09-21"),
                     id="only the days since they met: two"),
        pytest.param({"pauses": "2026-09-05 09:00 holiday to 2026-09-05 17:00"}, "2026-09-19", SINCE_THE_19TH,
                     id="no whole day, no day"),
        pytest.param({"pauses": "2026-09-05 holiday to 2026-09-07; 2026-09-10 lost_touch to 2026-09-11"}, "2026-09-22",
                     quiet(THIS_WEEK, "2026-09-22"), id="two pauses"),
        pytest.param({"pauses": "2026-10-20 holiday to 2026-10-27", "contacts": "2026-10-15 met", "agreed": "2026-10-01 7"},
                     "2026-11-09", quiet(THIS_WEEK, "2026-11-09", reached="2026-10-15"), id="over the end of summer time"),
        pytest.param({"pauses": "2026-09-18 23:59 asked_for_space"}, "2026-12-01", None, id="an open pause stops the clock"),
        pytest.param({"pauses": "2026-09-18 23:59 asked_for_space to 2026-10-20 08:00"}, "2026-10-20 23:59", None,
                     id="and the day it ends still has a day to run"),
        pytest.param({"pauses": "2026-09-18 23:59 asked_for_space to 2026-10-20 08:00"}, "2026-10-21",
                     quiet(THIS_WEEK, "2026-10-21"), id="after it"),
        pytest.param({"pauses": "2026-09-19 asked_for_space"}, "2026-10-15", SINCE_THE_19TH,
                     id="quiet that had begun stays (the engine keeps it silent), and asks no sooner"),
        pytest.param({"pauses": "2026-09-25 asked_for_space to 2026-10-05"}, "2026-10-15", SINCE_THE_19TH,
                     id="after such a pause it is still true since then"),
        pytest.param({"pauses": "2026-09-25 asked_for_space to 2026-10-05"}, "2026-10-16", SINCE_THE_19TH_TODAY,
                     id="and for today ten days later"),
        pytest.param(told("2026-09-29 they_cancelled") | {"pauses": "2026-09-10 holiday to 2026-09-15"}, "2026-10-10",
                     None, id="paused days before being told"),
        pytest.param(told("2026-09-17 they_cancelled", "2026-09-29 they_cancelled") | {"pauses":
                     "2026-09-10 holiday to 2026-09-15"}, "2026-10-11",
                     quiet(TODAY, "2026-10-11", settled="2026-09-29"), id="are added to 35 days from the day last reached"),
        pytest.param(told("2026-09-17 they_cancelled", "2026-09-29 they_cancelled") | {"pauses":
                     "2026-10-01 holiday to 2026-10-04"}, "2026-10-09",
                     quiet(TODAY, "2026-10-09", settled="2026-09-29"), id="and so are those after it"),
    ],
)  # fmt: skip
def test_paused_days_are_added(known, when, finding):
    expect(known, when, finding)


WEDNESDAY = {"meetings": "2026-09-23 14:00 planned 2026-09-10"}
FRIDAY = {"meetings": "2026-09-25 14:00 planned 2026-09-10"}
CHRISTMAS = {
    "agreed": "2026-11-15 7",
    "contacts": "2026-12-01 met",
    "meetings": "2026-12-29 14:00 planned 2026-12-10",
}
since_christmas = quiet(THIS_WEEK, "2026-12-19", reached="2026-12-01")


@pytest.mark.parametrize(
    ("known", "when", "finding"),
    [
        pytest.param(WEDNESDAY, "2026-09-19", None, id="Saturday: Wednesday lies within three working days"),
        pytest.param(WEDNESDAY, "2026-09-23 13:59:59", None, id="until it begins"),
        pytest.param(WEDNESDAY, "2026-09-23 14:00", SINCE_THE_19TH, id="then true since quiet began"),
        pytest.param(FRIDAY, "2026-09-21 23:59:59", SINCE_THE_19TH, id="Monday: Friday is not within three working days"),
        pytest.param(FRIDAY, "2026-09-22", None, id="Tuesday: it is, and an open alert closes"),
        pytest.param(FRIDAY, "2026-09-25 14:00", SINCE_THE_19TH, id="and opens again as if it had never closed"),
        pytest.param(CHRISTMAS, "2026-12-21 23:59", since_christmas, id="over Christmas: Monday is too early"),
        pytest.param(CHRISTMAS, "2026-12-22", None, id="over Christmas: from Tuesday of the week before"),
        pytest.param({"meetings": "2026-09-23 14:00 planned 2026-09-10 by ana"}, "2026-09-21", SINCE_THE_19TH,
                     id="a meeting with another worker does not hold it back"),
        pytest.param({"meetings": "2026-09-23 14:00 planned 2026-09-10 by dee", "deputy": "dee 2026-08-01"}, "2026-09-21",
                     SINCE_THE_19TH, id="nor one with the deputy"),
        pytest.param({"meetings": "2026-09-23 14:00 planned 2026-09-10 by kit", "cover": "kit 2026-09-10 to 2026-09-22"},
                     "2026-09-21 23:59", None, id="one with cover does"),
        pytest.param({"meetings": "2026-09-23 14:00 planned 2026-09-10 by kit", "cover": "kit 2026-09-10 to 2026-09-22"},
                     "2026-09-22", SINCE_THE_19TH, id="while it lasts"),
        pytest.param({"meetings": "2026-09-23 14:00 planned 2026-09-10", "cover": "kit 2026-09-10 to 2026-09-22"},
                     "2026-09-21", None, id="one with the key worker does during cover too"),
        pytest.param({"meetings": "2026-09-23 14:00 planned 2026-09-21 11:00"}, "2026-09-21 10:59", SINCE_THE_19TH,
                     id="not before it was planned"),
        pytest.param({"meetings": "2026-09-23 14:00 planned 2026-09-21 11:00"}, "2026-09-21 11:00", None,
                     id="but as soon as it is"),
        pytest.param({"meetings": "2026-09-23 14:00 planned 2026-09-10 settled 2026-09-22 09:00"}, "2026-09-22 08:59",
                     None, id="until it is called off"),
        pytest.param({"meetings": "2026-09-23 14:00 planned 2026-09-10 settled 2026-09-22 09:00"}, "2026-09-22 09:00",
                     SINCE_THE_19TH, id="and no longer"),
        pytest.param({"meetings": "2026-09-25 14:00 planned 2026-09-10; 2026-09-23 09:00 planned 2026-09-10 by ana; "
                      "2026-09-22 09:00 planned 2026-09-10"}, "2026-09-22 09:00", None, id="one after the other"),
        pytest.param({"meetings": "2026-10-07 14:00 planned 2026-09-10"}, "2026-10-06", None,
                     id="what would be for today is held back too"),
    ],
)  # fmt: skip
def test_a_meeting_close_by_holds_it_back(known, when, finding):
    expect(known, when, finding)


def test_silence_and_setting():
    assert Quiet.silent_while_paused is True
    one_day = Quiet(held_back_working_days=1)
    assert one_day.evaluate(facts(**USUAL | WEDNESDAY), at("2026-09-21 23:59")) == SINCE_THE_19TH
    assert one_day.evaluate(facts(**USUAL | WEDNESDAY), at("2026-09-22")) is None
