"""Judge people: gather their facts, ask the rules, write what changed.

Cost is in proportion to what became due. Nothing here commits: an entry point commits each batch.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Integer,
    Select,
    bindparam,
    func,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Session

from tracker.domain.alerts import engine
from tracker.domain.alerts.escalation import reached_since_escalated
from tracker.domain.alerts.facts import Facts
from tracker.domain.alerts.reconcile import Answered, OpenAlert, reconcile
from tracker.domain.alerts.rules import Rules
from tracker.domain.errors import ConflictError, NotFoundError
from tracker.domain.periods import Calendar
from tracker.domain.standing import summarise
from tracker.domain.vocabulary import AlertState
from tracker.models.alerts import Alert, Standing
from tracker.models.lists import among
from tracker.models.people import Person
from tracker.models.prepared import prepared, rows
from tracker.models.teams import Team
from tracker.models.types import Instant
from tracker.queries.alerts import open_and_answered
from tracker.queries.facts import gather
from tracker.services import applying
from tracker.services.acts import Act
from tracker.services.applying import Judged

BATCH = 1000


def lock_person(session: Session, person_id: int) -> None:
    """Take the person's lock, the first thing every write of a fact does.

    PostgreSQL locks the standing row; on SQLite the writing transaction is already the only one.
    Raises NotFoundError where there is no such person.
    """
    session.flush()
    locked = rows(session, _locked(person_id)).one_or_none()
    if locked is None:
        raise NotFoundError("There is no such person.")
    session.info[person_id] = locked.judged_at  # so that `judge` need not read it again


@prepared
def _locked(person_id: int) -> Select[datetime | None]:
    return select(Standing.judged_at).where(Standing.person_id == person_id).with_for_update()


def calendar_of(session: Session, act: Act, person_id: int) -> Calendar:
    """Give the calendar of the person's team."""
    name = session.scalar(*_calendar_name(person_id))
    if name is None:
        raise NotFoundError("There is no such person.")
    return act.calendars[name]


@prepared
def _calendar_name(person_id: int) -> Select[str]:
    return (
        select(Team.calendar).join(Person, Person.team_id == Team.id).where(Person.id == person_id)
    )


def judge(session: Session, act: Act, person_id: int) -> None:
    """Judge one person in the transaction that changed a fact: alerts close while one looks.

    Whoever waited longest for the lock may have read the clock first: a person is never judged as
    at an instant before the last one, or what was known since would be left out.
    """
    session.flush()
    latest = session.info.pop(person_id) if person_id in session.info else _read(session, person_id)
    judge_people(session, replace(act, at=max(act.at, latest or act.at)), [person_id])


def _read(session: Session, person_id: int) -> datetime | None:
    return _judged_at(session, [person_id]).get(person_id)


def judge_people(session: Session, act: Act, person_ids: Sequence[int]) -> None:
    """Judge many people whose locks are held: a batch of a sweep, or all of them in turn."""
    applying.apply(session, act, decide(session, act, person_ids))
    for known in list(session.identity_map.values()):
        if isinstance(known, Standing | Alert):  # written in bulk, past the session
            session.expire(known)


def decide(
    session: Session,
    act: Act,
    person_ids: Sequence[int],
    *,
    as_judged: bool = False,
    afresh: bool = False,
) -> dict[int, Judged]:
    """Gather and decide for these people at `act.at`, writing nothing.

    `as_judged` decides at each person's own `judged_at` instead; `afresh` as if nothing were open.
    """
    facts = gather(
        session,
        person_ids,
        None if as_judged else act.at,
        act.calendars,
        timedelta(days=act.rules.we_cancelled.days),
    )
    moments = _judged_at(session, person_ids) if as_judged else {}
    stand, answered = ({}, {}) if afresh else open_and_answered(session, person_ids)
    return {
        person_id: _decide(
            known, moments.get(person_id, act.at), act.rules, stand.get(person_id, []),
            answered.get(person_id, []),
        )
        for person_id, known in facts.items()
    }  # fmt: skip


def _decide(
    facts: Facts, at: datetime, rules: Rules, stand: list[OpenAlert], answered: list[Answered]
) -> Judged:
    judgement = engine.judge(facts, at, rules)
    found = reconcile(facts, at, judgement, stand, answered)
    return Judged(summarise(facts, at), stand, found, reached_since_escalated(facts, stand))


def _judged_at(session: Session, person_ids: Sequence[int]) -> dict[int, datetime]:
    judged = session.execute(
        select(Standing.person_id, Standing.judged_at).where(among(Standing.person_id, person_ids))
    )
    return {person_id: at for person_id, at in judged if at is not None}


def sweep(session: Session, act: Act, limit: int = BATCH) -> list[int]:
    """Judge up to `limit` people who are due, and give their ids; none left gives [].

    1. What is due is claimed in the database: standing rows by `look_again_at`, alerts by
       `next_at`; on PostgreSQL another sweep's rows are skipped. Whoever was judged since the
       sweep read its clock waits for the next one.
    2. Judged in bulk; a repeated run finds nothing due and changes nothing.
    """
    people = due(session, act.at, limit)
    for start in range(0, len(people), BATCH):
        judge_people(session, act, people[start : start + BATCH])
    return people


def due(session: Session, at: datetime, limit: int = BATCH) -> list[int]:
    """Claim up to `limit` people who are due by their standing, and as many by an alert's time."""
    ids: set[int] = set()
    for claim in (_DUE, _RETURNING):
        ids.update(session.connection().execute(claim, {"at": at, "many": limit}).scalars())
    return sorted(ids)


def put_off(session: Session, person_id: int, at: datetime, until: datetime) -> None:
    """Let what is due at `at` about a person wait: they cannot be judged, and others can."""
    standing = update(Standing).where(Standing.person_id == person_id, Standing.look_again_at <= at)
    session.execute(standing.values(look_again_at=until))
    alerts = update(Alert).where(
        Alert.person_id == person_id, Alert.closed_at.is_(None), Alert.next_at <= at
    )
    session.execute(alerts.values(next_at=until))


def _not_judged_since(at: ColumnElement[datetime]) -> ColumnElement[bool]:
    """Leave out whom a write has judged meanwhile: judged as at `at`, it would be forgotten."""
    return or_(Standing.judged_at.is_(None), Standing.judged_at <= at)


def _claim(wanted: Select[int]) -> Select[int]:
    many: BindParameter[int] = bindparam("many", type_=Integer)
    return wanted.limit(many).with_for_update(skip_locked=True, of=Standing)


_AT: BindParameter[datetime] = bindparam("at", type_=Instant)
_DUE = _claim(
    select(Standing.person_id)
    .where(Standing.look_again_at <= _AT, _not_judged_since(_AT))
    .order_by(Standing.look_again_at)
)
_RETURNING = _claim(
    select(Standing.person_id)
    .join(Alert, Alert.person_id == Standing.person_id)
    .where(Alert.next_at <= _AT, Alert.state == AlertState.LEFT, _not_judged_since(_AT))
)


def judge_everyone(session: Session, act: Act, after_id: int = 0, limit: int = BATCH) -> int | None:
    """Judge the next `limit` people after an id, due or not; give the last id, None at the end."""
    ids = people_after(session, after_id, limit)
    if not ids:
        return None
    claim = (
        select(Standing.person_id)
        .where(among(Standing.person_id, ids), _not_judged_since(literal(act.at, Instant)))
        .order_by(Standing.person_id)
        .with_for_update()
    )
    judge_people(session, act, session.scalars(claim).all())
    return ids[-1]


def people_after(session: Session, after_id: int, limit: int = BATCH) -> list[int]:
    return list(
        session.scalars(
            select(Standing.person_id)
            .where(Standing.person_id > after_id)
            .order_by(Standing.person_id)
            .limit(limit)
        )
    )


def refuse_the_past(session: Session, at: datetime) -> None:
    """Raise ConflictError when something was already judged after `at`."""
    latest = session.scalar(select(func.max(Standing.judged_at)))
    if latest is not None and latest > at:
        raise ConflictError(
            f"Something was already judged at {latest:%Y-%m-%dT%H:%M:%SZ}, after that instant. "
            "Use --dry-run to look back without writing."
        )


def look_again(session: Session, people: Sequence[int] | Select[int], at: datetime) -> None:
    """Make these people due at `at`, or sooner if they are: something about them has changed."""
    later = Standing.look_again_at.is_(None) | (Standing.look_again_at > at)
    session.execute(
        update(Standing).where(Standing.person_id.in_(people), later).values(look_again_at=at)
    )
