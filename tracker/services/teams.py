"""Teams: made by hand, led by a lead and a deputy lead."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from tracker.domain.errors import ConflictError, InvalidError, NotFoundError
from tracker.models.base import new_public_id
from tracker.models.people import Person
from tracker.models.teams import Team
from tracker.services import judging
from tracker.services.acts import Act
from tracker.services.workers import active_by_email

LONGEST_NAME = 200


def add(session: Session, act: Act, name: str, calendar: str) -> Team:
    """Make a team with the calendar of a region; raise ConflictError when there is one."""
    name = " ".join(name.split())
    if not 1 <= len(name) <= LONGEST_NAME:
        raise InvalidError(f"Give the team a name of 1 to {LONGEST_NAME} letters.", field="name")
    if session.scalar(select(Team.id).where(Team.name == name)) is not None:
        raise ConflictError(f"There is already a team {name}.")
    team = Team(public_id=new_public_id(), name=name, calendar=calendar)
    session.add(team)
    session.flush()
    act.note("team.added", thing=("team", team.public_id))
    return team


def by_name(session: Session, name: str) -> Team:
    """Give the team; raise NotFoundError with what to do."""
    name = " ".join(name.split())
    team = session.scalar(select(Team).where(Team.name == name))
    if team is None:
        raise NotFoundError(f"There is no team {name}. Run: tracker team add '{name}'")
    return team


def set_lead(session: Session, act: Act, name: str, email: str, *, deputy: bool = False) -> Team:
    """Say who leads a team, or is its deputy lead; its people are looked at again.

    Raises NotFoundError for no such team or worker, InvalidError when one would be both.
    """
    team, worker = by_name(session, name), active_by_email(session, email)
    other = team.lead_id if deputy else team.deputy_lead_id
    if other == worker.id:
        role = "leads" if deputy else "is the deputy lead of"
        raise InvalidError(
            f"{worker.name} {role} {team.name} already. Name someone else there first."
        )
    if (team.deputy_lead_id if deputy else team.lead_id) == worker.id:
        return team
    if deputy:
        team.deputy_lead_id = worker.id
    else:
        team.lead_id = worker.id
    session.flush()
    judging.look_again(session, select(Person.id).where(Person.team_id == team.id), act.at)
    act.note(
        "team.deputy_lead_set" if deputy else "team.lead_set",
        thing=("team", team.public_id),
        detail={"worker": worker.public_id},
    )
    return team
