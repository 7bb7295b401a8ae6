"""A planned meeting that did not happen: without blame, and with another in its place."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.services.conftest import TUESDAY
from tests.stored import held, refused
from tracker.domain.errors import ConflictError, InvalidError, NotFoundError
from tracker.domain.vocabulary import (
    MeetingState,
    Outcome,
    Precision,
    Setting,
    Starter,
    Way,
    WithWhom,
)
from tracker.models.alerts import Standing
from tracker.models.meetings import Meeting
from tracker.services.contacts import DidNotHappen, it_did_not_happen
from tracker.services.meetings import NewMeeting

pytestmark = pytest.mark.usefixtures("standing_stays_true")
HOUR, MOMENT = timedelta(hours=1), timedelta(microseconds=1)
AFTER = TUESDAY + 2 * HOUR
CALLED_OFF = (Outcome.THEY_CANCELLED, Outcome.THEY_MOVED, Outcome.WE_CANCELLED, Outcome.WE_MOVED)


def happened_at(session, make_act, meeting, sam, outcome, *, at=AFTER, **more):
    act = make_act(sam.id, at=at)
    return it_did_not_happen(session, act, meeting.id, DidNotHappen(outcome, **more)).occurred_at


@pytest.mark.parametrize("outcome", CALLED_OFF)
def test_a_cancelled_meeting_happened_when_word_was_given(session, make_act, meeting, sam, outcome):
    told = TUESDAY - timedelta(hours=20)
    at = happened_at(session, make_act, meeting, sam, outcome, told_at=told)
    assert (at, meeting.state) == (told, MeetingState.CANCELLED)


@pytest.mark.parametrize(
    ("logged_at", "happened"),
    [
        pytest.param(TUESDAY - HOUR, TUESDAY - HOUR, id="now, where it was still to come"),
        pytest.param(AFTER, TUESDAY, id="no later than it would have begun"),
    ],
)
def test_where_nobody_says_when_word_was_given_it_was(
    session, make_act, meeting, sam, logged_at, happened
):
    at = happened_at(session, make_act, meeting, sam, Outcome.THEY_CANCELLED, at=logged_at)
    assert at == happened


@pytest.mark.parametrize(
    "outcome",
    [
        Outcome.MISSED_EACH_OTHER,
        Outcome.COULD_NOT_BE_BROUGHT,
        Outcome.COULD_NOT_COME,
        Outcome.WE_WERE_NOT_THERE,
        Outcome.WE_DID_NOT_TELL_THEM,
        Outcome.THEY_TRIED,
    ],
)
def test_a_missed_meeting_happened_at_its_planned_time_and_not_before(
    session, make_act, meeting, sam, outcome
):
    sentence = "That time is still to come. Choose who cancelled or moved it."
    with refused(session, InvalidError, sentence, "outcome"):
        happened_at(session, make_act, meeting, sam, outcome, at=TUESDAY - MOMENT)
    at = happened_at(session, make_act, meeting, sam, outcome, at=TUESDAY)
    assert (at, meeting.state) == (TUESDAY, MeetingState.DID_NOT_HAPPEN)


def test_a_moved_meeting_has_another_in_its_place(session, make_act, keys, jay, meeting, sam, ana):
    act = make_act(sam.id, at=AFTER, form_token="a-form")
    what = DidNotHappen(
        Outcome.THEY_MOVED,
        told_at=TUESDAY - HOUR,
        shared="Exam on Tuesday.",
        team="Her third exam.",
        held_back_reason="She asked.",
        worried_told_who="Lee",
        moved_to=NewMeeting(ana.id, TUESDAY + timedelta(days=2)),
        worker_id=ana.id,
        expected_version=1,
    )
    contact = it_did_not_happen(session, act, meeting.id, what)
    assert held(session, keys, contact) == {
        "person_id": jay.id,
        "form_token": "a-form",
        "worker_id": ana.id,
        "occurred_at": TUESDAY - HOUR,
        "precision": Precision.EXACT,
        "with_whom": WithWhom.PERSON,
        "setting": Setting.ONE_TO_ONE,
        "way": Way.VIDEO,
        "outcome": Outcome.THEY_MOVED,
        "who_started": Starter.THEM,
        "shared": "Exam on Tuesday.",
        "team": "Her third exam.",
        "held_back_reason": "She asked.",
        "worried_told_who": "Lee",
        "meeting_id": meeting.id,
        "known_at": AFTER,
        "recorded_at": AFTER,
        "recorded_by": f"worker:{sam.id}",
    }
    instead = session.scalars(select(Meeting).where(Meeting.moved_from_id == meeting.id)).one()
    assert (instead.state, instead.worker_id, instead.form_token, instead.starts_at) == (
        MeetingState.PLANNED,
        ana.id,
        None,
        TUESDAY + timedelta(days=2),
    )
    assert session.get_one(Standing, jay.id).next_meeting_at == TUESDAY + timedelta(days=2)
    again = make_act(sam.id, at=AFTER + HOUR, form_token="a-form")
    assert (it_did_not_happen(session, again, meeting.id, what), again.notes) == (contact, [])


@pytest.mark.parametrize(
    ("outcome", "starter"),
    [
        (Outcome.THEY_CANCELLED, Starter.THEM),
        (Outcome.THEY_TRIED, Starter.THEM),
        (Outcome.WE_CANCELLED, Starter.US),
        (Outcome.MISSED_EACH_OTHER, Starter.US),
    ],
)
def test_who_started_it_is_whoever_gave_word(session, make_act, meeting, sam, outcome, starter):
    contact = it_did_not_happen(
        session, make_act(sam.id, at=AFTER), meeting.id, DidNotHappen(outcome)
    )
    assert contact.who_started is starter


@pytest.mark.parametrize(
    "outcome", [Outcome.MET, Outcome.SPOKE, Outcome.MESSAGED, Outcome.WE_TRIED]
)
def test_what_happened_is_no_reason_why_it_did_not(session, make_act, meeting, sam, outcome):
    with refused(session, InvalidError, "Choose what happened.", "outcome"):
        happened_at(session, make_act, meeting, sam, outcome)


def test_a_meeting_that_changed_since_it_was_shown_is_looked_at_again(
    session, make_act, meeting, sam
):
    sentence = "Someone changed this meeting a moment ago. Look at it again."
    with refused(session, ConflictError, sentence):
        happened_at(session, make_act, meeting, sam, Outcome.MISSED_EACH_OTHER, expected_version=2)


def test_word_is_not_given_in_the_future(session, make_act, meeting, sam):
    told = AFTER + MOMENT
    sentence = "That date is in the future. Use Plan ahead for meetings to come."
    with refused(session, InvalidError, sentence, "occurred_at"):
        happened_at(session, make_act, meeting, sam, Outcome.THEY_CANCELLED, told_at=told)


def test_a_meeting_that_is_not_there_did_not_happen_either(session, make_act, sam):
    with refused(session, NotFoundError, "There is no such meeting."):
        it_did_not_happen(session, make_act(sam.id), 999, DidNotHappen(Outcome.THEY_MOVED))
