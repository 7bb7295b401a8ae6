"""What is here about people whose row says something else than what was imported."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from tracker.domain.sealing import Opened, Place
from tracker.domain.vocabulary import ChannelKind, PairingRole
from tracker.models.accounts import Worker
from tracker.models.pairings import Pairing
from tracker.models.people import Channel, Person
from tracker.models.rhythms import Rhythm
from tracker.models.stays import Stay
from tracker.models.teams import Team
from tracker.queries.sealed import Opener, opener_for
from tracker.services.acts import Act
from tracker.services.imports.bulk import batches

Values = dict[int, dict[str, object]]


def current_values(session: Session, act: Act, person_ids: Collection[int]) -> Values:
    """Give what stands about these people, under the names of the sheet's columns.

    A value that could not be opened is Unreadable: it equals nothing a row can say.
    """
    found: Values = {}
    for some in batches(sorted(person_ids)):
        opener = opener_for(session, act.keys, some)
        found |= _own(session, act, opener, some)
        for read in (_workers, _rhythms):
            read(session, found, some)
        _phones(session, found, opener, some)
    return found


def _own(session: Session, act: Act, opener: Opener, ids: Collection[int]) -> Values:
    rows = session.execute(
        select(Person, Team.calendar, Stay.started_at)
        .join(Team, Team.id == Person.team_id)
        .outerjoin(
            Stay,
            (Stay.person_id == Person.id) & Stay.superseded_at.is_(None) & Stay.ended_at.is_(None),
        )
        .where(Person.id.in_(ids))
    )
    found: Values = {}
    for person, calendar, started_at in rows:

        def opened(column: str, sealed: bytes | None, person: Person = person) -> Opened | None:
            return opener.text(person.id, sealed, Place("person", column, person.public_id))

        found[person.id] = {
            "key_worker_email": None,
            "deputy_email": None,
            "started_on": started_at and act.calendars[calendar].day_of(started_at),
            "agreed_every_days": None,
            "chosen_name": opened("name_ct", person.name_ct),
            "date_of_birth": person.born_on,
            "pronouns": opened("pronouns_ct", person.pronouns_ct),
            "phone": None,
            "likes_contact_by": person.likes_contact_by,
            "language": person.language,
            "ethnicity": person.ethnicity,
        }
    return found


def _workers(session: Session, found: Values, ids: Collection[int]) -> None:
    rows = session.execute(
        select(Pairing.person_id, Pairing.role, Worker.email)
        .join(Worker, Worker.id == Pairing.worker_id)
        .where(
            Pairing.person_id.in_(ids),
            Pairing.role.in_((PairingRole.KEY_WORKER, PairingRole.DEPUTY)),
            Pairing.ended_at.is_(None),
            Pairing.superseded_at.is_(None),
        )
    )
    for person_id, role, email in rows:
        found[person_id][f"{role}_email"] = email


def _rhythms(session: Session, found: Values, ids: Collection[int]) -> None:
    rows = session.execute(
        select(Rhythm.person_id, Rhythm.every_days)
        .where(
            Rhythm.person_id.in_(ids),
            Rhythm.circumstance.is_(None),
            Rhythm.superseded_at.is_(None),
        )
        .order_by(Rhythm.agreed_at, Rhythm.id)
    )
    for person_id, every_days in rows:
        found[person_id]["agreed_every_days"] = every_days  # the latest stays


def _phones(session: Session, found: Values, opener: Opener, ids: Collection[int]) -> None:
    rows = session.execute(
        select(Channel.person_id, Channel.public_id, Channel.value_ct)
        .where(
            Channel.person_id.in_(ids),
            Channel.kind == ChannelKind.PHONE,
            Channel.superseded_at.is_(None),
        )
        .order_by(Channel.recorded_at, Channel.id)
    )
    for person_id, public_id, sealed in rows:
        place = Place("channel", "value_ct", public_id)
        found[person_id]["phone"] = opener.text(person_id, sealed, place)
