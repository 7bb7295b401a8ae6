"""Who opened a page from outside, and why: what the lead, and later the person, is told."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, select
from sqlalchemy.orm import Session

from tracker.domain.access import Relation, Viewer
from tracker.domain.sealing import Opened, Place
from tracker.models.accounts import Worker
from tracker.models.openings import Opening
from tracker.models.people import Person, PersonKey
from tracker.queries.scope import people_bound
from tracker.queries.sealed import Opener


@dataclass(frozen=True, slots=True)
class OpeningLine:
    """One opening, as it is told: whose page, by whom, from when until when, for what reason."""

    public_id: str
    person_id: int
    person_public_id: str
    person_name: Opened
    worker_name: str
    opened_at: datetime
    until_at: datetime
    reason: Opened


def openings_in_teams(
    session: Session, opener: Opener, viewer: Viewer, since: datetime
) -> list[OpeningLine]:
    """Give the openings by others, from `since` on, of people whose team the viewer leads.

    Newest first; none for a viewer who leads no team. One statement.
    """
    led = people_bound(viewer, frozenset({Relation.LEAD}), viewer.at)
    by_others = _openings().where(
        Opening.person_id.in_(led),
        Opening.opened_at >= since,
        Opening.worker_id != viewer.worker_id,
    )
    return _lines(session, opener, by_others)


def openings_of(session: Session, opener: Opener, person_id: int) -> list[OpeningLine]:
    """Give every opening of one person's page, newest first. One statement."""
    return _lines(session, opener, _openings().where(Opening.person_id == person_id))


def _openings() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Person.id,
            Person.public_id.label("person_public_id"),
            Person.name_ct,
            PersonKey.wrapped,
            PersonKey.key_version,
            Worker.name,
            Opening.public_id,
            Opening.opened_at,
            Opening.until_at,
            Opening.reason_ct,
        )
        .join(Person, Person.id == Opening.person_id)
        .join(PersonKey, PersonKey.person_id == Person.id)
        .join(Worker, Worker.id == Opening.worker_id)
        .order_by(Opening.opened_at.desc(), Opening.id.desc())
    )


def _lines(session: Session, opener: Opener, which: Select[*tuple[Any, ...]]) -> list[OpeningLine]:
    return [_line(opener, row) for row in session.execute(which)]


def _line(opener: Opener, row: Row[*tuple[Any, ...]]) -> OpeningLine:
    opener.learn(row.id, row.person_public_id, row.wrapped, row.key_version)
    name = Place("person", "name_ct", row.person_public_id)
    reason = Place("opening", "reason_ct", row.public_id)
    return OpeningLine(
        public_id=row.public_id,
        person_id=row.id,
        person_public_id=row.person_public_id,
        person_name=opener.text(row.id, row.name_ct, name),
        worker_name=row.name,
        opened_at=row.opened_at,
        until_at=row.until_at,
        reason=opener.text(row.id, row.reason_ct, reason),
    )
