"""Who is looking: the worker, the roles held now, the teams led."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, and_, or_, select
from sqlalchemy.orm import Session

from tracker.domain.access import Viewer
from tracker.models.accounts import Worker, WorkerRole
from tracker.models.teams import Team


def viewer(session: Session, worker_id: int, at: datetime) -> Viewer | None:
    """Give the viewer as of `at`; None for no such worker or an account that is not active.

    A role counts from its start up to, not including, its end. One statement.
    """
    rows = session.execute(active_workers(at).where(Worker.id == worker_id)).all()
    return made_of(rows, at) if rows else None


def active_workers(at: datetime) -> Select[*tuple[Any, ...]]:
    """Select a row per active worker, role held and team led; `made_of` reads those of one."""
    held = and_(
        WorkerRole.worker_id == Worker.id,
        WorkerRole.from_at <= at,
        or_(WorkerRole.until_at.is_(None), WorkerRole.until_at > at),
    )
    leads = or_(Team.lead_id == Worker.id, Team.deputy_lead_id == Worker.id)
    return (
        select(Worker.id, Worker.public_id, Worker.name, WorkerRole.role, Team.id.label("team_id"))
        .outerjoin(WorkerRole, held)
        .outerjoin(Team, leads)
        .where(Worker.active)
    )


def made_of(rows: Sequence[Row[*tuple[Any, ...]]], at: datetime) -> Viewer:
    first = rows[0]
    roles = frozenset(row.role for row in rows if row.role)
    teams = frozenset(row.team_id for row in rows if row.team_id)
    return Viewer(first.id, first.public_id, first.name, roles, teams, at)
