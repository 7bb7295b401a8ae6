"""What stands above a person's story: who they are, who is with them, what was agreed."""

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from tracker.domain.sealing import Opened, Place
from tracker.domain.standing import Summary
from tracker.models.accounts import Worker
from tracker.models.alerts import Standing
from tracker.models.pairings import Pairing
from tracker.models.people import Channel, Person, PersonKey
from tracker.models.prepared import prepared
from tracker.models.rhythms import Rhythm
from tracker.models.stays import Stay
from tracker.models.teams import Team
from tracker.queries.about_me import Profile, beside_person, profile_of
from tracker.queries.people import SUMMARY, Agreed, Bond, ChannelRow, PersonPage
from tracker.queries.sealed import Opener


class Head(NamedTuple):
    """Who a page is about, with their latest stay, and what stands about them."""

    person: Person
    key: PersonKey
    standing: Standing
    team: Team
    stay: Stay
    profile: Profile


def get_page(session: Session, opener: Opener, person_id: int, at: datetime) -> PersonPage:
    """Give one person's page; the person exists, scope has said so. Four statements."""
    return page_of(
        opener,
        read_head(session, opener, person_id),
        tuple(Bond(*row) for row in session.execute(*_bonds(person_id, at))),
        next((Agreed(*row) for row in session.execute(*_agreed(person_id, at))), None),
        _channels(session, opener, person_id),
    )


def read_head(session: Session, opener: Opener, person_id: int) -> Head:
    """Read who the page is about (one statement); the Opener learns their key."""
    row: Any = session.execute(*_head_of(person_id)).one()
    person, key, standing, team, stay, *profile = row
    opener.learn(person.id, person.public_id, key.wrapped, key.key_version)
    return Head(person, key, standing, team, stay, profile_of(opener, *profile))


@prepared
def _head_of(person_id: int) -> Select[*tuple[Any, ...]]:
    return (
        beside_person(
            select(Person, PersonKey, Standing, Team, Stay)
            .join(PersonKey, PersonKey.person_id == Person.id)
            .join(Standing, Standing.person_id == Person.id)
            .join(Team, Team.id == Person.team_id)
            .join(Stay, Stay.person_id == Person.id)
        )
        .where(Person.id == person_id, Stay.superseded_at.is_(None))
        .order_by(Stay.referred_at.desc(), Stay.id.desc())
        .limit(1)
    )


def page_of(
    opener: Opener,
    head: Head,
    bonds: tuple[Bond, ...],
    agreed: Agreed | None,
    channels: tuple[ChannelRow, ...],
) -> PersonPage:
    """Put together what stands above the story."""
    person, _key, standing, team, stay, _profile = head
    pronouns = Place("person", "pronouns_ct", person.public_id)
    return PersonPage(
        person_id=person.id,
        public_id=person.public_id,
        reference=person.reference,
        team_id=team.id,
        team=team.name,
        calendar_name=team.calendar,
        name=_name(opener, person),
        pronouns=opener.text(person.id, person.pronouns_ct, pronouns),
        born_on=person.born_on,
        language=person.language,
        likes_contact_by=person.likes_contact_by,
        came_from=stay.came_from,
        referred_at=stay.referred_at,
        ended_at=stay.ended_at,
        ending=stay.ending,
        summary=Summary(**{name: getattr(standing, name) for name in SUMMARY}),
        bonds=bonds,
        agreed=agreed,
        channels=channels,
    )


@prepared
def _bonds(person_id: int, at: datetime) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Pairing.public_id,
            Pairing.id,
            Pairing.role,
            Pairing.worker_id,
            Worker.name,
            Pairing.started_at,
            Pairing.ended_at,
        )
        .join(Worker, Worker.id == Pairing.worker_id)
        .where(
            Pairing.person_id == person_id,
            Pairing.superseded_at.is_(None),
            Pairing.started_at <= at,
            Pairing.ended_at.is_(None) | (Pairing.ended_at > at),
        )
        .order_by(Pairing.started_at, Pairing.id)
    )


@prepared
def _agreed(person_id: int, at: datetime) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Rhythm.id,
            Rhythm.every_days,
            Rhythm.breathing_days,
            Rhythm.circumstance,
            Rhythm.agreed_at,
        )
        .where(
            Rhythm.person_id == person_id,
            Rhythm.superseded_at.is_(None),
            Rhythm.agreed_at <= at,
            Rhythm.ended_at.is_(None) | (Rhythm.ended_at > at),
        )
        .order_by(Rhythm.agreed_at.desc(), Rhythm.id.desc())
        .limit(1)
    )


def _channels(session: Session, opener: Opener, person_id: int) -> tuple[ChannelRow, ...]:
    rows = session.execute(*_ways_to_reach(person_id))
    return tuple(
        ChannelRow(
            row.kind,
            opener.text(person_id, row.value_ct, Place("channel", "value_ct", row.public_id)),
            row.safe,
        )
        for row in rows
    )


@prepared
def _ways_to_reach(person_id: int) -> Select[*tuple[Any, ...]]:
    return (
        select(Channel.kind, Channel.value_ct, Channel.public_id, Channel.safe)
        .where(Channel.person_id == person_id, Channel.superseded_at.is_(None))
        .order_by(Channel.id)
    )


def _name(opener: Opener, person: Person) -> Opened:
    return opener.text(person.id, person.name_ct, Place("person", "name_ct", person.public_id))
