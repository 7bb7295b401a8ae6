"""The statements of the gatherer, each built once.

All take `people`; `as_of`, unless they are to ask at each person's own `judged_at`; the recent
contacts `since` as well.
"""

from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Select,
    and_,
    bindparam,
    false,
    func,
    or_,
    select,
    true,
)
from sqlalchemy.orm import InstrumentedAttribute

from tracker.domain.vocabulary import PairingRole, Whose, WhosePromise, WithWhom
from tracker.models.alerts import Standing
from tracker.models.base import Fact
from tracker.models.contacts import Contact, ContactWorker
from tracker.models.justice_contacts import JusticeContact
from tracker.models.lists import among
from tracker.models.meetings import Meeting
from tracker.models.pairings import Pairing
from tracker.models.people import Person
from tracker.models.promises import Promise, PromiseAnswer
from tracker.models.rhythms import Rhythm
from tracker.models.stays import Pause, Stay
from tracker.models.teams import Team
from tracker.models.types import Instant

PEOPLE: BindParameter[list[int]] = bindparam("people")
AS_OF: BindParameter[datetime] = bindparam("as_of", type_=Instant)
SINCE: BindParameter[datetime] = bindparam("since", type_=Instant)


def _known(
    table: type[Fact],
    happened: InstrumentedAttribute[Any],
    own: bool,
    ahead: ColumnElement[bool] = false(),  # noqa: B008 - a constant
) -> Select[Any]:
    """Select the rows that stand, had happened (or may lie `ahead`) and were known by then."""
    as_of = _instant(table.person_id, own)
    return (
        select(table.person_id)
        .where(
            among(table.person_id, PEOPLE),
            table.superseded_at.is_(None),
            or_(happened <= as_of, ahead),
            table.known_at <= as_of,
        )
        .order_by(table.person_id, happened, table.id)
    )


def _instant(person_id: InstrumentedAttribute[int], own: bool) -> ColumnElement[Any]:
    if not own:
        return AS_OF
    return select(Standing.judged_at).where(Standing.person_id == person_id).scalar_subquery()


@cache
def people() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Person.id,
            Person.first_here_at,
            Person.born_on,
            Team.calendar,
            Team.lead_id,
            Team.deputy_lead_id,
        )
        .join(Team, Team.id == Person.team_id)
        .where(among(Person.id, PEOPLE))
    )


@cache
def stays(own: bool) -> Select[Any]:
    return _known(Stay, Stay.referred_at, own).add_columns(
        Stay.referred_at, Stay.started_at, Stay.ended_at, Stay.ending
    )


@cache
def pairings(own: bool) -> Select[Any]:
    to_come = Pairing.role == PairingRole.COVER  # whose an alert is changes as it begins
    return _known(Pairing, Pairing.started_at, own, to_come).add_columns(
        Pairing.role, Pairing.worker_id, Pairing.started_at, Pairing.ended_at, Pairing.end_planned
    )


@cache
def rhythms(own: bool) -> Select[Any]:
    return _known(Rhythm, Rhythm.agreed_at, own).add_columns(
        Rhythm.agreed_at,
        Rhythm.every_days,
        Rhythm.breathing_days,
        Rhythm.circumstance,
        Rhythm.ended_at,
    )


@cache
def pauses(own: bool) -> Select[Any]:
    return _known(Pause, Pause.from_at, own).add_columns(
        Pause.kind, Pause.from_at, Pause.look_again_on, Pause.ended_at
    )


@cache
def meetings(own: bool) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Meeting.person_id,
            Meeting.id,
            Meeting.worker_id,
            Meeting.starts_at,
            Meeting.ends_at,
            Meeting.planned_at,
            Meeting.settled_at,
        )
        .where(
            among(Meeting.person_id, PEOPLE),
            Meeting.planned_at <= _instant(Meeting.person_id, own),
        )
        .order_by(Meeting.person_id, Meeting.starts_at, Meeting.id)
    )


@cache
def contacts(own: bool, recent: bool) -> Select[Any]:
    return (
        _known(Contact, Contact.occurred_at, own)
        .where(
            Contact.occurred_at >= SINCE if recent else true(),
            Contact.with_whom == WithWhom.PERSON,
        )
        .outerjoin(ContactWorker, ContactWorker.contact_id == Contact.id)
        .add_columns(
            Contact.occurred_at,
            Contact.id,
            Contact.worker_id,
            Contact.outcome,
            ContactWorker.worker_id.label("other_id"),
        )
    )


@cache
def justice(own: bool) -> Select[Any]:
    return (
        _known(JusticeContact, JusticeContact.occurred_at, own)
        .where(JusticeContact.whose == Whose.PERSON)
        .add_columns(JusticeContact.occurred_at, JusticeContact.kind)
    )


@cache
def promises(own: bool) -> Select[Any]:
    as_of = _instant(Promise.person_id, own)
    answered = and_(
        PromiseAnswer.promise_id == func.coalesce(Promise.first_id, Promise.id),
        PromiseAnswer.superseded_at.is_(None),
        PromiseAnswer.answered_at <= as_of,
        PromiseAnswer.known_at <= as_of,
    )
    return (
        _known(Promise, Promise.promised_at, own)
        .where(Promise.whose == WhosePromise.OURS)
        .outerjoin(PromiseAnswer, answered)
        .order_by(PromiseAnswer.answered_at, PromiseAnswer.id)
        .add_columns(
            Promise.id,
            Promise.promised_at,
            Promise.due_on,
            PromiseAnswer.answered_at,
            PromiseAnswer.due_on,
        )
    )


@cache
def last_reached() -> Select[int, datetime | None]:
    return select(Standing.person_id, Standing.last_reached_at).where(
        among(Standing.person_id, PEOPLE)
    )
