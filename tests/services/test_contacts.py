"""What happened or was tried: past only, logged once, and its meeting leaves the plan with it."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from tests.conftest import NOW
from tests.factories.contacts import logged, new_contact
from tests.factories.people import written_in
from tests.services.conftest import TUESDAY, WRITTEN_IN
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
from tracker.services.acts import Note
from tracker.services.contacts import DidNotHappen, NewContact, it_did_not_happen, log_contact
from tracker.services.stays import NewEnding, end_stay

pytestmark = pytest.mark.usefixtures("standing_stays_true")
HOUR, MOMENT = timedelta(hours=1), timedelta(microseconds=1)
AFTER = TUESDAY + 2 * HOUR


def also_there(session, contact):
    rows = select(ContactWorker.worker_id).where(ContactWorker.contact_id == contact.id)
    return set(session.scalars(rows))


def test_a_contact_is_written_down_whole(session, make_act, keys, jay, with_sam, sam, ana, lee):
    act = make_act(ana.id, form_token="a-form")
    new = NewContact(
        worker_id=sam.id,
        occurred_at=NOW - 2 * HOUR,
        outcome=Outcome.SPOKE,
        way=Way.CALL,
        with_whom=WithWhom.SOMEONE_CLOSE,
        setting=Setting.WITH_OTHERS,
        who_started=Starter.THEM,
        minutes=25,
        also_there=frozenset({sam.id, ana.id, lee.id}),
        place=" The library ",
        agreed="Ring on Monday.",
        shared="We spoke about college.\r\nIt went well.",
        team="Her mum sounded tired.",
        held_back_reason="Her mum asked.",
        worried_told_who="Lee, at 11.",
    )
    contact = log_contact(session, act, jay.id, new)
    assert held(session, keys, contact) == {
        "person_id": jay.id,
        "form_token": "a-form",
        "worker_id": sam.id,
        "occurred_at": NOW - 2 * HOUR,
        "precision": Precision.EXACT,
        "with_whom": WithWhom.SOMEONE_CLOSE,
        "setting": Setting.WITH_OTHERS,
        "way": Way.CALL,
        "outcome": Outcome.SPOKE,
        "who_started": Starter.THEM,
        "minutes": 25,
        "place": "The library",
        "agreed": "Ring on Monday.",
        "shared": "We spoke about college.\nIt went well.",
        "team": "Her mum sounded tired.",
        "held_back_reason": "Her mum asked.",
        "worried_told_who": "Lee, at 11.",
        "known_at": NOW,
        "recorded_at": NOW,
        "recorded_by": f"worker:{ana.id}",
    }
    assert also_there(session, contact) == {ana.id, lee.id}
    assert act.notes[0] == Note("contact.logged", jay.id, "contact", contact.public_id)


def test_my_people_knows_at_once(session, make_act, jay, with_sam, sam):
    logged(session, make_act(sam.id), jay, sam, at=NOW - HOUR)
    standing = session.get_one(Standing, jay.id)
    assert (standing.last_reached_at, standing.last_reached_outcome, standing.judged_at) == (
        NOW - HOUR,
        Outcome.MET,
        NOW,
    )


def test_a_contact_of_which_only_the_day_is_known_happened_at_its_midnight(
    session, make_act, jay, with_sam, sam
):
    at = datetime(2026, 10, 2, 15, tzinfo=UTC)  # a day in summer time
    contact = logged(session, make_act(sam.id), jay, sam, at=at, precision=Precision.DAY)
    assert contact.occurred_at == datetime(2026, 10, 1, 23, tzinfo=UTC)


def test_the_same_form_sent_again_gives_the_same_contact(session, make_act, jay, with_sam, sam):
    first = logged(session, make_act(sam.id, form_token="a-form"), jay, sam)
    again = make_act(sam.id, at=NOW + HOUR, form_token="a-form")
    assert (logged(session, again, jay, sam, Outcome.WE_TRIED), again.notes) == (first, [])
    assert session.scalars(select(Contact.id)).all() == [first.id]


def test_a_form_made_for_someone_else_is_refused(session, make_act, jay, with_sam, sam, team, lee):
    amina = written_in(session, make_act(lee.id, at=WRITTEN_IN), team, name="Amina")
    act = make_act(sam.id, form_token="a-form")
    logged(session, act, jay, sam)
    with refused(session, ConflictError, "Load the page again, then send it once more."):
        logged(session, act, amina, sam)


MET_HOW = "You met: choose in person or video."
SPOKE_HOW = "You spoke: choose in person, call or video."
MESSAGED_HOW = "You messaged: choose text or letter."
MINUTES = "Use a number of minutes from 0 to 1440."
WRONG = {
    "in a moment": (
        {"occurred_at": NOW + MOMENT},
        "That date is in the future. Use Plan ahead for meetings to come.",
        "occurred_at",
    ),
    "in a year no calendar knows": (
        {"occurred_at": datetime(1989, 12, 31, 23, tzinfo=UTC)},
        "Check the year.",
        "occurred_at",
    ),
    "met by call": ({"way": Way.CALL}, MET_HOW, "way"),
    "met by letter": ({"way": Way.LETTER}, MET_HOW, "way"),
    "spoke by text": ({"outcome": Outcome.SPOKE, "way": Way.TEXT}, SPOKE_HOW, "way"),
    "spoke by letter": ({"outcome": Outcome.SPOKE, "way": Way.LETTER}, SPOKE_HOW, "way"),
    "messaged in person": ({"outcome": Outcome.MESSAGED}, MESSAGED_HOW, "way"),
    "of less than nothing": ({"minutes": -1}, MINUTES, "minutes"),
    "of more than a day": ({"minutes": 1441}, MINUTES, "minutes"),
    "with a place that never ends": ({"place": "x" * 201}, "Use 200 letters or fewer.", "place"),
    "with a note that never ends": (
        {"shared": "x" * 10_001},
        "Use 10,000 letters or fewer.",
        "shared",
    ),
    "with a note no page can show": (
        {"team": "\x07"},
        "Leave out characters that cannot be shown.",
        "team",
    ),
    "with nothing to hold back": (
        {"held_back_reason": "Her mum asked."},
        "There is no team note to hold back.",
        "held_back_reason",
    ),
    "with someone who never worked here": (
        {"also_there": frozenset({999_999})},
        "Choose who was there.",
        "worker",
    ),
    "by nobody": ({"worker_id": 999_999}, "Choose who was there.", "worker"),
}


@pytest.mark.parametrize(("more", "sentence", "field"), WRONG.values(), ids=WRONG)
def test_what_cannot_have_happened_is_refused(
    session, make_act, jay, with_sam, sam, more, sentence, field
):
    given = {"worker_id": sam.id, "occurred_at": NOW, "outcome": Outcome.MET} | more
    with refused(session, InvalidError, sentence, field):
        log_contact(session, make_act(sam.id), jay.id, NewContact(**given))


RIGHT = {
    "this very moment": {"occurred_at": NOW},
    "in the first year the calendar knows": {"occurred_at": datetime(1990, 1, 1, tzinfo=UTC)},
    "met by video": {"way": Way.VIDEO},
    "spoke in person": {"outcome": Outcome.SPOKE, "way": Way.IN_PERSON},
    "messaged by letter": {"outcome": Outcome.MESSAGED, "way": Way.LETTER},
    "we tried by letter": {"outcome": Outcome.WE_TRIED, "way": Way.LETTER},
    "of no length": {"minutes": 0},
    "of a whole day": {"minutes": 1440},
}


@pytest.mark.parametrize("more", RIGHT.values(), ids=RIGHT)
def test_what_can_just_have_happened_is_taken(session, make_act, jay, with_sam, sam, more):
    given = {"worker_id": sam.id, "occurred_at": NOW, "outcome": Outcome.MET} | more
    assert log_contact(session, make_act(sam.id), jay.id, NewContact(**given)).superseded_at is None


def test_nothing_is_logged_of_somebody_who_is_not_there(session, make_act, jay, sam):
    with refused(session, NotFoundError, "There is no such person."):
        log_contact(session, make_act(sam.id), jay.id + 1, new_contact(sam, NOW))


def test_what_happened_after_the_stay_is_logged_and_nothing_follows(
    session, make_act, jay, with_sam, sam
):
    end_stay(session, make_act(sam.id), jay.id, NewEnding(StayEnding.MOVED_ON))
    assert logged(session, make_act(sam.id, at=NOW + HOUR), jay, sam).outcome is Outcome.MET
    assert session.get_one(Standing, jay.id).last_reached_at is None


# A contact and the meeting it belongs to


BECOMES = {
    **dict.fromkeys((Outcome.MET, Outcome.SPOKE, Outcome.MESSAGED), MeetingState.HAPPENED),
    **dict.fromkeys(
        (Outcome.THEY_CANCELLED, Outcome.THEY_MOVED, Outcome.WE_CANCELLED, Outcome.WE_MOVED),
        MeetingState.CANCELLED,
    ),
    **dict.fromkeys(
        (
            Outcome.MISSED_EACH_OTHER,
            Outcome.COULD_NOT_BE_BROUGHT,
            Outcome.COULD_NOT_COME,
            Outcome.WE_WERE_NOT_THERE,
            Outcome.WE_DID_NOT_TELL_THEM,
            Outcome.THEY_TRIED,
            Outcome.WE_TRIED,
        ),
        MeetingState.DID_NOT_HAPPEN,
    ),
}


@pytest.mark.parametrize("outcome", Outcome)
def test_a_meeting_leaves_the_plan_as_its_record_says(
    session, make_act, jay, meeting, sam, outcome
):
    act = make_act(sam.id, at=AFTER)
    contact = logged(session, act, jay, sam, outcome, at=TUESDAY, meeting_id=meeting.id)
    assert (contact.meeting_id, meeting.state) == (meeting.id, BECOMES[outcome])
    assert (meeting.settled_at, meeting.version) == (AFTER, 2)
    state = f"meeting.{BECOMES[outcome].value}"
    assert act.notes[:2] == [
        Note("contact.logged", jay.id, "contact", contact.public_id),
        Note(state, jay.id, "meeting", meeting.public_id),
    ]


def test_a_meeting_has_one_record(session, make_act, jay, meeting, sam):
    logged(session, make_act(sam.id, at=AFTER), jay, sam, meeting_id=meeting.id)
    act = make_act(sam.id, at=AFTER + HOUR)
    sentence = "What came of this meeting is recorded already."
    with refused(session, ConflictError, sentence):
        logged(session, act, jay, sam, meeting_id=meeting.id)
    with refused(session, ConflictError, sentence):
        it_did_not_happen(session, act, meeting.id, DidNotHappen(Outcome.MISSED_EACH_OTHER))


def test_a_meeting_of_someone_else_is_not_found(session, make_act, jay, meeting, sam, team, lee):
    amina = written_in(session, make_act(lee.id, at=WRITTEN_IN), team, name="Amina")
    act = make_act(sam.id, at=AFTER)
    for meeting_id in (meeting.id, meeting.id + 1):
        with refused(session, NotFoundError, "There is no such meeting."):
            logged(session, act, amina, sam, meeting_id=meeting_id)
