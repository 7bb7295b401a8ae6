"""Who works in the demo: three teams, each with a lead and a deputy lead, and whoever left."""

from collections.abc import Mapping
from dataclasses import dataclass

from tracker.domain.vocabulary import Role


@dataclass(frozen=True, slots=True)
class Member:
    """Someone who works here; `left` is the day they went, counted from the first."""

    email: str
    name: str
    team: str | None
    roles: tuple[Role, ...] = (Role.KEY_WORKER,)
    left: int | None = None


def _member(name: str, team: str | None, *roles: Role, left: int | None = None) -> Member:
    email = f"{name.lower().replace(' ', '.')}@example.org"
    return Member(email, name, team, roles or (Role.KEY_WORKER,), left)


NORTH, SOUTH, EAST = "North", "South", "East"
TEAMS = (NORTH, SOUTH, EAST)
LEADS: Mapping[str, Member] = {
    NORTH: _member("Rae Okafor", NORTH, Role.TEAM_LEAD),
    SOUTH: _member("Sol Hughes", SOUTH, Role.TEAM_LEAD),
    EAST: _member("Mina Castell", EAST, Role.TEAM_LEAD),
}
BOTH = (Role.KEY_WORKER, Role.TEAM_LEAD)
DEPUTY_LEADS: Mapping[str, Member] = {
    NORTH: _member("Ana Reid", NORTH, *BOTH),
    SOUTH: _member("Elin Morgan", SOUTH, *BOTH),
    EAST: _member("Iman Yusuf", EAST, *BOTH),
}
DEV = _member("Dev Patel", SOUTH)
ELIN = DEPUTY_LEADS[SOUTH]
KEY_WORKERS = (
    DEV,
    ELIN,
    _member("Farah Aziz", SOUTH),
    _member("Tom Adeyemi", SOUTH),
    DEPUTY_LEADS[NORTH],
    _member("Ben Osei", NORTH),
    _member("Carla Nunez", NORTH),
    _member("Ruth Lindqvist", NORTH),
    DEPUTY_LEADS[EAST],
    _member("Priya Nair", EAST),
    _member("Callum Byrne", EAST),
)
NOOR = _member("Noor Rahimi", SOUTH, left=478)
WHO_LEFT = (NOOR, _member("Gwen Parry", NORTH, left=541), _member("Luca Marin", EAST, left=602))
ADMINISTRATOR = _member("Ada Marsh", None, Role.ADMINISTRATOR)
WORKING = (*LEADS.values(), *KEY_WORKERS)
EVERYONE = (*WORKING, *WHO_LEFT, ADMINISTRATOR)


def in_team(team: str) -> tuple[Member, ...]:
    """Give a team's key workers who are here now."""
    return tuple(member for member in KEY_WORKERS if member.team == team)


def who_left(team: str) -> Member:
    return next(member for member in WHO_LEFT if member.team == team)
