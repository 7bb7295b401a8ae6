"""Tender time: for how long it lifts which rule, and that it lifts once."""

import pytest

from tests.factories.facts import at, facts, just_before
from tracker.domain.alerts.rules import DEFAULT_RULES
from tracker.domain.alerts.tender import adult_at, lift, tender
from tracker.domain.vocabulary import JusticeKind, RuleKey, Tier

USUAL = {"stay": "2026-03-01", "key_worker": "sam 2026-03-01"}


@pytest.mark.parametrize(
    ("known", "begins", "ends"),
    [
        pytest.param({}, "2026-03-01", "2026-05-24", id="the first pairing's 12 weeks, over the beginning of summer time"),
        pytest.param({"key_worker": "sam 2026-09-15 16:20"}, "2026-09-15 16:20", "2026-12-08",
                     id="the first pairing's 12 weeks, over its end, from its hour to a midnight"),
        pytest.param({"justice": "2026-10-20 13:00 arrest"}, "2026-10-20 13:00", "2026-11-03",
                     id="14 days after a justice contact"),
        pytest.param({"justice": "2027-03-20 13:00 stop"}, "2027-03-20 13:00", "2027-04-03", id="in spring"),
        pytest.param({"justice": "2026-10-20 13:00 release"}, "2026-10-20 13:00", "2026-11-17", id="28 days after a release"),
        pytest.param({"agreed": "2026-08-01 28 custody to 2026-10-20 09:00"}, "2026-10-20 09:00", "2026-11-17",
                     id="28 days after leaving custody"),
        pytest.param({"agreed": "2026-08-01 28 hospital to 2026-10-11 09:00"}, "2026-10-11 09:00", "2026-11-08",
                     id="28 days after leaving hospital"),
        pytest.param({"justice": "2026-10-10 arrest; 2026-10-20 court"}, "2026-10-10", "2026-11-03",
                     id="two justice contacts run into each other"),
        pytest.param({"justice": "2026-10-10 release; 2026-10-12 stop"}, "2026-10-10", "2026-11-07",
                     id="the longer one outlasts the later"),
    ],
)  # fmt: skip
def test_when_tender_time_begins_and_ends(known, begins, ends):
    known = facts(**USUAL | known)
    asked = [at(begins), just_before(at(ends)), at(ends)]
    assert [tender(known, instant) for instant in asked] == [True, True, False]


@pytest.mark.parametrize("kind", sorted(JusticeKind))
def test_every_kind_of_justice_contact_lifts_for_14_days_and_a_release_for_28(kind):
    known = facts(**USUAL, justice=f"2026-10-20 {kind}")
    last = {"release": "2026-11-17"}.get(kind, "2026-11-03")
    assert tender(known, just_before(at(last)))
    assert not tender(known, at(last))


@pytest.mark.parametrize(
    "known",
    [
        pytest.param({}, id="long together"),
        pytest.param({"key_worker": ""}, id="nobody yet"),
        pytest.param({"key_worker": "sam 2026-03-01 to 2026-09-01 planned; ana 2026-09-01"},
                     id="a later pairing is not the first"),
        pytest.param({"key_worker": "sam 2026-03-01", "deputy": "dee 2026-09-15", "cover": "kit 2026-09-15 to 2026-09-25"},
                     id="nor is a deputy or cover"),
        pytest.param({"agreed": "2026-08-01 28 custody"}, id="still in custody"),
        pytest.param({"agreed": "2026-08-01 7; 2026-09-15 14"}, id="a plan without circumstance does not end"),
        pytest.param({"born": "2010-01-01"}, id="being under 18 lifts one rule only"),
    ],
)  # fmt: skip
def test_what_is_not_tender_time(known):
    assert not tender(facts(**USUAL | known), at("2026-09-20"))


# On 20 September 2026 each rule's claim stands at the tier it has without tender time.
CLAIMS = {
    RuleKey.QUIET: {"agreed": "2026-08-01 7", "contacts": "2026-09-01 met"},
    RuleKey.NOTHING_PLANNED: {"agreed": "2026-08-01 7", "contacts": "2026-09-01 met"},
    RuleKey.MISSED: {"contacts": "2026-09-10 missed_each_other"},
    RuleKey.NEVER_STARTED: {},
    RuleKey.NO_KEY_WORKER: {"key_worker": "sam 2026-03-01 to 2026-09-10 unplanned"},
    RuleKey.WE_CANCELLED: {"contacts": "2026-09-10 we_cancelled; 2026-09-11 we_cancelled"},
    RuleKey.OUTCOME_MISSING: {"meetings": "2026-09-10 14:00 planned 2026-09-01"},
}
RULES = {rule.key: rule for rule in DEFAULT_RULES}


def tier_of(rule, **more):
    return RULES[rule].evaluate(facts(**USUAL | CLAIMS[rule] | more), at("2026-09-20")).tier


@pytest.mark.parametrize(
    ("rule", "usual", "tender", "under_18"),
    [
        (RuleKey.QUIET, Tier.THIS_WEEK, Tier.TODAY, Tier.THIS_WEEK),
        (RuleKey.NOTHING_PLANNED, Tier.WHEN_YOU_CAN, Tier.THIS_WEEK, Tier.WHEN_YOU_CAN),
        (RuleKey.MISSED, Tier.WHEN_YOU_CAN, Tier.THIS_WEEK, Tier.THIS_WEEK),
        (RuleKey.NEVER_STARTED, Tier.THIS_WEEK, Tier.THIS_WEEK, Tier.THIS_WEEK),
        (RuleKey.NO_KEY_WORKER, Tier.TODAY, Tier.TODAY, Tier.TODAY),
        (RuleKey.WE_CANCELLED, Tier.THIS_WEEK, Tier.THIS_WEEK, Tier.THIS_WEEK),
        (RuleKey.OUTCOME_MISSING, Tier.WHEN_YOU_CAN, Tier.WHEN_YOU_CAN, Tier.WHEN_YOU_CAN),
    ],
)
def test_tender_time_lifts_three_rules_and_being_under_18_one(rule, usual, tender, under_18):
    arrest, release = (
        {"justice": "2026-09-12 arrest"},
        {"justice": "2026-09-12 arrest; 2026-09-13 release"},
    )
    born = {"born": "2010-01-01"}
    assert tier_of(rule) == usual
    assert tier_of(rule, **arrest) == tender
    assert tier_of(rule, **born) == under_18
    assert tier_of(rule, **release, **born) == tender, "all lifts together lift once"


def test_twice_missed_by_a_child_is_for_today():
    known = facts(
        **USUAL,
        contacts="2026-09-10 missed_each_other; 2026-09-12 missed_each_other",
        born="2010-01-01",
    )
    assert RULES[RuleKey.MISSED].evaluate(known, at("2026-09-20")).tier is Tier.TODAY


@pytest.mark.parametrize(
    ("tier", "lifted"),
    [(Tier.WHEN_YOU_CAN, Tier.THIS_WEEK), (Tier.THIS_WEEK, Tier.TODAY), (Tier.TODAY, Tier.TODAY)],
)
def test_a_lift_is_one_tier(tier, lifted):
    assert lift(tier, when=True) is lifted
    assert lift(tier, when=False) is tier


@pytest.mark.parametrize(
    ("born", "adult"),
    [
        pytest.param("2008-09-20", "2026-09-20", id="the birthday"),
        pytest.param("2008-02-29", "2026-03-01", id="29 February: 1 March"),
        pytest.param("2009-03-28", "2027-03-28", id="on a Sunday summer time begins"),
        pytest.param("2009-10-31", "2027-10-31", id="on a Sunday it ends"),
        pytest.param("2008-12-31", "2026-12-31", id="the last day of a year"),
    ],
)
def test_18_begins_with_local_midnight(born, adult):
    assert adult_at(facts(born=born)) == at(adult)


def test_an_unknown_birthday_never_comes():
    assert adult_at(facts()) is None
