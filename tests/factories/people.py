"""People written in through the service, so that they have a key, a stay and a standing."""

from datetime import UTC, date, datetime

from tracker.domain.vocabulary import CameFrom
from tracker.services.people import NewPerson, write_in

REFERRED_ON = date(2026, 9, 1)  # a Tuesday
REFERRED = datetime(2026, 8, 31, 23, tzinfo=UTC)  # local 00:00 of that day, in summer time


def new_person(team, **more):
    known = {"name": "Jay", "came_from": CameFrom.FAMILY, "referred_on": REFERRED_ON}
    return NewPerson(team_id=team.id, **(known | more))


def written_in(session, act, team, **more):
    """Write Jay in, or someone else."""
    person = write_in(session, act, new_person(team, **more))
    session.flush()
    return person
