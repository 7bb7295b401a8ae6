"""What a plan, a stale plan and no plan allow, and since when that makes it quiet."""

import pytest

from tests.domain.alerts.quiet_rows import (
    SINCE_THE_19TH,
    SINCE_THE_19TH_TODAY,
    THIS_WEEK,
    TODAY,
    expect,
    quiet,
)


@pytest.mark.parametrize(
    ("known", "when", "finding"),
    [
        pytest.param({"agreed": "2026-08-01 7 breathing 3"}, "2026-09-10 23:59", None, id="3 days of room: not yet"),
        pytest.param({"agreed": "2026-08-01 7 breathing 3"}, "2026-09-11",
                     quiet(THIS_WEEK, "2026-09-11", allowed=10.0), id="3 days of room: after 10 days"),
        pytest.param({"agreed": "2026-08-01 7 breathing 3"}, "2026-09-21", quiet(TODAY, "2026-09-11", allowed=10.0),
                     id="and for today after 20"),
        pytest.param({"agreed": "2026-08-01 7 breathing 30"}, "2026-09-19", None, id="30 days of room"),
        pytest.param({"agreed": "2026-08-01 7 breathing 30"}, "2026-10-08", quiet(THIS_WEEK, "2026-10-08", allowed=37.0),
                     id="30 days of room: after 37 days"),
        pytest.param({"agreed": ""}, "2026-10-05 23:59", None, id="no plan: every 14 days, not yet"),
        pytest.param({"agreed": ""}, "2026-10-06",
                     quiet(THIS_WEEK, "2026-10-06", agreed=None, current=False, allowed=35.0),
                     id="no plan: every 14 days, so 35"),
        pytest.param({"agreed": "", "contacts": "2026-08-04 met; 2026-08-11 spoke; 2026-08-18 messaged; "
                      "2026-08-25 met; 2026-09-01 met"}, "2026-09-26",
                     quiet(THIS_WEEK, "2026-09-26", agreed=None, current=False, allowed=25.0, reached="2026-09-01",
                           contact=5), id="no plan, four weeks of usual: 2.5·(42+28)/7 = 25"),
        pytest.param({"agreed": "", "contacts": "2026-05-14 met; 2026-06-23 met; 2026-06-30 met; 2026-07-07 met; "
                      "2026-07-14 met; 2026-07-21 met; 2026-07-28 met; 2026-08-04 met; 2026-08-11 met; 2026-08-18 met; "
                      "2026-08-25 met; 2026-09-01 met"}, "2026-09-23",
                     quiet(THIS_WEEK, "2026-09-23", agreed=None, current=False, allowed=21.5, reached="2026-09-01",
                           contact=12), id="only the last ten gaps count, not the 40 days before them"),
        pytest.param({"agreed": "", "contacts": "2026-08-01 met; 2026-08-15 met by ana; 2026-08-20 they_moved; "
                      "2026-09-01 met"}, "2026-10-15",
                     quiet(THIS_WEEK, "2026-10-13", agreed=None, current=False, allowed=42.0, reached="2026-09-01",
                           contact=4), id="a gap lies between contacts that reach and settle: 2.5·(42+31)/4, held to 42"),
        pytest.param({"agreed": "", "contacts": "2026-08-01 met; 2026-09-01 met",
                      "pauses": "2026-08-10 holiday to 2026-08-20"}, "2026-10-11",
                     quiet(THIS_WEEK, "2026-10-11", agreed=None, current=False, allowed=39.4, reached="2026-09-01",
                           contact=2), id="paused days are left out of a gap: 2.5·(42+21)/4"),
        pytest.param({"key_worker": "ana 2026-03-01 to 2026-08-31 planned; sam 2026-08-31", "agreed": "",
                      "contacts": "2026-08-30 met by ana; 2026-09-01 met"}, "2026-10-06",
                     quiet(THIS_WEEK, "2026-10-06", agreed=None, current=False, allowed=35.0, reached="2026-09-01",
                           contact=2), id="gaps with the worker before are not this pairing's"),
    ],
)  # fmt: skip
def test_room_and_usual_rhythm(known, when, finding):
    expect(known, when, finding)


STALE_IS_SHORTER = {
    # eleven weekly contacts, the last on 25 September; every 30 days agreed: 42 while current,
    # 2.5·(90+70)/13 = 30.8 once it is stale, on 30 October: 26 October is past by then
    "agreed": "2026-08-01 30",
    "contacts": "2026-07-17 met; 2026-07-24 met; 2026-07-31 met; 2026-08-07 met; 2026-08-14 met; 2026-08-21 met; "
    "2026-08-28 met; 2026-09-04 met; 2026-09-11 met; 2026-09-18 met; 2026-09-25 met",
}
STALE_IS_LONGER = {
    # every day agreed allows 7 while current; then 2.5·(3+60)/5 = 31.5
    "agreed": "2026-08-01 1",
    "contacts": "2026-08-21 met; 2026-09-20 met; 2026-10-20 met",
}
SHORTER = {"reached": "2026-09-25", "contact": 11, "agreed": 30, "allowed": 30.8, "current": False}
LONGER = {"reached": "2026-10-20", "contact": 3, "agreed": 1}


@pytest.mark.parametrize(
    ("known", "when", "finding"),
    [
        pytest.param(STALE_IS_SHORTER, "2026-10-29 23:59:59.999999", None, id="current on its 89th day"),
        pytest.param(STALE_IS_SHORTER, "2026-10-30", quiet(THIS_WEEK, "2026-10-30", **SHORTER),
                     id="stale on its 90th: true since then, though 31 days were over before"),
        pytest.param(STALE_IS_SHORTER, "2026-11-20", quiet(TODAY, "2026-10-30", **SHORTER), id="and for today at 56"),
        pytest.param(STALE_IS_LONGER, "2026-10-27", quiet(THIS_WEEK, "2026-10-27", allowed=7.0, **LONGER),
                     id="quiet by the current plan"),
        pytest.param(STALE_IS_LONGER, "2026-10-29 23:59", quiet(THIS_WEEK, "2026-10-27", allowed=7.0, **LONGER),
                     id="on its last day"),
        pytest.param(STALE_IS_LONGER, "2026-10-30", None, id="not by what was usual"),
        pytest.param(STALE_IS_LONGER, "2026-11-20 23:59", None, id="for 32 days"),
        pytest.param(STALE_IS_LONGER, "2026-11-21",
                     quiet(THIS_WEEK, "2026-11-21", allowed=31.5, current=False, **LONGER),
                     id="then quiet again, since then"),
        pytest.param({"agreed": "2026-08-01 7 breathing 60"}, "2026-10-29 23:59", None,
                     id="60 days of room hold until the plan is stale"),
        pytest.param({"agreed": "2026-08-01 7 breathing 60"}, "2026-10-30", quiet(TODAY, "2026-10-30", current=False),
                     id="a stale plan ignores them"),
        pytest.param({"agreed": "2026-08-01 7; 2026-09-20 14"}, "2026-09-19", SINCE_THE_19TH, id="quiet by the old plan"),
        pytest.param({"agreed": "2026-08-01 7; 2026-09-20 14"}, "2026-09-20", None, id="a longer one agreed ends it"),
        pytest.param({"agreed": "2026-08-01 7; 2026-09-20 14"}, "2026-10-06",
                     quiet(THIS_WEEK, "2026-10-06", agreed=14, allowed=35.0), id="until that has run out"),
        pytest.param({"agreed": "2026-08-01 30; 2026-09-20 12:00 7"}, "2026-09-20 11:59:59", None, id="not by the old"),
        pytest.param({"agreed": "2026-08-01 30; 2026-09-20 12:00 7"}, "2026-09-20 12:00",
                     quiet(THIS_WEEK, "2026-09-20 12:00"), id="a shorter one begins it as it is agreed"),
        pytest.param({"agreed": "2026-08-01 7; 2026-09-18 7"}, "2026-11-10", SINCE_THE_19TH_TODAY,
                     id="agreed again: current for another 90 days"),
    ],
)  # fmt: skip
def test_what_applied_at_each_instant_decides_since_when(known, when, finding):
    expect(known, when, finding)


CUSTODY = {
    "agreed": "2026-08-01 7; 2026-08-20 28 custody to 2026-10-20 09:00",
    "contacts": "2026-09-25 met",
}
NO_OTHER = {"agreed": "2026-08-20 28 custody to 2026-10-20 09:00", "contacts": "2026-09-25 met"}
INSIDE = {"agreed": "2026-08-01 7; 2026-08-20 28 custody", "contacts": "2026-09-25 met"}


@pytest.mark.parametrize(
    ("known", "when", "finding"),
    [
        pytest.param(CUSTODY, "2026-10-20 08:59:59", None, id="in custody its own rhythm applies"),
        pytest.param(CUSTODY, "2026-10-20 09:00", quiet(TODAY, "2026-10-20 09:00", reached="2026-09-25"),
                     id="on release the one before: true since then, lifted for 28 days"),
        pytest.param(NO_OTHER, "2026-10-20 09:00", None, id="where there was no other, every 14 days"),
        pytest.param(NO_OTHER, "2026-10-30",
                     quiet(TODAY, "2026-10-30", reached="2026-09-25", agreed=None, current=False, allowed=35.0),
                     id="so 35 days: what custody allowed was never a plan for outside"),
        pytest.param(INSIDE, "2026-11-05 23:59", None, id="still in custody: 42 days"),
        pytest.param(INSIDE, "2026-11-06", quiet(THIS_WEEK, "2026-11-06", reached="2026-09-25", agreed=28, allowed=42.0),
                     id="it can be quiet in custody too"),
    ],
)  # fmt: skip
def test_custody_is_another_rhythm_not_a_pause(known, when, finding):
    expect(known, when, finding)
