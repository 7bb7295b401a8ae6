"""Missed each other: once, twice, three times in a row, whoever it was with."""

import pytest

from tests.factories.facts import at, facts
from tracker.domain.alerts.contact_rules import Missed
from tracker.domain.alerts.findings import Finding
from tracker.domain.vocabulary import Outcome, RuleKey, Tier

USUAL = {"stay": "2026-03-01", "key_worker": "sam 2026-03-01", "born": "1999-05-01"}
NOW = "2026-09-20 12:00"
WHEN_YOU_CAN, THIS_WEEK = Tier.WHEN_YOU_CAN, Tier.THIS_WEEK


def missed(tier, since, *contacts):
    numbers = {
        "in_a_row": len(contacts),
        "lead_sees": len(contacts) >= 3,
        "contacts": list(contacts),
    }
    return Finding(RuleKey.MISSED, tier, at(since), numbers)


def run(*contacts):
    return {"contacts": "; ".join(contacts)}


@pytest.mark.parametrize(
    ("known", "finding"),
    [
        pytest.param(run(), None, id="no contacts"),
        pytest.param(run("2026-09-01 met"), None, id="met"),
        pytest.param(run("2026-09-01 14:00 missed_each_other"), missed(WHEN_YOU_CAN, "2026-09-01 14:00", 1), id="one"),
        pytest.param(run("2026-09-01 14:00 missed_each_other", "2026-09-08 missed_each_other"),
                     missed(THIS_WEEK, "2026-09-01 14:00", 1, 2), id="two: true since the first"),
        pytest.param(run("2026-09-01 missed_each_other", "2026-09-08 missed_each_other", "2026-09-15 missed_each_other"),
                     missed(THIS_WEEK, "2026-09-01", 1, 2, 3), id="three: the lead sees it too"),
        pytest.param(run("2026-08-25 missed_each_other", "2026-09-01 missed_each_other", "2026-09-08 missed_each_other",
                         "2026-09-15 missed_each_other"), missed(THIS_WEEK, "2026-08-25", 1, 2, 3, 4), id="four"),
        pytest.param(run("2026-09-01 could_not_be_brought"), missed(WHEN_YOU_CAN, "2026-09-01", 1),
                     id="not brought counts too: about the adults around them"),
        pytest.param(run("2026-09-01 could_not_be_brought", "2026-09-08 missed_each_other"),
                     missed(THIS_WEEK, "2026-09-01", 1, 2), id="together with missing each other"),
        pytest.param(run("2026-08-25 missed_each_other", "2026-09-01 met", "2026-09-08 missed_each_other"),
                     missed(WHEN_YOU_CAN, "2026-09-08", 3), id="a contact between begins a new run"),
        pytest.param(run("2026-09-01 missed_each_other by ana", "2026-09-08 missed_each_other by kit"),
                     missed(THIS_WEEK, "2026-09-01", 1, 2), id="with whichever worker"),
        pytest.param(run("2026-02-01 missed_each_other", "2026-09-08 missed_each_other"),
                     missed(WHEN_YOU_CAN, "2026-09-08", 2), id="not from an earlier stay"),
        pytest.param(run("2026-02-28 23:59 missed_each_other"), None, id="only from an earlier stay"),
        pytest.param(run("2026-03-01 missed_each_other"), missed(WHEN_YOU_CAN, "2026-03-01", 1),
                     id="as the stay began"),
        pytest.param(run("2026-09-01 missed_each_other") | {"key_worker": ""}, missed(WHEN_YOU_CAN, "2026-09-01", 1),
                     id="with no key worker as well"),
        pytest.param(run("2026-09-01 missed_each_other") | {"stay": "2026-03-01 to 2026-09-20 12:00 their_choice"}, None,
                     id="the stay ended"),
        pytest.param(run("2026-09-01 missed_each_other") | {"stay": None}, None, id="no stay"),
    ],
)  # fmt: skip
def test_missed_counts_a_run_back_to_its_first(known, finding):
    assert Missed().evaluate(facts(**USUAL | known), at(NOW)) == finding


CLEARS = ["met", "spoke", "messaged", "they_cancelled", "they_moved"]
COUNTS = ["missed_each_other", "could_not_be_brought"]
PASSED_OVER = ["could_not_come", "we_cancelled", "we_moved", "we_were_not_there", "we_did_not_tell_them",
               "they_tried", "we_tried"]  # fmt: skip


def test_every_outcome_clears_counts_or_is_passed_over():
    assert sorted([*CLEARS, *COUNTS, *PASSED_OVER]) == sorted(Outcome)


@pytest.mark.parametrize("outcome", CLEARS)
def test_what_clears_a_run_whoever_it_was_with(outcome):
    known = run(
        "2026-09-01 missed_each_other",
        "2026-09-08 missed_each_other",
        f"2026-09-15 {outcome} by ana",
    )
    assert Missed().evaluate(facts(**USUAL | known), at(NOW)) is None


@pytest.mark.parametrize("outcome", PASSED_OVER)
def test_what_neither_counts_nor_clears_is_passed_over(outcome):
    known = run(f"2026-08-25 {outcome}", "2026-09-01 missed_each_other", f"2026-09-08 {outcome}",
                "2026-09-12 missed_each_other", f"2026-09-15 {outcome}")  # fmt: skip
    assert Missed().evaluate(facts(**USUAL | known), at(NOW)) == missed(
        THIS_WEEK, "2026-09-01", 2, 4
    )
    alone = run(f"2026-09-01 {outcome}")
    assert Missed().evaluate(facts(**USUAL | alone), at(NOW)) is None


@pytest.mark.parametrize(
    ("born", "when", "tier"),
    [
        pytest.param("2008-09-20", "2026-09-19 23:59:59.999999", THIS_WEEK, id="17 for another instant"),
        pytest.param("2008-09-20", "2026-09-20", WHEN_YOU_CAN, id="18 today: it falls"),
        pytest.param("2009-01-01", "2026-12-31 23:59:59.999999", THIS_WEEK, id="not 18 until New Year 2027"),
        pytest.param("2008-10-25", "2026-10-24 23:59:59.999999", THIS_WEEK, id="a birthday on the Sunday summer time ends"),
        pytest.param("2008-10-25", "2026-10-25", WHEN_YOU_CAN, id="from its 00:00, which is still summer time"),
        pytest.param("2008-02-29", "2026-02-28 23:59:59.999999", THIS_WEEK, id="born on 29 February: not on the 28th"),
        pytest.param("2008-02-29", "2026-03-01", WHEN_YOU_CAN, id="but on 1 March"),
        pytest.param("1999-05-01", "2026-09-20", WHEN_YOU_CAN, id="grown"),
        pytest.param(None, "2026-09-20", WHEN_YOU_CAN, id="we do not know"),
    ],
)  # fmt: skip
def test_under_18_lifts_it_until_the_birthday(born, when, tier):
    known = {
        "stay": "2025-06-01",
        "key_worker": "sam 2025-06-01",
        "contacts": "2026-01-05 missed_each_other",
    }
    found = Missed().evaluate(facts(**known, born=born), at(when))
    assert found == missed(tier, "2026-01-05", 1)


def test_it_is_silent_in_a_pause_and_its_numbers_are_settings():
    assert Missed.silent_while_paused is True
    known = facts(**USUAL | run("2026-09-01 missed_each_other", "2026-09-08 missed_each_other"))
    found = Missed(this_week_from=3, lead_sees_from=2).evaluate(known, at(NOW))
    assert (found.tier, found.numbers["lead_sees"]) == (WHEN_YOU_CAN, True)
