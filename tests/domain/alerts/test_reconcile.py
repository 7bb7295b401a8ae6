"""What to open, change and close: a decision table.

Each row is one finding or none, the alert of its rule that stands or none, and the latest human
answer or none; and what is decided. The finding is of `quiet`, about Sam's person, at noon on
Friday 20 November 2026, unless a row says otherwise.
"""

from dataclasses import replace

import pytest

from tests.factories.facts import ANA, KIT, LEE, SAM, at, facts, just_before
from tracker.domain.alerts.engine import Judgement
from tracker.domain.alerts.findings import Finding
from tracker.domain.alerts.reconcile import Answered, Change, Close, Open, OpenAlert, reconcile
from tracker.domain.periods import FAR
from tracker.domain.vocabulary import AlertState, Closed, OwnerRole, RuleKey, Tier

NOW = at("2026-11-20 12:00")
SINCE = at("2026-11-10")
TODAY, THIS_WEEK, WHEN_YOU_CAN = Tier.TODAY, Tier.THIS_WEEK, Tier.WHEN_YOU_CAN
PERSON = facts(stay="2026-03-01", key_worker="sam 2026-03-01")
COVERED = facts(
    stay="2026-03-01", key_worker="sam 2026-03-01", cover="kit 2026-11-19 to 2026-11-27"
)
NO_ONE = facts(stay="2026-03-01", key_worker="", lead=None, deputy_lead=None)

FINDING = Finding(RuleKey.QUIET, THIS_WEEK, SINCE, {"agreed_days": 7, "contacts": [1]})
ABOUT_US = Finding(RuleKey.WE_CANCELLED, THIS_WEEK, SINCE, {"times": 2}, OwnerRole.LEAD)
FOR_TODAY = replace(FINDING, tier=TODAY)
CAN_WAIT = replace(FINDING, tier=WHEN_YOU_CAN)
NEW_CAUSE = replace(FINDING, true_since=at("2026-11-19"))
EARLIER = replace(FINDING, true_since=at("2026-11-05"))
AS_OPENED = replace(FINDING, true_since=at("2026-11-16 09:00"))
OTHER_NUMBERS = replace(FINDING, numbers={"agreed_days": 14, "contacts": [1]})

OPENED = at("2026-11-16 09:00")  # a Monday
BY_THURSDAY, BY_TUESDAY, IN_TEN = at("2026-11-20"), at("2026-11-18"), at("2026-12-01")
STANDS = OpenAlert(
    7, RuleKey.QUIET, THIS_WEEK, AlertState.OPEN, SINCE, OPENED, SAM, FINDING.numbers
)
LEFT = replace(STANDS, state=AlertState.LEFT, left_until=at("2026-11-24"))
DONE = Answered(RuleKey.QUIET, Closed.DONE, THIS_WEEK, SINCE, at("2026-11-12 15:00"))
NOT_USEFUL = replace(DONE, how=Closed.NOT_USEFUL)


def judged(*findings, hidden=None, look_again=None):
    return Judgement(findings, hidden or {}, look_again)


def decided(*decisions, look_again=None):
    return decisions, look_again


def decide(known, judgement, stands=(), answered=(), now=NOW):
    found = reconcile(known, now, judgement, stands, answered)
    return found.decisions, found.look_again_at


@pytest.mark.parametrize(
    ("known", "finding", "opened"),
    [
        pytest.param(
            PERSON,
            FINDING,
            Open(FINDING, SAM, at("2026-11-26")),
            id="this week: the end of the third working day",
        ),
        pytest.param(
            PERSON,
            FOR_TODAY,
            Open(FOR_TODAY, SAM, at("2026-11-24")),
            id="today on a Friday: the end of Monday",
        ),
        pytest.param(
            PERSON,
            CAN_WAIT,
            Open(CAN_WAIT, SAM, at("2026-12-05")),
            id="when you can: the end of the tenth",
        ),
        pytest.param(
            PERSON, ABOUT_US, Open(ABOUT_US, LEE, at("2026-11-26")), id="about us: the lead's"
        ),
        pytest.param(COVERED, FINDING, Open(FINDING, KIT, at("2026-11-26")), id="covered: cover's"),
        pytest.param(
            NO_ONE,
            FINDING,
            Open(FINDING, None, at("2026-11-26")),
            id="nobody's, and opened all the same",
        ),
    ],
)
def test_what_is_claimed_and_not_open_opens(known, finding, opened):
    assert decide(known, judged(finding)) == decided(opened)


def changed(finding, why, *, owner=SAM, due=BY_THURSDAY, returns=False):
    return Change(7, finding, owner, due, why, returns)


@pytest.mark.parametrize(
    ("stands", "known", "finding", "decision"),
    [
        # open: brought up to date only where something differs; act-by counts from when it opened
        pytest.param(STANDS, PERSON, FINDING, None, id="the same: nothing"),
        pytest.param(STANDS, PERSON, FOR_TODAY, changed(FOR_TODAY, "raised", due=BY_TUESDAY), id="its tier rises"),
        pytest.param(STANDS, PERSON, CAN_WAIT, changed(CAN_WAIT, "changed", due=IN_TEN), id="its tier falls"),
        pytest.param(STANDS, PERSON, EARLIER, changed(EARLIER, "changed"), id="it is true since an earlier instant"),
        pytest.param(STANDS, PERSON, AS_OPENED, changed(AS_OPENED, "changed"), id="it is true since it was opened"),
        pytest.param(STANDS, PERSON, OTHER_NUMBERS, changed(OTHER_NUMBERS, "changed"), id="its numbers differ"),
        pytest.param(STANDS, COVERED, FINDING, changed(FINDING, "changed", owner=KIT), id="cover came: it has another owner"),
        pytest.param(replace(STANDS, owner_id=ANA), PERSON, FINDING, changed(FINDING, "changed"), id="handed on: the new one's"),
        pytest.param(replace(STANDS, owner_id=None), NO_ONE, FINDING, None, id="nobody's before and after"),
        # left for now: it stays left through changes, and returns when its time is over or its tier rises
        pytest.param(LEFT, PERSON, FINDING, None, id="left: stays left"),
        pytest.param(LEFT, PERSON, OTHER_NUMBERS, changed(OTHER_NUMBERS, "changed"), id="left: numbers change, it stays left"),
        pytest.param(LEFT, PERSON, CAN_WAIT, changed(CAN_WAIT, "changed", due=IN_TEN), id="left: falls, it stays left"),
        pytest.param(LEFT, PERSON, FOR_TODAY, changed(FOR_TODAY, "raised", due=BY_TUESDAY, returns=True),
                     id="left: its tier rises, it returns early"),
        pytest.param(replace(LEFT, left_until=NOW), PERSON, FINDING, changed(FINDING, "returned", returns=True),
                     id="left until now: it returns"),
        pytest.param(replace(LEFT, left_until=just_before(NOW)), PERSON, FINDING, changed(FINDING, "returned", returns=True),
                     id="left until before: a late run brings it back too"),
        pytest.param(replace(LEFT, left_until=NOW), PERSON, OTHER_NUMBERS,
                     changed(OTHER_NUMBERS, "returned", returns=True), id="left until now, with other numbers"),
        pytest.param(replace(LEFT, left_until=NOW), PERSON, FOR_TODAY,
                     changed(FOR_TODAY, "raised", due=BY_TUESDAY, returns=True), id="left until now, and risen"),
    ],
)  # fmt: skip
def test_what_is_claimed_and_open_is_brought_up_to_date(stands, known, finding, decision):
    expected = decided(decision) if decision else decided()
    assert decide(known, judged(finding), [stands]) == expected


FOURTEEN_DAYS_ON = at("2026-11-26")  # after the 12th
OPENS = Open(FINDING, SAM, at("2026-11-26"))


@pytest.mark.parametrize(
    ("answer", "finding", "expected"),
    [
        # done: not again for the same true_since until 14 days have passed, or its tier rises
        pytest.param(DONE, FINDING, decided(look_again=FOURTEEN_DAYS_ON), id="done eight days ago: not yet, look again then"),
        pytest.param(replace(DONE, closed_at=at("2026-11-06 00:01")), FINDING, decided(OPENS), id="done 14 days ago: again"),
        pytest.param(replace(DONE, closed_at=at("2026-11-07 00:00")), FINDING, decided(look_again=at("2026-11-21")),
                     id="done 13 days ago: from tomorrow 00:00"),
        pytest.param(DONE, FOR_TODAY, decided(Open(FOR_TODAY, SAM, at("2026-11-24"))), id="done, then its tier rises: again"),
        pytest.param(DONE, CAN_WAIT, decided(look_again=FOURTEEN_DAYS_ON), id="done, then its tier falls: not yet"),
        pytest.param(DONE, OTHER_NUMBERS, decided(look_again=FOURTEEN_DAYS_ON), id="done, other numbers: not yet"),
        pytest.param(DONE, NEW_CAUSE, decided(replace(OPENS, finding=NEW_CAUSE)), id="done, another true_since: again"),
        # not useful: never again for the same true_since, unless its tier rises
        pytest.param(NOT_USEFUL, FINDING, decided(), id="not useful: not again"),
        pytest.param(replace(NOT_USEFUL, closed_at=at("2026-03-01")), FINDING, decided(), id="not useful, long ago: not again"),
        pytest.param(NOT_USEFUL, CAN_WAIT, decided(), id="not useful, then its tier falls: not again"),
        pytest.param(NOT_USEFUL, FOR_TODAY, decided(Open(FOR_TODAY, SAM, at("2026-11-24"))),
                     id="not useful, then its tier rises: again"),
        pytest.param(NOT_USEFUL, NEW_CAUSE, decided(replace(OPENS, finding=NEW_CAUSE)),
                     id="not useful, another true_since: again"),
        # an answer to another rule says nothing about this one
        pytest.param(replace(NOT_USEFUL, rule=RuleKey.MISSED), FINDING, decided(OPENS), id="another rule was not useful"),
    ],
)  # fmt: skip
def test_an_answer_keeps_a_rule_closed(answer, finding, expected):
    assert decide(PERSON, judged(finding), answered=[answer]) == expected


def test_the_latest_answer_counts():
    later = replace(DONE, closed_at=at("2026-11-05"))
    assert decide(PERSON, judged(FINDING), answered=[NOT_USEFUL, later]) == decided(OPENS)
    assert decide(PERSON, judged(FINDING), answered=[later, NOT_USEFUL]) == decided()


def test_fourteen_days_are_local_days_over_the_end_of_summer_time():
    answer = replace(DONE, closed_at=at("2026-10-20 23:30"), true_since=at("2026-10-10"))
    finding = replace(FINDING, true_since=at("2026-10-10"))
    again = at("2026-11-03")
    before = decide(PERSON, judged(finding), answered=[answer], now=just_before(again))
    assert before == decided(look_again=again)
    assert len(decide(PERSON, judged(finding), answered=[answer], now=again)[0]) == 1


@pytest.mark.parametrize(
    ("stands", "hidden", "how"),
    [
        pytest.param(STANDS, {}, Closed.CAUSE_GONE, id="its cause is gone"),
        pytest.param(LEFT, {}, Closed.CAUSE_GONE, id="left, its cause is gone"),
        pytest.param(STANDS, {RuleKey.QUIET: Closed.PAUSED}, Closed.PAUSED, id="paused together"),
        pytest.param(STANDS, {RuleKey.QUIET: Closed.ANOTHER_FIRST}, Closed.ANOTHER_FIRST, id="another comes first"),
        pytest.param(STANDS, dict.fromkeys(RuleKey, Closed.STAY_ENDED), Closed.STAY_ENDED, id="the stay ended"),
        pytest.param(STANDS, {RuleKey.MISSED: Closed.PAUSED}, Closed.CAUSE_GONE, id="another rule is hidden"),
    ],
)  # fmt: skip
def test_what_is_open_and_not_claimed_closes_itself(stands, hidden, how):
    assert decide(PERSON, judged(hidden=hidden), [stands]) == decided(Close(7, how))


@pytest.mark.parametrize("stands", [STANDS, LEFT], ids=["open", "left"])
def test_a_run_that_began_after_an_alert_opened_is_another_alert(stands):
    opens = Open(NEW_CAUSE, SAM, at("2026-11-26"))
    assert decide(PERSON, judged(NEW_CAUSE), [stands]) == decided(
        Close(7, Closed.CAUSE_GONE), opens
    )
    kept_closed = replace(NOT_USEFUL, true_since=NEW_CAUSE.true_since)
    assert decide(PERSON, judged(NEW_CAUSE), [stands], [kept_closed]) == decided(
        Close(7, Closed.CAUSE_GONE)
    )


def test_an_alert_that_closed_itself_opens_again_without_waiting():
    by_themselves = [replace(NOT_USEFUL, true_since=at("2026-01-01"))]
    assert decide(PERSON, judged(FINDING), answered=by_themselves) == decided(OPENS)


def test_rules_are_decided_one_by_one():
    missed = replace(STANDS, id=8, rule=RuleKey.MISSED)
    cancelled = replace(STANDS, id=9, rule=RuleKey.OUTCOME_MISSING)
    judgement = judged(FINDING, ABOUT_US, hidden={RuleKey.MISSED: Closed.PAUSED})
    assert decide(PERSON, judgement, [missed, STANDS, cancelled]) == decided(
        Open(ABOUT_US, LEE, at("2026-11-26")),
        Close(8, Closed.PAUSED),
        Close(9, Closed.CAUSE_GONE),
    )


@pytest.mark.parametrize(
    ("look_again", "answer", "expected"),
    [
        pytest.param(None, None, None, id="nothing to come"),
        pytest.param(at("2026-12-01"), None, at("2026-12-01"), id="the judgement's moment"),
        pytest.param(
            at("2026-12-01"), DONE, FOURTEEN_DAYS_ON, id="sooner: an answer stops holding it closed"
        ),
        pytest.param(at("2026-11-21"), DONE, at("2026-11-21"), id="sooner: the judgement's"),
        pytest.param(None, NOT_USEFUL, None, id="not useful holds for good"),
        pytest.param(FAR, None, None, id="never is no moment"),
    ],
)
def test_when_to_look_again(look_again, answer, expected):
    judgement = judged(FINDING, look_again=look_again)
    stands = [] if answer else [STANDS]
    assert decide(PERSON, judgement, stands, [answer] if answer else [])[1] == expected
