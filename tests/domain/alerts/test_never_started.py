"""14 local days after a pairing's start without a reached contact."""

import pytest

from tests.factories.facts import at, facts, stamp
from tracker.domain.alerts.bond_rules import NeverStarted
from tracker.domain.alerts.findings import Finding
from tracker.domain.vocabulary import RuleKey, Tier


def waiting(true_since, *, with_since="2026-08-01", days=14):
    numbers = {"days": days, "with_since": stamp(with_since)}
    return Finding(RuleKey.NEVER_STARTED, Tier.THIS_WEEK, at(true_since), numbers)


SINCE_THE_15TH = waiting("2026-08-15")
HANDED_ON = {"key_worker": "sam 2026-08-01 to 2026-09-01 planned; ana 2026-09-01",
             "contacts": "2026-08-03 met"}  # fmt: skip
CAME_BACK = {
    "key_worker": "sam 2026-08-01 to 2026-09-01 planned; ana 2026-09-01 to 2026-10-01 planned; sam 2026-10-01",
    "contacts": "2026-08-03 met; 2026-09-02 met by ana",
}


@pytest.mark.parametrize(
    ("known", "when", "finding"),
    [
        pytest.param({}, "2026-08-14 23:59:59.999999", None, id="the instant before the 14th day after"),
        pytest.param({}, "2026-08-15", SINCE_THE_15TH, id="local 00:00 of it"),
        pytest.param({}, "2026-12-24 10:00", SINCE_THE_15TH, id="long after"),
        pytest.param({"key_worker": "sam 2026-08-01 17:45"}, "2026-08-15",
                     waiting("2026-08-15", with_since="2026-08-01 17:45"), id="by local day, whatever the hour"),
        pytest.param({"key_worker": "sam 2026-10-20 17:45"}, "2026-11-02 23:59:59.999999", None,
                     id="over the end of summer time: the instant before"),
        pytest.param({"key_worker": "sam 2026-10-20 17:45"}, "2026-11-03",
                     waiting("2026-11-03", with_since="2026-10-20 17:45"), id="over the end of summer time"),
        pytest.param({"key_worker": "sam 2027-03-20"}, "2027-04-03",
                     waiting("2027-04-03", with_since="2027-03-20"), id="over the beginning of summer time"),
        pytest.param({"contacts": "2026-08-14 10:00 met"}, "2026-09-01", None, id="reached"),
        pytest.param({"contacts": "2026-08-01 00:00 spoke"}, "2026-09-01", None, id="reached as it began"),
        pytest.param({"contacts": "2026-08-30 messaged"}, "2026-09-01", None, id="reached late closes it"),
        pytest.param({"contacts": "2026-08-05 they_cancelled; 2026-08-06 they_moved; 2026-08-07 missed_each_other; "
                      "2026-08-08 we_cancelled; 2026-08-09 we_tried; 2026-08-10 they_tried; 2026-08-11 could_not_come"},
                     "2026-08-15", SINCE_THE_15TH, id="nothing else reaches, being told neither"),
        pytest.param({"contacts": "2026-08-05 met by ana"}, "2026-08-15", SINCE_THE_15TH,
                     id="another worker does not settle it"),
        pytest.param({"contacts": "2026-08-05 met by dee", "deputy": "dee 2026-08-01"}, "2026-08-15", SINCE_THE_15TH,
                     id="nor does the deputy"),
        pytest.param({"contacts": "2026-08-05 met by ana with sam"}, "2026-08-15", None, id="the key worker was there too"),
        pytest.param({"contacts": "2026-08-05 met by kit", "cover": "kit 2026-08-04 to 2026-08-11"}, "2026-08-15", None,
                     id="cover holds the pairing while it lasts"),
        pytest.param({"contacts": "2026-08-11 met by kit", "cover": "kit 2026-08-04 to 2026-08-11"}, "2026-08-15",
                     SINCE_THE_15TH, id="and not from the instant it ends"),
        pytest.param({"contacts": "2026-07-31 23:59 met"}, "2026-08-15", SINCE_THE_15TH, id="before the pairing"),
        pytest.param(HANDED_ON, "2026-09-14 23:59", None, id="a new worker has 14 days of their own"),
        pytest.param(HANDED_ON, "2026-09-15", waiting("2026-09-15", with_since="2026-09-01"),
                     id="whatever the one before had"),
        pytest.param(CAME_BACK, "2026-10-14 23:59", None, id="a former worker who comes back has a new clock"),
        pytest.param(CAME_BACK, "2026-10-15", waiting("2026-10-15", with_since="2026-10-01"),
                     id="to which the contacts of the first time do not count"),
        pytest.param({"pauses": "2026-08-05 10:00 holiday to 2026-08-08 09:00"}, "2026-08-17 23:59:59.999999", None,
                     id="three paused days are added: the instant before"),
        pytest.param({"pauses": "2026-08-05 10:00 holiday to 2026-08-08 09:00"}, "2026-08-18", waiting("2026-08-18"),
                     id="three paused days are added"),
        pytest.param({"pauses": "2026-07-30 holiday to 2026-08-03"}, "2026-08-17", waiting("2026-08-17"),
                     id="paused days before the pairing are not"),
        pytest.param({"pauses": "2026-08-03 holiday to 2026-08-05; 2026-08-10 lost_touch to 2026-08-11"}, "2026-08-18",
                     waiting("2026-08-18"), id="two pauses"),
        pytest.param({"pauses": "2026-08-10 asked_for_space"}, "2026-09-30", None, id="an open pause stops the clock"),
        pytest.param({"pauses": "2026-08-20 asked_for_space"}, "2026-09-30", SINCE_THE_15TH,
                     id="it does not undo what was true before it (the engine keeps it silent)"),
        pytest.param({"pauses": "2026-08-20 holiday to 2026-08-30"}, "2026-09-30", SINCE_THE_15TH,
                     id="and after the pause it is still true since then"),
        pytest.param({"key_worker": ""}, "2026-09-30", None, id="no key worker: another rule"),
        pytest.param({"key_worker": "sam 2026-08-01 to 2026-08-20 planned"}, "2026-08-20", None, id="the pairing ended"),
        pytest.param({"stay": "2026-08-01 to 2026-08-20 moved_away"}, "2026-08-20", None, id="the stay ended"),
        pytest.param({"stay": "2026-08-01 to 2026-08-20 moved_away"}, "2026-08-19 23:59", SINCE_THE_15TH,
                     id="just before it"),
        pytest.param({"stay": "2026-09-01"}, "2026-09-10", waiting("2026-09-01"),
                     id="no sooner than the stay, should the pairing be older"),
        pytest.param({"born": "2012-01-01", "justice": "2026-08-14 arrest"}, "2026-08-15", SINCE_THE_15TH,
                     id="tender time does not lift it"),
    ],
)  # fmt: skip
def test_never_started_opens_fourteen_days_after_a_pairing_began(known, when, finding):
    assert NeverStarted().evaluate(facts(**known), at(when)) == finding


def test_it_is_silent_in_a_pause():
    assert NeverStarted.silent_while_paused is True


def test_fourteen_days_are_a_setting():
    assert NeverStarted(days=10).evaluate(facts(), at("2026-08-10 23:59")) is None
    assert NeverStarted(days=10).evaluate(facts(), at("2026-08-11")) == waiting(
        "2026-08-11", days=10
    )
