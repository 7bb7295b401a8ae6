"""What an import's rows refer to: workers by email, people by reference."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from tracker.adapters.keys import DataKey, KeyRing
from tracker.domain.vocabulary import Role
from tracker.models.accounts import Worker, WorkerRole
from tracker.models.people import Person, PersonKey
from tracker.models.teams import Team
from tracker.services.imports.bulk import batches


@dataclass(frozen=True, slots=True)
class KnownWorker:
    """A worker as rows name them; `team_id` and `calendar` are those of their role."""

    id: int
    email: str
    active: bool
    team_id: int | None
    calendar: str | None


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """A person as rows name them, with the key that seals what is theirs."""

    id: int
    calendar: str
    key: DataKey = field(repr=False)


def workers_by_email(session: Session, emails: Iterable[str | None]) -> dict[str, KnownWorker]:
    """Give the workers of these addresses, left or not, each with the team of their role.

    The role of key worker counts before that of team lead.
    """
    found: dict[str, KnownWorker] = {}
    for some in batches(sorted({email for email in emails if email})):
        rows = session.execute(
            select(WorkerRole.role, Worker.id, Worker.email, Worker.active, Team.id, Team.calendar)
            .select_from(Worker)
            .outerjoin(
                WorkerRole,
                (WorkerRole.worker_id == Worker.id)
                & WorkerRole.until_at.is_(None)
                & WorkerRole.role.in_((Role.KEY_WORKER, Role.TEAM_LEAD)),
            )
            .outerjoin(Team, Team.id == WorkerRole.team_id)
            .where(Worker.email.in_(some))
        )
        for role, id_, email, active, team_id, calendar in rows:
            if role is Role.KEY_WORKER or email not in found:
                found[email] = KnownWorker(id_, email, active, team_id, calendar)
    return found


def ids_by_reference(session: Session, references: Iterable[str]) -> dict[str, int]:
    """Give the ids of the people of these references; an erased person is not among them."""
    found: dict[str, int] = {}
    for some in batches(sorted(set(references))):
        rows = session.execute(
            select(Person.reference, Person.id).where(
                Person.reference.in_(some), Person.erased_at.is_(None)
            )
        )
        found |= {reference: id_ for reference, id_ in rows if reference}
    return found


def people_by_id(session: Session, keys: KeyRing, ids: Iterable[int]) -> dict[int, KnownPerson]:
    """Give these people with their keys; raise UnreadableError when the key ring does not fit."""
    found: dict[int, KnownPerson] = {}
    for some in batches(sorted(ids)):
        rows = session.execute(
            select(
                Person.id, Team.calendar, Person.public_id, PersonKey.wrapped, PersonKey.key_version
            )
            .join(Team, Team.id == Person.team_id)
            .join(PersonKey, PersonKey.person_id == Person.id)
            .where(Person.id.in_(some), Person.erased_at.is_(None))
        )
        for id_, calendar, public_id, wrapped, version in rows:
            key = keys.person_key(public_id, wrapped, version)
            found[id_] = KnownPerson(id_, calendar, key)
    return found
