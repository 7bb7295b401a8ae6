"""A service to try: the sample spreadsheets, a lead for each team, an administrator."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from tracker.domain.vocabulary import Role
from tracker.jobs.evaluations import judge
from tracker.jobs.imports import take_in
from tracker.jobs.runs import Service
from tracker.queries.teams import list_teams
from tracker.services import teams, workers
from tracker.services.workers import Account

BY = "system:demo"
BESIDE = Path(__file__).resolve().parent.parent
SAMPLE = next(p for p in (BESIDE / "_sample", BESIDE.parent / "sample") if p.is_dir())
FILES = ("workers", "people", "contacts", "justice")
LEADS = {
    "North": ("rae.okafor@example.org", "Rae Okafor"),
    "South": ("sol.hughes@example.org", "Sol Hughes"),
}


@dataclass(frozen=True, slots=True)
class Cast:
    """Someone to sign in as, and what they are."""

    email: str
    what: str


CAST = (
    Cast("dev.patel@example.org", "key worker"),
    Cast("sol.hughes@example.org", "team lead"),
    Cast("ada.marsh@example.org", "administrator"),
)


def is_empty(service: Service, at: datetime) -> bool:
    with service.look(at) as run:
        return not list_teams(run.session)


def fill(service: Service, at: datetime) -> list[int]:
    """Fill an empty service as at an instant, judge everyone, give the ids of the cast."""
    for kind in FILES:
        take_in(service, kind, SAMPLE / f"{kind}.csv", at, by=None, dry_run=False)
    with service.run(at, BY) as run:
        for team, (email, name) in LEADS.items():
            theirs = teams.by_name(run.session, team)
            workers.add(run.session, run.act, Account(email, name, (Role.TEAM_LEAD,), theirs))
            teams.set_lead(run.session, run.act, team, email)
        administrator = Account("ada.marsh@example.org", "Ada Marsh", (Role.ADMINISTRATOR,))
        workers.add(run.session, run.act, administrator)
    for _batch in judge(service, at, everyone=True):
        pass
    with service.look(at) as run:
        return [workers.active_by_email(run.session, one.email).id for one in CAST]
