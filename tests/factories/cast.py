"""A small cast for pages: two teams, everyone who may or may not open Jay's page, and Jay."""

from dataclasses import dataclass

from tests.factories.bonds import a_pairing, a_person, a_team, a_worker
from tracker.domain.vocabulary import PairingRole, Role
from tracker.models.accounts import Worker
from tracker.models.people import Person
from tracker.models.teams import Team

KEY_WORKER, LEAD = (Role.KEY_WORKER,), (Role.TEAM_LEAD,)


@dataclass(frozen=True)
class Cast:
    """Jay is in North, with Sam; Amina is in South, with Omar."""

    north: Team
    south: Team
    key_worker: Worker  # Sam: Jay's key worker
    deputy: Worker  # Ali: Jay's deputy
    lead: Worker  # Rae: lead of North
    deputy_lead: Worker  # Dee: deputy lead of North
    outsider: Worker  # Omar: key worker in South
    administrator: Worker
    analyst: Worker
    person: Person  # Jay
    other: Person  # Amina


def a_cast(session, keys):
    """Write the cast down; the caller commits."""
    rae, dee = a_worker(session, "Rae", roles=LEAD), a_worker(session, "Dee", roles=LEAD)
    north = a_team(session, "North", lead=rae, deputy_lead=dee)
    south = a_team(session, "South")
    sam, ali, omar = (a_worker(session, name) for name in ("Sam", "Ali", "Omar"))
    jay = a_person(session, north, keys, name="Jay", reference="N-1")
    amina = a_person(session, south, keys, name="Amina", reference="S-1")
    a_pairing(session, jay, sam)
    a_pairing(session, jay, ali, PairingRole.DEPUTY)
    a_pairing(session, amina, omar)
    return Cast(
        north=north,
        south=south,
        key_worker=sam,
        deputy=ali,
        lead=rae,
        deputy_lead=dee,
        outsider=omar,
        administrator=a_worker(session, "Ada", roles=(Role.ADMINISTRATOR,)),
        analyst=a_worker(session, "Ned", roles=(Role.ANALYST,)),
        person=jay,
        other=amina,
    )
