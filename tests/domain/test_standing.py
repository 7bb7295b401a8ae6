"""What My people shows of a person, and the fixed order of need as a decision table."""

from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest

from tests.factories.facts import ANA, LONDON, SAM, at, facts
from tracker.domain.standing import Need, Summary, place, summarise
from tracker.domain.vocabulary import Outcome, PauseKind, Tier

NOW = at("2026-11-20 12:00")  # a Friday
STEADY = Summary(
    key_worker_id=SAM,
    with_since=at("2026-08-01"),
    agreed_days=14,
    last_reached_at=at("2026-11-17 10:00"),
    last_reached_outcome=Outcome.MET,
    settled_at=at("2026-11-17 10:00"),
    quiet_from=at("2026-12-22"),
)
PAUSED = {"paused_kind": PauseKind.HOLIDAY, "quiet_from": None}

# In the order of need, the first to be seen first.
ORDER = [
    # why, what differs from steady, the soonest alert's tier, group, word
    ("today, 20 days beyond", {"settled_at": at("2026-10-17")}, Tier.TODAY, 1, Need.YOUR_MOVE),
    ("today, 3 days beyond", {"settled_at": at("2026-11-03")}, Tier.TODAY, 1, Need.YOUR_MOVE),
    ("today, nothing ever agreed: neither beyond nor within", {"agreed_days": None}, Tier.TODAY, 1, Need.YOUR_MOVE),
    ("today, though paused", PAUSED, Tier.TODAY, 1, Need.YOUR_MOVE),
    ("today, with a meeting today too", {"next_meeting_at": at("2026-11-20 15:00"), "with_since": at("2026-07-01")},
     Tier.TODAY, 1, Need.YOUR_MOVE),
    ("a meeting at two", {"next_meeting_at": at("2026-11-20 14:00")}, None, 2, Need.DUE_SOON),
    ("a meeting at three, an alert this week", {"next_meeting_at": at("2026-11-20 15:00")},
     Tier.THIS_WEEK, 2, Need.DUE_SOON),
    ("a meeting at the last minute of today", {"next_meeting_at": at("2026-11-20 23:59")}, None, 2, Need.DUE_SOON),
    ("this week, a day beyond", {"settled_at": at("2026-11-05")}, Tier.THIS_WEEK, 3, Need.YOUR_MOVE),
    ("this week, the newer relationship", {"with_since": at("2026-10-01")}, Tier.THIS_WEEK, 3, Need.YOUR_MOVE),
    ("this week, the older relationship", {"with_since": at("2026-01-01")}, Tier.THIS_WEEK, 3, Need.YOUR_MOVE),
    ("when you can", {}, Tier.WHEN_YOU_CAN, 4, Need.YOUR_MOVE),
    ("the rhythm ran out a week ago", {"settled_at": at("2026-10-30")}, None, 5, Need.DUE_SOON),
    ("the rhythm runs out today", {"settled_at": at("2026-11-06")}, None, 5, Need.DUE_SOON),
    ("a meeting tomorrow at 00:00", {"next_meeting_at": at("2026-11-21"), "settled_at": at("2026-11-07")},
     None, 5, Need.DUE_SOON),
    ("the rhythm runs out in three days", {"settled_at": at("2026-11-09")}, None, 5, Need.DUE_SOON),
    ("a meeting in three days", {"next_meeting_at": at("2026-11-23 23:59")}, None, 5, Need.DUE_SOON),
    ("no date at all", {"settled_at": None, "quiet_from": None}, None, 6, Need.STEADY),
    ("a meeting in four days", {"next_meeting_at": at("2026-11-24")}, None, 6, Need.STEADY),
    ("a meeting in four days speaks before a rhythm due tomorrow",
     {"next_meeting_at": at("2026-11-24 09:00"), "settled_at": at("2026-11-07")}, None, 6, Need.STEADY),
    ("the rhythm runs out in four days", {"settled_at": at("2026-11-10"), "quiet_from": at("2026-12-15")},
     None, 6, Need.STEADY),
    ("later still", {}, None, 6, Need.STEADY),
    ("paused together, though a meeting is today", PAUSED | {"next_meeting_at": at("2026-11-20 14:00"),
     "with_since": at("2026-09-01")}, None, 7, Need.PAUSED_TOGETHER),
    ("paused together", PAUSED, None, 7, Need.PAUSED_TOGETHER),
]  # fmt: skip


def place_of(row):
    _, changes, tier, _, _ = row
    return place(replace(STEADY, **changes), tier, NOW, LONDON)


@pytest.mark.parametrize("row", ORDER, ids=lambda row: row[0])
def test_each_person_has_a_group_and_one_status_word(row):
    found = place_of(row)
    assert (found.key[0], found.need) == row[3:]


@pytest.mark.parametrize(("first", "then"), list(pairwise(ORDER)), ids=lambda row: row[0])
def test_the_order_of_need_is_the_order_of_the_table(first, then):
    assert place_of(first).key < place_of(then).key


def test_today_is_the_teams_local_day_not_utc():
    late = at("2026-07-10 23:30")  # 22:30 UTC
    tonight, after_midnight = at("2026-07-10 23:45"), at("2026-07-11 00:15")
    groups = [
        place(replace(STEADY, next_meeting_at=meeting), None, late, LONDON).key[0]
        for meeting in (tonight, after_midnight)
    ]
    assert groups == [2, 5]


EVERYTHING = {
    "key_worker": "sam 2026-08-01 to 2026-09-01 planned; ana 2026-09-01",
    "contacts": "2026-08-20 met; 2026-09-03 10:00 spoke by ana; 2026-09-09 they_cancelled by ana; 2026-09-10 met",
    "agreed": "2026-08-01 7; 2026-09-02 14",
    "meetings": "2026-09-18 10:00 planned 2026-09-09 by ana; 2026-09-16 14:00 planned 2026-09-09 by sam; "
    "2026-09-15 09:00 planned 2026-09-01 by ana settled 2026-09-09; 2026-09-11 09:00 planned 2026-09-01",
}


def test_a_summary_is_of_the_pairing_that_is_open_then():
    assert summarise(facts(**EVERYTHING), at("2026-09-12")) == Summary(
        key_worker_id=ANA,
        with_since=at("2026-09-01"),
        agreed_days=14,
        last_reached_at=at("2026-09-03 10:00"),
        last_reached_outcome=Outcome.SPOKE,
        settled_at=at("2026-09-09"),
        quiet_from=at("2026-10-14"),  # 35 days from being told, sooner than 70 from being reached
        next_meeting_at=at("2026-09-16 14:00"),
    )


def test_a_pause_is_shown_and_stops_the_clock():
    paused = facts(**EVERYTHING, pauses="2026-09-10 holiday")
    assert summarise(paused, at("2026-09-12")) == replace(
        summarise(facts(**EVERYTHING), at("2026-09-12")),
        quiet_from=None,
        paused_kind=PauseKind.HOLIDAY,
        pause_look_again_on=date(2026, 10, 8),
    )


@pytest.mark.parametrize(
    ("known", "shown"),
    [
        pytest.param({"key_worker": ""}, Summary(), id="nobody yet"),
        pytest.param(
            {}, Summary(key_worker_id=SAM, with_since=at("2026-08-01")), id="not reached yet"
        ),
        pytest.param(
            {"contacts": "2026-08-05 they_moved; 2026-08-06 we_tried; 2026-08-07 met by ana"},
            Summary(key_worker_id=SAM, with_since=at("2026-08-01")),
            id="what does not reach does not start the clock",
        ),
        pytest.param({"stay": None}, Summary(), id="never with us"),
        pytest.param(
            {
                "stay": "2026-08-01 to 2026-09-12 moved_on",
                "contacts": "2026-08-05 met",
                "agreed": "2026-08-01 7",
            },
            Summary(),
            id="the stay ends at this instant",
        ),
        pytest.param({"stay": "2026-09-13"}, Summary(), id="the stay has not begun"),
    ],
)
def test_what_is_not_there_is_not_shown(known, shown):
    assert summarise(facts(**known), at("2026-09-12")) == shown
