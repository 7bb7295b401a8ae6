"""One row at a time: what is wrong with it, in which order, and what to do."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select, update

from tests.factories.bonds import a_worker
from tests.services.imports.looking import key_of, named, person_of, rows_of, worker_of
from tracker.domain.sealing import Place
from tracker.domain.vocabulary import Role
from tracker.models.accounts import Worker, WorkerRole
from tracker.models.contacts import Contact
from tracker.models.pairings import Pairing
from tracker.models.people import Channel, Person
from tracker.models.rhythms import Rhythm
from tracker.models.teams import Team

NO_ONE = "P2,Kim,,,ana@x.org,,2026-06-04,,,,,"
MET = "P1,2026-06-13,15:15,ana@x.org,office,met,us,60,Talked about college."


def with_cell(line, position, value):
    cells = line.split(",")
    cells[position] = value
    return ",".join(cells)


@pytest.mark.parametrize(
    ("position", "value", "said"),
    [
        (0, " ", ("no reference", "write the person's reference")),
        (1, "\u00a0", ("no name", "write the name they go by")),
        (
            2,
            "31/02/2008",
            ("date of birth is not a date", "write it as 2026-06-04, 04/06/2026 or 4 Jun 2026"),
        ),
        (2, "2026-11-21", ("date of birth is in the future", "correct the date")),
        (4, "", ("no key worker", "write the key worker's email address")),
        (4, "no@x.org", ("unknown key worker", "import the worker first, or correct the address")),
        (4, "left@x.org", ("key worker has left", "write the address of someone who is here")),
        (4, "analyst@x.org", ("key worker has no team", "give them one with tracker user add")),
        (5, "no@x.org", ("unknown deputy", "import the worker first, or correct the address")),
        (5, "left@x.org", ("deputy has left", "write the address of someone who is here")),
        (5, "ANA@x.org", ("deputy is the key worker", "name someone else, or leave it empty")),
        (6, "", ("started_on is not a date", "write it as 2026-06-04, 04/06/2026 or 4 Jun 2026")),
        (6, "21 Nov 2026", ("started_on is in the future", "correct the date")),
        (7, "often", ("agreed_every_days is not a number", "write a whole number, 1 to 365")),
        (7, "0", ("agreed_every_days is not between 1 and 365", "write a number between the two")),
        (9, "post", ("likes_contact_by is not one of the words", "use call, text or either")),
        (11, "x" * 101, ("ethnicity is too long", "write at most 100 letters")),
    ],
)
def test_a_person_that_cannot_go_in_is_named(session, bring_in, jay, position, value, said):
    bring_in("workers", "left@x.org,Lee,North", "analyst@x.org,An,North")
    session.execute(update(Worker).where(Worker.email == "left@x.org").values(active=False))
    analyst = worker_of(session, "analyst@x.org").id
    session.execute(
        update(WorkerRole).where(WorkerRole.worker_id == analyst).values(role=Role.ANALYST)
    )
    done = bring_in("people", with_cell(NO_ONE, position, value), NO_ONE.replace("P2", "P3"))
    assert [(r.row, r.reason, r.help) for r in done.rejected] == [(2, *said)]
    assert done.ok == 1
    assert rows_of(session, Person) == 2


@pytest.mark.parametrize(
    ("position", "value", "reason"),
    [
        (0, "", "no reference"),
        (0, "P9", "unknown person"),
        (0, "P" * 41, "reference is too long"),
        (1, "13/06", "date is not a date"),
        (2, "25:00", "time is not a time"),
        (1, "2026-11-21", "date is in the future"),
        (3, "", "unknown worker"),
        (3, "no@x.org", "unknown worker"),
        (4, "", "no how"),
        (4, "phone", "what_happened does not fit how"),
        (5, "dna", "what_happened is not one of the words"),
        (5, "messaged", "what_happened does not fit how"),
        (6, "both", "who_started is not one of the words"),
        (7, "long", "minutes is not a number"),
        (7, "1441", "minutes is not between 0 and 1440"),
        (8, "x" * 10_001, "note is too long"),
    ],
)
def test_a_contact_that_cannot_go_in_is_named(session, bring_in, jay, position, value, reason):
    done = bring_in("contacts", with_cell(MET, position, value), MET)
    assert named(done) == [(2, reason)]
    assert done.ok == rows_of(session, Contact) == 1


@pytest.mark.parametrize(
    ("position", "value", "reason"),
    [
        (0, "P9", "unknown person"),
        (1, "soon", "date is not a date"),
        (1, "2026-12-01", "date is in the future"),
        (2, "a friend", "whose is not one of the words"),
        (3, "theft", "what is not one of the words"),
        (4, "twitter", "how_we_know is not one of the words"),
    ],
)
def test_contact_with_the_police_that_cannot_go_in_is_named(bring_in, jay, position, value, reason):
    line = "P1,2026-11-02,person,arrest,family"
    assert named(bring_in("justice", with_cell(line, position, value), line)) == [(2, reason)]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("ana,Ana,North", "email is not an email address"),
        (",Ana,North", "no email"),
        ("eve@x.org, ,North", "no name"),
        ("eve@x.org,Eve,", "no team"),
        ("eve@x.org,Eve,North,,spare", "more cells than columns"),
        ("ana@x.org,Anna,North", "name is changed"),
        ("ana@x.org,Ana,South", "team is changed"),
        ("dot@x.org,Dot,South", "email used twice"),
    ],
)
def test_a_worker_that_cannot_go_in_is_named(session, bring_in, jay, line, reason):
    done = bring_in("workers", "dot@x.org,Dot,North", line)
    assert named(done) == [(3, reason)]
    assert rows_of(session, Worker) == 4


def test_the_first_fault_wins_reference_then_date_then_worker_then_word_then_twice(bring_in, jay):
    fixed = MET.split(",")
    faults = [
        (0, "P9", "unknown person"),
        (1, "soon", "date is not a date"),
        (3, "no@x.org", "unknown worker"),
        (5, "dna", "what_happened is not one of the words"),
    ]
    lines, expected = [MET], []
    for first in range(len(faults) + 1):
        cells = list(fixed)
        for position, value, _ in faults[first:]:
            cells[position] = value
        lines.append(",".join(cells))
        expected.append(
            (first + 3, faults[first][2] if first < len(faults) else "same contact twice")
        )
    assert named(bring_in("contacts", *lines)) == expected


@pytest.mark.parametrize(
    ("again", "twice"),
    [
        pytest.param(
            " p1 ,13 Jun 2026,15:15,ANA@x.org,Office,MET,them,,",
            True,
            id="blanks, case, another note",
        ),
        pytest.param("P1,2026-06-13,15:16,ana@x.org,office,met,us,60,", False, id="a minute later"),
        pytest.param("P1,2026-06-13,15:15,ben@x.org,office,met,us,60,", False, id="another worker"),
        pytest.param("P1,2026-06-13,15:15,ana@x.org,cafe,met,us,60,", False, id="another place"),
        pytest.param(
            "P1,2026-06-13,15:15,ana@x.org,office,missed,us,60,", False, id="another word"
        ),
    ],
)
def test_twice_means_person_instant_worker_how_and_word(bring_in, jay, again, twice):
    assert named(bring_in("contacts", MET, again)) == ([(3, "same contact twice")] if twice else [])


def test_a_row_that_was_rejected_takes_nothing_from_the_next_one(bring_in, jay):
    """The first row with a reference cannot be read: the second is the person's row."""
    done = bring_in("people", with_cell(NO_ONE, 6, "?"), NO_ONE, NO_ONE)
    assert (done.ok, named(done)) == (
        1,
        [(2, "started_on is not a date"), (4, "reference used twice")],
    )


def test_what_may_be_empty_makes_nothing(session, bring_in, jay):
    bring_in("people", NO_ONE)
    person = person_of(session, "P2")
    assert (person.born_on, person.pronouns_ct, person.likes_contact_by) == (None, None, None)
    for table, wanted in ((Rhythm, 0), (Channel, 0), (Pairing, 1)):
        assert (
            len(session.scalars(select(table).where(table.person_id == person.id)).all()) == wanted
        )


def test_a_contact_without_a_time_is_known_by_its_day(session, bring_in, jay):
    bring_in("contacts", with_cell(MET, 2, ""))
    contact = session.scalars(select(Contact)).one()
    assert (contact.occurred_at, contact.precision) == (
        datetime(2026, 6, 12, 23, tzinfo=UTC),
        "day",
    )


def test_the_present_instant_is_not_in_the_future(session, bring_in, jay):
    at = datetime(2026, 6, 13, 14, 15, tzinfo=UTC)
    assert named(bring_in("contacts", MET, at=at.replace(minute=14))) == [
        (2, "date is in the future")
    ]
    assert bring_in("contacts", MET, at=at).ok == 1


def test_a_worker_makes_the_act_theirs(session, bring_in, jay):
    ana = worker_of(session, "ana@x.org").id
    bring_in("people", NO_ONE, by=ana)
    bring_in("contacts", MET, by=ana)
    assert person_of(session, "P2").written_in_by == f"worker:{ana}"
    assert session.scalars(select(Contact.recorded_by)).all() == [f"worker:{ana}"]


def test_a_lead_can_be_a_key_worker_in_the_team_they_lead(session, bring_in, jay):
    """Leads come from `user add`, with the role of team lead alone."""
    ben = worker_of(session, "ben@x.org").id
    session.execute(
        update(WorkerRole).where(WorkerRole.worker_id == ben).values(role=Role.TEAM_LEAD)
    )
    assert bring_in("people", with_cell(NO_ONE, 4, "ben@x.org")).ok == 1
    assert session.get(Team, person_of(session, "P2").team_id).name == "North"


def test_a_worker_who_is_here_without_the_role_is_given_it(session, bring_in, jay):
    lead = a_worker(session, "Lou", roles=[Role.TEAM_LEAD])
    assert bring_in("workers", f"{lead.email},Lou,East").ok == 1
    held = select(WorkerRole.role, Team.name).outerjoin(Team, Team.id == WorkerRole.team_id)
    assert sorted(session.execute(held.where(WorkerRole.worker_id == lead.id)).all()) == [
        ("key_worker", "East"),
        ("team_lead", None),
    ]


@pytest.mark.parametrize(
    "cell",
    [
        "=cmd|' /C calc'!A0",
        "@SUM(A1)",
        "+447700900000",
        "'); DROP TABLE person;--",
        "<script>alert(1)</script>",
        "{{ 7 * 7 }}",
        "%s%d%n",
        "../../etc/passwd",
        "\U0001f469\u200d\U0001f4bb Zo\u00eb",
        "\u05d0\u05d1\u05d2",
    ],
)
def test_a_cell_that_looks_like_a_command_is_kept_as_text(session, keys, bring_in, jay, cell):
    line = f"P2,{cell},,{cell},ana@x.org,,2026-06-04,,{cell},,{cell},{cell}"
    assert bring_in("people", line).ok == 1
    assert bring_in("contacts", f"P2,2026-06-13,15:15,ana@x.org,{cell},met,us,,{cell}").ok == 1
    person = person_of(session, "P2")
    contact = session.scalars(select(Contact)).one()
    key = key_of(session, keys, person)
    assert key.open(person.name_ct, Place("person", "name_ct", person.public_id)) == cell
    assert key.open(contact.place_ct, Place("contact", "place_ct", contact.public_id)) == cell
    assert key.open(contact.team_ct, Place("contact", "team_ct", contact.public_id)) == cell
    assert (person.language, person.ethnicity) == (cell, cell)


def test_a_reference_that_looks_like_a_command_is_a_reference(session, bring_in, jay):
    assert bring_in("people", with_cell(NO_ONE, 0, "' or 1=1 --")).ok == 1
    assert person_of(session, "' OR 1=1 --").reference == "' OR 1=1 --"
    assert named(bring_in("contacts", with_cell(MET, 0, "'; delete from person"))) == [
        (2, "unknown person")
    ]
    assert rows_of(session, Person) == 2
