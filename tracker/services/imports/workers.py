"""The sheet of workers: it makes missing teams and gives the role of key worker."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from tracker.adapters.spreadsheets import Row
from tracker.domain import spreadsheets as cell
from tracker.domain.spreadsheets import RowError
from tracker.domain.vocabulary import Role
from tracker.models.accounts import Worker, WorkerRole
from tracker.models.base import new_public_id
from tracker.models.teams import Team
from tracker.services.imports.bulk import batches, insert_all, reserve
from tracker.services.imports.runs import Intake, New, Read

BY_HAND = "an import never writes over a worker: change it with tracker user add"


@dataclass(frozen=True, slots=True)
class WorkerRow:
    """A row of the sheet, read."""

    email: str
    name: str
    team: str

    @property
    def identity(self) -> tuple[object, ...]:
        return (self.email,)

    @property
    def content(self) -> tuple[object, ...]:
        return (self.email, self.name, self.team)


@dataclass(frozen=True, slots=True)
class Here:
    """A worker who is here; `team` is the one they are a key worker in, if they are."""

    id: int
    name: str
    team: str | None
    key_worker: bool


class Workers(Intake[WorkerRow]):
    """Workers with their teams; each signs in after `user add` printed a one-time link."""

    kind = "workers"
    columns = ("email", "name", "team")
    makes = Worker
    twice = RowError("email used twice", "leave one of the two rows out")

    def load(self, rows: Sequence[Row]) -> None:
        self.here: dict[str, Here] = {}
        emails = {cell.email(row.cells["email"]) or "" for row in rows}
        for some in batches(sorted(emails)):
            found = self.session.execute(
                select(Worker.email, Worker.id, Worker.name, Team.name, WorkerRole.id.is_not(None))
                .outerjoin(
                    WorkerRole,
                    (WorkerRole.worker_id == Worker.id)
                    & (WorkerRole.role == Role.KEY_WORKER)
                    & WorkerRole.until_at.is_(None),
                )
                .outerjoin(Team, Team.id == WorkerRole.team_id)
                .where(Worker.email.in_(some))
            )
            for email, id_, name, team, key_worker in found:
                self.here[email] = Here(id_, name, team, key_worker)

    def read(self, cells: dict[str, str]) -> WorkerRow:
        email, name = cell.own_email(cells["email"]), cell.name(cells["name"])
        team = cell.text(cell.line(cells["team"]), "team", cell.LONGEST_NAME)
        if team is None:
            raise RowError("no team", "write the name of their team")
        return WorkerRow(email, name, team)

    def compare(self, rows: Sequence[Read[WorkerRow]]) -> dict[int, RowError | None]:
        faults: dict[int, RowError | None] = {}
        for row in rows:
            here = self.here.get(row.said.email)
            if here is not None and here.name != row.said.name:
                faults[row.line] = RowError("name is changed", BY_HAND)
            elif here is not None and here.key_worker:
                same = here.team == row.said.team
                faults[row.line] = None if same else RowError("team is changed", BY_HAND)
            elif row.imported:
                faults[row.line] = RowError("no longer a key worker", BY_HAND)
        return faults

    def ids(self, rows: Sequence[Read[WorkerRow]]) -> list[int]:
        missing = [row.said.email for row in rows if row.said.email not in self.here]
        fresh = dict(zip(missing, reserve(self.session, Worker, len(missing)), strict=True))
        here = {email: worker.id for email, worker in self.here.items()}
        return [(here | fresh)[row.said.email] for row in rows]

    def make(self, rows: Sequence[New[WorkerRow]]) -> set[int]:
        teams = self._teams({row.said.team for row in rows})
        workers = [
            {
                "id": row.id,
                "public_id": new_public_id(),
                "email": row.said.email,
                "name": row.said.name,
                "active": True,
                "fs_uniquifier": uuid.uuid4().hex,
                "create_datetime": self.act.at,
            }
            for row in rows
            if row.said.email not in self.here
        ]
        roles = [
            {
                "worker_id": row.id,
                "role": Role.KEY_WORKER,
                "team_id": teams[row.said.team],
                "from_at": self.act.at,
            }
            for row in rows
        ]
        insert_all(self.session, Worker, workers)
        insert_all(self.session, WorkerRole, roles)
        return set()

    def _teams(self, names: set[str]) -> dict[str, int]:
        """Give the ids of these teams; make those that are missing."""
        rows = self.session.execute(select(Team.name, Team.id).where(Team.name.in_(sorted(names))))
        here = dict(rows.all())
        for name in sorted(names - here.keys()):
            team = Team(name=name, calendar=self.region)
            self.session.add(team)
            self.session.flush()
            here[name] = team.id
        return here
