"""Log what happened or was tried; set it right; undo it while it is fresh."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from tracker.domain.errors import ConflictError, InvalidError, NotFoundError
from tracker.domain.vocabulary import (
    OUR_PART,
    REACHED,
    TOLD_US,
    MeetingState,
    Outcome,
    Precision,
    Setting,
    Starter,
    Way,
    WithWhom,
)
from tracker.models.accounts import Worker
from tracker.models.base import new_public_id
from tracker.models.contacts import Contact, ContactWorker
from tracker.models.meetings import Meeting
from tracker.services import judging, meetings
from tracker.services.acts import Act
from tracker.services.sealing import clean, key_of, seal

UNDO_WITHIN = timedelta(minutes=10)
LONGEST_MINUTES = 24 * 60
EARLIEST_YEAR = 1990
FITS = {
    Outcome.MET: frozenset({Way.IN_PERSON, Way.VIDEO}),
    Outcome.SPOKE: frozenset({Way.IN_PERSON, Way.CALL, Way.VIDEO}),
    Outcome.MESSAGED: frozenset({Way.TEXT, Way.LETTER}),
}
MISFITS = {
    Outcome.MET: "You met: choose in person or video.",
    Outcome.SPOKE: "You spoke: choose in person, call or video.",
    Outcome.MESSAGED: "You messaged: choose text or letter.",
}
TEXTS = {
    "place_ct": ("place", 200),
    "agreed_ct": ("agreed", 2_000),
    "shared_ct": ("shared", 10_000),
    "team_ct": ("team", 10_000),
    "held_back_reason_ct": ("held_back_reason", 500),
    "worried_told_who_ct": ("worried_told_who", 500),
}


@dataclass(frozen=True, slots=True)
class NewContact:
    """One contact as it is written down: with whom, when, how, and what came of it."""

    worker_id: int
    occurred_at: datetime
    outcome: Outcome
    way: Way = Way.IN_PERSON
    precision: Precision = Precision.EXACT
    with_whom: WithWhom = WithWhom.PERSON
    setting: Setting = Setting.ONE_TO_ONE
    who_started: Starter = Starter.US
    minutes: int | None = None
    also_there: frozenset[int] = frozenset()
    place: str | None = None
    agreed: str | None = None
    shared: str | None = None
    team: str | None = None
    held_back_reason: str | None = None
    worried_told_who: str | None = None
    meeting_id: int | None = None


@dataclass(frozen=True, slots=True)
class DidNotHappen:
    """What became of a planned meeting; `told_at` is when word was given, if it was."""

    outcome: Outcome
    told_at: datetime | None = None
    shared: str | None = None
    moved_to: meetings.NewMeeting | None = None


def log_contact(session: Session, act: Act, person_id: int, new: NewContact) -> Contact:
    """Log a contact that is past. The same form sent twice gives the same contact.

    A meeting it belongs to leaves the plan. Raises InvalidError naming the field at fault,
    ConflictError when the meeting has a record already.
    """
    judging.lock_person(session, person_id)
    before = _already(session, act)
    if before is not None:
        return before
    contact = _add(session, act, person_id, new, act.form_token)
    act.note("contact.logged", person_id, ("contact", contact.public_id))
    judging.judge(session, act, person_id)
    return contact


def it_did_not_happen(session: Session, act: Act, meeting_id: int, what: DidNotHappen) -> Contact:
    """Record what became of a planned meeting, and plan the one it moved to.

    A cancelled one happened when word was given, a missed one at its planned time.
    """
    meeting = meetings.lock_meeting(session, meeting_id)
    before = _already(session, act)
    if before is not None:
        return before
    given = what.outcome in TOLD_US or what.outcome in OUR_PART
    occurred_at = (what.told_at or min(act.at, meeting.starts_at)) if given else meeting.starts_at
    new = NewContact(
        worker_id=meeting.worker_id,
        occurred_at=occurred_at,
        outcome=what.outcome,
        way=meeting.way,
        shared=what.shared,
        meeting_id=meeting_id,
    )
    if what.outcome in REACHED or what.outcome is Outcome.WE_TRIED:
        raise InvalidError("Choose what happened.", field="outcome")
    contact = _add(session, act, meeting.person_id, new, act.form_token)
    if what.moved_to is not None:
        meetings.add_meeting(session, act, meeting.person_id, what.moved_to, moved_from=meeting)
    act.note("meeting.did_not_happen", meeting.person_id, ("contact", contact.public_id))
    judging.judge(session, act, meeting.person_id)
    return contact


def correct_contact(
    session: Session, act: Act, contact_id: int, new: NewContact, reason: str
) -> Contact:
    """Write the contact anew, with the reason; the old row stays, superseded.

    Raises ConflictError when it was corrected or undone by someone else meanwhile.
    """
    old = _lock(session, contact_id)
    before = _already(session, act)
    if before is not None:
        return before
    _refuse_superseded(old)
    why = clean(reason, "reason", 500)
    if why is None:
        raise InvalidError("Say what you are setting right.", field="reason")
    old.superseded_at = act.at
    session.flush()
    contact = _add(
        session, act, old.person_id, replace(new, meeting_id=None), act.form_token, replaces=old
    )
    place = ("contact", "reason_ct", contact.public_id)
    contact.reason_ct = seal(key_of(session, act, old.person_id), place, why)
    act.note("contact.corrected", old.person_id, ("contact", contact.public_id))
    judging.judge(session, act, old.person_id)
    return contact


def undo_contact(session: Session, act: Act, contact_id: int) -> Contact:
    """Undo what one has just logged; a meeting it belonged to is planned again.

    Raises ConflictError after 10 minutes or when someone else logged it: correct it instead.
    """
    contact = _lock(session, contact_id)
    _refuse_superseded(contact)
    if contact.recorded_by != act.by:
        raise ConflictError("Someone else logged this. Correct it instead, with a reason.")
    if act.at > contact.recorded_at + UNDO_WITHIN:
        raise ConflictError("More than 10 minutes have passed. Correct it instead, with a reason.")
    contact.superseded_at = act.at
    if contact.meeting_id is not None:
        meetings.plan_again(session, act, session.get_one(Meeting, contact.meeting_id))
    act.note("contact.undone", contact.person_id, ("contact", contact.public_id))
    judging.judge(session, act, contact.person_id)
    return contact


def _already(session: Session, act: Act) -> Contact | None:
    if act.form_token is None:
        return None
    return session.scalar(select(Contact).where(Contact.form_token == act.form_token))


def _lock(session: Session, contact_id: int) -> Contact:
    person_id = session.scalar(select(Contact.person_id).where(Contact.id == contact_id))
    if person_id is None:
        raise NotFoundError("There is no such contact.")
    judging.lock_person(session, person_id)
    return session.get_one(Contact, contact_id, populate_existing=True)


def _refuse_superseded(contact: Contact) -> None:
    if contact.superseded_at is not None:
        raise ConflictError(
            f"Someone changed this at {contact.superseded_at:%H:%M} UTC. Look at it again."
        )


def _add(
    session: Session,
    act: Act,
    person_id: int,
    new: NewContact,
    token: str | None,
    *,
    replaces: Contact | None = None,
) -> Contact:
    _check(session, act, new)
    public_id = new_public_id()
    meeting_id = replaces.meeting_id if replaces else new.meeting_id
    contact = Contact(
        public_id=public_id,
        form_token=token,
        person_id=person_id,
        worker_id=new.worker_id,
        occurred_at=new.occurred_at,
        precision=new.precision,
        with_whom=new.with_whom,
        setting=new.setting,
        way=new.way,
        outcome=new.outcome,
        who_started=new.who_started,
        minutes=new.minutes,
        meeting_id=meeting_id,
        replaces_id=replaces.id if replaces else None,
        # a correction changes what we say, not when the service first knew of it
        known_at=max(replaces.known_at, new.occurred_at) if replaces else act.at,
        recorded_at=act.at,
        recorded_by=act.by,
        **_sealed(session, act, person_id, new, public_id),
    )
    if new.meeting_id is not None:
        _settle_meeting(session, act, person_id, new)
    session.add(contact)
    session.flush()
    for worker_id in new.also_there - {new.worker_id}:
        session.add(ContactWorker(contact_id=contact.id, worker_id=worker_id))
    return contact


def _sealed(
    session: Session, act: Act, person_id: int, new: NewContact, public_id: str
) -> dict[str, bytes | None]:
    key = key_of(session, act, person_id)
    texts = {
        column: clean(getattr(new, field), field, longest)
        for column, (field, longest) in TEXTS.items()
    }
    if texts["held_back_reason_ct"] and not texts["team_ct"]:
        raise InvalidError("There is no team note to hold back.", field="held_back_reason")
    return {
        column: seal(key, ("contact", column, public_id), text) for column, text in texts.items()
    }


def _settle_meeting(session: Session, act: Act, person_id: int, new: NewContact) -> None:
    meeting = session.get(Meeting, new.meeting_id)
    if meeting is None or meeting.person_id != person_id:
        raise NotFoundError("There is no such meeting.")
    meetings.settle(session, act, meeting, _state_after(new.outcome))


def _state_after(outcome: Outcome) -> MeetingState:
    if outcome in REACHED:
        return MeetingState.HAPPENED
    if outcome in TOLD_US or outcome in {Outcome.WE_CANCELLED, Outcome.WE_MOVED}:
        return MeetingState.CANCELLED
    return MeetingState.DID_NOT_HAPPEN


def _check(session: Session, act: Act, new: NewContact) -> None:
    if new.occurred_at > act.at:
        raise InvalidError(
            "That time is still to come. Use Plan ahead for meetings.", field="occurred_at"
        )
    if new.occurred_at.year < EARLIEST_YEAR:
        raise InvalidError("Check the year.", field="occurred_at")
    if new.way not in FITS.get(new.outcome, frozenset(Way)):
        raise InvalidError(MISFITS[new.outcome], field="way")
    if new.minutes is not None and not 0 <= new.minutes <= LONGEST_MINUTES:
        raise InvalidError("Use a number of minutes from 0 to 1440.", field="minutes")
    there = {new.worker_id, *new.also_there}
    found = session.scalars(select(Worker.id).where(Worker.id.in_(there))).all()
    if len(found) < len(there):
        raise InvalidError("Choose who was there.", field="worker")
