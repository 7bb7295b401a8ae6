"""Workers: added or completed by hand, disabled by hand; their dated roles."""

import re
import uuid
from dataclasses import dataclass

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from tracker.domain.errors import InvalidError, NotFoundError
from tracker.domain.vocabulary import PairingRole, Role
from tracker.models.accounts import Worker, WorkerRole
from tracker.models.base import new_public_id
from tracker.models.pairings import Pairing
from tracker.models.teams import Team
from tracker.services import judging, sign_ins
from tracker.services.acts import Act

LONGEST_EMAIL, LONGEST_NAME = 254, 200
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


@dataclass(frozen=True, slots=True)
class Account:
    """What is said of a worker by hand; what is not said stays as it is."""

    email: str
    name: str | None = None
    roles: tuple[Role, ...] = ()
    team: Team | None = None


def active_by_email(session: Session, email: str) -> Worker:
    """Give the worker with an active account; raise NotFoundError with what to do."""
    worker = sign_ins.account_of(session, email)
    if worker is None or not worker.active:
        raise NotFoundError(
            f"There is no worker {email.strip().lower()} with an active account. "
            "Run: tracker user add"
        )
    return worker


def add(session: Session, act: Act, account: Account) -> Worker:
    """Make or complete a worker: name, roles, team; a disabled account is active again.

    Raises InvalidError naming the field at fault.
    """
    worker = sign_ins.account_of(session, account.email)
    if worker is None:
        worker = _new(session, act, account)
    elif account.name and worker.name != _name(account.name):
        worker.name = _name(account.name)
        act.note("worker.renamed", thing=("worker", worker.public_id))
    if not worker.active:
        worker.active = True
        act.note("worker.enabled", thing=("worker", worker.public_id))
    session.flush()
    for role in account.roles:
        _give(session, act, worker, role, account.team)
    return worker


def _new(session: Session, act: Act, account: Account) -> Worker:
    email = account.email.strip().lower()
    if len(email) > LONGEST_EMAIL or not _EMAIL.fullmatch(email):
        raise InvalidError(f"{email} is not an email address.", field="email")
    if not account.name:
        raise InvalidError(f"{email} is new here. Give a --name.", field="name")
    if not account.roles:
        raise InvalidError(f"{email} is new here. Give a --role.", field="role")
    worker = Worker(
        public_id=new_public_id(),
        email=email,
        name=_name(account.name),
        active=True,
        fs_uniquifier=uuid.uuid4().hex,
        create_datetime=act.at,
    )
    session.add(worker)
    act.note("worker.added", thing=("worker", worker.public_id))
    return worker


def _name(given: str) -> str:
    name = " ".join(given.split())
    if not 1 <= len(name) <= LONGEST_NAME:
        raise InvalidError(f"Give a name of 1 to {LONGEST_NAME} letters.", field="name")
    return name


def _give(session: Session, act: Act, worker: Worker, role: Role, team: Team | None) -> None:
    """Give a role from now on; in another team than before, the old one ends now."""
    held = session.scalar(
        select(WorkerRole).where(
            WorkerRole.worker_id == worker.id,
            WorkerRole.role == role,
            WorkerRole.until_at.is_(None),
        )
    )
    if role is Role.KEY_WORKER and team is None and (held is None or held.team_id is None):
        raise InvalidError("A key worker is in a team. Give a --team.", field="team")
    if held is not None and (team is None or held.team_id == team.id):
        return
    if held is not None and held.from_at < act.at:
        held.until_at = act.at
        session.flush()
        held = None
    if held is None:
        held = WorkerRole(worker_id=worker.id, role=role, from_at=act.at)
        session.add(held)
    held.team_id = team.id if team else None
    session.flush()
    act.note(
        "worker.role_given",
        thing=("worker", worker.public_id),
        detail={"role": role.value, "team": team.public_id if team else None},
    )


def disable(session: Session, act: Act, email: str) -> int:
    """End an account and every sign-in; give how many people it is still key worker of.

    No pairing ends: that is a handover. Raises NotFoundError for no such active account.
    """
    worker = active_by_email(session, email)
    worker.active = False
    sign_ins.end_all(session, worker.id, act.at)
    mine = (
        Pairing.worker_id == worker.id,
        Pairing.ended_at.is_(None),
        Pairing.superseded_at.is_(None),
    )
    judging.look_again(session, select(Pairing.person_id).where(*mine), act.at)
    act.note("worker.disabled", thing=("worker", worker.public_id))
    left = session.scalar(select(func.count()).where(*mine, Pairing.role == PairingRole.KEY_WORKER))
    return left or 0


def set_shortcuts(session: Session, act: Act, worker: tuple[int, str], *, on: bool) -> None:
    """Turn keyboard shortcuts on or off for a worker, given by id and public id."""
    worker_id, public_id = worker
    session.execute(update(Worker).where(Worker.id == worker_id).values(shortcuts=on))
    act.note("worker.settings", thing=("worker", public_id))
