"""A meeting ended a working day ago and nobody has said what came of it."""

import pytest

from tests.factories.facts import at, facts, stamp
from tracker.domain.alerts.contact_rules import OutcomeMissing
from tracker.domain.alerts.findings import Finding
from tracker.domain.vocabulary import RuleKey, Tier


def missing(since, meeting, *ids):
    numbers = {"meeting": stamp(meeting), "how_many": len(ids), "meetings": list(ids)}
    return Finding(RuleKey.OUTCOME_MISSING, Tier.WHEN_YOU_CAN, at(since), numbers)


def held(*meetings, **more):
    return {
        "meetings": "; ".join(
            f"{m} planned 2026-08-01" if "planned" not in m else m for m in meetings
        )
    } | more


WEDNESDAY, FRIDAY, CHRISTMAS_EVE = "2026-11-18 14:00", "2026-11-20 14:00", "2026-12-24 10:00"
# of two, the first is written down on Friday at noon, a day after the second was missing too
WRITTEN_LATE = held(f"{WEDNESDAY} planned 2026-08-01 settled 2026-11-20 12:00", "2026-11-18 16:00")
# the first is written down before the second is missing
IN_BETWEEN = held(
    "2026-11-16 14:00 planned 2026-08-01 settled 2026-11-19 12:00", "2026-11-19 14:00"
)
TOUCHING = held("2026-11-16 14:00 planned 2026-08-01 settled 2026-11-20 00:00", WEDNESDAY)


@pytest.mark.parametrize(
    ("known", "when", "finding"),
    [
        pytest.param({}, "2026-11-20", None, id="no meetings"),
        pytest.param(held(WEDNESDAY), "2026-11-18 15:00", None, id="it has only just ended"),
        pytest.param(held(WEDNESDAY), "2026-11-19 23:59:59.999999", None, id="Wednesday's: not on Thursday"),
        pytest.param(held(WEDNESDAY), "2026-11-20", missing("2026-11-20", WEDNESDAY, 1), id="Wednesday's: from Friday 00:00"),
        pytest.param(held(FRIDAY), "2026-11-23 23:59:59.999999", None, id="Friday's: the weekend and Monday are given"),
        pytest.param(held(FRIDAY), "2026-11-24", missing("2026-11-24", FRIDAY, 1), id="Friday's: from Tuesday 00:00"),
        pytest.param(held("2026-11-21 11:00"), "2026-11-24", missing("2026-11-24", "2026-11-21 11:00", 1),
                     id="Saturday's: from Tuesday too"),
        pytest.param(held(CHRISTMAS_EVE), "2026-12-29 23:59:59.999999", None,
                     id="Christmas Eve's: Friday to Monday are no working days"),
        pytest.param(held(CHRISTMAS_EVE), "2026-12-30", missing("2026-12-30", CHRISTMAS_EVE, 1),
                     id="Christmas Eve's: from Wednesday"),
        pytest.param(held("2026-10-23 14:00"), "2026-10-27", missing("2026-10-27", "2026-10-23 14:00", 1),
                     id="before summer time ends"),
        pytest.param(held("2026-03-27 14:00 planned 2026-01-05", stay="2026-01-01"), "2026-03-31", missing("2026-03-31", "2026-03-27 14:00", 1),
                     id="before summer time begins"),
        pytest.param(held("2026-11-18 23:30 until 2026-11-19 00:30"), "2026-11-20", None,
                     id="it is its end that counts: after midnight"),
        pytest.param(held("2026-11-18 23:30 until 2026-11-19 00:30"), "2026-11-21",
                     missing("2026-11-21", "2026-11-18 23:30", 1), id="so a day later"),
        pytest.param(held(f"{WEDNESDAY} planned 2026-08-01 settled 2026-11-18 15:00"), "2026-11-25", None, id="recorded"),
        pytest.param(held(f"{WEDNESDAY} planned 2026-08-01 settled 2026-11-12"), "2026-11-25", None, id="called off before"),
        pytest.param(held(f"{WEDNESDAY} planned 2026-08-01 settled 2026-11-23 09:00"), "2026-11-23 08:59",
                     missing("2026-11-20", WEDNESDAY, 1), id="not yet recorded at that instant"),
        pytest.param(held(f"{WEDNESDAY} planned 2026-08-01 settled 2026-11-23 09:00"), "2026-11-23 09:00", None,
                     id="recorded at this instant"),
        pytest.param(held(WEDNESDAY, "2026-11-17 09:00", "2026-11-30 09:00"), "2026-11-25",
                     missing("2026-11-19", "2026-11-17 09:00", 2, 1), id="two: the earlier one is named first"),
        pytest.param(held(f"{WEDNESDAY} planned 2026-08-01 by ana"), "2026-11-25", missing("2026-11-20", WEDNESDAY, 1),
                     id="whoever it was with"),
        pytest.param(WRITTEN_LATE, "2026-11-23", missing("2026-11-20", "2026-11-18 16:00", 2),
                     id="both were missing at once: unbroken since the first"),
        pytest.param(held("2026-11-16 14:00 planned 2026-08-01 settled 2026-11-23", WEDNESDAY), "2026-11-23",
                     missing("2026-11-18", WEDNESDAY, 2), id="one was missing until after the next: unbroken"),
        pytest.param(TOUCHING, "2026-11-23", missing("2026-11-18", WEDNESDAY, 2),
                     id="one was recorded at the instant the next was missing: unbroken"),
        pytest.param(IN_BETWEEN, "2026-11-23", missing("2026-11-21", "2026-11-19 14:00", 2),
                     id="for a while nothing was missing: since the second"),
        pytest.param(held(f"{WEDNESDAY} planned 2026-11-24 09:00"), "2026-11-25", missing("2026-11-24 09:00", WEDNESDAY, 1),
                     id="written down long after it ended: not before that"),
        pytest.param(held(WEDNESDAY, stay="2026-11-22"), "2026-11-25", missing("2026-11-22", WEDNESDAY, 1),
                     id="no sooner than the stay"),
        pytest.param(held(WEDNESDAY, stay="2026-08-01 to 2026-11-25 moved_on"), "2026-11-25", None, id="the stay ended"),
        pytest.param(held(WEDNESDAY, stay=None), "2026-11-25", None, id="no stay"),
        pytest.param(held(WEDNESDAY, pauses="2026-11-01 holiday"), "2026-11-25", missing("2026-11-20", WEDNESDAY, 1),
                     id="a pause adds no days"),
    ],
)  # fmt: skip
def test_outcome_missing_opens_a_working_day_after_the_end(known, when, finding):
    assert OutcomeMissing().evaluate(facts(**known), at(when)) == finding


def test_a_pause_does_not_silence_it_and_the_day_is_a_setting():
    assert OutcomeMissing.silent_while_paused is False
    three = OutcomeMissing(working_days=3)
    assert three.evaluate(facts(**held(WEDNESDAY)), at("2026-11-23 23:59")) is None
    assert three.evaluate(facts(**held(WEDNESDAY)), at("2026-11-24")).true_since == at("2026-11-24")
