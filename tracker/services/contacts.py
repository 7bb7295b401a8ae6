"""Log what happened or was tried; set it right; undo it while it is fresh."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from tracker.domain.errors import ConflictError, InvalidError, NotFoundError
from tracker.domain.vocabulary import (
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
from tracker.models.contacts import Contact, ContactWorker
from tracker.models.meetings import Meeting
from tracker.models.prepared import add
from tracker.services import grounds, judging, meetings
from tracker.services.acts import Act
from tracker.services.conflicts import UNDO_WITHIN, changed_by, when_it_was
from tracker.services.grounds import fact, made_before
from tracker.services.sealing import clean, key_of, seal

LONGEST_MINUTES = 24 * 60
EARLIEST_YEAR = 1990
CALLED_OFF = TOLD_US | {Outcome.WE_CANCELLED, Outcome.WE_MOVED}
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
    """What became of a planned meeting; `told_at` is when word was given, if it was.

    `worker_id` is who was told, if not the meeting's worker; `moved_to` the meeting in its place;
    `expected_version` the version of the meeting that was shown.
    """

    outcome: Outcome
    told_at: datetime | None = None
    shared: str | None = None
    moved_to: meetings.NewMeeting | None = None
    worker_id: int | None = None
    team: str | None = None
    held_back_reason: str | None = None
    worried_told_who: str | None = None
    expected_version: int | None = None


def log_contact(
    session: Session,
    act: Act,
    person_id: int,
    new: NewContact,
    then: meetings.NewMeeting | None = None,
) -> Contact:
    """Log a contact that is past. The same form sent twice gives the same contact.

    A meeting it belongs to leaves the plan; `then` is the next one, planned in the same act.
    Raises InvalidError naming the field at fault, ConflictError when the meeting has a record
    already.
    """
    judging.lock_person(session, person_id)
    if before := made_before(session, act, Contact, person_id):
        return before
    meeting = None
    if new.meeting_id is not None:
        meeting = meetings.get_planned(session, person_id, new.meeting_id)
    contact = _log(session, act, person_id, new, meeting)
    if then is not None:
        meetings.add_meeting(session, act, person_id, then)
    judging.judge(session, act, person_id)
    return contact


def it_did_not_happen(session: Session, act: Act, meeting_id: int, what: DidNotHappen) -> Contact:
    """Record what became of a planned meeting, and plan the one in its place.

    A cancelled one happened when word was given, a missed one at its planned time. Raises
    ConflictError when the meeting has a record already, or changed since it was shown.
    """
    person_id = meetings.lock_meeting(session, meeting_id).person_id
    if before := made_before(session, act, Contact, person_id):
        return before
    meeting = meetings.get_planned(session, person_id, meeting_id)
    if what.expected_version is not None:
        meetings.refuse_changed(meeting, what.expected_version)
    contact = _log(session, act, person_id, _as_contact(act, meeting, what), meeting)
    if what.moved_to is not None:
        meetings.add_meeting(session, act, person_id, what.moved_to, moved_from=meeting)
    judging.judge(session, act, person_id)
    return contact


def _log(
    session: Session, act: Act, person_id: int, new: NewContact, meeting: Meeting | None
) -> Contact:
    contact = _add(session, act, person_id, new)
    act.note("contact.logged", person_id, ("contact", contact.public_id))
    if meeting:
        meetings.settle(session, act, meeting, _state_after(new.outcome))
    return contact


def _as_contact(act: Act, meeting: Meeting, what: DidNotHappen) -> NewContact:
    if what.outcome in REACHED or what.outcome is Outcome.WE_TRIED:
        raise InvalidError("Choose what happened.", field="outcome")
    occurred_at = meeting.starts_at
    if what.outcome in CALLED_OFF:
        occurred_at = what.told_at or min(act.at, meeting.starts_at)
    elif meeting.starts_at > act.at:
        raise InvalidError(
            "That time is still to come. Choose who cancelled or moved it.", field="outcome"
        )
    by_them = what.outcome in TOLD_US or what.outcome is Outcome.THEY_TRIED
    return NewContact(
        worker_id=what.worker_id or meeting.worker_id,
        occurred_at=occurred_at,
        outcome=what.outcome,
        way=meeting.way,
        who_started=Starter.THEM if by_them else Starter.US,
        shared=what.shared,
        team=what.team,
        held_back_reason=what.held_back_reason,
        worried_told_who=what.worried_told_who,
        meeting_id=meeting.id,
    )


def correct_contact(
    session: Session, act: Act, contact_id: int, new: NewContact, reason: str
) -> Contact:
    """Write the contact anew, with the reason; the old row stays, superseded.

    It keeps its meeting, which follows the new outcome, and when the service first knew of it.
    Raises ChangedMeanwhileError when someone corrected this version first, ConflictError when it
    was undone.
    """
    old = _lock(session, contact_id)
    if before := made_before(session, act, Contact, old.person_id):
        return before
    _refuse_superseded(session, act, old)
    why = clean(reason, "reason", 500)
    if why is None:
        raise InvalidError("Say what you are setting right.", field="reason")
    old.superseded_at = act.at
    session.flush()  # a meeting has one record that stands: the old one gives way first
    contact = _add(session, act, old.person_id, new, replaces=old)
    place = ("contact", "reason_ct", contact.public_id)
    contact.reason_ct = seal(key_of(session, act, old.person_id), place, why)
    act.note("contact.corrected", old.person_id, ("contact", contact.public_id))
    if old.meeting_id is not None:
        meeting = session.get_one(Meeting, old.meeting_id, populate_existing=True)
        meetings.follow(session, act, meeting, _state_after(new.outcome))
    judging.judge(session, act, old.person_id)
    return contact


def undo_contact(session: Session, act: Act, contact_id: int) -> Contact:
    """Undo what one has just logged; a meeting it belonged to is planned again.

    The next one, planned with it, leaves the plan if nothing is recorded of it.

    Raises ConflictError after 10 minutes, when someone else logged it, or when it sets another
    right: correct it instead.
    """
    contact = _lock(session, contact_id)
    _refuse_superseded(session, act, contact)
    if contact.recorded_by != act.by:
        raise ConflictError("Someone else logged this. Correct it instead, with a reason.")
    if contact.replaces_id is not None:
        raise ConflictError("This sets another right. Correct it once more instead.")
    if act.at > contact.recorded_at + UNDO_WITHIN:
        raise ConflictError("More than 10 minutes have passed. Correct it instead, with a reason.")
    contact.superseded_at = act.at
    act.note("contact.undone", contact.person_id, ("contact", contact.public_id))
    if contact.meeting_id is not None:
        meeting = session.get_one(Meeting, contact.meeting_id, populate_existing=True)
        meetings.plan_again(session, act, meeting)
    if contact.form_token is not None:
        meetings.withdraw_made_by(session, act, contact.form_token)
    judging.judge(session, act, contact.person_id)
    return contact


def _lock(session: Session, contact_id: int) -> Contact:
    person_id = session.scalar(select(Contact.person_id).where(Contact.id == contact_id))
    if person_id is None:
        raise NotFoundError("There is no such contact.")
    judging.lock_person(session, person_id)
    return session.get_one(Contact, contact_id, populate_existing=True)


def _refuse_superseded(session: Session, act: Act, contact: Contact) -> None:
    """Say who was first, and when by the team's clock."""
    if contact.superseded_at is None:
        return
    newer = session.scalar(select(Contact).where(Contact.replaces_id == contact.id))
    if newer is None:
        when = when_it_was(session, act, contact.person_id, contact.superseded_at)
        raise ConflictError(f"This was undone {when}. Log it again if it happened.")
    raise changed_by(session, act, newer)


def _add(
    session: Session,
    act: Act,
    person_id: int,
    new: NewContact,
    *,
    replaces: Contact | None = None,
) -> Contact:
    """Check, seal and add the row with who else was there; the act holds the lock and judges."""
    _check(session, act, new)
    occurred_at = _happened_at(session, act, person_id, new)
    own = fact(act, person_id)
    if replaces:  # a correction changes what we say, not when the service first knew of it
        own |= {"replaces_id": replaces.id, "known_at": max(replaces.known_at, occurred_at)}
    contact = Contact(
        **own,
        form_token=act.form_token,
        worker_id=new.worker_id,
        occurred_at=occurred_at,
        precision=new.precision,
        with_whom=new.with_whom,
        setting=new.setting,
        way=new.way,
        outcome=new.outcome,
        who_started=new.who_started,
        minutes=new.minutes,
        meeting_id=replaces.meeting_id if replaces else new.meeting_id,
        **_sealed(session, act, person_id, new, own["public_id"]),
    )
    add(session, contact)
    for worker_id in new.also_there - {new.worker_id}:
        session.add(ContactWorker(contact_id=contact.id, worker_id=worker_id))
    return contact


def _sealed(
    session: Session, act: Act, person_id: int, new: NewContact, public_id: str
) -> dict[str, bytes | None]:
    texts = {
        column: clean(getattr(new, field), field, longest)
        for column, (field, longest) in TEXTS.items()
    }
    if texts["held_back_reason_ct"] and not texts["team_ct"]:
        raise InvalidError("There is no team note to hold back.", field="held_back_reason")
    if not any(texts.values()):
        return dict.fromkeys(TEXTS)  # nothing to seal: their key is not read
    key = key_of(session, act, person_id)
    return {
        column: seal(key, ("contact", column, public_id), text) for column, text in texts.items()
    }


def _happened_at(session: Session, act: Act, person_id: int, new: NewContact) -> datetime:
    """Give when it happened: local 00:00 where only the day is known."""
    if new.precision is Precision.EXACT:
        return new.occurred_at
    calendar = judging.calendar_of(session, act, person_id)
    return calendar.start_of(calendar.day_of(new.occurred_at))


def _state_after(outcome: Outcome) -> MeetingState:
    if outcome in REACHED:
        return MeetingState.HAPPENED
    return MeetingState.CANCELLED if outcome in CALLED_OFF else MeetingState.DID_NOT_HAPPEN


def _check(session: Session, act: Act, new: NewContact) -> None:
    if new.occurred_at > act.at:
        raise InvalidError(
            "That date is in the future. Use Plan ahead for meetings to come.", field="occurred_at"
        )
    if new.occurred_at.year < EARLIEST_YEAR:
        raise InvalidError("Check the year.", field="occurred_at")
    if new.way not in FITS.get(new.outcome, frozenset(Way)):
        raise InvalidError(MISFITS[new.outcome], field="way")
    if new.minutes is not None and not 0 <= new.minutes <= LONGEST_MINUTES:
        raise InvalidError("Use a number of minutes from 0 to 1440.", field="minutes")
    grounds.refuse_unknown(session, act, {new.worker_id, *new.also_there}, "Choose who was there.")
