"""What people answer to an alert: done, leave it for now, not useful; and what comes after."""

from datetime import UTC, date, datetime, timedelta

import pytest

from tests.factories.alerts import rules_open, steps_of, swept, the_alert
from tests.factories.contacts import logged
from tests.services.quiet import DAY, FOR_TODAY, HOUR, MOMENT, QUIET, SWEEP, alert, met
from tests.stored import everything, refused
from tracker.domain.errors import ConflictError, InvalidError, NotFoundError
from tracker.domain.vocabulary import (
    AlertState,
    Closed,
    LeaveReason,
    NotUsefulReason,
    RuleKey,
    Tier,
)
from tracker.models.alerts import Standing
from tracker.services.acts import Note
from tracker.services.alerts import (
    LeaveForNow,
    bring_back,
    leave_for_now,
    mark_done,
    mark_not_useful,
    take_up,
)

__all__ = ["alert", "met"]  # fixtures
pytestmark = pytest.mark.usefixtures("standing_stays_true")
OPEN, LEFT, CLOSED = AlertState.OPEN, AlertState.LEFT, AlertState.CLOSED
TODAY, THIS_WEEK = Tier.TODAY, Tier.THIS_WEEK
NOW = QUIET + 10 * HOUR
MONDAY = date(2026, 12, 28)
UNTIL = datetime(2026, 12, 28, tzinfo=UTC)
SPACE = LeaveForNow(LeaveReason.ASKED_FOR_SPACE, MONDAY)


def left(session, make_act, alert, worker, at=NOW, leave=SPACE):
    return leave_for_now(session, make_act(worker.id, at=at), alert.id, leave)


def open_at(session, make_act, person, *instants):
    """Sweep at each instant; give whether the alert of quiet stands open then."""
    found = {}
    for at in instants:
        swept(session, make_act, at)
        found[at] = RuleKey.QUIET in rules_open(session, person)
    return found


# Leave it for now


def test_an_alert_is_left_until_a_day_with_a_reason(session, make_act, jay, alert, sam):
    act = make_act(sam.id, at=NOW)
    assert leave_for_now(session, act, alert.id, SPACE) is alert
    assert (alert.state, alert.left_until, alert.next_at, alert.version) == (LEFT, UNTIL, UNTIL, 2)
    assert steps_of(session, alert)[1:] == [
        (NOW, f"worker:{sam.id}", OPEN, LEFT, THIS_WEEK, "asked_for_space")
    ]
    assert act.notes == [
        Note("alert.left", jay.id, "alert", alert.public_id, {"until": "2026-12-28"})
    ]


def test_the_sweep_returns_it_on_that_day(session, make_act, jay, alert, sam):
    left(session, make_act, alert, sam)
    assert swept(session, make_act, UNTIL - MOMENT) == []
    assert swept(session, make_act, UNTIL) == [jay.id]
    found = the_alert(session, jay)
    assert (found.id, found.state, found.left_until, found.next_at, found.version) == (
        alert.id,
        OPEN,
        None,
        found.act_by,  # it asks anew
        3,
    )
    assert steps_of(session, found)[2:] == [(UNTIL, SWEEP, LEFT, OPEN, THIS_WEEK, "returned")]
    before = everything(session)
    assert (swept(session, make_act, UNTIL), everything(session)) == ([], before)


def test_it_returns_early_when_its_tier_rises(session, make_act, jay, alert, sam):
    far = LeaveForNow(LeaveReason.SEEING_THEM_SOON, date(2027, 1, 10))
    left(session, make_act, alert, sam, at=datetime(2026, 12, 30, 9, tzinfo=UTC), leave=far)
    swept(session, make_act, FOR_TODAY)
    found = the_alert(session, jay)
    assert (found.state, found.tier, found.left_until) == (OPEN, TODAY, None)
    assert steps_of(session, found)[-1] == (FOR_TODAY, SWEEP, LEFT, OPEN, TODAY, "raised")


def test_a_contact_closes_a_left_alert_too(session, make_act, jay, alert, sam):
    left(session, make_act, alert, sam)
    logged(session, make_act(sam.id, at=NOW + HOUR), jay, sam)
    found = the_alert(session, jay)
    assert (found.state, found.closed_how, found.left_until, found.next_at) == (
        CLOSED,
        Closed.CAUSE_GONE,
        None,
        None,
    )


def test_leaving_is_undone_and_the_alert_is_open_again(session, make_act, jay, alert, sam):
    left(session, make_act, alert, sam)
    act = make_act(sam.id, at=NOW + MOMENT)
    assert bring_back(session, act, alert.id) is alert
    assert (alert.state, alert.left_until, alert.next_at) == (OPEN, None, None)
    assert steps_of(session, alert)[2:] == [
        (NOW + MOMENT, f"worker:{sam.id}", LEFT, OPEN, THIS_WEEK, "brought_back")
    ]
    assert act.notes == [Note("alert.brought_back", jay.id, "alert", alert.public_id)]


def test_undoing_it_twice_changes_nothing_more(session, make_act, jay, alert, sam):
    before, act = everything(session), make_act(sam.id, at=NOW)
    assert (bring_back(session, act, alert.id), act.notes) == (alert, [])
    assert everything(session) == before


@pytest.mark.parametrize(
    ("day", "right"),
    [
        pytest.param(date(2026, 12, 18), False, id="today"),
        pytest.param(date(2026, 12, 19), True, id="tomorrow"),
        pytest.param(date(2027, 1, 1), True, id="14 days away"),
        pytest.param(date(2027, 1, 2), False, id="15 days away"),
    ],
)
def test_an_alert_is_left_for_at_most_14_days(session, make_act, alert, sam, day, right):
    leave = LeaveForNow(LeaveReason.OTHER, day)
    if right:
        assert left(session, make_act, alert, sam, leave=leave).state is LEFT
        return
    sentence = "Choose a day from tomorrow to Friday 1 January."
    with refused(session, InvalidError, sentence, "until"):
        left(session, make_act, alert, sam, leave=leave)


# Done, and not useful


def test_done_closes_it_by_name(session, make_act, jay, alert, sam):
    act = make_act(sam.id, at=NOW)
    assert mark_done(session, act, alert.id) is alert
    assert (alert.state, alert.closed_how, alert.closed_at) == (CLOSED, Closed.DONE, NOW)
    assert steps_of(session, alert)[1:] == [
        (NOW, f"worker:{sam.id}", OPEN, CLOSED, THIS_WEEK, "done")
    ]
    assert act.notes == [Note("alert.done", jay.id, "alert", alert.public_id)]
    assert session.get_one(Standing, jay.id).top_alert_id is None


def test_what_was_done_is_not_raised_again_for_14_days(session, make_act, jay, alert, sam):
    mark_done(session, make_act(sam.id, at=NOW), alert.id)
    again = datetime(2027, 1, 1, tzinfo=UTC)  # local midnight, 14 days later
    assert open_at(session, make_act, jay, QUIET + DAY, again - MOMENT, again) == {
        QUIET + DAY: False,
        again - MOMENT: False,
        again: True,
    }
    found = the_alert(session, jay)
    assert (found.id != alert.id, found.true_since, found.opened_at) == (True, QUIET, again)


def test_what_was_done_is_raised_sooner_when_its_tier_rises(session, make_act, jay, alert, sam):
    mark_done(session, make_act(sam.id, at=FOR_TODAY - 3 * DAY), alert.id)
    assert open_at(session, make_act, jay, FOR_TODAY - MOMENT, FOR_TODAY) == {
        FOR_TODAY - MOMENT: False,
        FOR_TODAY: True,
    }
    assert the_alert(session, jay).tier is TODAY


@pytest.mark.parametrize("reason", NotUsefulReason)
def test_not_useful_closes_it_with_the_reason(session, make_act, jay, alert, sam, reason):
    act = make_act(sam.id, at=NOW)
    assert mark_not_useful(session, act, alert.id, reason) is alert
    assert (alert.state, alert.closed_how, alert.closed_at) == (CLOSED, Closed.NOT_USEFUL, NOW)
    assert steps_of(session, alert)[1:] == [
        (NOW, f"worker:{sam.id}", OPEN, CLOSED, THIS_WEEK, reason.value)
    ]
    assert act.notes == [Note("alert.not_useful", jay.id, "alert", alert.public_id)]


def test_what_was_not_useful_comes_back_only_when_its_tier_rises(
    session, make_act, jay, alert, sam
):
    not_useful = NotUsefulReason.ALREADY_KNEW
    mark_not_useful(session, make_act(sam.id, at=NOW), alert.id, not_useful)
    two_weeks = QUIET + 14 * DAY
    assert open_at(session, make_act, jay, two_weeks, FOR_TODAY - MOMENT, FOR_TODAY) == {
        two_weeks: False,
        FOR_TODAY - MOMENT: False,
        FOR_TODAY: True,
    }
    act = make_act(sam.id, at=FOR_TODAY + HOUR)
    mark_not_useful(session, act, the_alert(session, jay).id, not_useful)
    much_later = FOR_TODAY + 60 * DAY
    assert open_at(session, make_act, jay, much_later) == {much_later: False}


def test_an_answer_holds_for_its_own_cause_only(session, make_act, jay, alert, sam):
    act = make_act(sam.id, at=NOW)
    mark_not_useful(session, act, alert.id, NotUsefulReason.WRONG_RHYTHM)
    logged(session, make_act(sam.id, at=NOW + HOUR), jay, sam)
    quiet_again = QUIET + 18 * DAY
    assert open_at(session, make_act, jay, quiet_again) == {quiet_again: True}


# Taking it up


def test_taking_up_the_suggested_step_is_remembered_and_closes_nothing(
    session, make_act, jay, alert, sam
):
    act = make_act(sam.id, at=NOW)
    assert take_up(session, act, alert.id) is alert
    assert (alert.state, alert.version) == (OPEN, 2)
    assert steps_of(session, alert)[1:] == [
        (NOW, f"worker:{sam.id}", OPEN, OPEN, THIS_WEEK, "taken_up")
    ]
    assert act.notes == [Note("alert.taken_up", jay.id, "alert", alert.public_id)]


ANSWERS = {
    "take up": take_up,
    "done": mark_done,
    "not useful": lambda *at: mark_not_useful(*at, NotUsefulReason.TOO_LATE),
    "leave": lambda *at: leave_for_now(*at, SPACE),
    "bring back": bring_back,
}


@pytest.mark.parametrize("answer", ANSWERS)
def test_an_alert_that_closed_a_moment_ago_has_nothing_left_to_answer(
    session, make_act, jay, alert, sam, answer
):
    logged(session, make_act(sam.id, at=NOW), jay, sam)
    sentence = "This alert has closed already. There is nothing left to do here."
    with refused(session, ConflictError, sentence):
        ANSWERS[answer](session, make_act(sam.id, at=NOW + MOMENT), alert.id)


@pytest.mark.parametrize("answer", ANSWERS)
def test_an_alert_that_is_not_there_is_not_answered(session, make_act, alert, sam, answer):
    with refused(session, NotFoundError, "There is no such alert."):
        ANSWERS[answer](session, make_act(sam.id, at=NOW), alert.id + 999)


def test_a_left_alert_may_be_left_longer(session, make_act, jay, alert, sam):
    left(session, make_act, alert, sam)
    later = LeaveForNow(LeaveReason.NOT_THE_RIGHT_TIME, date(2026, 12, 30))
    left(session, make_act, alert, sam, at=NOW + timedelta(minutes=1), leave=later)
    assert (alert.state, alert.left_until) == (LEFT, datetime(2026, 12, 30, tzinfo=UTC))
