"""Plan the next meeting, and move it through its states."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from tracker.domain.errors import ConflictError, InvalidError, NotFoundError
from tracker.domain.vocabulary import MeetingKind, MeetingState, Way
from tracker.models.accounts import Worker
from tracker.models.base import new_public_id
from tracker.models.meetings import Meeting, MeetingStep
from tracker.services import judging
from tracker.services.acts import Act
from tracker.services.grounds import is_with_us, made_before, open_stay
from tracker.services.sealing import clean, key_of, seal

LONGEST_MINUTES = 24 * 60
FURTHEST = timedelta(days=366 * 2)


@dataclass(frozen=True, slots=True)
class NewMeeting:
    """When, how long, how and where, and who will be there for us."""

    worker_id: int
    starts_at: datetime
    minutes: int = 60
    kind: MeetingKind = MeetingKind.MEETING
    way: Way = Way.IN_PERSON
    place: str | None = None


def plan_meeting(session: Session, act: Act, person_id: int, new: NewMeeting) -> Meeting:
    """Plan a meeting to come. The same form sent twice gives the same meeting."""
    judging.lock_person(session, person_id)
    if before := made_before(session, act, Meeting, person_id):
        return before
    meeting = add_meeting(session, act, person_id, new)
    judging.judge(session, act, person_id)
    return meeting


def add_meeting(
    session: Session, act: Act, person_id: int, new: NewMeeting, moved_from: Meeting | None = None
) -> Meeting:
    """Add the rows alone, for an act that holds the lock and judges itself."""
    open_stay(session, person_id)
    _check(session, act, new)
    public_id = new_public_id()
    place = clean(new.place, "place", 200)
    meeting = Meeting(
        public_id=public_id,
        form_token=None if moved_from else act.form_token,
        person_id=person_id,
        worker_id=new.worker_id,
        kind=new.kind,
        starts_at=new.starts_at,
        ends_at=new.starts_at + timedelta(minutes=new.minutes),
        way=new.way,
        place_ct=seal(key_of(session, act, person_id), ("meeting", "place_ct", public_id), place),
        state=MeetingState.PLANNED,
        planned_at=act.at,
        planned_by=act.by,
        moved_from_id=moved_from.id if moved_from else None,
    )
    session.add(meeting)
    session.flush()
    _step(session, act, meeting.id, None, MeetingState.PLANNED)
    act.note("meeting.planned", person_id, ("meeting", public_id))
    return meeting


def cancel_plan(session: Session, act: Act, meeting_id: int, expected_version: int) -> Meeting:
    """Take a meeting out of the plan that was written by mistake: nothing happened, no contact."""
    meeting = get_planned(session, lock_meeting(session, meeting_id).person_id, meeting_id)
    refuse_changed(meeting, expected_version)
    settle(session, act, meeting, MeetingState.WITHDRAWN)
    judging.judge(session, act, meeting.person_id)
    return meeting


def lock_meeting(session: Session, meeting_id: int) -> Meeting:
    """Lock the meeting's person, then read the meeting as it is now."""
    person_id = session.scalar(select(Meeting.person_id).where(Meeting.id == meeting_id))
    if person_id is None:
        raise NotFoundError("There is no such meeting.")
    judging.lock_person(session, person_id)
    return session.get_one(Meeting, meeting_id, populate_existing=True)


def get_planned(session: Session, person_id: int, meeting_id: int) -> Meeting:
    """Give a person's meeting that nothing is recorded of, as it is now: the person is locked.

    Raises NotFoundError when it is not this person's, ConflictError when it has left the plan.
    """
    meeting = session.get(Meeting, meeting_id, populate_existing=True)
    if meeting is None or meeting.person_id != person_id:
        raise NotFoundError("There is no such meeting.")
    if meeting.state is not MeetingState.PLANNED:
        raise ConflictError("What came of this meeting is recorded already.")
    return meeting


def refuse_changed(meeting: Meeting, expected_version: int) -> None:
    """Raise ConflictError when the meeting is not the version someone was shown."""
    if meeting.version != expected_version:
        raise ConflictError("Someone changed this meeting a moment ago. Look at it again.")


def settle(session: Session, act: Act, meeting: Meeting, state: MeetingState) -> None:
    """Move a planned meeting out of the plan, for an act that holds the lock and judges itself."""
    meeting.settled_at = max(act.at, meeting.planned_at)
    _change(session, act, meeting, state)


def follow(session: Session, act: Act, meeting: Meeting, state: MeetingState) -> None:
    """Let a settled meeting follow the record of it, which was set right."""
    if meeting.state is not state:
        _change(session, act, meeting, state)


def plan_again(session: Session, act: Act, meeting: Meeting) -> None:
    """Put a meeting back in the plan: what was recorded of it has been undone.

    The one planned in its place stands alone, and is withdrawn if nothing is recorded of it; so is
    this one when the person is not with us any more.
    """
    stays = is_with_us(session, meeting.person_id)
    _change(session, act, meeting, MeetingState.PLANNED if stays else MeetingState.WITHDRAWN)
    if stays:
        meeting.settled_at = None
    instead = session.scalar(select(Meeting).where(Meeting.moved_from_id == meeting.id))
    if instead is not None:
        instead.moved_from_id = None  # so that the first may be moved again
        if instead.state is MeetingState.PLANNED:
            settle(session, act, instead, MeetingState.WITHDRAWN)


def withdraw_made_by(session: Session, act: Act, form_token: str) -> None:
    """Take the meeting out of the plan that this form planned, if nothing is recorded of it."""
    meeting = session.scalar(select(Meeting).where(Meeting.form_token == form_token))
    if meeting is not None and meeting.state is MeetingState.PLANNED:
        settle(session, act, meeting, MeetingState.WITHDRAWN)


def _change(session: Session, act: Act, meeting: Meeting, state: MeetingState) -> None:
    _step(session, act, meeting.id, meeting.state, state)
    meeting.state = state
    meeting.version += 1
    act.note(f"meeting.{state.value}", meeting.person_id, ("meeting", meeting.public_id))


def still_planned(session: Session, person_id: int) -> list[Meeting]:
    return list(
        session.scalars(
            select(Meeting).where(
                Meeting.person_id == person_id, Meeting.state == MeetingState.PLANNED
            )
        )
    )


def _check(session: Session, act: Act, new: NewMeeting) -> None:
    if new.starts_at <= act.at:
        raise InvalidError(
            "That time has passed. Log it as a contact, or choose a later one.", field="starts_at"
        )
    if new.starts_at > act.at + FURTHEST:
        raise InvalidError("Choose a day within the next two years.", field="starts_at")
    if not 1 <= new.minutes <= LONGEST_MINUTES:
        raise InvalidError("Use a number of minutes from 1 to 1440.", field="minutes")
    worker = session.get(Worker, new.worker_id)
    if worker is None or not worker.active:
        raise InvalidError("Choose who will be there.", field="worker")


def _step(
    session: Session, act: Act, meeting_id: int, before: MeetingState | None, after: MeetingState
) -> None:
    session.add(
        MeetingStep(
            meeting_id=meeting_id,
            stepped_at=act.at,
            actor=act.by,
            from_state=before,
            to_state=after,
        )
    )
