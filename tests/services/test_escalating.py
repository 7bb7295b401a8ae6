"""An alert nobody answered comes to the lead as well, then to the deputy lead, and leaves them again.

It is quiet with Jay from Friday 18 December 2026: Sam's, this week, act by the end of Wednesday. The
25th and the 28th are holidays.
"""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from tests.factories.alerts import steps_of, swept, the_alert
from tests.factories.contacts import logged
from tests.services.quiet import DAY, HOUR, MOMENT, QUIET, alert, met
from tests.stored import everything
from tracker.domain.vocabulary import AlertState, LeaveReason, Outcome, Tier
from tracker.models.absences import Absence
from tracker.models.alerts import Escalation
from tracker.services.acts import Note
from tracker.services.alerts import LeaveForNow, leave_for_now, mark_done, take_up
from tracker.services.contacts import undo_contact
from tracker.services.escalating import escalate

__all__ = ["alert", "met"]  # fixtures
pytestmark = pytest.mark.usefixtures("standing_stays_true")
BY = "system:alert-times"
ACT_BY = datetime(2026, 12, 24, tzinfo=UTC)
TWO_DAYS_ON = datetime(2026, 12, 31, tzinfo=UTC)  # after Thursday the 24th: Tuesday and Wednesday
OPEN, THIS_WEEK = AlertState.OPEN, Tier.THIS_WEEK


def run(session, make_act, at):
    """Run as the scheduler does, until nothing is due; give what was noted."""
    act = make_act(BY, at=at)
    while escalate(session, act):
        pass
    return act.notes


def came_to(session):
    """Give to whom it came and when, while it lasts, by name of the worker's id."""
    rows = select(Escalation.worker_id, Escalation.escalated_at, Escalation.ended_at)
    return [tuple(row) for row in session.execute(rows.order_by(Escalation.id))]


def away(session, worker, since, until=None, known_at=None):
    session.add(
        Absence(
            worker_id=worker.id, from_at=since, until_at=until, planned=False,
            known_at=known_at or since, recorded_at=known_at or since, recorded_by="system:test",
        )
    )  # fmt: skip
    session.flush()


def test_untouched_past_its_time_it_comes_to_the_lead_and_then_to_the_deputy_lead(
    session, make_act, jay, alert, sam, lee, dot
):
    assert run(session, make_act, ACT_BY - MOMENT) == []
    assert came_to(session) == []
    assert run(session, make_act, ACT_BY) == [
        Note("alert.escalated", jay.id, "alert", alert.public_id, {"to": f"worker:{lee.id}"})
    ]
    assert came_to(session) == [(lee.id, ACT_BY, None)]
    assert run(session, make_act, TWO_DAYS_ON - MOMENT) == []
    assert len(run(session, make_act, TWO_DAYS_ON)) == 1
    assert came_to(session) == [(lee.id, ACT_BY, None), (dot.id, TWO_DAYS_ON, None)]
    found = the_alert(session, jay)
    assert (found.owner_id, found.state, found.next_at, found.version) == (sam.id, OPEN, None, 3)
    assert steps_of(session, found)[1:] == [
        (ACT_BY, BY, OPEN, OPEN, THIS_WEEK, "escalated"),
        (TWO_DAYS_ON, BY, OPEN, OPEN, THIS_WEEK, "escalated"),
    ]


def test_a_repeated_run_changes_nothing(session, make_act, alert):
    run(session, make_act, ACT_BY)
    before = everything(session)
    for at in (ACT_BY - HOUR, ACT_BY, ACT_BY + HOUR):
        assert run(session, make_act, at) == []
    assert everything(session) == before


def test_a_late_run_tells_the_lead_once_and_gives_them_their_two_days(
    session, make_act, jay, alert, lee
):
    late = datetime(2026, 12, 29, 9, tzinfo=UTC)
    assert len(run(session, make_act, late)) == 1
    assert came_to(session) == [(lee.id, late, None)]
    assert the_alert(session, jay).next_at == datetime(2027, 1, 1, tzinfo=UTC)


def test_a_sweep_neither_brings_it_to_anyone_nor_minds(session, make_act, jay, alert):
    assert swept(session, make_act, ACT_BY + HOUR) == []
    run(session, make_act, ACT_BY + HOUR)
    assert swept(session, make_act, ACT_BY + HOUR) == []
    assert len(came_to(session)) == 1


def test_a_lead_who_is_away_is_skipped(session, make_act, alert, lee, dot):
    away(session, lee, ACT_BY - DAY, ACT_BY + DAY)
    run(session, make_act, ACT_BY)
    assert came_to(session) == [(dot.id, ACT_BY, None)]


@pytest.mark.parametrize(
    "absence",
    [
        pytest.param({"since": ACT_BY - 3 * DAY, "until": ACT_BY}, id="back that very moment"),
        pytest.param({"since": ACT_BY + MOMENT}, id="from a moment later"),
        pytest.param({"since": ACT_BY - DAY, "known_at": ACT_BY + MOMENT}, id="not known yet"),
    ],
)
def test_a_lead_who_is_there_is_not(session, make_act, alert, lee, absence):
    away(session, lee, **absence)
    run(session, make_act, ACT_BY)
    assert came_to(session) == [(lee.id, ACT_BY, None)]


def test_a_lead_without_an_account_is_skipped(session, make_act, alert, lee, dot):
    lee.active = False
    session.flush()
    run(session, make_act, ACT_BY)
    assert came_to(session) == [(dot.id, ACT_BY, None)]


def test_what_was_taken_up_comes_to_nobody(session, make_act, jay, alert, sam):
    take_up(session, make_act(sam.id, at=QUIET + HOUR), alert.id)
    assert the_alert(session, jay).next_at is None
    run(session, make_act, TWO_DAYS_ON)
    assert came_to(session) == []


def test_what_was_left_comes_back_first_and_has_its_days_again(
    session, make_act, jay, alert, sam, lee
):
    monday, thursday = (datetime(2026, 12, d, tzinfo=UTC) for d in (21, 25))
    leave = LeaveForNow(LeaveReason.SEEING_THEM_SOON, date(2026, 12, 21))
    leave_for_now(session, make_act(sam.id, at=QUIET + HOUR), alert.id, leave)
    swept(session, make_act, monday)
    run(session, make_act, ACT_BY)
    assert came_to(session) == []
    assert the_alert(session, jay).next_at == thursday  # three working days after Monday
    run(session, make_act, thursday)
    assert came_to(session) == [(lee.id, thursday, None)]


def test_what_it_came_to_someone_for_before_it_was_left_is_over_when_it_asks_anew(
    session, make_act, jay, alert, sam, lee
):
    run(session, make_act, ACT_BY)
    back = datetime(2026, 12, 30, tzinfo=UTC)
    leave = LeaveForNow(LeaveReason.OTHER, date(2026, 12, 30))
    leave_for_now(session, make_act(sam.id, at=ACT_BY + HOUR), alert.id, leave)
    swept(session, make_act, back)
    run(session, make_act, back)
    assert came_to(session) == [(lee.id, ACT_BY, back)]
    again = the_alert(session, jay).next_at
    run(session, make_act, again)
    assert came_to(session) == [(lee.id, ACT_BY, back), (lee.id, again, None)]


def test_any_contact_that_reaches_the_person_ends_it_while_one_looks(
    session, make_act, jay, alert, ana, lee
):
    """Ana holds no pairing: it stays quiet between Jay and Sam, but Jay is not out of sight."""
    run(session, make_act, ACT_BY)
    logged(session, make_act(ana.id, at=ACT_BY + HOUR), jay, ana)
    assert the_alert(session, jay).state is OPEN
    assert came_to(session) == [(lee.id, ACT_BY, ACT_BY + HOUR)]
    run(session, make_act, TWO_DAYS_ON)
    assert len(came_to(session)) == 1
    assert the_alert(session, jay).next_at is None


@pytest.mark.parametrize("outcome", [Outcome.WE_TRIED, Outcome.MISSED_EACH_OTHER])
def test_a_contact_that_does_not_reach_them_ends_nothing(
    session, make_act, jay, alert, sam, lee, outcome
):
    run(session, make_act, ACT_BY)
    logged(session, make_act(sam.id, at=ACT_BY + HOUR), jay, sam, outcome)
    assert came_to(session) == [(lee.id, ACT_BY, None)]


def test_a_contact_of_the_days_before_ends_nothing(session, make_act, jay, alert, ana, lee):
    run(session, make_act, ACT_BY)
    logged(session, make_act(ana.id, at=ACT_BY + HOUR), jay, ana, at=QUIET - MOMENT)
    assert came_to(session) == [(lee.id, ACT_BY, None)]


def test_a_contact_that_was_undone_does_not_count(session, make_act, jay, alert, ana, lee):
    contact = logged(session, make_act(ana.id, at=QUIET + HOUR), jay, ana)
    undo_contact(session, make_act(ana.id, at=QUIET + HOUR + MOMENT), contact.id)
    run(session, make_act, ACT_BY)
    assert came_to(session) == [(lee.id, ACT_BY, None)]


def test_it_ends_with_the_alert(session, make_act, alert, lee):
    run(session, make_act, ACT_BY)
    mark_done(session, make_act(lee.id, at=ACT_BY + HOUR), alert.id)
    assert came_to(session) == [(lee.id, ACT_BY, ACT_BY + HOUR)]


def test_it_ends_when_the_reason_is_gone(session, make_act, jay, alert, sam, lee):
    run(session, make_act, ACT_BY)
    logged(session, make_act(sam.id, at=ACT_BY + HOUR), jay, sam)
    assert the_alert(session, jay).state is AlertState.CLOSED
    assert came_to(session) == [(lee.id, ACT_BY, ACT_BY + HOUR)]
