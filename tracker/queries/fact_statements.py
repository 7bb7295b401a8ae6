"""The statements of the gatherer, each built once.

All take `people`; `as_of`, unless they are to ask at each person's own `judged_at`; the recent
contacts `since` as well.
"""

from datetime import datetime
from enum import IntEnum
from functools import cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    BindParameter,
    Boolean,
    ColumnElement,
    CompoundSelect,
    Date,
    Integer,
    Label,
    Select,
    String,
    and_,
    bindparam,
    cast,
    false,
    func,
    literal_column,
    null,
    or_,
    select,
    true,
    type_coerce,
    union_all,
)
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.types import TypeEngine

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


class Sort(IntEnum):
    """What a dated row is of."""

    STAY = 0
    PAIRING = 1
    RHYTHM = 2
    PAUSE = 3
    JUSTICE = 4
    MEETING = 5
    PROMISE = 6
    ANSWER = 7
    PERSON = 8


SHAPE: dict[str, TypeEngine[Any]] = {
    "then": Instant(),
    "ended": Instant(),
    "planned": Instant(),
    "word": String(),
    "number": Integer(),
    "room": Integer(),
    "worker_id": BigInteger(),
    "day": Date(),
    "flag": Boolean(),
}


def _known(table: type[Fact], happened: InstrumentedAttribute[Any], own: bool) -> Select[Any]:
    """Select the rows that stand, had happened and were known by then."""
    return (
        select(table.person_id)
        .where(among(table.person_id, PEOPLE), _was_known(table, happened, own))
        .order_by(table.person_id, happened, table.id)
    )


def _was_known(
    table: type[Fact],
    happened: InstrumentedAttribute[Any],
    own: bool,
    ahead: ColumnElement[bool] = false(),  # noqa: B008 - a constant
) -> ColumnElement[bool]:
    """Tell rows that stand, had happened by then (or may lie `ahead`) and were known."""
    as_of = _instant(table.person_id, own)
    return and_(
        table.superseded_at.is_(None), or_(happened <= as_of, ahead), table.known_at <= as_of
    )


def _instant(person_id: InstrumentedAttribute[int], own: bool) -> ColumnElement[Any]:
    if not own:
        return AS_OF
    return select(Standing.judged_at).where(Standing.person_id == person_id).scalar_subquery()


@cache
def dated(own: bool) -> CompoundSelect[*tuple[Any, ...]]:
    """Select what there is but contacts: one statement, each row with its `Sort`.

    What was answered names the promise by the row it was first written as, as the promise does. The
    person comes with when they were last reached, as far as standing has it, and whom alerts go to.
    """
    branches = (
        _standing(
            Sort.STAY, Stay, Stay.referred_at, own,
            then=Stay.started_at, ended=Stay.ended_at, word=Stay.ending,
        ),
        # whose an alert is changes as a cover begins
        _standing(
            Sort.PAIRING, Pairing, Pairing.started_at, own, Pairing.role == PairingRole.COVER,
            ended=Pairing.ended_at, word=Pairing.role, worker_id=Pairing.worker_id,
            flag=Pairing.end_planned,
        ),
        _standing(
            Sort.RHYTHM, Rhythm, Rhythm.agreed_at, own, ended=Rhythm.ended_at,
            word=Rhythm.circumstance, number=Rhythm.every_days, room=Rhythm.breathing_days,
        ),
        _standing(
            Sort.PAUSE, Pause, Pause.from_at, own,
            ended=Pause.ended_at, word=Pause.kind, day=Pause.look_again_on,
        ),
        _standing(
            Sort.JUSTICE, JusticeContact, JusticeContact.occurred_at, own, word=JusticeContact.kind,
        ).where(JusticeContact.whose == Whose.PERSON),
        _branch(
            Sort.MEETING, Meeting, Meeting.starts_at, then=Meeting.ends_at,
            ended=Meeting.settled_at, planned=Meeting.planned_at, worker_id=Meeting.worker_id,
        ).where(Meeting.planned_at <= _instant(Meeting.person_id, own)),
        _standing(
            Sort.PROMISE, Promise, Promise.promised_at, own,
            number=func.coalesce(Promise.first_id, Promise.id), day=Promise.due_on,
        ).where(Promise.whose == WhosePromise.OURS),
        _standing(
            Sort.ANSWER, PromiseAnswer, PromiseAnswer.answered_at, own,
            number=PromiseAnswer.promise_id, day=PromiseAnswer.due_on,
        ),
        _person(),
    )  # fmt: skip
    return union_all(*branches).order_by("person_id", "happened", "id")


def _person() -> Select[*tuple[Any, ...]]:
    of = Person.id.label("person_id")
    told = _told(
        then=Standing.last_reached_at, word=Team.calendar, day=Person.born_on,
        worker_id=Team.lead_id, number=Team.deputy_lead_id,
    )  # fmt: skip
    return (
        select(_sort(Sort.PERSON), of, Person.id, Person.first_here_at.label("happened"), *told)
        .join(Team, Team.id == Person.team_id)
        .outerjoin(Standing, Standing.person_id == Person.id)
        .where(among(Person.id, PEOPLE))
    )


def _standing(
    sort: Sort,
    table: type[Fact],
    happened: InstrumentedAttribute[Any],
    own: bool,
    ahead: ColumnElement[bool] = false(),  # noqa: B008 - a constant
    **given: ColumnElement[Any] | InstrumentedAttribute[Any],
) -> Select[*tuple[Any, ...]]:
    return _branch(sort, table, happened, **given).where(_was_known(table, happened, own, ahead))


def _branch(
    sort: Sort,
    table: type[Any],
    happened: InstrumentedAttribute[Any],
    **given: ColumnElement[Any] | InstrumentedAttribute[Any],
) -> Select[*tuple[Any, ...]]:
    """Select a table's rows in the shape all share: words as text, what it lacks as null."""
    return select(
        _sort(sort),
        table.person_id.label("person_id"),
        table.id.label("id"),
        happened.label("happened"),
        *_told(**given),
    ).where(among(table.person_id, PEOPLE))


def _sort(sort: Sort) -> ColumnElement[int]:
    return literal_column(str(sort.value), Integer)


def _told(**given: ColumnElement[Any] | InstrumentedAttribute[Any]) -> list[Label[Any]]:
    return [
        (type_coerce(given[name], kind) if name in given else cast(null(), kind)).label(name)
        for name, kind in SHAPE.items()
    ]


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
