"""What many acts stand on: a named worker, an open stay, one row however often a form is sent."""

from collections.abc import Callable, Collection
from datetime import datetime
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from tracker.domain.errors import ConflictError, InvalidError
from tracker.domain.vocabulary import Role
from tracker.models.accounts import Worker, WorkerRole
from tracker.models.base import Fact, new_public_id
from tracker.models.lists import among
from tracker.models.meetings import Meeting
from tracker.models.prepared import prepared, rows
from tracker.models.stays import Stay
from tracker.services.acts import Act

Row = TypeVar("Row", bound=Fact | Meeting)


def fact(act: Act, person_id: int) -> dict[str, Any]:
    """Give what every new fact says of itself: known and recorded now, by whoever acts."""
    return {
        "public_id": new_public_id(),
        "person_id": person_id,
        "known_at": act.at,
        "recorded_at": act.at,
        "recorded_by": act.by,
    }


def made_before(session: Session, act: Act, table: type[Row], person_id: int) -> Row | None:
    """Give the row this very form made when it was first sent; ask with the person locked."""
    if act.form_token is None:
        return None
    session.flush()
    found = rows(session, _made_with(table)(act.form_token)).scalar_one_or_none()  # type: ignore[arg-type] # a class is hashable
    row = None if found is None else session.get_one(table, found)
    if row is not None and row.person_id != person_id:
        raise ConflictError("Load the page again, then send it once more.")
    return row


@cache
def _made_with(table: type[Row]) -> Callable[[str], tuple[Select[int], dict[str, Any]]]:
    @prepared
    def made(form_token: str) -> Select[int]:
        return select(table.id).where(table.form_token == form_token)

    return made


def named(act: Act) -> str:
    """Give who acts; raise InvalidError unless a worker does: some things no job may decide."""
    if act.worker_id is None:
        raise InvalidError("Only a named worker decides this.")
    return act.by


def open_stay(session: Session, person_id: int) -> Stay:
    """Give the stay the person is in; raise ConflictError when they are not with us."""
    stay: Stay | None = session.scalar(*_open_stay(person_id))
    if stay is None:
        raise ConflictError("Their time with us has ended. Nothing was changed.")
    return stay


def is_with_us(session: Session, person_id: int) -> bool:
    return session.scalar(*_open_stay(person_id)) is not None


@prepared
def _open_stay(person_id: int) -> Select[Stay]:
    return select(Stay).where(
        Stay.person_id == person_id, Stay.ended_at.is_(None), Stay.superseded_at.is_(None)
    )


def is_here(
    session: Session, at: datetime, worker_id: int, roles: Collection[Role] = tuple(Role)
) -> bool:
    """Say whether a worker's account is active and holds one of the roles at an instant."""
    held = (
        select(WorkerRole.id)
        .join(Worker, Worker.id == WorkerRole.worker_id)
        .where(
            Worker.id == worker_id,
            Worker.active,
            WorkerRole.role.in_(roles),
            WorkerRole.from_at <= at,
            or_(WorkerRole.until_at.is_(None), WorkerRole.until_at > at),
        )
    )
    return session.scalar(held.limit(1)) is not None


def refuse_unknown(session: Session, act: Act, worker_ids: Collection[int], sentence: str) -> None:
    """Raise InvalidError for workers there are not; who acts is known."""
    others = sorted(set(worker_ids) - {act.worker_id})
    if others and len(session.scalars(*_workers(others)).all()) < len(others):
        raise InvalidError(sentence, field="worker")


@prepared
def _workers(ids: list[int]) -> Select[int]:
    return select(Worker.id).where(among(Worker.id, ids))


def name_of(session: Session, worker_id: int | None) -> str:
    """Give a worker's name; what no worker did was done by someone."""
    return session.scalar(select(Worker.name).where(Worker.id == worker_id)) or "Someone"


def refuse_too_soon(began_at: datetime, act: Act) -> None:
    """Raise ConflictError for ending what began at this very instant, or after it."""
    if act.at <= began_at:
        raise ConflictError("This has only just begun. Try again in a moment.")
