"""Which alert speaks first for a person, as My people shows it."""

from datetime import timedelta

import pytest

from tests.factories.alerts import the_alert
from tests.factories.contacts import logged
from tests.services.quiet import DAY, QUIET, alert, met
from tracker.domain.alerts.reconcile import OpenAlert
from tracker.domain.vocabulary import (
    AlertState,
    LeaveReason,
    NotUsefulReason,
    Outcome,
    RuleKey,
    Tier,
)
from tracker.models.alerts import Standing
from tracker.services.alerts import LeaveForNow, bring_back, leave_for_now, mark_not_useful
from tracker.services.applying import top_alert

__all__ = ["alert", "met"]  # fixtures
QUIET_RULE, MISSED, WE_CANCELLED = RuleKey.QUIET, RuleKey.MISSED, RuleKey.WE_CANCELLED
TODAY, THIS_WEEK, WHEN_YOU_CAN = Tier.TODAY, Tier.THIS_WEEK, Tier.WHEN_YOU_CAN
OPEN, LEFT = AlertState.OPEN, AlertState.LEFT


@pytest.mark.parametrize(
    ("alerts", "first"),
    [
        pytest.param([(MISSED, WHEN_YOU_CAN, OPEN)], MISSED, id="the only one"),
        pytest.param(
            [(QUIET_RULE, THIS_WEEK, OPEN), (MISSED, TODAY, OPEN)],
            MISSED,
            id="the one to act on sooner",
        ),
        pytest.param(
            [(MISSED, TODAY, LEFT), (WE_CANCELLED, WHEN_YOU_CAN, OPEN)],
            WE_CANCELLED,
            id="one that is open before one that is left",
        ),
        pytest.param(
            [(MISSED, THIS_WEEK, OPEN), (QUIET_RULE, THIS_WEEK, OPEN)],
            QUIET_RULE,
            id="of two as soon, the one about the rhythm",
        ),
        pytest.param(
            [(WE_CANCELLED, THIS_WEEK, OPEN), (MISSED, THIS_WEEK, OPEN)],
            MISSED,
            id="then in the order of the rules",
        ),
        pytest.param(
            [(MISSED, WHEN_YOU_CAN, LEFT), (QUIET_RULE, TODAY, LEFT)],
            QUIET_RULE,
            id="of two that are left, the sooner",
        ),
    ],
)
def test_the_alert_that_speaks_first_is(alerts, first):
    stand = [
        OpenAlert(number, rule, tier, state, QUIET, QUIET, 1, {})
        for number, (rule, tier, state) in enumerate(alerts)
    ]
    assert top_alert(stand).rule is first
    assert top_alert(stand[::-1]).rule is first


@pytest.mark.usefixtures("standing_stays_true")
def test_my_people_follows_what_is_left_brought_back_and_answered(
    session, make_act, jay, alert, sam
):
    def top():
        return session.get_one(Standing, jay.id).top_alert_id

    minutes = iter(QUIET + timedelta(minutes=n) for n in range(1, 9))
    logged(session, make_act(sam.id, at=next(minutes)), jay, sam, Outcome.MISSED_EACH_OTHER)
    missed = the_alert(session, jay, MISSED)
    assert top() == alert.id
    tomorrow = LeaveForNow(LeaveReason.OTHER, (QUIET + DAY).date())
    leave_for_now(session, make_act(sam.id, at=next(minutes)), alert.id, tomorrow)
    assert top() == missed.id
    bring_back(session, make_act(sam.id, at=next(minutes)), alert.id)
    assert top() == alert.id
    not_useful = NotUsefulReason.ALREADY_KNEW
    mark_not_useful(session, make_act(sam.id, at=next(minutes)), alert.id, not_useful)
    assert top() == missed.id
    logged(session, make_act(sam.id, at=next(minutes)), jay, sam)
    assert top() is None
