"""Alerts as they stand: for judging, for a page, for a command."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import ScalarSelect, Select, and_, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from tracker.domain.access import Viewer
from tracker.domain.alerts.reconcile import Answered, OpenAlert
from tracker.domain.sealing import Opened, Place
from tracker.domain.vocabulary import AlertState, Closed, Outcome, OwnerRole, RuleKey, Tier
from tracker.models.accounts import Worker
from tracker.models.alerts import Alert, Escalation
from tracker.models.contacts import Contact
from tracker.models.lists import among
from tracker.models.meetings import Meeting
from tracker.models.people import Person, PersonKey
from tracker.models.prepared import prepared, rows
from tracker.models.promises import Promise
from tracker.queries.scope import visible_people
from tracker.queries.sealed import Opener

TOLD = aliased(Worker)
HUMAN_ANSWERS = (Closed.DONE, Closed.NOT_USEFUL)
OPEN = 1 + len(fields(OpenAlert))


def open_and_answered(
    session: Session, person_ids: Sequence[int]
) -> tuple[dict[int, list[OpenAlert]], dict[int, list[Answered]]]:
    """Give by person the alerts that stand open or left, and the human answers that closed some.

    The latest answer is the last. One statement.
    """
    stand: defaultdict[int, list[OpenAlert]] = defaultdict(list)
    answered: defaultdict[int, list[Answered]] = defaultdict(list)
    for row in rows(session, _open_or_answered(list(person_ids))):
        if row.closed_at is None:
            stand[row.person_id].append(OpenAlert(*row[1:OPEN]))
        else:
            answered[row.person_id].append(
                Answered(row.rule, row.closed_how, row.tier, row.true_since, row.closed_at)
            )
    return stand, answered


def _escalated_from() -> ScalarSelect[datetime]:
    return (
        select(func.min(Escalation.counts_from))
        .where(Escalation.alert_id == Alert.id, Escalation.ended_at.is_(None))
        .correlate(Alert)
        .scalar_subquery()
    )


@prepared
def _open_or_answered(person_ids: list[int]) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Alert.person_id,
            Alert.id,
            Alert.rule,
            Alert.tier,
            Alert.state,
            Alert.true_since,
            Alert.opened_at,
            Alert.owner_id,
            Alert.numbers,
            Alert.left_until,
            Alert.owner_role,
            _escalated_from(),
            Alert.closed_how,
            Alert.closed_at,
        )
        .where(
            among(Alert.person_id, person_ids),
            or_(Alert.closed_at.is_(None), *(Alert.closed_how == how for how in HUMAN_ANSWERS)),
        )
        .order_by(Alert.closed_at, Alert.id)
    )


@dataclass(frozen=True, slots=True)
class OpenAlertRow:
    """An open alert as the commands print it; `owner` is an email or None."""

    reference: str
    rule: RuleKey
    tier: Tier
    true_since: datetime
    opened_at: datetime
    owner: str | None
    owner_role: OwnerRole


def list_open(session: Session) -> list[OpenAlertRow]:
    """Give every open alert (left ones too), in order of reference and rule."""
    rows = session.execute(
        select(
            Person.reference,
            Person.public_id,
            Alert.rule,
            Alert.tier,
            Alert.true_since,
            Alert.opened_at,
            Worker.email,
            Alert.owner_role,
        )
        .join(Person, Person.id == Alert.person_id)
        .outerjoin(Worker, Worker.id == Alert.owner_id)
        .where(Alert.closed_at.is_(None))
    )
    made = [
        OpenAlertRow(reference or public_id, *rest)  # type: ignore[arg-type] # in the order selected
        for reference, public_id, *rest in rows
    ]
    return sorted(made, key=lambda row: (row.reference, row.rule))


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """An alert that nobody has answered or left yet."""

    id: int
    reference: str
    rule: RuleKey
    tier: Tier
    opened_at: datetime
    owner_id: int | None


def list_waiting(session: Session) -> list[WaitingRow]:
    """Give every alert that is open and not left, in order of reference and rule."""
    rows = session.execute(
        select(Alert.id, Person.reference, Alert.rule, Alert.tier, Alert.opened_at, Alert.owner_id)
        .join(Person, Person.id == Alert.person_id)
        .where(Alert.state == AlertState.OPEN)
        .order_by(Person.reference, Alert.rule)
    )
    return [WaitingRow(*row) for row in rows]  # type: ignore[arg-type] # in the order selected


@dataclass(frozen=True, slots=True)
class Evidence:
    """A dated fact behind an alert, in the order it happened."""

    happened_at: datetime
    outcome: Outcome | None
    worker: str
    contact_public_id: str | None
    meeting_public_id: str | None
    promise_public_id: str | None = None
    words: Opened | None = None  # what was promised


@dataclass(frozen=True, slots=True)
class AlertCard:
    """An open alert with what it says about whom, and the facts behind it."""

    alert_id: int
    public_id: str
    person_id: int
    person: str
    name: Opened
    rule: RuleKey
    tier: Tier
    state: AlertState
    true_since: datetime
    opened_at: datetime
    act_by: datetime
    left_until: datetime | None
    numbers: Mapping[str, Any]
    owner_id: int | None
    owner: str | None
    came_to: "CameTo | None"
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class CameTo:
    """Whom an alert came to as well, last: nobody had answered it by its time."""

    worker_id: int
    name: str
    at: datetime


TIER_ORDER = {tier: tier.working_days for tier in Tier}


def inbox(session: Session, opener: Opener, viewer: Viewer) -> list[AlertCard]:
    """Give the viewer's own open alerts, those a lead sees too and those that came to them.

    Soonest first. At most four statements whatever the number of alerts.
    """
    led = and_(Alert.rule == RuleKey.MISSED, Person.team_id.in_(sorted(viewer.leads)))
    came = aliased(Escalation)
    came_to_me = exists().where(
        came.alert_id == Alert.id, came.worker_id == viewer.worker_id, came.ended_at.is_(None)
    )
    rows = session.execute(
        _cards()
        .add_columns(or_(Alert.owner_id == viewer.worker_id, came_to_me).label("mine"))
        .where(
            Alert.closed_at.is_(None),
            or_(Alert.owner_id == viewer.worker_id, led, came_to_me),
            Alert.person_id.in_(visible_people(viewer, viewer.at)),
        )
        .order_by(Alert.true_since, Alert.id)
    ).all()
    mine = [row for row in rows if row.mine or row.Alert.numbers.get("lead_sees")]
    cards = _opened(session, opener, mine)
    return sorted(cards, key=lambda c: (c.state is AlertState.LEFT, TIER_ORDER[c.tier]))


def of_person(
    session: Session,
    opener: Opener,
    person_id: int,
    behind: Mapping[tuple[str, int], Evidence] | None = None,
) -> list[AlertCard]:
    """Give a person's open alerts, soonest first; `behind` if the facts were read already."""
    rows = session.execute(
        _cards()
        .where(Alert.person_id == person_id, Alert.closed_at.is_(None))
        .order_by(Alert.true_since, Alert.id)
    ).all()
    cards = _opened(session, opener, rows, behind)
    return sorted(cards, key=lambda c: (c.state is AlertState.LEFT, TIER_ORDER[c.tier]))


def find_card(session: Session, opener: Opener, public_id: str) -> AlertCard | None:
    """Give one alert, closed or not, by its public id."""
    rows = session.execute(_cards().where(Alert.public_id == public_id)).all()
    return next(iter(_opened(session, opener, rows)), None)


def _cards() -> Any:  # noqa: ANN401 - SQLAlchemy's own wide row
    came = aliased(Escalation)
    last = (
        select(func.max(came.id))
        .where(came.alert_id == Alert.id, came.ended_at.is_(None))
        .correlate(Alert)
        .scalar_subquery()
    )
    return (
        select(Alert, Person, PersonKey, Worker.name, Escalation, TOLD.name)
        .join(Person, Person.id == Alert.person_id)
        .join(PersonKey, PersonKey.person_id == Person.id)
        .outerjoin(Worker, Worker.id == Alert.owner_id)
        .outerjoin(Escalation, Escalation.id == last)
        .outerjoin(TOLD, TOLD.id == Escalation.worker_id)
    )


def _opened(
    session: Session,
    opener: Opener,
    rows: Sequence[Any],
    behind: Mapping[tuple[str, int], Evidence] | None = None,
) -> list[AlertCard]:
    for _alert, person, key, *_rest in rows:
        opener.learn(person.id, person.public_id, key.wrapped, key.key_version)
    if behind is None:
        behind = _evidence(session, opener, [alert for alert, *_rest in rows])
    cards = []
    for alert, person, _key, owner, came, told, *_rest in rows:
        place = Place("person", "name_ct", person.public_id)
        cards.append(
            AlertCard(
                alert_id=alert.id,
                public_id=alert.public_id,
                person_id=person.id,
                person=person.public_id,
                name=opener.text(person.id, person.name_ct, place),
                rule=alert.rule,
                tier=alert.tier,
                state=alert.state,
                true_since=alert.true_since,
                opened_at=alert.opened_at,
                act_by=alert.act_by,
                left_until=alert.left_until,
                numbers=alert.numbers,
                owner_id=alert.owner_id,
                owner=owner,
                came_to=CameTo(came.worker_id, told, came.escalated_at) if came else None,
                evidence=tuple(
                    behind[item]
                    for kind in ("contacts", "meetings", "promises")
                    for item in ((kind, id_) for id_ in alert.numbers.get(kind, ()))
                    if item in behind
                ),
            )
        )
    return cards


def _evidence(
    session: Session, opener: Opener, alerts: Sequence[Alert]
) -> dict[tuple[str, int], Evidence]:
    contacts, planned, promised = (
        {id_ for alert in alerts for id_ in alert.numbers.get(kind, ())}
        for kind in ("contacts", "meetings", "promises")
    )
    found: dict[tuple[str, int], Evidence] = {}
    if contacts:
        for id_, at, outcome, worker, public_id in session.execute(
            select(Contact.id, Contact.occurred_at, Contact.outcome, Worker.name, Contact.public_id)
            .join(Worker, Worker.id == Contact.worker_id)
            .where(Contact.id.in_(contacts))
        ):
            found["contacts", id_] = Evidence(at, outcome, worker, public_id, None)
    if planned:
        for id_, at, worker, public_id in session.execute(
            select(Meeting.id, Meeting.starts_at, Worker.name, Meeting.public_id)
            .join(Worker, Worker.id == Meeting.worker_id)
            .where(Meeting.id.in_(planned))
        ):
            found["meetings", id_] = Evidence(at, None, worker, None, public_id)
    if promised:
        for promise, worker in session.execute(
            select(Promise, Worker.name)
            .join(Worker, Worker.id == Promise.worker_id)
            .where(Promise.id.in_(promised))
        ):
            found["promises", promise.id] = _said(opener, promise, worker)
    return found


def _said(opener: Opener, promise: Promise, worker: str) -> Evidence:
    place = Place("promise", "words_ct", promise.public_id)
    words = opener.text(promise.person_id, promise.words_ct, place)
    return Evidence(promise.promised_at, None, worker, None, None, promise.public_id, words)
