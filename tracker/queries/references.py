"""By what a command names people and workers: references and email addresses."""

from collections.abc import Collection

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tracker.models.accounts import Worker
from tracker.models.people import Person


def references_of(session: Session, person_ids: Collection[int]) -> dict[int, str]:
    """Give each person's reference, or their public id where they have none."""
    rows = session.execute(
        select(Person.id, func.coalesce(Person.reference, Person.public_id)).where(
            Person.id.in_(person_ids)
        )
    )
    return dict(rows.all())


def emails_of(session: Session, worker_ids: Collection[int]) -> dict[int, str]:
    rows = session.execute(select(Worker.id, Worker.email).where(Worker.id.in_(worker_ids)))
    return dict(rows.all())
