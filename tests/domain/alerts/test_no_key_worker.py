"""In a stay with no key worker: at once after an unplanned end, else after 2 working days."""

import pytest

from tests.factories.facts import ANA, SAM, at, facts, stamp
from tracker.domain.alerts.bond_rules import NoKeyWorker
from tracker.domain.alerts.findings import Finding
from tracker.domain.vocabulary import OwnerRole, RuleKey, Tier


def without(true_since, *, without_since, last_worker=None, planned=None):
    return Finding(
        RuleKey.NO_KEY_WORKER,
        Tier.TODAY,
        at(true_since),
        {"without_since": stamp(without_since), "last_worker": last_worker, "planned": planned},
        OwnerRole.LEAD,
    )


UNPLANNED = {"key_worker": "sam 2026-08-01 to 2026-11-20 16:30 unplanned"}
PLANNED = {"key_worker": "sam 2026-08-01 to 2026-11-20 16:30 planned"}  # a Friday
CHRISTMAS = {"key_worker": "sam 2026-08-01 to 2026-12-24 16:30 planned"}  # a Thursday
NEVER_ANY = {"key_worker": "", "stay": "2026-11-18"}  # a Wednesday
TWICE = {
    "key_worker": "sam 2026-08-01 to 2026-09-01 unplanned; ana 2026-09-02 to 2026-11-20 16:30 planned"
}
BACK = {"stay": "2026-11-18", "key_worker": "sam 2026-01-05 to 2026-06-01 unplanned"}
at_once = without(
    "2026-11-20 16:30", without_since="2026-11-20 16:30", last_worker=SAM, planned=False
)
after_a_weekend = without(
    "2026-11-25", without_since="2026-11-20 16:30", last_worker=SAM, planned=True
)
after_christmas = without(
    "2026-12-31", without_since="2026-12-24 16:30", last_worker=SAM, planned=True
)
never_any = without("2026-11-21", without_since="2026-11-18")


@pytest.mark.parametrize(
    ("known", "when", "finding"),
    [
        pytest.param({}, "2026-11-20", None, id="there is one"),
        pytest.param(UNPLANNED, "2026-11-20 16:29:59.999999", None, id="unplanned: the instant before"),
        pytest.param(UNPLANNED, "2026-11-20 16:30", at_once, id="unplanned: at once"),
        pytest.param(UNPLANNED, "2027-02-01", at_once, id="unplanned: since then, however late we look"),
        pytest.param(PLANNED, "2026-11-20 16:30", None, id="planned: not at once"),
        pytest.param(PLANNED, "2026-11-24 23:59:59.999999", None, id="planned on Friday: until the end of Tuesday"),
        pytest.param(PLANNED, "2026-11-25", after_a_weekend, id="planned on Friday: from Wednesday, after a weekend"),
        pytest.param(CHRISTMAS, "2026-12-30 23:59:59.999999", None,
                     id="planned before Christmas: Friday, Monday are holidays, Tuesday, Wednesday count"),
        pytest.param(CHRISTMAS, "2026-12-31", after_christmas, id="planned before Christmas: from the 31st"),
        pytest.param({"key_worker": "sam 2026-08-01 to 2026-10-23 12:00 planned"}, "2026-10-28",
                     without("2026-10-28", without_since="2026-10-23 12:00", last_worker=SAM, planned=True),
                     id="planned before summer time ends"),
        pytest.param({"key_worker": "sam 2026-08-01 to 2027-03-25 12:00 planned"}, "2027-04-01",
                     without("2027-04-01", without_since="2027-03-25 12:00", last_worker=SAM, planned=True),
                     id="planned before an Easter on which summer time begins"),
        pytest.param(NEVER_ANY, "2026-11-20 23:59:59.999999", None, id="never any: two working days from the referral"),
        pytest.param(NEVER_ANY, "2026-11-21", never_any, id="never any: from the third day"),
        pytest.param(NEVER_ANY | {"cover": "kit 2026-11-18 to 2026-12-18", "deputy": "dee 2026-11-18"},
                     "2026-11-21", never_any, id="cover and a deputy are not a key worker"),
        pytest.param(TWICE, "2026-11-24", None, id="only the last end counts: planned"),
        pytest.param(TWICE, "2026-11-25",
                     without("2026-11-25", without_since="2026-11-20 16:30", last_worker=ANA, planned=True),
                     id="and it is the last worker who is named"),
        pytest.param({"key_worker": "sam 2026-08-01 to 2026-09-01 unplanned; ana 2026-09-02"}, "2026-11-20", None,
                     id="someone else came"),
        pytest.param(BACK, "2026-11-20", None, id="an end in an earlier stay does not make it at once"),
        pytest.param(BACK, "2026-11-21", never_any, id="nor is its worker named"),
        pytest.param(UNPLANNED | {"stay": "2026-08-01 to 2026-11-20 16:30 moved_on"}, "2026-11-20 16:30", None,
                     id="the stay ended with it"),
        pytest.param(UNPLANNED | {"stay": None}, "2026-11-20 16:30", None, id="no stay"),
        pytest.param(UNPLANNED | {"pauses": "2026-11-01 holiday"}, "2026-11-20 16:30", at_once, id="in a pause as well"),
        pytest.param(PLANNED | {"pauses": "2026-11-01 holiday"}, "2026-11-25", after_a_weekend,
                     id="a pause adds no days"),
        pytest.param(UNPLANNED | {"justice": "2026-11-10 arrest"}, "2026-11-20 16:30", at_once, id="nothing lifts it further"),
    ],
)  # fmt: skip
def test_no_key_worker_opens_at_once_or_after_two_working_days(known, when, finding):
    assert NoKeyWorker().evaluate(facts(**known), at(when)) == finding


def test_silence_in_a_pause_is_not_for_it():
    assert NoKeyWorker.silent_while_paused is False


def test_two_working_days_are_a_setting():
    rule = NoKeyWorker(working_days=1)
    assert rule.evaluate(facts(**PLANNED), at("2026-11-23 23:59")) is None
    assert rule.evaluate(facts(**PLANNED), at("2026-11-24")).true_since == at("2026-11-24")
