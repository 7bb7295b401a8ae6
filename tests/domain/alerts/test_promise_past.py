"""Our promise is past its day, and nobody has said that it is kept or named a new day."""

import pytest

from tests.factories.facts import at, facts, stamp
from tracker.domain.alerts.findings import Finding
from tracker.domain.alerts.promise_rules import PromisePast
from tracker.domain.vocabulary import OwnerRole, RuleKey, Tier


def past(since, due, *ids):
    numbers = {"due": stamp(due), "how_many": len(ids), "promises": list(ids)}
    return Finding(RuleKey.PROMISE_PAST, Tier.WHEN_YOU_CAN, at(since), numbers)


FRIDAY = "2026-11-16 14:00 for 2026-11-20"
KEPT = f"{FRIDAY} answered 2026-11-23 09:00"
# said on Monday for Friday; on Saturday a new day was named, the Wednesday after
NEW_DAY = f"{FRIDAY} answered 2026-11-21 10:00; 2026-11-21 10:00 for 2026-11-25"


@pytest.mark.parametrize(
    ("known", "when", "finding"),
    [
        pytest.param({}, "2026-11-21", None, id="no promises"),
        pytest.param({"promises": FRIDAY}, "2026-11-20", None, id="on its day"),
        pytest.param({"promises": FRIDAY}, "2026-11-20 23:59:59.999999", None, id="until its day is over"),
        pytest.param({"promises": FRIDAY}, "2026-11-21", past("2026-11-21", "2026-11-20", 1), id="from the next midnight, a Saturday's too"),
        pytest.param({"promises": FRIDAY}, "2026-12-24", past("2026-11-21", "2026-11-20", 1), id="weeks later: since the same midnight"),
        pytest.param({"promises": "2026-10-19 for 2026-10-24"}, "2026-10-25", past("2026-10-25", "2026-10-24", 1), id="the day before summer time ends"),
        pytest.param({"promises": "2026-10-19 for 2026-10-25"}, "2026-10-25 23:59", None, id="the 25-hour day is one day"),
        pytest.param({"promises": "2026-10-19 for 2026-10-25"}, "2026-10-26", past("2026-10-26", "2026-10-25", 1), id="after the 25-hour day"),
        pytest.param({"promises": KEPT}, "2026-11-23 08:59", past("2026-11-21", "2026-11-20", 1), id="not yet kept at that instant"),
        pytest.param({"promises": KEPT}, "2026-11-23 09:00", None, id="kept at this instant"),
        pytest.param({"promises": f"{FRIDAY} answered 2026-11-17 09:00"}, "2026-11-25", None, id="kept before its day"),
        pytest.param({"promises": NEW_DAY}, "2026-11-21 10:00", None, id="not yet: the new day is still to come"),
        pytest.param({"promises": NEW_DAY}, "2026-11-25 23:59", None, id="on the new day"),
        pytest.param({"promises": NEW_DAY}, "2026-11-26", past("2026-11-26", "2026-11-25", 2), id="past the new day: since then, not since the first"),
        pytest.param({"promises": f"{FRIDAY}; 2026-11-16 for 2026-11-18"}, "2026-11-25",
                     past("2026-11-19", "2026-11-18", 2, 1), id="two: the one that waited longest is named first"),
        pytest.param({"promises": f"2026-11-16 for 2026-11-18 answered 2026-11-21; {FRIDAY}"}, "2026-11-25",
                     past("2026-11-19", "2026-11-20", 2), id="one was kept at the instant the next was past: unbroken"),
        pytest.param({"promises": f"2026-11-16 for 2026-11-18 answered 2026-11-20 23:00; {FRIDAY}"}, "2026-11-25",
                     past("2026-11-21", "2026-11-20", 2), id="for an hour nothing was past: since the second"),
        pytest.param({"promises": "2026-11-24 09:00 for 2026-11-20"}, "2026-11-25", past("2026-11-24 09:00", "2026-11-20", 1),
                     id="written down when its day had passed: not before that"),
        pytest.param({"promises": FRIDAY, "stay": "2026-11-22"}, "2026-11-25", past("2026-11-22", "2026-11-20", 1), id="no sooner than the stay"),
        pytest.param({"promises": FRIDAY, "stay": "2026-08-01 to 2026-11-25 moved_on"}, "2026-11-25", None, id="the stay ended"),
        pytest.param({"promises": FRIDAY, "stay": None}, "2026-11-25", None, id="no stay"),
        pytest.param({"promises": FRIDAY, "pauses": "2026-11-01 holiday"}, "2026-11-21", past("2026-11-21", "2026-11-20", 1), id="a pause adds no days"),
        pytest.param({"promises": FRIDAY, "key_worker": ""}, "2026-11-21", past("2026-11-21", "2026-11-20", 1), id="with no key worker it is still our promise"),
        pytest.param({"promises": FRIDAY, "justice": "2026-11-19 arrest"}, "2026-11-21", past("2026-11-21", "2026-11-20", 1), id="a tender time lifts nothing"),
    ],
)  # fmt: skip
def test_promise_past_opens_the_day_after_its_day(known, when, finding):
    assert PromisePast().evaluate(facts(**known), at(when)) == finding


def test_it_is_the_workers_own_and_a_pause_does_not_silence_it():
    found = PromisePast().evaluate(facts(promises=FRIDAY), at("2026-11-21"))
    assert (found.owner_role, PromisePast.silent_while_paused) == (OwnerRole.WORKER, False)


def test_its_answer_may_change_at_the_midnight_after_and_when_it_is_answered():
    moments = set(PromisePast().moments(facts(promises=KEPT)))
    assert {at("2026-11-21"), at("2026-11-23 09:00")} <= moments


def test_how_long_after_its_day_is_a_setting():
    assert PromisePast(days=3).evaluate(facts(promises=FRIDAY), at("2026-11-22 23:59")) is None
    late = PromisePast(days=3).evaluate(facts(promises=FRIDAY), at("2026-11-23"))
    assert late.true_since == at("2026-11-23")
