"""What the tests of imports share: where the sample is, and how to look at what came of it."""

import hashlib
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import func, select

from tracker.domain.sealing import Place
from tracker.models import Base
from tracker.models.accounts import Worker
from tracker.models.pairings import Pairing
from tracker.models.people import Channel, Person, PersonKey
from tracker.models.rhythms import Rhythm
from tracker.models.stays import Stay
from tracker.models.teams import Team

AS_OF = datetime(2026, 11, 20, 20, tzinfo=UTC)
SAMPLE = Path(__file__).parents[3] / "sample"


def named(done):
    return [(rejection.row, rejection.reason) for rejection in done.rejected]


def rows_of(session, table):
    return session.scalar(select(func.count()).select_from(table))


def checksums(session):
    """Give the checksum of every table but the audit, which remembers each run."""
    sums = {}
    for table in Base.metadata.sorted_tables:
        rows = sorted(map(repr, session.execute(select(table)).all()))
        sums[table.name] = hashlib.sha256("\n".join(rows).encode()).hexdigest()
    return sums


def as_written_in(session, keys, reference):
    """Give a person as the row of the sheet said it, out of seven tables, sealed values opened."""
    person = person_of(session, reference)
    key = key_of(session, keys, person)
    phone = session.scalars(select(Channel).where(Channel.person_id == person.id)).one()
    stay = session.scalars(select(Stay).where(Stay.person_id == person.id)).one()
    rhythm = session.scalars(select(Rhythm).where(Rhythm.person_id == person.id)).one()
    pairings = {
        pairing.role: pairing
        for pairing in session.scalars(select(Pairing).where(Pairing.person_id == person.id))
    }
    assert set(pairings) == {"key_worker", "deputy"}
    facts = (stay, rhythm, *pairings.values())
    assert {fact.known_at for fact in facts} == {stay.started_at}
    assert {(fact.recorded_at, fact.recorded_by) for fact in (*facts, phone)} == {
        (AS_OF, "system:import")
    }
    assert {stay.referred_at, rhythm.agreed_at, *(p.started_at for p in pairings.values())} == {
        stay.started_at
    }
    assert {p.start_reason for p in pairings.values()} == {"imported"}
    assert (stay.came_from, stay.ended_at, rhythm.agreed_with_person) == ("imported", None, True)
    assert (person.first_here_at, person.written_in_by, person.version) == (
        AS_OF,
        "system:import",
        1,
    )
    assert (phone.kind, phone.known_at, phone.safe) == ("phone", AS_OF, None)

    def opened(table, column, thing):
        sealed = getattr(thing, column)
        return sealed and key.open(sealed, Place(table, column, thing.public_id))

    return {
        "team": session.get(Team, person.team_id).name,
        "name": opened("person", "name_ct", person),
        "pronouns": opened("person", "pronouns_ct", person),
        "born_on": person.born_on,
        "ethnicity": person.ethnicity,
        "language": person.language,
        "likes_contact_by": person.likes_contact_by,
        "phone": opened("channel", "value_ct", phone),
        "key_worker": session.get(Worker, pairings["key_worker"].worker_id).email,
        "deputy": session.get(Worker, pairings["deputy"].worker_id).email,
        "started_at": stay.started_at,
        "every_days": rhythm.every_days,
    }


def sealed_nowhere(session, reference, texts):
    """Say that none of these texts stands readable in the rows of this person."""
    person = person_of(session, reference)
    held = [
        session.execute(select(t).where(t.c.person_id == person.id)).all()
        for t in (Channel.__table__,)
    ]
    held.append(session.execute(select(Person.__table__).where(Person.id == person.id)).all())
    return not any(text in repr(held) for text in texts)


def person_of(session, reference):
    return session.scalars(select(Person).where(Person.reference == reference)).one()


def worker_of(session, email):
    return session.scalars(select(Worker).where(Worker.email == email)).one()


def key_of(session, keys, person):
    kept = session.get(PersonKey, person.id)
    return keys.person_key(person.public_id, kept.wrapped, kept.key_version)
