"""What is planned: always to come; it leaves the plan once, with a step written down."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from tests.conftest import NOW
from tests.factories.bonds import a_worker
from tests.factories.meetings import planned
from tests.stored import held, refused
from tracker.domain.errors import ConflictError, InvalidError, NotFoundError
from tracker.domain.vocabulary import MeetingKind, MeetingState, StayEnding, Way
from tracker.models.alerts import Standing
from tracker.models.meetings import Meeting, MeetingStep
from tracker.services.acts import Note
from tracker.services.meetings import NewMeeting, cancel_plan, plan_meeting
from tracker.services.stays import NewEnding, end_stay

pytestmark = pytest.mark.usefixtures("standing_stays_true")
THURSDAY = datetime(2026, 12, 3, 14, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
MOMENT = timedelta(microseconds=1)
PLANNED, WITHDRAWN = MeetingState.PLANNED, MeetingState.WITHDRAWN


def steps(session, meeting):
    rows = select(
        MeetingStep.stepped_at, MeetingStep.actor, MeetingStep.from_state, MeetingStep.to_state
    ).where(MeetingStep.meeting_id == meeting.id)
    return [tuple(row) for row in session.execute(rows.order_by(MeetingStep.id))]


def test_a_meeting_is_planned_with_when_how_and_where(
    session, make_act, keys, jay, with_sam, sam, ana
):
    act = make_act(sam.id, form_token="a-form")
    new = NewMeeting(ana.id, THURSDAY, 90, MeetingKind.COURT, Way.VIDEO, " Leeds\nlibrary ")
    meeting = plan_meeting(session, act, jay.id, new)
    assert held(session, keys, meeting) == {
        "form_token": "a-form",
        "person_id": jay.id,
        "worker_id": ana.id,
        "kind": MeetingKind.COURT,
        "starts_at": THURSDAY,
        "ends_at": THURSDAY + timedelta(minutes=90),
        "way": Way.VIDEO,
        "place": "Leeds\nlibrary",
        "state": PLANNED,
        "planned_at": NOW,
        "planned_by": f"worker:{sam.id}",
        "version": 1,
    }
    assert steps(session, meeting) == [(NOW, f"worker:{sam.id}", None, PLANNED)]
    assert act.notes[0] == Note("meeting.planned", jay.id, "meeting", meeting.public_id)
    assert session.get_one(Standing, jay.id).next_meeting_at == THURSDAY


def test_an_hour_in_person_unless_said_otherwise(session, make_act, jay, with_sam, sam):
    meeting = planned(session, make_act(sam.id), jay, sam, THURSDAY)
    assert (meeting.ends_at - meeting.starts_at, meeting.way, meeting.kind) == (
        timedelta(hours=1),
        Way.IN_PERSON,
        MeetingKind.MEETING,
    )


def test_the_same_form_sent_again_gives_the_same_meeting(session, make_act, jay, with_sam, sam):
    first = planned(session, make_act(sam.id, form_token="a-form"), jay, sam, THURSDAY)
    again = make_act(sam.id, at=LATER, form_token="a-form")
    assert (planned(session, again, jay, sam, THURSDAY), again.notes) == (first, [])
    assert len(steps(session, first)) == 1


@pytest.mark.parametrize(
    ("more", "sentence", "field"),
    [
        pytest.param(
            {"starts_at": NOW},
            "That time has passed. Log it as a contact, or choose a later one.",
            "starts_at",
            id="a meeting that starts now",
        ),
        pytest.param(
            {"starts_at": NOW + timedelta(days=732) + MOMENT},
            "Choose a day within the next two years.",
            "starts_at",
            id="a meeting in more than two years",
        ),
        pytest.param(
            {"minutes": 0},
            "Use a number of minutes from 1 to 1440.",
            "minutes",
            id="a meeting of no length",
        ),
        pytest.param(
            {"minutes": 1441},
            "Use a number of minutes from 1 to 1440.",
            "minutes",
            id="a meeting of more than a day",
        ),
        pytest.param(
            {"place": "x" * 201},
            "Use 200 letters or fewer.",
            "place",
            id="a place that never ends",
        ),
    ],
)
def test_what_cannot_be_planned_is_refused(
    session, make_act, jay, with_sam, sam, more, sentence, field
):
    given = {"starts_at": THURSDAY} | more
    with refused(session, InvalidError, sentence, field):
        plan_meeting(session, make_act(sam.id), jay.id, NewMeeting(sam.id, **given))


@pytest.mark.parametrize(
    "more",
    [
        {"starts_at": NOW + MOMENT},
        {"starts_at": NOW + timedelta(days=732)},
        {"starts_at": THURSDAY, "minutes": 1},
        {"starts_at": THURSDAY, "minutes": 1440},
    ],
    ids=["in a moment", "in two years", "a minute", "a whole day"],
)
def test_what_can_just_be_planned_is_taken(session, make_act, jay, with_sam, sam, more):
    meeting = plan_meeting(session, make_act(sam.id), jay.id, NewMeeting(sam.id, **more))
    assert meeting.state is PLANNED


def test_only_a_worker_with_an_account_will_be_there(session, make_act, jay, with_sam, sam):
    gone = a_worker(session, active=False)
    for worker_id in (gone.id, gone.id + 1):
        with refused(session, InvalidError, "Choose who will be there.", "worker"):
            new = NewMeeting(worker_id, THURSDAY)
            plan_meeting(session, make_act(sam.id), jay.id, new)


def test_after_the_stay_nothing_is_planned(session, make_act, jay, with_sam, sam):
    end_stay(session, make_act(sam.id), jay.id, NewEnding(StayEnding.DIED))
    with refused(session, ConflictError, "Their time with us has ended. Nothing was changed."):
        planned(session, make_act(sam.id, at=LATER), jay, sam, THURSDAY)


def test_nothing_is_planned_with_somebody_who_is_not_there(session, make_act, jay, sam):
    with refused(session, NotFoundError, "There is no such person."):
        plan_meeting(session, make_act(sam.id), jay.id + 1, NewMeeting(sam.id, THURSDAY))


def test_what_was_planned_by_mistake_is_taken_out_and_nothing_happened(
    session, make_act, jay, with_sam, sam, ana
):
    meeting = planned(session, make_act(sam.id), jay, sam, THURSDAY)
    act = make_act(ana.id, at=LATER)
    assert cancel_plan(session, act, meeting.id, expected_version=1) is meeting
    assert (meeting.state, meeting.settled_at, meeting.version) == (WITHDRAWN, LATER, 2)
    assert steps(session, meeting)[1:] == [(LATER, f"worker:{ana.id}", PLANNED, WITHDRAWN)]
    assert act.notes[0] == Note("meeting.withdrawn", jay.id, "meeting", meeting.public_id)
    assert session.get_one(Standing, jay.id).next_meeting_at is None


def test_a_meeting_that_changed_since_it_was_shown_is_not_taken_out(
    session, make_act, jay, with_sam, sam
):
    meeting = planned(session, make_act(sam.id), jay, sam, THURSDAY)
    sentence = "Someone changed this meeting a moment ago. Look at it again."
    with refused(session, ConflictError, sentence):
        cancel_plan(session, make_act(sam.id, at=LATER), meeting.id, expected_version=2)


def test_a_meeting_leaves_the_plan_once(session, make_act, jay, with_sam, sam):
    meeting = planned(session, make_act(sam.id), jay, sam, THURSDAY)
    cancel_plan(session, make_act(sam.id, at=LATER), meeting.id, expected_version=1)
    sentence = "What came of this meeting is recorded already."
    with refused(session, ConflictError, sentence):
        cancel_plan(session, make_act(sam.id, at=LATER), meeting.id, expected_version=2)


def test_a_meeting_that_is_not_there_is_not_taken_out(session, make_act, sam):
    with refused(session, NotFoundError, "There is no such meeting."):
        cancel_plan(session, make_act(sam.id), 999, expected_version=1)


def test_my_people_shows_the_soonest_meeting(session, make_act, jay, with_sam, sam):
    planned(session, make_act(sam.id), jay, sam, THURSDAY + timedelta(days=7))
    soonest = planned(session, make_act(sam.id), jay, sam, THURSDAY)
    assert session.get_one(Standing, jay.id).next_meeting_at == THURSDAY
    cancel_plan(session, make_act(sam.id, at=LATER), soonest.id, expected_version=1)
    assert session.get_one(Standing, jay.id).next_meeting_at == THURSDAY + timedelta(days=7)
    assert len(session.scalars(select(Meeting)).all()) == 2
