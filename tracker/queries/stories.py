"""The story of a relationship: contacts, workers, pauses, rhythms and what is coming."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from tracker.domain.sealing import Opened, Place
from tracker.domain.vocabulary import (
    MeetingKind,
    MeetingState,
    Outcome,
    Precision,
    Starter,
    Way,
    Whose,
    WithWhom,
)
from tracker.models.accounts import Worker
from tracker.models.contacts import Contact
from tracker.models.justice_contacts import JusticeContact
from tracker.models.meetings import Meeting
from tracker.models.pairings import Pairing
from tracker.models.rhythms import Rhythm
from tracker.models.stays import Pause, Stay
from tracker.queries.sealed import Opener

TEXTS = (
    "place_ct",
    "agreed_ct",
    "shared_ct",
    "team_ct",
    "held_back_reason_ct",
    "worried_told_who_ct",
)


class Mark(StrEnum):
    """What an item of the story is."""

    CONTACT = "contact"
    COMING = "coming"
    PAIRING_STARTED = "pairing_started"
    PAIRING_ENDED = "pairing_ended"
    RHYTHM_AGREED = "rhythm_agreed"
    CIRCUMSTANCE_ENDED = "circumstance_ended"
    PAUSED = "paused"
    PAUSE_ENDED = "pause_ended"
    CAME_TO_US = "came_to_us"
    STAY_ENDED = "stay_ended"
    JUSTICE = "justice"


@dataclass(frozen=True, slots=True)
class ContactRow:
    """A contact opened for reading; `team` notes are there only for who may read them."""

    contact_id: int
    public_id: str
    person_id: int
    worker_id: int
    worker_name: str
    occurred_at: datetime
    precision: Precision
    with_whom: WithWhom
    way: Way
    outcome: Outcome
    who_started: Starter
    minutes: int | None
    recorded_at: datetime
    known_at: datetime
    recorded_by: str
    corrected: bool
    place: Opened | None
    agreed: Opened | None
    shared: Opened | None
    team: Opened | None
    held_back_reason: Opened | None
    worried_told_who: Opened | None
    reason: Opened | None
    meeting_id: int | None


@dataclass(frozen=True, slots=True)
class MeetingRow:
    """A planned meeting opened for reading."""

    meeting_id: int
    public_id: str
    person_id: int
    worker_id: int
    worker_name: str
    kind: MeetingKind
    starts_at: datetime
    ends_at: datetime
    way: Way
    place: Opened | None
    state: MeetingState
    version: int


@dataclass(frozen=True, slots=True)
class Item:
    """One thing of the story; `detail` is the row or a small dictionary of words' ingredients."""

    mark: Mark
    at: datetime
    detail: Any


def contact_row(opener: Opener, contact: Contact, worker_name: str, *, team: bool) -> ContactRow:
    """Open a contact's texts; without `team` its team note stays shut."""
    texts = {
        name.removesuffix("_ct"): opener.text(
            contact.person_id, getattr(contact, name), Place("contact", name, contact.public_id)
        )
        for name in (*TEXTS, "reason_ct")
    }
    if not team:
        texts["team"] = texts["held_back_reason"] = None
    return ContactRow(
        contact_id=contact.id,
        public_id=contact.public_id,
        person_id=contact.person_id,
        worker_id=contact.worker_id,
        worker_name=worker_name,
        occurred_at=contact.occurred_at,
        precision=contact.precision,
        with_whom=contact.with_whom,
        way=contact.way,
        outcome=contact.outcome,
        who_started=contact.who_started,
        minutes=contact.minutes,
        recorded_at=contact.recorded_at,
        known_at=contact.known_at,
        recorded_by=contact.recorded_by,
        corrected=contact.replaces_id is not None,
        meeting_id=contact.meeting_id,
        **texts,
    )


def get_contact(
    session: Session, opener: Opener, public_id: str, *, team: bool
) -> ContactRow | None:
    """Give a standing contact by its public id; None when it was corrected or undone."""
    row = session.execute(
        select(Contact, Worker.name)
        .join(Worker, Worker.id == Contact.worker_id)
        .where(Contact.public_id == public_id, Contact.superseded_at.is_(None))
    ).one_or_none()
    return None if row is None else contact_row(opener, row[0], row[1], team=team)


def coming_meetings(session: Session, opener: Opener, person_id: int) -> list[MeetingRow]:
    """Give the meetings still planned, past ones without a record too, soonest first."""
    rows = session.execute(
        select(Meeting, Worker.name)
        .join(Worker, Worker.id == Meeting.worker_id)
        .where(Meeting.person_id == person_id, Meeting.state == MeetingState.PLANNED)
        .order_by(Meeting.starts_at, Meeting.id)
    )
    return [_meeting_row(opener, meeting, name) for meeting, name in rows]


def get_meeting(session: Session, opener: Opener, public_id: str) -> MeetingRow | None:
    row = session.execute(
        select(Meeting, Worker.name)
        .join(Worker, Worker.id == Meeting.worker_id)
        .where(Meeting.public_id == public_id)
    ).one_or_none()
    return None if row is None else _meeting_row(opener, row[0], row[1])


def _meeting_row(opener: Opener, meeting: Meeting, worker_name: str) -> MeetingRow:
    place = Place("meeting", "place_ct", meeting.public_id)
    return MeetingRow(
        meeting_id=meeting.id,
        public_id=meeting.public_id,
        person_id=meeting.person_id,
        worker_id=meeting.worker_id,
        worker_name=worker_name,
        kind=meeting.kind,
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        way=meeting.way,
        place=opener.text(meeting.person_id, meeting.place_ct, place),
        state=meeting.state,
        version=meeting.version,
    )


def story(
    session: Session,
    opener: Opener,
    person_id: int,
    *,
    team_notes_of: frozenset[int] | None,
    justice: bool,
) -> list[Item]:
    """Give everything that happened, newest first.

    `team_notes_of`: the workers whose own team notes, those they wrote down, may be read; None for
    everyone's.
    `justice`: whether contact with police or court may be seen.
    """
    items = [
        *_contacts(session, opener, person_id, team_notes_of),
        *_pairings(session, person_id),
        *_stays(session, person_id),
        *(_justice(session, person_id) if justice else ()),
    ]
    return sorted(items, key=lambda item: item.at, reverse=True)


def _contacts(
    session: Session, opener: Opener, person_id: int, team_notes_of: frozenset[int] | None
) -> Iterator[Item]:
    rows = session.execute(
        _standing(Contact, person_id)
        .join(Worker, Worker.id == Contact.worker_id)
        .add_columns(Worker.name)
        .order_by(Contact.occurred_at, Contact.id)
    )
    wrote = None if team_notes_of is None else {f"worker:{number}" for number in team_notes_of}
    for contact, name in rows:
        row = contact_row(opener, contact, name, team=wrote is None or contact.recorded_by in wrote)
        yield Item(Mark.CONTACT, contact.occurred_at, row)


def _pairings(session: Session, person_id: int) -> Iterator[Item]:
    rows = session.execute(
        _standing(Pairing, person_id)
        .join(Worker, Worker.id == Pairing.worker_id)
        .add_columns(Worker.name)
        .order_by(Pairing.started_at, Pairing.id)
    )
    for pairing, name in rows:
        said = {"role": pairing.role, "worker": name}
        yield Item(Mark.PAIRING_STARTED, pairing.started_at, said)
        if pairing.ended_at is not None and pairing.end_reason is not None:
            why = {"why": pairing.end_reason, "planned": pairing.end_planned}
            yield Item(Mark.PAIRING_ENDED, pairing.ended_at, said | why)


def _stays(session: Session, person_id: int) -> Iterator[Item]:
    for stay in session.scalars(_standing(Stay, person_id)):
        yield Item(Mark.CAME_TO_US, stay.referred_at, {"came_from": stay.came_from})
        if stay.ended_at is not None:
            yield Item(Mark.STAY_ENDED, stay.ended_at, {"ending": stay.ending})
    for pause in session.scalars(_standing(Pause, person_id)):
        yield Item(
            Mark.PAUSED, pause.from_at, {"kind": pause.kind, "look_again_on": pause.look_again_on}
        )
        if pause.ended_at is not None:
            yield Item(Mark.PAUSE_ENDED, pause.ended_at, {"kind": pause.kind})
    for rhythm in session.scalars(_standing(Rhythm, person_id)):
        said = {"every_days": rhythm.every_days, "circumstance": rhythm.circumstance}
        yield Item(Mark.RHYTHM_AGREED, rhythm.agreed_at, said)
        if rhythm.ended_at is not None:
            yield Item(Mark.CIRCUMSTANCE_ENDED, rhythm.ended_at, said)


def _justice(session: Session, person_id: int) -> Iterator[Item]:
    for event in session.scalars(_standing(JusticeContact, person_id)):
        said = {"own": event.whose is Whose.PERSON, "kind": event.kind, "on": event.occurred_on}
        yield Item(Mark.JUSTICE, event.occurred_at, said)


def _standing(table: Any, person_id: int) -> Select[Any]:  # noqa: ANN401 - any fact table
    return select(table).where(table.person_id == person_id, table.superseded_at.is_(None))
