"""What a worker typed and has not saved yet; nobody else ever reads it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, select
from sqlalchemy.orm import Session

from tracker.domain.access import Viewer
from tracker.domain.sealing import Opened, Place
from tracker.models.drafts import Draft
from tracker.models.people import Person, PersonKey
from tracker.queries.scope import visible_people
from tracker.queries.sealed import Opener


@dataclass(frozen=True, slots=True)
class DraftRow:
    """One draft: whose form it is and what was typed into it, as the service was given it."""

    public_id: str
    person_id: int
    person_public_id: str
    person_name: Opened
    form: str
    version: int
    body: Opened
    touched_at: datetime


def find(
    session: Session,
    opener: Opener,
    whose: tuple[int, int, str],
    at: datetime,
    public_id: str | None = None,
) -> DraftRow | None:
    """Give a draft of (worker, person, form): the one with this public id, else the newest."""
    worker_id, person_id, form = whose
    wanted = _drafts(worker_id, at).where(Draft.person_id == person_id, Draft.form == form)
    if public_id:
        wanted = wanted.where(Draft.public_id == public_id)
    found = session.execute(wanted.limit(1)).one_or_none()
    return None if found is None else _row(opener, found)


def find_own(
    session: Session, opener: Opener, worker_id: int, public_id: str, at: datetime
) -> DraftRow | None:
    """Give a worker's own draft, wherever it was typed."""
    wanted = _drafts(worker_id, at).where(Draft.public_id == public_id)
    found = session.execute(wanted).one_or_none()
    return None if found is None else _row(opener, found)


def list_own(session: Session, opener: Opener, viewer: Viewer, at: datetime) -> list[DraftRow]:
    """Give a worker's drafts about the people whose page is open to them, newest first."""
    people = visible_people(viewer, at)
    wanted = _drafts(viewer.worker_id, at).where(Draft.person_id.in_(people))
    return [_row(opener, found) for found in session.execute(wanted)]


def _drafts(worker_id: int, at: datetime) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Draft,
            Person.id,
            Person.public_id,
            Person.name_ct,
            PersonKey.wrapped,
            PersonKey.key_version,
        )
        .join(Person, Person.id == Draft.person_id)
        .join(PersonKey, PersonKey.person_id == Person.id)
        .where(Draft.worker_id == worker_id, Draft.body_ct.is_not(None), Draft.expires_at > at)
        .order_by(Draft.touched_at.desc(), Draft.id.desc())
    )


def _row(opener: Opener, found: Row[*tuple[Any, ...]]) -> DraftRow:
    draft = found.Draft
    opener.learn(found.id, found.public_id, found.wrapped, found.key_version)
    name = Place("person", "name_ct", found.public_id)
    return DraftRow(
        public_id=draft.public_id,
        person_id=found.id,
        person_public_id=found.public_id,
        person_name=opener.text(found.id, found.name_ct, name),
        form=draft.form,
        version=draft.version,
        body=opener.text(found.id, draft.body_ct, Place("draft", "body_ct", draft.public_id)),
        touched_at=draft.touched_at,
    )
