"""Contacts and meetings of a person, opened for reading."""

from dataclasses import dataclass
from datetime import datetime
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
    WithWhom,
)
from tracker.models.accounts import Worker
from tracker.models.contacts import Contact, ContactWorker
from tracker.models.meetings import Meeting
from tracker.models.prepared import prepared, rows
from tracker.queries.sealed import Opener

TEXTS = (
    "place_ct",
    "agreed_ct",
    "shared_ct",
    "team_ct",
    "held_back_reason_ct",
    "worried_told_who_ct",
)
MEETING = (
    Meeting.id,
    Meeting.public_id,
    Meeting.person_id,
    Meeting.worker_id,
    Meeting.kind,
    Meeting.starts_at,
    Meeting.ends_at,
    Meeting.way,
    Meeting.place_ct,
    Meeting.state,
    Meeting.version,
)


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
    return [_meeting_row(opener, row) for row in rows(session, _planned(person_id))]


@prepared
def _planned(person_id: int) -> Select[*tuple[Any, ...]]:
    return (
        select(*MEETING, Worker.name.label("worker_name"))
        .join(Worker, Worker.id == Meeting.worker_id)
        .where(Meeting.person_id == person_id, Meeting.state == MeetingState.PLANNED)
        .order_by(Meeting.starts_at, Meeting.id)
    )


def get_meeting(session: Session, opener: Opener, public_id: str) -> MeetingRow | None:
    row = rows(session, _named(public_id)).one_or_none()
    return None if row is None else _meeting_row(opener, row)


@prepared
def _named(public_id: str) -> Select[*tuple[Any, ...]]:
    return (
        select(*MEETING, Worker.name.label("worker_name"))
        .join(Worker, Worker.id == Meeting.worker_id)
        .where(Meeting.public_id == public_id)
    )


def _meeting_row(opener: Opener, meeting: Any) -> MeetingRow:  # noqa: ANN401 - a row of MEETING
    place = Place("meeting", "place_ct", meeting.public_id)
    return MeetingRow(
        meeting_id=meeting.id,
        public_id=meeting.public_id,
        person_id=meeting.person_id,
        worker_id=meeting.worker_id,
        worker_name=meeting.worker_name,
        kind=meeting.kind,
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        way=meeting.way,
        place=opener.text(meeting.person_id, meeting.place_ct, place),
        state=meeting.state,
        version=meeting.version,
    )


def contacts_of(
    session: Session, opener: Opener, person_id: int, team_notes_of: frozenset[int] | None
) -> dict[int, tuple[ContactRow, str, tuple[int, ...]]]:
    """Give the contacts that stand by id, oldest first, with their worker's public id.

    Each comes with who else was there, too.

    `team_notes_of`: the workers whose own team notes, those they wrote down, may be read; None for
    everyone's.
    """
    written = session.execute(
        select(Contact, Worker.name, Worker.public_id, ContactWorker.worker_id)
        .join(Worker, Worker.id == Contact.worker_id)
        .outerjoin(ContactWorker, ContactWorker.contact_id == Contact.id)
        .where(Contact.person_id == person_id, Contact.superseded_at.is_(None))
        .order_by(Contact.occurred_at, Contact.id, ContactWorker.worker_id)
    )
    wrote = None if team_notes_of is None else {f"worker:{number}" for number in team_notes_of}
    found: dict[int, tuple[ContactRow, str, tuple[int, ...]]] = {}
    for contact, name, public_id, joined in written:
        other: int | None = joined  # an outer join: as a rule nobody else was there
        if contact.id not in found:
            team = wrote is None or contact.recorded_by in wrote
            row = contact_row(opener, contact, name, team=team)
            found[contact.id] = row, public_id, ()
        if other is not None:
            row, by, others = found[contact.id]
            found[contact.id] = row, by, (*others, other)
    return found
