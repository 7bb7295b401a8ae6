"""Which people a viewer may see: the other half of `domain.access.can`, as SQL.

Each bond is one select of person ids. A list takes the union of those that open a page; a page
asks for each whether the person is among them. A parity test keeps both equal to `can`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, exists, false, or_, select, union_all
from sqlalchemy.orm import Session, aliased

from tracker.domain.access import ABOUT_A_PERSON, Permission, Relation, Viewer, can, counting
from tracker.domain.vocabulary import PairingRole
from tracker.models.alerts import Alert
from tracker.models.contacts import Contact
from tracker.models.lists import among
from tracker.models.meetings import Meeting
from tracker.models.openings import Opening
from tracker.models.pairings import Pairing
from tracker.models.people import Person
from tracker.models.prepared import prepared, rows

PersonIds = Select[int]
Prepared = tuple[Select[*tuple[Any, ...]], dict[str, Any]]
Asking = Callable[[str, int, list[int], str, datetime], Prepared]
ASKED = aliased(Person, name="asked")  # the one person a page is about


@dataclass(frozen=True, slots=True)
class VisiblePerson:
    """A person whose page is open to the viewer, and the bonds that count now."""

    person_id: int
    public_id: str
    team_id: int
    relations: frozenset[Relation]


class Eyes(NamedTuple):
    """Who looks, as a statement asks: their id, the teams they lead, how a row names them."""

    worker_id: int
    leads: list[int]
    by: str


def _eyes(viewer: Viewer) -> Eyes:
    return Eyes(viewer.worker_id, sorted(viewer.leads), f"worker:{viewer.worker_id}")


class Thing(StrEnum):
    """What an address may name instead of the person it is about."""

    CONTACT = "contact"
    MEETING = "meeting"
    ALERT = "alert"


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
    return select(Person.id).where(among(Person.team_id, eyes.leads))


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
    eyes = _eyes(viewer)
    bound = union_all(*(BOUND[bond](eyes, at) for bond in sorted(bonds)))
    return select(Person.id).where(Person.id.in_(bound), Person.erased_at.is_(None))


def find_visible(
    session: Session, viewer: Viewer, public_id: str, at: datetime
) -> VisiblePerson | None:
    """Give the person of an address; None if there is none, or none for this viewer."""
    return _found(session, viewer, _named(public_id, *_eyes(viewer), at))


def find_visible_of(
    session: Session, viewer: Viewer, thing: tuple[Thing, str], at: datetime
) -> VisiblePerson | None:
    """Give the person a thing (its kind and public id) is about; None as in `find_visible`.

    A contact that was corrected or undone is not found.
    """
    kind, public_id = thing
    return _found(session, viewer, _OF[kind](public_id, *_eyes(viewer), at))


def _about(thing: Thing, public_id: str) -> PersonIds:
    match thing:
        case Thing.CONTACT:
            return select(Contact.person_id).where(
                Contact.public_id == public_id, Contact.superseded_at.is_(None)
            )
        case Thing.MEETING:
            return select(Meeting.person_id).where(Meeting.public_id == public_id)
        case Thing.ALERT:
            return select(Alert.person_id).where(Alert.public_id == public_id)


def _holds(people: PersonIds) -> ColumnElement[bool]:
    """Ask for the one person: `IN` would first gather everyone of a large team."""
    (person_id,) = people.selected_columns
    return people.where(person_id == ASKED.id).correlate(ASKED).exists()


def _asking(which: ColumnElement[bool], eyes: Eyes, at: datetime) -> Select[*tuple[Any, ...]]:
    """Select a person, and for each bond whether the one who looks has it with them."""
    flags = [_holds(people(eyes, at)).label(bond) for bond, people in BOUND.items()]
    return select(ASKED.id, ASKED.public_id, ASKED.team_id, *flags).where(
        which, ASKED.erased_at.is_(None)
    )


@prepared
def _named(
    public_id: str, me: int, leads: list[int], by: str, at: datetime
) -> Select[*tuple[Any, ...]]:
    return _asking(ASKED.public_id == public_id, Eyes(me, leads, by), at)


def _of(thing: Thing) -> Asking:
    @prepared
    def whose(
        public_id: str, me: int, leads: list[int], by: str, at: datetime
    ) -> Select[*tuple[Any, ...]]:
        return _asking(ASKED.id.in_(_about(thing, public_id)), Eyes(me, leads, by), at)

    return whose


_OF = {thing: _of(thing) for thing in Thing}


def _found(session: Session, viewer: Viewer, asked: Prepared) -> VisiblePerson | None:
    row: Any = rows(session, asked).one_or_none()
    if row is None:
        return None
    person_id, public_id, team_id, *held = row
    bonds = frozenset(bond for bond, yes in zip(BOUND, held, strict=True) if yes)
    relations = counting(viewer, bonds)
    if not can(viewer, Permission.SEE_PAGE, relations):
        return None
    return VisiblePerson(person_id, public_id, team_id, relations)
