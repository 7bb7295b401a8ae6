"""Judging: one lock, one clock, only what is due, and nothing twice."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import event, inspect, select

from tests.conftest import NOW
from tests.factories.alerts import rules_open, swept, the_alert
from tests.factories.contacts import logged
from tests.factories.meetings import planned
from tests.factories.pairings import matched
from tests.factories.people import written_in
from tests.services.conftest import MATCHED, WRITTEN_IN
from tests.services.quiet import (
    DAY,
    HOUR,
    LAST_MET,
    MOMENT,
    NOTHING_PLANNED,
    QUIET,
    SWEEP,
    alert,
    met,
)
from tests.stored import held, refused
from tracker.domain.errors import ConflictError, NotFoundError
from tracker.domain.vocabulary import LeaveReason, Outcome, RuleKey
from tracker.models.alerts import Alert, Standing
from tracker.services import judging
from tracker.services.alerts import LeaveForNow, leave_for_now

__all__ = ["alert", "met"]  # fixtures
pytestmark = pytest.mark.usefixtures("standing_stays_true")


@pytest.fixture
def amina(session, make_act, team, lee, ana):
    """Amina is with Ana, and nothing about her is due before Jay's quiet."""
    person = written_in(session, make_act(lee.id, at=WRITTEN_IN), team, name="Amina")
    matched(session, make_act(lee.id, at=MATCHED), person, ana)
    act = make_act(ana.id, at=LAST_MET)
    logged(session, act, person, ana)
    planned(session, act, person, ana, QUIET + 30 * DAY)
    return person


def test_standing_holds_what_my_people_shows(session, make_act, keys, jay, met, sam):
    meeting = planned(session, make_act(sam.id, at=LAST_MET + HOUR), jay, sam, LAST_MET + 3 * DAY)
    assert held(session, keys, session.get_one(Standing, jay.id)) == {
        "person_id": jay.id,
        "look_again_at": meeting.starts_at,
        "judged_at": LAST_MET + HOUR,
        "rules_version": 2,
        "key_worker_id": sam.id,
        "with_since": MATCHED,
        "agreed_days": 7,
        "last_reached_at": LAST_MET,
        "last_reached_outcome": Outcome.MET,
        "settled_at": LAST_MET,
        "quiet_from": QUIET,
        "next_meeting_at": meeting.starts_at,
        "version": session.get_one(Standing, jay.id).version,
    }


def test_a_lock_is_of_somebody_who_is_there(session, jay):
    judging.lock_person(session, jay.id)
    with refused(session, NotFoundError, "There is no such person."):
        judging.lock_person(session, jay.id + 1)
    with refused(session, NotFoundError, "There is no such person."):
        judging.calendar_of(session, None, jay.id + 1)


def test_nobody_is_judged_as_at_an_instant_before_the_last_one(
    session, make_act, jay, met, sam, ana
):
    """Ana read the clock first and waited for the lock while Sam wrote: both count."""
    logged(session, make_act(sam.id, at=LAST_MET + 2 * HOUR), jay, sam)
    logged(session, make_act(ana.id, at=LAST_MET + HOUR), jay, ana)
    standing = session.get_one(Standing, jay.id)
    assert (standing.judged_at, standing.last_reached_at) == (
        LAST_MET + 2 * HOUR,
        LAST_MET + 2 * HOUR,
    )


def test_a_sweep_that_read_its_clock_before_someone_wrote_leaves_them_to_the_next(
    session, make_act, jay, met, sam
):
    logged(session, make_act(sam.id, at=QUIET + HOUR), jay, sam)
    judging.look_again(session, [jay.id], NOTHING_PLANNED)
    assert judging.sweep(session, make_act(SWEEP, at=QUIET)) == []
    assert judging.judge_everyone(session, make_act(SWEEP, at=QUIET)) == jay.id
    assert (rules_open(session, jay), session.get_one(Standing, jay.id).judged_at) == (
        [],
        QUIET + HOUR,
    )
    assert judging.sweep(session, make_act(SWEEP, at=QUIET + HOUR)) == [jay.id]


def test_the_sweep_judges_who_is_due_and_nobody_else(session, make_act, jay, met, amina):
    before = session.get_one(Standing, amina.id).version
    assert swept(session, make_act, NOTHING_PLANNED) == [jay.id]
    session.expire_all()
    assert session.get_one(Standing, amina.id).version == before


def test_the_sweep_takes_so_many_at_a_time_the_longest_due_first(
    session, make_act, jay, met, amina
):
    judging.look_again(session, [amina.id, jay.id], NOTHING_PLANNED + HOUR)
    session.expire_all()
    due = session.get_one(Standing, jay.id).look_again_at
    assert due == NOTHING_PLANNED  # sooner than asked: it stays so
    act = make_act(SWEEP, at=NOTHING_PLANNED + 2 * HOUR)
    rounds = [judging.sweep(session, act, limit=1) for _ in range(3)]
    assert rounds == [[jay.id], [amina.id], []]


def test_an_alert_that_comes_back_makes_its_person_due(session, make_act, jay, alert, sam, amina):
    until = (QUIET + 5 * DAY).date()
    leave = LeaveForNow(LeaveReason.OTHER, until)
    leave_for_now(session, make_act(sam.id, at=QUIET + HOUR), alert.id, leave)
    standing = session.get_one(Standing, jay.id)
    assert standing.look_again_at > QUIET + 5 * DAY
    assert jay.id in swept(session, make_act, QUIET + 5 * DAY)


def test_everyone_is_judged_in_turn_due_or_not(session, make_act, jay, met, amina):
    act, seen, last = make_act(SWEEP, at=QUIET), [], 0
    while (last := judging.judge_everyone(session, act, last, limit=1)) is not None:
        seen.append(last)
    assert seen == sorted([jay.id, amina.id])
    assert rules_open(session, jay) == [RuleKey.QUIET]
    judged = session.scalars(select(Standing.judged_at)).all()
    assert set(judged) == {QUIET}


def test_looking_again_is_asked_for_and_answered_once(session, make_act, jay, met):
    judging.look_again(session, [jay.id], LAST_MET + HOUR)
    session.expire_all()
    assert session.get_one(Standing, jay.id).look_again_at == LAST_MET + HOUR
    assert swept(session, make_act, LAST_MET + HOUR) == [jay.id]
    assert session.get_one(Standing, jay.id).look_again_at == NOTHING_PLANNED


def test_judging_before_something_judged_already_is_refused(session, make_act, jay, met):
    judging.refuse_the_past(session, LAST_MET)
    sentence = (
        "Something was already judged at 2026-11-30T10:00:00Z, after that instant. "
        "Use --dry-run to look back without writing."
    )
    with refused(session, ConflictError, sentence):
        judging.refuse_the_past(session, LAST_MET - MOMENT)


def test_nothing_is_judged_of_nobody(session, make_act):
    act = make_act(SWEEP)
    judging.refuse_the_past(session, datetime(1990, 1, 1, tzinfo=UTC))
    assert (judging.sweep(session, act), judging.judge_everyone(session, act)) == ([], None)
    assert act.notes == []


def test_only_what_was_written_past_the_session_is_read_again(session, make_act, jay, alert, sam):
    alert, standing = the_alert(session, jay), session.get_one(Standing, jay.id)
    contact = logged(session, make_act(sam.id, at=QUIET + HOUR), jay, sam)
    assert {row for row in session if inspect(row).expired} == {standing, alert}
    assert (contact.outcome, alert.closed_at) == (Outcome.MET, QUIET + HOUR)


# Nothing was agreed about how often: their whole story is read, in one statement more. Of one
# person alone it is not asked what their standing was: to write it anew costs less.
STATEMENTS = {"nothing changes": 8, "an alert opens": 11}


@pytest.mark.parametrize("people", [2, 5])
@pytest.mark.parametrize("what", STATEMENTS)
def test_a_sweep_takes_as_many_statements_however_many_are_due(
    session, make_act, team, sam, lee, what, people
):
    everyone = []
    for number in range(people):
        person = written_in(session, make_act(lee.id, at=WRITTEN_IN), team, name=f"Person {number}")
        matched(session, make_act(lee.id, at=MATCHED), person, sam)
        logged(session, make_act(sam.id, at=NOW), person, sam)
        everyone.append(person.id)
    at = NOW + HOUR if what == "nothing changes" else NOW + 60 * DAY
    judging.look_again(session, everyone, at)
    sent = []
    event.listen(session.connection(), "before_cursor_execute", lambda *args: sent.append(args[2]))
    assert judging.sweep(session, make_act(SWEEP, at=at)) == everyone
    assert len(sent) == STATEMENTS[what], "\n".join(sent)
    opened = session.scalars(select(Alert.id)).all()
    assert len(opened) == (0 if what == "nothing changes" else people)
