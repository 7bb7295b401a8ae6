"""Open alerts whose time has come, with all that decides whether someone else is told."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, case, func, or_, select
from sqlalchemy.orm import Session

from tracker.domain.alerts.escalation import Lead, Told, Untouched
from tracker.domain.vocabulary import REACHED, AlertState, OwnerRole, WithWhom
from tracker.models.absences import Absence
from tracker.models.accounts import Worker
from tracker.models.alerts import Alert, AlertStep, Escalation, Standing
from tracker.models.contacts import Contact
from tracker.models.lists import among
from tracker.models.people import Person
from tracker.models.teams import Team
from tracker.queries.sign_ins import ANSWERED

BROUGHT_BACK = "brought_back"  # by a hand: it was touched, and asks no one anew


@dataclass(frozen=True, slots=True)
class UntouchedRow:
    """One such alert: which it is, whose calendar counts, and the facts."""

    alert_id: int
    public_id: str
    person_id: int
    calendar: str
    alert: Untouched


def list_untouched(session: Session, alert_ids: Sequence[int], at: datetime) -> list[UntouchedRow]:
    """Give these alerts with their facts as known at `at`; five statements, however many."""
    rows = session.execute(_alerts().where(among(Alert.id, alert_ids))).all()
    steps, reached = _steps(session, alert_ids), _reached(session, alert_ids, at)
    told = _told(session, alert_ids)
    leads = {id_ for row in rows for id_ in (row.lead_id, row.deputy_lead_id) if id_}
    away = _away(session, sorted(leads), at)
    return [
        UntouchedRow(
            row.id,
            row.public_id,
            row.person_id,
            row.calendar,
            Untouched(
                tier=row.tier,
                act_by=row.act_by,
                opened_at=row.opened_at,
                asked_at=steps[row.id].asked_at or row.opened_at,
                owner_id=row.owner_id,
                lead=Lead(row.lead_id, row.lead_id in away),
                deputy_lead=Lead(row.deputy_lead_id, row.deputy_lead_id in away),
                about_id=row.key_worker_id if row.owner_role is OwnerRole.LEAD else None,
                answered_at=steps[row.id].answered_at,
                reached_at=reached.get(row.id),
                told=tuple(told[row.id]),
            ),
        )
        for row in rows
    ]


def _alerts() -> Any:  # noqa: ANN401 - SQLAlchemy's own wide row
    return (
        select(
            Alert.id, Alert.public_id, Alert.person_id, Alert.tier, Alert.act_by, Alert.opened_at,
            Alert.owner_id, Alert.owner_role, Standing.key_worker_id, Team.calendar, Team.lead_id,
            Team.deputy_lead_id,
        )
        .join(Person, Person.id == Alert.person_id)
        .join(Team, Team.id == Person.team_id)
        .join(Standing, Standing.person_id == Alert.person_id)
        .order_by(Alert.id)
    )  # fmt: skip


def _steps(session: Session, alert_ids: Sequence[int]) -> dict[int, Any]:
    """Say of each when it last asked (opened, or came back by itself) and was last answered."""
    came_back = and_(
        AlertStep.from_state == AlertState.LEFT,
        AlertStep.to_state == AlertState.OPEN,
        AlertStep.why != BROUGHT_BACK,
    )
    asks = or_(AlertStep.from_state.is_(None), came_back)
    rows = session.execute(
        select(
            AlertStep.alert_id,
            func.max(case((asks, AlertStep.stepped_at))).label("asked_at"),
            func.max(case((AlertStep.why.in_(ANSWERED), AlertStep.stepped_at))).label(
                "answered_at"
            ),
        )
        .where(among(AlertStep.alert_id, alert_ids))
        .group_by(AlertStep.alert_id)
    )
    return {row.alert_id: row for row in rows}


def _reached(session: Session, alert_ids: Sequence[int], at: datetime) -> dict[int, datetime]:
    rows = session.execute(
        select(Alert.id, func.max(Contact.occurred_at))
        .join(Contact, Contact.person_id == Alert.person_id)
        .where(
            among(Alert.id, alert_ids),
            Contact.with_whom == WithWhom.PERSON,
            Contact.outcome.in_(sorted(REACHED)),
            Contact.superseded_at.is_(None),
            Contact.occurred_at <= at,
            Contact.known_at <= at,
        )
        .group_by(Alert.id)
    )
    return dict(rows.all())


def _told(session: Session, alert_ids: Sequence[int]) -> defaultdict[int, list[Told]]:
    rows = session.execute(
        select(Escalation.alert_id, Escalation.worker_id, Escalation.escalated_at)
        .where(among(Escalation.alert_id, alert_ids), Escalation.ended_at.is_(None))
        .order_by(Escalation.escalated_at, Escalation.id)
    )
    found: defaultdict[int, list[Told]] = defaultdict(list)
    for alert_id, worker_id, at in rows:
        found[alert_id].append(Told(worker_id, at))
    return found


def _away(session: Session, worker_ids: Sequence[int], at: datetime) -> set[int]:
    """Give who of these is away at an instant, or has no account any more."""
    absent = select(Absence.worker_id).where(
        Absence.superseded_at.is_(None),
        Absence.known_at <= at,
        Absence.from_at <= at,
        or_(Absence.until_at.is_(None), Absence.until_at > at),
    )
    return set(
        session.scalars(
            select(Worker.id).where(
                among(Worker.id, worker_ids), or_(~Worker.active, Worker.id.in_(absent))
            )
        )
    )
