"""Which people a viewer may see: the other half of `domain.access.can`, as SQL.

Each bond is one select of person ids. A list takes the union of those that open a page; a page
asks for each whether the person is among them, in the statement that finds out who looks. A parity
test keeps both equal to `can`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    and_,
    cast,
    exists,
    false,
    literal_column,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import Session, aliased

from tracker.domain.access import ABOUT_A_PERSON, Permission, Relation, Viewer, can, counting
from tracker.domain.vocabulary import PairingRole
from tracker.models.accounts import Worker
from tracker.models.alerts import Alert
from tracker.models.contacts import Contact
from tracker.models.meetings import Meeting
from tracker.models.openings import Opening
from tracker.models.pairings import Pairing
from tracker.models.people import Person
from tracker.models.prepared import prepared, rows
from tracker.models.teams import Team

PersonIds = Select[int]
Rows = Select[*tuple[Any, ...]]
ASKED = aliased(Person, name="asked")  # the one person a page is about


@dataclass(frozen=True, slots=True)
class VisiblePerson:
    """A person whose page is open to the viewer, and the bonds that count now."""

    person_id: int
    public_id: str
    team_id: int
    relations: frozenset[Relation]


class Eyes(NamedTuple):
    """Who looks, as a statement asks: their id, and how a row names them; values or columns."""

    worker_id: Any
    by: Any


EACH_WORKER = Eyes(Worker.id, literal_column("'worker:'", String) + cast(Worker.id, String))


class Named(StrEnum):
    """What an address names to say whom it is about: a thing before the person themselves."""

    CONTACT = "contact"
    MEETING = "meeting"
    ALERT = "alert"
    PERSON = "person"


Address = tuple[Named, str]  # with its public id


def _paired(role: PairingRole) -> Callable[[Eyes, datetime], PersonIds]:
    def people(eyes: Eyes, at: datetime) -> PersonIds:
        return select(Pairing.person_id).where(
            Pairing.worker_id == eyes.worker_id,
            Pairing.role == role,
            Pairing.superseded_at.is_(None),
            Pairing.started_at <= at,
            or_(Pairing.ended_at.is_(None), Pairing.ended_at > at),
        )

    return people


def _led(eyes: Eyes, _at: datetime) -> PersonIds:
    leads = or_(Team.lead_id == eyes.worker_id, Team.deputy_lead_id == eyes.worker_id)
    return select(Person.id).join(Team, Team.id == Person.team_id).where(leads)


def _opened(eyes: Eyes, at: datetime) -> PersonIds:
    return select(Opening.person_id).where(
        Opening.worker_id == eyes.worker_id, Opening.opened_at <= at, Opening.until_at > at
    )


def _written_in(eyes: Eyes, _at: datetime) -> PersonIds:
    # A match that is agreed for a later day is agreed; one that was undone never was.
    first_match = exists().where(
        Pairing.person_id == Person.id,
        Pairing.role == PairingRole.KEY_WORKER,
        Pairing.superseded_at.is_(None),
    )
    return select(Person.id).where(Person.written_in_by == eyes.by, ~first_match)


BOUND: Mapping[Relation, Callable[[Eyes, datetime], PersonIds]] = {
    Relation.KEY_WORKER: _paired(PairingRole.KEY_WORKER),
    Relation.LEAD: _led,
    Relation.DEPUTY: _paired(PairingRole.DEPUTY),
    Relation.COVER: _paired(PairingRole.COVER),
    Relation.OPENED_WITH_REASON: _opened,
    Relation.WROTE_IN: _written_in,
}


def visible_people(viewer: Viewer, at: datetime) -> PersonIds:
    """Give a select of the ids of everyone this viewer may see: `….person_id.in_(…)`."""
    return people_bound(viewer, ABOUT_A_PERSON[Permission.SEE_PAGE], at)


def people_bound(viewer: Viewer, by: frozenset[Relation], at: datetime) -> PersonIds:
    """Give a select of the ids of those the viewer has one of these bonds with, if it counts."""
    bonds = counting(viewer, by)
    if not bonds:
        return select(Person.id).where(false())
    eyes = Eyes(viewer.worker_id, f"worker:{viewer.worker_id}")
    bound = union_all(*(BOUND[bond](eyes, at) for bond in sorted(bonds)))
    return select(Person.id).where(Person.id.in_(bound), Person.erased_at.is_(None))


def find_visible(
    session: Session, viewer: Viewer, address: Address, at: datetime
) -> VisiblePerson | None:
    """Give the person an address is about; None if there is none, or none for this viewer.

    A contact that was corrected or undone is not found.
    """
    named, public_id = address
    [row] = rows(session, _LOOKING[named](viewer.worker_id, public_id, at))
    return person_in(row, viewer)


def with_the_asked(workers: Rows, named: Named, public_id: str, at: datetime) -> Rows:
    """Add to a select of workers the person of an address, and for each bond whether it holds.

    `person_in` reads them in a row.
    """
    flags = [_holds(people(EACH_WORKER, at)).label(bond) for bond, people in BOUND.items()]
    whom = ASKED.id.label("asked_id"), ASKED.public_id.label("asked"), ASKED.team_id.label("team")
    which = ASKED.id == _about(named, public_id).scalar_subquery()
    return workers.add_columns(*whom, *flags).outerjoin(
        ASKED, and_(which, ASKED.erased_at.is_(None))
    )


def person_in(row: Any, viewer: Viewer) -> VisiblePerson | None:  # noqa: ANN401 - a row of any select
    """Give the person a row was asked for; None if there is none, or none for this viewer."""
    if row.asked_id is None:
        return None
    relations = counting(viewer, frozenset(bond for bond in BOUND if getattr(row, bond)))
    if not can(viewer, Permission.SEE_PAGE, relations):
        return None
    return VisiblePerson(row.asked_id, row.asked, row.team, relations)


def _about(named: Named, public_id: str) -> PersonIds:
    match named:
        case Named.PERSON:
            return select(Person.id).where(Person.public_id == public_id)
        case Named.CONTACT:
            return select(Contact.person_id).where(
                Contact.public_id == public_id, Contact.superseded_at.is_(None)
            )
        case Named.MEETING:
            return select(Meeting.person_id).where(Meeting.public_id == public_id)
        case Named.ALERT:
            return select(Alert.person_id).where(Alert.public_id == public_id)


def _holds(people: PersonIds) -> ColumnElement[bool]:
    """Ask for the one person: `IN` would first gather everyone of a large team."""
    (person_id,) = people.selected_columns
    return people.where(person_id == ASKED.id).correlate(ASKED, Worker).exists()


def _looking(named: Named) -> Callable[[int, str, datetime], tuple[Rows, dict[str, Any]]]:
    @prepared
    def whom(worker_id: int, public_id: str, at: datetime) -> Rows:
        looks = select(Worker.id).where(Worker.id == worker_id)
        return with_the_asked(looks, named, public_id, at)

    return whom


_LOOKING = {named: _looking(named) for named in Named}
