"""Who is looking: the worker, the roles held now, the teams led."""

from datetime import datetime

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from tracker.domain.access import Viewer
from tracker.models.accounts import Worker, WorkerRole
from tracker.models.teams import Team


def viewer(session: Session, worker_id: int, at: datetime) -> Viewer | None:
    """Give the viewer as of `at`; None for no such worker or an account that is not active.

    A role counts from its start up to, not including, its end. One statement.
    """
    held = and_(
        WorkerRole.worker_id == Worker.id,
        WorkerRole.from_at <= at,
        or_(WorkerRole.until_at.is_(None), WorkerRole.until_at > at),
    )
    leads = or_(Team.lead_id == Worker.id, Team.deputy_lead_id == Worker.id)
    rows = session.execute(
        select(Worker.public_id, Worker.name, WorkerRole.role, Team.id.label("team_id"))
        .outerjoin(WorkerRole, held)
        .outerjoin(Team, leads)
        .where(Worker.id == worker_id, Worker.active)
    ).all()
    if not rows:
        return None
    roles = frozenset(row.role for row in rows if row.role)
    teams = frozenset(row.team_id for row in rows if row.team_id)
    return Viewer(worker_id, rows[0].public_id, rows[0].name, roles, teams, at)
