"""Twice our part among the contacts of the last 28 local days, today included."""

import pytest

from tests.factories.facts import at, facts
from tracker.domain.alerts.contact_rules import WeCancelled
from tracker.domain.alerts.findings import Finding
from tracker.domain.vocabulary import OUR_PART, Outcome, OwnerRole, RuleKey, Tier

USUAL = {"stay": "2026-03-01", "key_worker": "sam 2026-03-01"}


def ours(since, *contacts):
    numbers = {"times": len(contacts), "days": 28, "contacts": list(contacts)}
    return Finding(RuleKey.WE_CANCELLED, Tier.THIS_WEEK, at(since), numbers, OwnerRole.LEAD)


def run(*contacts):
    return {"contacts": "; ".join(contacts)}


TWO = run("2026-09-01 14:00 we_cancelled", "2026-09-10 09:30 we_moved")
# the window never empties of two: 1 and 20 September, then 20 and 28 September, …
THREE = run("2026-09-01 14:00 we_cancelled", "2026-09-20 we_moved", "2026-09-28 we_were_not_there")
BROKEN = run("2026-09-01 we_cancelled", "2026-09-05 we_cancelled", "2026-09-30 we_cancelled")
TOUCHING = run(
    "2026-09-01 we_cancelled", "2026-09-05 we_cancelled", "2026-09-29 00:00 we_cancelled"
)
AUTUMN = run("2026-10-10 09:00 we_cancelled", "2026-10-12 09:00 we_cancelled")
SPRING = run("2027-03-20 09:00 we_cancelled", "2027-03-22 09:00 we_cancelled")


@pytest.mark.parametrize(
    ("known", "when", "finding"),
    [
        pytest.param(run("2026-09-01 we_cancelled"), "2026-09-02", None, id="once"),
        pytest.param(TWO, "2026-09-10 09:30", ours("2026-09-10 09:30", 1, 2), id="twice: true since the second"),
        pytest.param(TWO, "2026-09-28 23:59:59.999999", ours("2026-09-10 09:30", 1, 2),
                     id="until the end of the 28th day, the first's own included"),
        pytest.param(TWO, "2026-09-29", None, id="then the first has left the window"),
        pytest.param(AUTUMN, "2026-11-06 23:59:59.999999", ours("2026-10-12 09:00", 1, 2),
                     id="over the end of summer time: 28 local days"),
        pytest.param(AUTUMN, "2026-11-07", None, id="and no hour more"),
        pytest.param(SPRING, "2027-04-16 23:59:59.999999", ours("2027-03-22 09:00", 1, 2),
                     id="over its beginning: 28 local days"),
        pytest.param(SPRING, "2027-04-17", None, id="and no hour less"),
        pytest.param(run("2026-08-31 we_cancelled", "2026-09-28 00:00 we_cancelled"), "2026-09-28", None,
                     id="28 days apart are in no window together"),
        pytest.param(run("2026-09-01 we_cancelled", "2026-09-28 23:59 we_cancelled"), "2026-09-28 23:59",
                     ours("2026-09-28 23:59", 1, 2), id="27 days apart are, for a minute"),
        pytest.param(run("2026-09-01 we_cancelled", "2026-09-28 23:59 we_cancelled"), "2026-09-29", None,
                     id="which is over at midnight"),
        pytest.param(THREE, "2026-09-28", ours("2026-09-20", 1, 2, 3), id="three in the window: true since the second"),
        pytest.param(THREE, "2026-09-29", ours("2026-09-20", 2, 3), id="the first leaves, the run goes on"),
        pytest.param(THREE, "2026-10-17 23:59:59", ours("2026-09-20", 2, 3), id="until the second leaves"),
        pytest.param(THREE, "2026-10-18", None, id="then one is left"),
        pytest.param(BROKEN, "2026-09-30", ours("2026-09-30", 2, 3),
                     id="a day without two in the window: a new run, since the third"),
        pytest.param(TOUCHING, "2026-09-29", ours("2026-09-05", 2, 3),
                     id="the third came at the very instant the first left: one run"),
        pytest.param(run("2026-09-01 we_cancelled", "2026-09-02 we_cancelled", "2026-09-25 we_cancelled",
                         "2026-09-26 we_cancelled", "2026-10-20 we_cancelled"), "2026-10-20",
                     ours("2026-09-02", 3, 4, 5), id="four steps back"),
        pytest.param(run("2026-09-01 10:00 we_cancelled", "2026-09-01 10:00 we_moved"), "2026-09-01 10:00",
                     ours("2026-09-01 10:00", 1, 2), id="two at the same instant"),
        pytest.param(run("2026-09-01 we_cancelled by ana", "2026-09-05 they_tried by kit"), "2026-09-10",
                     ours("2026-09-05", 1, 2), id="whichever worker it was: it is about us"),
        pytest.param(run("2026-09-01 we_cancelled", "2026-09-03 met", "2026-09-05 we_cancelled", "2026-09-06 met"),
                     "2026-09-10", ours("2026-09-05", 1, 3), id="meeting between does not undo it"),
        pytest.param(run("2026-02-27 we_cancelled", "2026-03-02 we_cancelled"), "2026-03-03", None,
                     id="not from before the stay"),
        pytest.param(TWO | {"pauses": "2026-09-11 holiday"}, "2026-09-12", ours("2026-09-10 09:30", 1, 2),
                     id="a pause does not change what we did"),
        pytest.param(TWO | {"key_worker": ""}, "2026-09-12", ours("2026-09-10 09:30", 1, 2), id="with no key worker too"),
        pytest.param(TWO | {"stay": "2026-03-01 to 2026-09-12 moved_on"}, "2026-09-12", None, id="the stay ended"),
        pytest.param(TWO | {"stay": None}, "2026-09-12", None, id="no stay"),
        pytest.param(TWO | {"justice": "2026-09-08 arrest", "born": "2012-01-01"}, "2026-09-12",
                     ours("2026-09-10 09:30", 1, 2), id="tender time does not lift it"),
    ],
)  # fmt: skip
def test_we_cancelled_tells_the_lead_about_us(known, when, finding):
    assert WeCancelled().evaluate(facts(**USUAL | known), at(when)) == finding


@pytest.mark.parametrize("outcome", sorted(Outcome))
def test_our_part_and_nothing_of_theirs(outcome):
    known = run(f"2026-09-01 {outcome}", f"2026-09-05 {outcome}")
    expected = ours("2026-09-05", 1, 2) if outcome in OUR_PART else None
    assert WeCancelled().evaluate(facts(**USUAL | known), at("2026-09-10")) == expected
    assert {o.value for o in OUR_PART} == {
        "we_cancelled", "we_moved", "we_were_not_there", "we_did_not_tell_them", "they_tried",
    }  # fmt: skip


def test_a_pause_does_not_silence_it_and_its_numbers_are_settings():
    assert WeCancelled.silent_while_paused is False
    three = WeCancelled(times=3, days=60)
    assert three.evaluate(facts(**USUAL | TWO), at("2026-09-12")) is None
    found = three.evaluate(facts(**USUAL | BROKEN), at("2026-10-30"))
    assert (found.true_since, found.numbers["days"]) == (at("2026-09-30"), 60)
