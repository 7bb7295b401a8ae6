"""The four files of a real service: what must come out, and what twice the same must not do."""

import json
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import event, func, select

from tests.services.imports.looking import (
    AS_OF,
    SAMPLE,
    as_written_in,
    checksums,
    key_of,
    named,
    person_of,
    rows_of,
    sealed_nowhere,
    worker_of,
)
from tracker.domain.sealing import Place
from tracker.models import Base
from tracker.models.alerts import Standing
from tracker.models.contacts import Contact
from tracker.models.justice_contacts import JusticeContact
from tracker.services.imports import KINDS

EXPECTED = json.loads((SAMPLE / "expected.json").read_text()) | {
    "workers": {"ok": 6, "rejected": []}
}


def test_the_sample_gives_exactly_what_it_should(sample, database, measure):
    counted = 0
    for kind, expected in EXPECTED.items():
        assert sample[kind].ok == expected["ok"], kind
        assert named(sample[kind]) == [(r["row"], r["reason"]) for r in expected["rejected"]], kind
        assert all(rejection.help for rejection in sample[kind].rejected), kind
        assert sample[kind].unchanged == 0, kind
        counted += expected["ok"] + len(expected["rejected"])
    measure(
        "sample rows told apart", wanted=1701, reached=counted, count=counted, database=database
    )


def test_the_sample_makes_so_many_rows_in_each_table(session, sample):
    counted = {table.name: rows_of(session, table) for table in Base.metadata.sorted_tables}
    assert {name: n for name, n in counted.items() if n} == {
        "channel": 59,
        "contact": 1430,
        "import_row": 6 + 59 + 1430 + 26,
        "import_run": 4,
        "justice_contact": 26,
        "pairing": 59 + 59,
        "person": 59,
        "person_key": 59,
        "rhythm": 59,
        "standing": 59,
        "stay": 59,
        "team": 2,
        "worker": 6,
        "worker_role": 6,
    }


def test_the_sample_again_changes_nothing_in_any_table(session, sample, bring_in):
    before = checksums(session)
    again = {kind: bring_in(kind, at=datetime(2026, 11, 21, 9, tzinfo=UTC)) for kind in KINDS}
    assert checksums(session) == before
    for kind, expected in EXPECTED.items():
        assert (again[kind].ok, again[kind].unchanged) == (0, expected["ok"])
        assert named(again[kind]) == [(r["row"], r["reason"]) for r in expected["rejected"]]


@pytest.mark.parametrize(
    ("reference", "expected"),
    [
        pytest.param(
            "P1000",
            {
                "team": "North",
                "name": "Amina",
                "pronouns": "she/her",
                "born_on": date(1997, 2, 27),
                "ethnicity": "White British",
                "language": None,
                "likes_contact_by": "text",
                "phone": "07700 900596",
                "key_worker": "carla.nunez@example.org",
                "deputy": "ana.reid@example.org",
                "started_at": datetime(2025, 9, 21, 23, tzinfo=UTC),
                "every_days": 30,
            },
            id="the first row, behind the byte-order mark; a day in summer",
        ),
        pytest.param(
            "P1001",
            {
                "team": "North",
                "name": "Jay",
                "pronouns": "he/him",
                "born_on": date(2011, 11, 12),
                "ethnicity": None,
                "language": None,
                "likes_contact_by": "either",
                "phone": "07700 900014",
                "key_worker": "ben.osei@example.org",
                "deputy": "carla.nunez@example.org",
                "started_at": datetime(2026, 6, 3, 23, tzinfo=UTC),
                "every_days": 14,
            },
            id="year first",
        ),
        pytest.param(
            "P1005",
            {
                "team": "North",
                "name": "Aisha",
                "pronouns": "they/them",
                "born_on": date(2004, 1, 2),
                "ethnicity": None,
                "language": "Somali",
                "likes_contact_by": "either",
                "phone": "07700 900661",
                "key_worker": "ana.reid@example.org",
                "deputy": "ben.osei@example.org",
                "started_at": datetime(2026, 1, 28, tzinfo=UTC),
                "every_days": 14,
            },
            id="the first of two with one reference; a day in winter",
        ),
        pytest.param(
            "P1016",
            {
                "team": "North",
                "name": "Nadia",
                "pronouns": None,
                "born_on": date(2000, 6, 28),
                "ethnicity": "Black African",
                "language": "Welsh",
                "likes_contact_by": "text",
                "phone": "07700 900431",
                "key_worker": "carla.nunez@example.org",
                "deputy": "ben.osei@example.org",
                "started_at": datetime(2026, 9, 16, 23, tzinfo=UTC),
                "every_days": 30,
            },
            id="no pronouns given",
        ),
        pytest.param(
            "P1063",
            {
                "team": "South",
                "name": "Molly",
                "pronouns": "they/them",
                "born_on": date(2008, 10, 1),
                "ethnicity": "Any other White background",
                "language": "Welsh",
                "likes_contact_by": "either",
                "phone": "07700 900584",
                "key_worker": "farah.aziz@example.org",
                "deputy": "dev.patel@example.org",
                "started_at": datetime(2025, 12, 19, tzinfo=UTC),
                "every_days": 7,
            },
            id="the last row, in the other team",
        ),
    ],
)
def test_the_sample_writes_a_person_in_field_by_field(session, keys, sample, reference, expected):
    assert as_written_in(session, keys, reference) == expected
    assert sealed_nowhere(session, reference, (expected["name"], expected["phone"]))


def test_the_sample_writes_a_contact_down_field_by_field(session, keys, sample):
    person = person_of(session, "P1001")
    contact = session.scalars(
        select(Contact).where(
            Contact.person_id == person.id,
            Contact.occurred_at == datetime(2026, 7, 24, 16, 15, tzinfo=UTC),
        )
    ).one()
    key = key_of(session, keys, person)
    place, note = (
        key.open(sealed, Place("contact", column, contact.public_id))
        for column, sealed in (("place_ct", contact.place_ct), ("team_ct", contact.team_ct))
    )
    assert (place, note) == ("office", "Walked and talked. Good one.")
    whole = {c.name: getattr(contact, c.name) for c in Contact.__table__.columns}
    kept = {name: value for name, value in whole.items() if value is not None}
    for name in ("id", "public_id", "import_row_id", "place_ct", "team_ct"):
        kept.pop(name)
    assert kept == {
        "person_id": person.id,
        "worker_id": worker_of(session, "ben.osei@example.org").id,
        "occurred_at": datetime(2026, 7, 24, 16, 15, tzinfo=UTC),
        "known_at": datetime(2026, 7, 24, 16, 15, tzinfo=UTC),
        "recorded_at": AS_OF,
        "recorded_by": "system:import",
        "precision": "exact",
        "with_whom": "person",
        "setting": "one_to_one",
        "way": "in_person",
        "outcome": "met",
        "who_started": "us",
    }


def test_the_sample_maps_what_happened_and_how(session, sample):
    rows = session.execute(
        select(Contact.outcome, Contact.way, func.count()).group_by(Contact.outcome, Contact.way)
    )
    counted = {f"{outcome} {way}": n for outcome, way, n in rows}
    assert sum(counted.values()) == 1430
    assert set(counted) == {
        "met in_person",
        "spoke call",
        "messaged text",
        "we_tried call",
        "we_tried text",
        "missed_each_other in_person",
        "we_cancelled in_person",
        "they_cancelled in_person",
    }


def test_the_sample_writes_contact_with_the_police_down_field_by_field(session, sample):
    person = person_of(session, "P1019")
    rows = session.execute(
        select(
            JusticeContact.kind,
            JusticeContact.whose,
            JusticeContact.occurred_on,
            JusticeContact.occurred_at,
            JusticeContact.precision,
            JusticeContact.known_at,
            JusticeContact.recorded_at,
            JusticeContact.how_known,
        )
        .where(JusticeContact.person_id == person.id)
        .order_by(JusticeContact.occurred_on)
    ).all()
    first, second = datetime(2026, 11, 1, tzinfo=UTC), datetime(2026, 11, 8, tzinfo=UTC)
    assert rows == [
        ("interview", "person", date(2026, 11, 1), first, "day", first, AS_OF, "family"),
        ("charge", "person", date(2026, 11, 8), second, "day", second, AS_OF, "letter"),
    ]


def test_the_sample_asks_to_look_again_and_never_judges(session, sample):
    rows = session.execute(select(Standing.look_again_at, Standing.judged_at).distinct()).all()
    assert rows == [(AS_OF, None)]
    assert sample["justice"].people == tuple(
        sorted(session.scalars(select(JusticeContact.person_id).distinct()))
    )


def test_the_sample_takes_few_statements_however_many_rows(session, bring_in, measure, database):
    statements = []

    def count(*args):
        statements.append(args[2])

    connection = session.connection()
    event.listen(connection, "before_cursor_execute", count)
    took = {}
    for kind in KINDS:
        statements.clear()
        bring_in(kind)
        took[kind] = len(statements)
    event.remove(connection, "before_cursor_execute", count)
    assert max(took.values()) <= 24, took
    measure(
        "statements of an import", wanted=1, reached=1, count=took["contacts"], database=database
    )
