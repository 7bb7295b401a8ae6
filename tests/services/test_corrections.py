"""Setting right and undoing: nothing that was written is changed, and everyone can see who was first."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.conftest import NOW
from tests.factories.contacts import logged, new_contact
from tests.services.conftest import TUESDAY
from tests.stored import held, refused
from tracker.domain.errors import ConflictError, InvalidError, NotFoundError
from tracker.domain.vocabulary import (
    MeetingState,
    Outcome,
    Precision,
    Setting,
    Starter,
    StayEnding,
    Way,
    WithWhom,
)
from tracker.models.alerts import Standing
from tracker.models.contacts import Contact, ContactWorker
from tracker.models.meetings import Meeting, MeetingStep
from tracker.services.acts import Note
from tracker.services.conflicts import ChangedMeanwhileError
from tracker.services.contacts import (
    DidNotHappen,
    correct_contact,
    it_did_not_happen,
    undo_contact,
)
from tracker.services.meetings import NewMeeting
from tracker.services.stays import NewEnding, end_stay

pytestmark = pytest.mark.usefixtures("standing_stays_true")
HOUR, MOMENT = timedelta(hours=1), timedelta(microseconds=1)
TEN_MINUTES = timedelta(minutes=10)
LATER = NOW + timedelta(days=1)
WHY = "It was a call."


@pytest.fixture
def contact(session, make_act, jay, with_sam, sam):
    """Sam logs at twelve on Friday 20 November 2026 that Jay and Sam met an hour ago."""
    return logged(session, make_act(sam.id), jay, sam, at=NOW - HOUR, shared="We met.")


def corrected(session, make_act, contact, worker, *, at=LATER, reason=WHY, token=None, **more):
    new = new_contact(worker, NOW - HOUR, **({"outcome": Outcome.SPOKE} | more))
    act = make_act(worker.id, at=at, form_token=token)
    return correct_contact(session, act, contact.id, new, reason)


def standing_rows(session, person):
    rows = select(Contact.id).where(Contact.person_id == person.id, Contact.superseded_at.is_(None))
    return session.scalars(rows).all()


def test_a_correction_is_a_new_row_beside_the_old_one(
    session, make_act, keys, jay, contact, sam, ana
):
    before = held(session, keys, contact)
    act = make_act(ana.id, at=LATER, form_token="a-form")
    new = new_contact(
        sam,
        NOW - 2 * HOUR,
        Outcome.SPOKE,
        shared="We spoke.",
        also_there=frozenset({ana.id}),
        who_started=Starter.THEM,
    )
    right = correct_contact(session, act, contact.id, new, f" {WHY} ")
    assert held(session, keys, contact) == before | {"superseded_at": LATER}
    assert held(session, keys, right) == {
        "person_id": jay.id,
        "form_token": "a-form",
        "worker_id": sam.id,
        "occurred_at": NOW - 2 * HOUR,
        "precision": Precision.EXACT,
        "with_whom": WithWhom.PERSON,
        "setting": Setting.ONE_TO_ONE,
        "way": Way.CALL,
        "outcome": Outcome.SPOKE,
        "who_started": Starter.THEM,
        "shared": "We spoke.",
        "reason": WHY,
        "replaces_id": contact.id,
        "known_at": NOW,
        "recorded_at": LATER,
        "recorded_by": f"worker:{ana.id}",
    }
    there = select(ContactWorker.contact_id, ContactWorker.worker_id)
    assert [tuple(row) for row in session.execute(there)] == [(right.id, ana.id)]
    assert act.notes[0] == Note("contact.corrected", jay.id, "contact", right.public_id)
    standing = session.get_one(Standing, jay.id)
    assert (standing.last_reached_at, standing.last_reached_outcome) == (
        NOW - 2 * HOUR,
        Outcome.SPOKE,
    )


def test_a_chain_of_corrections_leaves_one_that_stands(session, make_act, jay, contact, sam, ana):
    second = corrected(session, make_act, contact, ana)
    third = corrected(session, make_act, second, sam, at=LATER + HOUR)
    rows = select(Contact.id, Contact.replaces_id, Contact.superseded_at, Contact.recorded_by)
    assert [tuple(row) for row in session.execute(rows.order_by(Contact.id))] == [
        (contact.id, None, LATER, f"worker:{sam.id}"),
        (second.id, contact.id, LATER + HOUR, f"worker:{ana.id}"),
        (third.id, second.id, None, f"worker:{sam.id}"),
    ]
    assert standing_rows(session, jay) == [third.id]


@pytest.mark.parametrize(
    ("happened", "known"),
    [
        pytest.param(NOW - 5 * HOUR, NOW, id="earlier than we thought"),
        pytest.param(NOW, NOW, id="as we heard of it"),
        pytest.param(NOW + 2 * HOUR, NOW + 2 * HOUR, id="after what we had written"),
    ],
)
def test_when_we_first_knew_is_kept(session, make_act, contact, sam, happened, known):
    new = new_contact(sam, happened)
    right = correct_contact(session, make_act(sam.id, at=LATER), contact.id, new, WHY)
    assert (right.known_at, right.recorded_at) == (known, LATER)


def test_the_same_form_sent_again_gives_the_same_correction(session, make_act, jay, contact, sam):
    first = corrected(session, make_act, contact, sam, token="a-form")
    again = corrected(session, make_act, contact, sam, at=LATER + HOUR, token="a-form")
    assert (again, standing_rows(session, jay)) == (first, [first.id])


@pytest.mark.parametrize(
    ("at", "when"),
    [
        pytest.param(LATER + HOUR, "at 12:00", id="today"),
        pytest.param(LATER + timedelta(days=3), "on Saturday 21 November", id="on another day"),
    ],
)
def test_whoever_comes_second_hears_who_was_first_and_finds_what_stands(
    session, make_act, contact, sam, ana, at, when
):
    first = corrected(session, make_act, contact, ana)
    with refused(session, ChangedMeanwhileError, f"Ana changed this {when}. Look at it again."):
        corrected(session, make_act, contact, sam, at=at)
    with pytest.raises(ChangedMeanwhileError) as caught:
        undo_contact(session, make_act(sam.id, at=at), contact.id)
    assert caught.value.newer == first.public_id


def test_the_clock_on_the_wall_is_the_teams(session, make_act, jay, with_sam, sam, ana):
    summer = NOW - timedelta(days=60)  # 21 September, 13:00 in London
    contact = logged(session, make_act(sam.id, at=summer), jay, sam)
    new = new_contact(sam, summer, Outcome.WE_TRIED)
    correct_contact(session, make_act(ana.id, at=summer + HOUR), contact.id, new, WHY)
    with refused(session, ChangedMeanwhileError, "Ana changed this at 14:00. Look at it again."):
        correct_contact(session, make_act(sam.id, at=summer + 2 * HOUR), contact.id, new, WHY)


def test_what_a_job_put_right_was_put_right_by_someone(session, make_act, contact, sam):
    correct_contact(
        session, make_act("system:import", at=LATER), contact.id, new_contact(sam, NOW), WHY
    )
    with refused(
        session, ChangedMeanwhileError, "Someone changed this at 12:00. Look at it again."
    ):
        corrected(session, make_act, contact, sam, at=LATER + HOUR)


def test_what_was_undone_is_not_corrected(session, make_act, contact, sam):
    undo_contact(session, make_act(sam.id, at=NOW + MOMENT), contact.id)
    sentence = "This was undone at 12:00. Log it again if it happened."
    with refused(session, ConflictError, sentence):
        corrected(session, make_act, contact, sam, at=NOW + HOUR)


@pytest.mark.parametrize(
    ("reason", "sentence"),
    [
        pytest.param(" ", "Say what you are setting right.", id="none"),
        pytest.param("x" * 501, "Use 500 letters or fewer.", id="one that never ends"),
    ],
)
def test_a_correction_needs_a_reason(session, make_act, contact, sam, reason, sentence):
    with refused(session, InvalidError, sentence, "reason"):
        corrected(session, make_act, contact, sam, reason=reason)


@pytest.mark.parametrize(
    ("more", "field"),
    [
        pytest.param({"way": Way.LETTER}, "way", id="a way that does not fit"),
        pytest.param({"shared": "x" * 10_001}, "shared", id="a note that never ends"),
        pytest.param({"held_back_reason": "She asked."}, "held_back_reason", id="no note to hold"),
        pytest.param({"also_there": frozenset({999_999})}, "worker", id="nobody we know"),
    ],
)
def test_a_correction_is_checked_as_a_contact_is_and_the_old_one_stands(
    session, make_act, jay, contact, sam, more, field
):
    with pytest.raises(InvalidError) as caught, session.begin_nested():
        corrected(session, make_act, contact, sam, **more)
    assert (caught.value.field, standing_rows(session, jay)) == (field, [contact.id])


def test_there_is_nothing_to_set_right_or_undo_in_a_contact_that_is_not_there(
    session, make_act, contact, sam
):
    with refused(session, NotFoundError, "There is no such contact."):
        correct_contact(session, make_act(sam.id), contact.id + 1, new_contact(sam, NOW), WHY)
    with refused(session, NotFoundError, "There is no such contact."):
        undo_contact(session, make_act(sam.id), contact.id + 1)


@pytest.mark.parametrize(
    ("becomes", "state"),
    [
        (Outcome.MET, MeetingState.HAPPENED),
        (Outcome.MISSED_EACH_OTHER, MeetingState.DID_NOT_HAPPEN),
        (Outcome.WE_CANCELLED, MeetingState.CANCELLED),
    ],
)
def test_a_meeting_follows_the_record_of_it(session, make_act, jay, meeting, sam, becomes, state):
    act = make_act(sam.id, at=TUESDAY + HOUR)
    what = DidNotHappen(Outcome.THEY_CANCELLED, told_at=TUESDAY - HOUR)
    wrong = it_did_not_happen(session, act, meeting.id, what)
    settled_at = meeting.settled_at
    act = make_act(sam.id, at=TUESDAY + 2 * HOUR)
    right = correct_contact(session, act, wrong.id, new_contact(sam, TUESDAY, becomes), WHY)
    assert (right.meeting_id, meeting.state) == (meeting.id, state)
    assert meeting.settled_at == settled_at  # it left the plan when it left the plan
    assert meeting.version == (2 if state is MeetingState.CANCELLED else 3)


def test_a_correction_cannot_take_another_meeting(session, make_act, jay, contact, meeting, sam):
    right = corrected(session, make_act, contact, sam, meeting_id=meeting.id)
    assert (right.meeting_id, meeting.state) == (None, MeetingState.PLANNED)


# Undo


def test_what_one_has_just_logged_is_undone_without_a_new_row(session, make_act, jay, contact, sam):
    act = make_act(sam.id, at=NOW + TEN_MINUTES)
    assert undo_contact(session, act, contact.id) is contact
    assert contact.superseded_at == NOW + TEN_MINUTES
    assert session.scalars(select(Contact.id)).all() == [contact.id]
    assert act.notes[0] == Note("contact.undone", jay.id, "contact", contact.public_id)
    assert session.get_one(Standing, jay.id).last_reached_at is None


def test_undo_lasts_ten_minutes(session, make_act, contact, sam):
    sentence = "More than 10 minutes have passed. Correct it instead, with a reason."
    with refused(session, ConflictError, sentence):
        undo_contact(session, make_act(sam.id, at=NOW + TEN_MINUTES + MOMENT), contact.id)


def test_what_someone_else_logged_is_theirs_to_undo(session, make_act, contact, ana):
    sentence = "Someone else logged this. Correct it instead, with a reason."
    with refused(session, ConflictError, sentence):
        undo_contact(session, make_act(ana.id, at=NOW + MOMENT), contact.id)


def test_a_correction_is_not_undone_or_neither_row_would_stand(session, make_act, contact, sam):
    right = corrected(session, make_act, contact, sam, at=NOW + MOMENT)
    sentence = "This sets another right. Correct it once more instead."
    with refused(session, ConflictError, sentence):
        undo_contact(session, make_act(sam.id, at=NOW + 2 * MOMENT), right.id)


def test_it_is_undone_once(session, make_act, contact, sam):
    undo_contact(session, make_act(sam.id, at=NOW + MOMENT), contact.id)
    sentence = "This was undone at 12:00. Log it again if it happened."
    with refused(session, ConflictError, sentence):
        undo_contact(session, make_act(sam.id, at=NOW + 2 * MOMENT), contact.id)


def test_the_meeting_is_back_in_the_plan_and_may_be_recorded_again(
    session, make_act, jay, meeting, sam
):
    now, later = TUESDAY + HOUR, TUESDAY + HOUR + TEN_MINUTES
    wrong = logged(session, make_act(sam.id, at=now), jay, sam, at=TUESDAY, meeting_id=meeting.id)
    undo_contact(session, make_act(sam.id, at=later), wrong.id)
    assert (meeting.state, meeting.settled_at, meeting.version) == (MeetingState.PLANNED, None, 3)
    rows = select(MeetingStep.stepped_at, MeetingStep.from_state, MeetingStep.to_state)
    assert [tuple(row) for row in session.execute(rows.order_by(MeetingStep.id))] == [
        (NOW, None, MeetingState.PLANNED),
        (now, MeetingState.PLANNED, MeetingState.HAPPENED),
        (later, MeetingState.HAPPENED, MeetingState.PLANNED),
    ]
    act = make_act(sam.id, at=later + MOMENT)
    right = it_did_not_happen(session, act, meeting.id, DidNotHappen(Outcome.MISSED_EACH_OTHER))
    assert (meeting.state, standing_rows(session, jay)) == (
        MeetingState.DID_NOT_HAPPEN,
        [right.id],
    )


def moved(session, make_act, meeting, worker, at):
    what = DidNotHappen(
        Outcome.THEY_MOVED,
        told_at=at,
        moved_to=NewMeeting(worker.id, TUESDAY + timedelta(days=2)),
    )
    contact = it_did_not_happen(session, make_act(worker.id, at=at), meeting.id, what)
    instead = session.scalars(select(Meeting).where(Meeting.moved_from_id == meeting.id)).one()
    return contact, instead


def test_undoing_a_move_takes_the_meeting_in_its_place_out_and_it_may_be_moved_again(
    session, make_act, jay, meeting, sam
):
    at = TUESDAY - HOUR
    wrong, instead = moved(session, make_act, meeting, sam, at)
    undo_contact(session, make_act(sam.id, at=at + MOMENT), wrong.id)
    assert (meeting.state, instead.state, instead.moved_from_id) == (
        MeetingState.PLANNED,
        MeetingState.WITHDRAWN,
        None,
    )
    assert session.get_one(Standing, jay.id).next_meeting_at == TUESDAY
    _, anew = moved(session, make_act, meeting, sam, at + 2 * MOMENT)
    assert (anew.id != instead.id, anew.state) == (True, MeetingState.PLANNED)


def test_a_meeting_in_its_place_that_has_its_own_record_stays_and_stands_alone(
    session, make_act, jay, meeting, sam
):
    at = TUESDAY - HOUR
    wrong, instead = moved(session, make_act, meeting, sam, at)
    what = DidNotHappen(Outcome.WE_CANCELLED, told_at=at + MOMENT)
    it_did_not_happen(session, make_act(sam.id, at=at + MOMENT), instead.id, what)
    undo_contact(session, make_act(sam.id, at=at + 2 * MOMENT), wrong.id)
    assert (meeting.state, instead.state) == (MeetingState.PLANNED, MeetingState.CANCELLED)
    _, anew = moved(session, make_act, meeting, sam, at + 3 * MOMENT)
    assert anew.id != instead.id


def test_after_the_stay_the_meeting_is_not_planned_again(session, make_act, jay, meeting, sam):
    now = TUESDAY + HOUR
    wrong = logged(session, make_act(sam.id, at=now), jay, sam, at=TUESDAY, meeting_id=meeting.id)
    end_stay(session, make_act(sam.id, at=now + MOMENT), jay.id, NewEnding(StayEnding.DIED))
    undo_contact(session, make_act(sam.id, at=now + 2 * MOMENT), wrong.id)
    assert (meeting.state, meeting.settled_at) == (MeetingState.WITHDRAWN, now)
