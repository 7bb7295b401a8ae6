"""Jay and those around Jay, written down through the services: what pages about a person need."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from tests.factories.bonds import a_role, a_team, a_worker, an_opening
from tests.factories.pairings import matched
from tests.factories.people import written_in
from tracker.domain.vocabulary import Role
from tracker.models.accounts import Worker
from tracker.models.people import Person
from tracker.services.rhythms import NewRhythm

WRITTEN_IN = datetime(2026, 9, 1, 10, tzinfo=UTC)
MATCHED = datetime(2026, 9, 2, 10, tzinfo=UTC)
A_CHILD, AN_ADULT = date(2010, 5, 1), date(2004, 5, 1)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True)
class Around:
    """Jay is a child, with Sam; Kit is not matched yet; Amina is an adult, with Omar."""

    lead: Worker  # Rae
    key_worker: Worker  # Sam
    deputy: Worker  # Ali
    colleague: Worker  # Bo, of the team, bound to nobody
    writer: Worker  # Wyn, who wrote Kit in
    outsider: Worker  # Omar
    opener: Worker  # Una, who opened Jay's page with a reason
    administrator: Worker  # Ada
    jay: Person
    kit: Person
    amina: Person

    def address(self, *parts, of=None):
        return "/".join(["/people", (of or self.jay).public_id, *parts])


def everyone_around(session, make_act, at):
    """Write everyone down; the caller commits."""
    rae, ada = a_worker(session, "Rae", roles=(Role.TEAM_LEAD,)), a_worker(session, "Ada", roles=())
    a_role(session, ada, Role.ADMINISTRATOR)
    sam, ali, wyn, omar, una = (
        a_worker(session, name) for name in ("Sam", "Ali", "Wyn", "Omar", "Una")
    )
    north, south = a_team(session, "North", lead=rae), a_team(session, "South")
    bo = a_worker(session, "Bo", roles=())
    a_role(session, bo, Role.KEY_WORKER).team_id = north.id
    by_lead = make_act(rae.id, at=WRITTEN_IN)
    jay = written_in(session, by_lead, north, name="Jay", born_on=A_CHILD)
    kit = written_in(session, make_act(wyn.id, at=WRITTEN_IN), north, name="Kit")
    amina = written_in(session, by_lead, south, name="Amina", born_on=AN_ADULT)
    by_lead = make_act(rae.id, at=MATCHED)
    matched(session, by_lead, jay, sam, deputy=ali, rhythm=NewRhythm(7))
    matched(session, by_lead, amina, omar)
    an_opening(session, jay, una, at=at - 30 * timedelta(minutes=1), until=at + HOUR)
    return Around(rae, sam, ali, bo, wyn, omar, una, ada, jay, kit, amina)
