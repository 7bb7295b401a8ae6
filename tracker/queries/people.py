"""Who is with whom: My people, and one person's page above the story."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from tracker.domain.access import Relation, Viewer
from tracker.domain.errors import DomainError
from tracker.domain.periods import Calendar
from tracker.domain.pictures.strip import Strip
from tracker.domain.sealing import KeyRing, Opened, Place
from tracker.domain.standing import Order, Summary, place
from tracker.domain.standing import Place as Where
from tracker.domain.vocabulary import (
    CameFrom,
    ChannelKind,
    Circumstance,
    LikesContactBy,
    PairingRole,
    RuleKey,
    StayEnding,
    Tier,
)
from tracker.models.accounts import Worker
from tracker.models.alerts import Alert, Standing
from tracker.models.people import Person, PersonKey
from tracker.models.stays import Stay
from tracker.models.teams import Team
from tracker.queries.scope import people_bound
from tracker.queries.sealed import Opener
from tracker.queries.strips import bonds_so_far, read_strip, recent_contacts

SUMMARY = tuple(field.name for field in fields(Summary))


@dataclass(frozen=True, slots=True)
class TopAlert:
    """The alert that speaks first for a person."""

    public_id: str
    rule: RuleKey
    tier: Tier
    true_since: datetime
    numbers: Mapping[str, Any]


TOP = len(fields(TopAlert))


@dataclass(frozen=True, slots=True)
class MyPerson:
    """One row of My people; `where` and `strip` are None when days could not be worked out."""

    person_id: int
    public_id: str
    name: Opened
    summary: Summary
    alert: TopAlert | None
    where: Where | None
    key_worker: str | None
    strip: Strip | None


def list_mine(
    session: Session,
    viewer: Viewer,
    keys: KeyRing,
    calendars: Mapping[str, Calendar],
    by: frozenset[Relation],
) -> tuple[list[MyPerson], Opener]:
    """Give the people bound to the viewer in one of these ways, in order of need (one statement).

    The Opener tells which texts could not be opened.
    """
    opener = Opener(keys)
    rows = session.execute(_standing_of(people_bound(viewer, by, viewer.at), viewer.at))
    return in_order([_row(opener, viewer.at, calendars, row) for row in rows], Order.NEEDS), opener


def in_order(mine: Sequence[MyPerson], order: Order) -> list[MyPerson]:
    """Give the rows in this order, equals by name; whoever has no place yet comes last."""
    by_name = sorted(mine, key=lambda row: str(row.name).casefold())
    return by_name if order is Order.NAME else sorted(by_name, key=ORDERS[order])


def _by_need(row: MyPerson) -> tuple[float, float, float]:
    return row.where.key if row.where else (math.inf, 0.0, 0.0)


def _by_next(row: MyPerson) -> float:
    at = row.summary.next_meeting_at
    return at.timestamp() if at else math.inf


def _by_quiet(row: MyPerson) -> float:
    """Count from the last contact; before the first one, from the start with the key worker."""
    since = row.summary.last_reached_at or row.summary.with_since
    return since.timestamp() if since else -math.inf


ORDERS: Mapping[Order, Callable[[MyPerson], Any]] = {
    Order.NEEDS: _by_need,
    Order.NEXT: _by_next,
    Order.QUIET: _by_quiet,
}


def _standing_of(people: Select[int], at: datetime) -> Select[*tuple[Any, ...]]:
    """Select what stands of these people: they come first, or PostgreSQL would read everyone's."""
    mine = people.subquery("mine")
    return (
        select(
            Person.id,
            Person.public_id,
            Person.name_ct,
            PersonKey.wrapped,
            PersonKey.key_version,
            Team.calendar,
            Worker.name.label("key_worker"),
            recent_contacts(at).label("recent"),
            bonds_so_far(at).label("bonds"),
            Alert.public_id.label("alert"),
            Alert.rule,
            Alert.tier,
            Alert.true_since,
            Alert.numbers,
            *(getattr(Standing, name) for name in SUMMARY),
        )
        .select_from(mine)
        .join(Person, Person.id == mine.c.id)
        .join(PersonKey, PersonKey.person_id == Person.id)
        .join(Standing, Standing.person_id == Person.id)
        .join(Team, Team.id == Person.team_id)
        .join(Stay, Stay.person_id == Person.id)
        .outerjoin(Alert, Alert.id == Standing.top_alert_id)
        .outerjoin(Worker, Worker.id == Standing.key_worker_id)
        .where(Stay.ended_at.is_(None), Stay.superseded_at.is_(None))
    )


def _row(
    opener: Opener, at: datetime, calendars: Mapping[str, Calendar], row: Sequence[Any]
) -> MyPerson:
    person_id, public_id, name_ct, wrapped, version, named, key_worker, recent, bonds, *rest = row
    opener.learn(person_id, public_id, wrapped, version)
    summary, top = Summary(*rest[TOP:]), TopAlert(*rest[:TOP]) if rest[0] else None
    where = strip = None
    try:
        calendar, planned = calendars[named], summary.next_meeting_at is not None
        strip = read_strip(recent, bonds, at, calendar, planned=planned)
        where = place(summary, top.tier if top else None, at, calendar)
    except DomainError:  # a calendar this version does not know: the list is still shown
        pass
    name = opener.text(person_id, name_ct, Place("person", "name_ct", public_id))
    return MyPerson(person_id, public_id, name, summary, top, where, key_worker, strip)


@dataclass(frozen=True, slots=True)
class Bond:
    """An open pairing as a page shows it."""

    public_id: str
    pairing_id: int
    role: PairingRole
    worker_id: int
    worker_name: str
    started_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class Agreed:
    """The rhythm in force."""

    rhythm_id: int
    every_days: int
    breathing_days: int | None
    circumstance: Circumstance | None
    agreed_at: datetime


@dataclass(frozen=True, slots=True)
class ChannelRow:
    """A way to reach the person."""

    kind: ChannelKind
    value: Opened
    safe: bool | None


@dataclass(frozen=True, slots=True)
class PersonPage:
    """What stands above the story on a person's page."""

    person_id: int
    public_id: str
    reference: str | None
    team_id: int
    team: str
    calendar_name: str
    name: Opened
    pronouns: Opened | None
    born_on: date | None
    language: str | None
    likes_contact_by: LikesContactBy | None
    came_from: CameFrom
    referred_at: datetime
    ended_at: datetime | None
    ending: StayEnding | None
    summary: Summary
    bonds: tuple[Bond, ...]
    agreed: Agreed | None
    channels: tuple[ChannelRow, ...]

    def bond(self, role: PairingRole) -> Bond | None:
        return next((bond for bond in self.bonds if bond.role is role), None)

    @property
    def key_worker(self) -> Bond | None:
        return self.bond(PairingRole.KEY_WORKER)

    @property
    def deputy(self) -> Bond | None:
        return self.bond(PairingRole.DEPUTY)
