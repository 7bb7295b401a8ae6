"""Alerts as they stand: for judging, for a page, for a command."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from tracker.domain.alerts.reconcile import Answered, OpenAlert
from tracker.domain.vocabulary import Closed, OwnerRole, RuleKey, Tier
from tracker.models.accounts import Worker
from tracker.models.alerts import Alert
from tracker.models.people import Person

HUMAN_ANSWERS = (Closed.DONE, Closed.NOT_USEFUL)


def open_by_person(session: Session, person_ids: Sequence[int]) -> dict[int, list[OpenAlert]]:
    """Give the alerts that stand open or left, by person."""
    rows = session.execute(
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
        ).where(Alert.person_id.in_(person_ids), Alert.closed_at.is_(None))
    )
    found: defaultdict[int, list[OpenAlert]] = defaultdict(list)
    for person_id, *rest in rows.tuples():
        found[person_id].append(OpenAlert(*rest))
    return found


def answered_by_person(session: Session, person_ids: Sequence[int]) -> dict[int, list[Answered]]:
    """Give the human answers that closed alerts, by person, latest last."""
    rows = session.execute(
        select(
            Alert.person_id,
            Alert.rule,
            Alert.closed_how,
            Alert.tier,
            Alert.true_since,
            Alert.closed_at,
        )
        .where(Alert.person_id.in_(person_ids), Alert.closed_how.in_(HUMAN_ANSWERS))
        .order_by(Alert.closed_at, Alert.id)
    )
    found: defaultdict[int, list[Answered]] = defaultdict(list)
    for person_id, *rest in rows.tuples():
        found[person_id].append(Answered(*rest))  # type: ignore[arg-type] # in the order selected
    return found


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
        for reference, public_id, *rest in rows.tuples()
    ]
    return sorted(made, key=lambda row: (row.reference, row.rule))
