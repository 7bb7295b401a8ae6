"""Teams and the workers in them, for choosing among."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from tracker.domain.vocabulary import PairingRole, Role
from tracker.models.accounts import Worker, WorkerRole
from tracker.models.lists import among
from tracker.models.pairings import Pairing
from tracker.models.prepared import prepared
from tracker.models.teams import Team


@dataclass(frozen=True, slots=True)
class TeamRow:
    """A team to choose; its leads by id."""

    team_id: int
    public_id: str
    name: str
    lead_id: int | None
    deputy_lead_id: int | None


@dataclass(frozen=True, slots=True)
class WorkerRow:
    """A key worker to choose, and how many people they are with now."""

    worker_id: int
    public_id: str
    name: str
    team_id: int | None
    people: int


def list_teams(session: Session) -> list[TeamRow]:
    rows = session.execute(
        select(Team.id, Team.public_id, Team.name, Team.lead_id, Team.deputy_lead_id).order_by(
            Team.name
        )
    )
    return [TeamRow(*row) for row in rows]


def list_key_workers(session: Session, at: datetime) -> list[WorkerRow]:
    """Give the workers who hold the role now and have an active account, in order of name."""
    rows = session.execute(
        select(Worker.id, Worker.public_id, Worker.name, WorkerRole.team_id)
        .join(WorkerRole, WorkerRole.worker_id == Worker.id)
        .where(
            Worker.active,
            WorkerRole.role == Role.KEY_WORKER,
            WorkerRole.from_at <= at,
            WorkerRole.until_at.is_(None) | (WorkerRole.until_at > at),
        )
        .order_by(Worker.name, Worker.id)
    ).all()
    held = Counter(
        session.scalars(
            select(Pairing.worker_id).where(
                Pairing.role == PairingRole.KEY_WORKER,
                Pairing.ended_at.is_(None),
                Pairing.superseded_at.is_(None),
            )
        )
    )
    return [WorkerRow(*row, people=held[row[0]]) for row in rows]


@dataclass(frozen=True, slots=True)
class Colleague:
    """A worker who may have been there, or may be."""

    worker_id: int
    public_id: str
    name: str


def list_around(
    session: Session, person_id: int, team_id: int, at: datetime, also: Collection[int] = ()
) -> list[Colleague]:
    """Give the active workers around a person, in order of name, and `also` these ids.

    Around are those bound to the person now, those with a role in the team, and its two leads.
    """
    rows = session.execute(*_around(person_id, team_id, at, list(also)))
    return [Colleague(*row) for row in rows]


@prepared
def _around(person_id: int, team_id: int, at: datetime, also: list[int]) -> Select[int, str, str]:
    bound = select(Pairing.worker_id).where(
        Pairing.person_id == person_id,
        Pairing.superseded_at.is_(None),
        Pairing.started_at <= at,
        Pairing.ended_at.is_(None) | (Pairing.ended_at > at),
    )
    team = select(WorkerRole.worker_id).where(
        WorkerRole.team_id == team_id,
        WorkerRole.role.in_((Role.KEY_WORKER, Role.TEAM_LEAD)),
        WorkerRole.from_at <= at,
        WorkerRole.until_at.is_(None) | (WorkerRole.until_at > at),
    )
    leads = (select(end).where(Team.id == team_id) for end in (Team.lead_id, Team.deputy_lead_id))
    around = or_(*(Worker.id.in_(ids) for ids in (bound, team, *leads)))
    return (
        select(Worker.id, Worker.public_id, Worker.name)
        .where((Worker.active & around) | among(Worker.id, also))
        .order_by(Worker.name, Worker.id)
    )
