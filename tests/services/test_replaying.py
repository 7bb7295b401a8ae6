"""Judging without writing: every planted fault is found, and what would be open is foreseen."""

from datetime import date

import pytest
from sqlalchemy import update

from tests.conftest import NOW
from tests.factories.contacts import logged
from tests.factories.people import written_in
from tests.services.quiet import (
    DAY,
    FOR_TODAY,
    HOUR,
    LAST_MET,
    MOMENT,
    NOTHING_PLANNED,
    QUIET,
    alert,
    met,
)
from tests.stored import everything
from tracker.domain.alerts.reconcile import Change, Open
from tracker.domain.vocabulary import (
    LeaveReason,
    Outcome,
    PauseKind,
    RuleKey,
    Tier,
)
from tracker.models.alerts import Alert, Standing
from tracker.models.contacts import Contact
from tracker.models.rhythms import Rhythm
from tracker.services import judging
from tracker.services.alerts import LeaveForNow, leave_for_now, mark_done
from tracker.services.replaying import Difference, differences, foresee

__all__ = ["alert", "met"]  # fixtures


def found(session, make_act, *people):
    """Give what differs; the act's own instant must not matter."""
    ids = [person.id for person in people]
    at_once, later = (
        list(differences(session, make_act(at=at), ids)) for at in (LAST_MET, NOW + 900 * DAY)
    )
    assert at_once == later
    return at_once


def plant(session, table, **values):
    """Change every row of a table, of alerts those that stand, past the services."""
    standing = [Alert.closed_at.is_(None)] if table is Alert else []
    session.execute(update(table).values(**values).where(*standing))
    session.expire_all()


def test_there_is_no_difference_where_nothing_was_planted(session, make_act, jay, alert, sam, team):
    waiting = written_in(session, make_act(at=NOW), team, name="Amina")
    before = everything(session)
    assert found(session, make_act, jay, waiting) == []
    assert everything(session) == before


def test_whoever_was_never_judged_differs_in_nothing(session, make_act, jay):
    plant(session, Standing, judged_at=None, key_worker_id=None)
    assert found(session, make_act, jay) == []


WRONG = {
    "with_since": LAST_MET,
    "agreed_days": 8,
    "last_reached_at": LAST_MET + HOUR,
    "last_reached_outcome": Outcome.SPOKE,
    "settled_at": LAST_MET - HOUR,
    "quiet_from": QUIET + DAY,
    "next_meeting_at": QUIET + DAY,
    "paused_kind": PauseKind.HOLIDAY,
    "pause_look_again_on": date(2027, 1, 4),
    "look_again_at": FOR_TODAY + DAY,
    "top_alert_id": None,
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_value_of_the_standing_is_found(session, make_act, jay, alert, name):
    right = getattr(session.get_one(Standing, jay.id), name)
    plant(session, Standing, **{name: WRONG[name]})
    assert found(session, make_act, jay) == [Difference(jay.id, name, WRONG[name], right)]


def test_a_wrong_key_worker_is_found(session, make_act, jay, alert, sam, ana):
    plant(session, Standing, key_worker_id=ana.id)
    assert found(session, make_act, jay) == [Difference(jay.id, "key_worker_id", ana.id, sam.id)]


def test_being_asked_to_look_again_is_no_difference(session, make_act, jay, alert):
    judging.look_again(session, [jay.id], QUIET)
    session.expire_all()
    assert found(session, make_act, jay) == []


def test_an_alert_that_nobody_opened_is_found(session, make_act, jay, met):
    plant(session, Standing, judged_at=NOTHING_PLANNED)
    (difference,) = found(session, make_act, jay)
    assert (difference.what, type(difference.should_be)) == ("alerts: open", Open)


def test_an_alert_whose_cause_is_gone_is_found(session, make_act, jay, alert, met):
    plant(session, Contact, superseded_at=QUIET)
    whats = {difference.what for difference in found(session, make_act, jay)}
    assert "alerts: close" in whats


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("tier", Tier.TODAY),
        ("true_since", QUIET - DAY),
        ("owner_id", None),
        ("numbers", {"agreed_days": 8}),
    ],
)
def test_an_alert_that_says_something_else_is_found(session, make_act, jay, alert, name, value):
    plant(session, Alert, **{name: value})
    (difference,) = found(session, make_act, jay)
    assert (difference.what, type(difference.should_be)) == ("alerts: change", Change)


def test_an_alert_left_beyond_its_day_is_found(session, make_act, jay, alert, sam):
    leave = LeaveForNow(LeaveReason.OTHER, (QUIET + 5 * DAY).date())
    leave_for_now(session, make_act(sam.id, at=QUIET + HOUR), alert.id, leave)
    assert found(session, make_act, jay) == []
    plant(session, Alert, left_until=QUIET)
    (difference,) = found(session, make_act, jay)
    assert difference.should_be.returns is True


def test_a_fact_written_past_the_services_is_found(session, make_act, jay, alert):
    plant(session, Rhythm, every_days=28)
    whats = {difference.what for difference in found(session, make_act, jay)}
    assert whats == {"agreed_days", "quiet_from", "look_again_at", "alerts: close"}


def test_what_others_hold_is_not_asked_for(session, make_act, jay, alert, team):
    other = written_in(session, make_act(at=NOW), team, name="Amina")
    plant(session, Standing, agreed_days=9)
    assert {d.person_id for d in found(session, make_act, other)} == {other.id}


# Foreseeing


def foreseen(session, make_act, at, *people, afresh=False):
    ids = [person.id for person in people]
    before = everything(session)
    rows = list(foresee(session, make_act(at=at), ids, afresh=afresh))
    assert everything(session) == before
    return [(row.finding.rule, row.finding.tier, row.opened_at, row.owner_id) for row in rows]


def test_what_would_open_is_foreseen_and_nothing_is_written(session, make_act, jay, met, sam):
    later = NOTHING_PLANNED + HOUR
    assert foreseen(session, make_act, NOTHING_PLANNED - MOMENT, jay) == []
    assert foreseen(session, make_act, later, jay) == [
        (RuleKey.NOTHING_PLANNED, Tier.WHEN_YOU_CAN, later, sam.id)
    ]


def test_an_alert_that_stands_is_foreseen_with_the_day_it_opened(
    session, make_act, jay, alert, sam
):
    assert foreseen(session, make_act, QUIET + DAY, jay) == [
        (RuleKey.QUIET, Tier.THIS_WEEK, QUIET, sam.id)
    ]
    assert foreseen(session, make_act, FOR_TODAY, jay) == [
        (RuleKey.QUIET, Tier.TODAY, QUIET, sam.id)
    ]


def test_an_alert_that_would_close_is_not_foreseen(session, make_act, jay, alert, sam):
    plant(session, Contact, superseded_at=QUIET)
    rules = {rule for rule, *_ in foreseen(session, make_act, QUIET + DAY, jay)}
    assert rules == {RuleKey.NEVER_STARTED}


def test_afresh_is_as_if_nothing_had_been_open_or_answered(session, make_act, jay, alert, sam):
    mark_done(session, make_act(sam.id, at=QUIET + HOUR), alert.id)
    later = QUIET + DAY
    assert foreseen(session, make_act, later, jay) == []
    assert foreseen(session, make_act, later, jay, afresh=True) == [
        (RuleKey.QUIET, Tier.THIS_WEEK, later, sam.id)
    ]


def test_an_instant_already_past_is_looked_back_at_afresh(session, make_act, jay, alert, sam):
    """What was not yet known or had not yet happened does not count."""
    logged(session, make_act(sam.id, at=QUIET + HOUR), jay, sam)
    assert foreseen(session, make_act, QUIET, jay, afresh=True) == [
        (RuleKey.QUIET, Tier.THIS_WEEK, QUIET, sam.id)
    ]
    assert foreseen(session, make_act, QUIET + HOUR, jay, afresh=True) == []
