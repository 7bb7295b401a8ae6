"""A contact and the next meeting in one act: written together, undone together."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from tests.conftest import NOW
from tests.factories.contacts import new_contact
from tracker.domain.errors import InvalidError
from tracker.domain.vocabulary import MeetingState
from tracker.models.alerts import Standing
from tracker.models.meetings import Meeting
from tracker.services.contacts import log_contact, undo_contact
from tracker.services.meetings import NewMeeting

pytestmark = pytest.mark.usefixtures("standing_stays_true")
THURSDAY = datetime(2026, 12, 3, 14, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def both(session, make_act, jay, sam, token="a-form"):
    act = make_act(sam.id, form_token=token)
    then = NewMeeting(sam.id, THURSDAY)
    return log_contact(session, act, jay.id, new_contact(sam, NOW), then)


def planned_at(session):
    rows = session.execute(select(Meeting.starts_at, Meeting.state).order_by(Meeting.id))
    return [tuple(row) for row in rows]


def test_the_next_meeting_is_planned_with_the_contact_once(
    session, make_act, jay, with_sam, sam
):  # fmt: skip
    first, second = (both(session, make_act, jay, sam) for _ in range(2))
    assert first is second
    assert planned_at(session) == [(THURSDAY, MeetingState.PLANNED)]
    assert session.get_one(Standing, jay.id).next_meeting_at == THURSDAY


def test_a_next_meeting_that_has_passed_is_refused_by_name(session, make_act, jay, with_sam, sam):
    passed = NewMeeting(sam.id, NOW - MINUTE)
    with pytest.raises(InvalidError, match="That time has passed") as refusal:
        log_contact(session, make_act(sam.id), jay.id, new_contact(sam, NOW), passed)
    assert refusal.value.field == "starts_at"
    session.rollback()  # as the edge does


def test_undoing_the_contact_takes_its_next_meeting_out_and_no_other(
    session, make_act, jay, with_sam, sam
):
    contact = both(session, make_act, jay, sam)
    other = both(session, make_act, jay, sam, token="another-form")
    undo_contact(session, make_act(sam.id, at=NOW + MINUTE), contact.id)
    states = [MeetingState.WITHDRAWN, MeetingState.PLANNED]
    assert planned_at(session) == [(THURSDAY, state) for state in states]
    assert other.superseded_at is None
    assert session.get_one(Standing, jay.id).next_meeting_at == THURSDAY


def test_a_next_meeting_that_took_place_stays_when_the_contact_is_undone(
    session, make_act, jay, with_sam, sam
):
    contact = both(session, make_act, jay, sam)
    meeting = session.scalars(select(Meeting)).one()
    early = make_act(sam.id, at=NOW + MINUTE)
    log_contact(session, early, jay.id, new_contact(sam, early.at, meeting_id=meeting.id))
    undo_contact(session, make_act(sam.id, at=NOW + 2 * MINUTE), contact.id)
    assert planned_at(session) == [(THURSDAY, MeetingState.HAPPENED)]
