"""What the database itself refuses, whoever writes, and what is one step away and right."""

import pytest
from sqlalchemy import text

from tests.conftest import DATABASES
from tests.factories.bonds import a_person, a_team, a_worker
from tests.models.bad_states import COVER, ENDED, REFUSED, days
from tests.models.raw import RECORDED, ROWS, Writer, day, once, refusal, then, twice


@pytest.fixture
def writer(session):
    return Writer(session, a_person(session, a_team(session)), a_worker(session))


def test_the_database_refuses_what_cannot_be(session, writer, database, measure):
    wrong = {}
    for name, (write, rule) in REFUSED.items():
        wanted = rule if isinstance(rule, str) else rule[DATABASES.index(database)]
        said = refusal(session, lambda write=write: write(writer))
        wrong |= {} if wanted in said else {name: said}
    assert wrong == {}
    measure(
        "bad states refused by the database",
        wanted=len(REFUSED),
        reached=len(REFUSED) - len(wrong),
        count=len(REFUSED),
        database=database,
    )


def all_three_roles_at_once(to):
    to.insert("pairing")
    to.insert("pairing", role="deputy")
    to.insert("pairing", **days(1, 10, **COVER))


ACCEPTED = {
    "a key worker from the very instant another ended": twice(
        "pairing", days(1, 10, **ENDED), days(10, None)
    ),
    "a key worker up to the very instant another started": twice(
        "pairing", days(10, None), days(1, 10, **ENDED)
    ),
    "the same worker once more, after a break": twice(
        "pairing", days(1, 5, **ENDED), days(9, None)
    ),
    "a deputy and cover beside the key worker": all_three_roles_at_once,
    "cover after cover": twice("pairing", days(1, 10, **COVER), days(10, 20, **COVER)),
    "cover that was cut short and says why": once("pairing", **days(1, 5, **COVER, **ENDED)),
    "a key worker in place of one that was put right": twice(
        "pairing", {"superseded_at": RECORDED}, {}
    ),
    "an end said again as it was": then("pairing", {}, days(1, 5, **ENDED), {"ended_at": day(5)}),
    "a stay after a stay": twice("stay", {"ended_at": day(5), "ending": "moved_on"}, {}),
    "a pause after a pause": twice("pause", {"ended_at": day(5)}, {}),
    "a contact known as it happened": once("contact", known_at=day(1)),
    "met by video": once("contact", way="video"),
    "a whole day together": once("contact", minutes=1440),
    "an alert after one that closed": twice(
        "alert", {"state": "closed", "closed_at": day(3), "closed_how": "done"}, {}
    ),
    "another rule's alert": twice("alert", {}, {"rule": "missed"}),
    "from the first instant": once("meeting", planned_at="1900-01-01T00:00:00.000000Z"),
    "theirs, for no day": once("promise", whose="theirs", due_on=None),
    "a belief in place of an older one": twice("belief", {"superseded_at": RECORDED}, {}),
    "until the last": once("meeting", ends_at="2199-12-31T23:59:59.999999Z"),
}


@pytest.mark.parametrize("write", ACCEPTED.values(), ids=ACCEPTED)
def test_what_is_one_step_away_and_right_is_accepted(session, writer, write):
    assert refusal(session, lambda: write(writer)) == "accepted"


ABSURD = {
    "the year 10000": "10000-01-01T00:00:00.000000Z",
    "the year 9999": "9999-12-31T23:59:59.999999Z",
    "the year 2200": "2200-01-01T00:00:00.000000Z",
    "the year 1899": "1899-12-31T23:59:59.999999Z",
    "the year 1": "0001-01-01T00:00:00.000000Z",
    "before every year": "-infinity",
    "after every year": "infinity",
}
INSTANTS = [(table, name) for table, row in ROWS.items() for name in row if name.endswith("_at")]
DAYS = [
    ("pause", "look_again_on"),
    ("justice_contact", "occurred_on"),
    ("promise", "due_on"),
    ("about_me", "agreed_on"),
]


@pytest.mark.parametrize("absurd", ABSURD)
def test_no_column_takes_an_absurd_instant(session, writer, database, absurd, measure):
    """One such row would make every list that shows it fail to load."""
    taken = [
        f"{table}.{name}"
        for table, name in INSTANTS
        if refusal(session, lambda t=table, n=name: writer.insert(t, **{n: ABSURD[absurd]}))
        == "accepted"
    ]
    assert taken == []
    measure(
        f"columns that refuse {absurd}",
        wanted=len(INSTANTS),
        reached=len(INSTANTS) - len(taken),
        count=len(INSTANTS),
        database=database,
    )


@pytest.mark.parametrize("absurd", ["10000-01-01", "2200-01-01", "1899-12-31", "0001-01-01"])
@pytest.mark.parametrize(("table", "name"), DAYS)
def test_no_column_takes_an_absurd_day(session, writer, table, name, absurd):
    said = refusal(session, lambda: writer.insert(table, **{name: absurd}))
    assert f"ck_{table}_{name}_is_between_1900_and_2200" in said


WORDS = {
    "stay": ("came_from",),
    "pause": ("kind",),
    "pairing": ("role", "start_reason"),
    "rhythm": ("circumstance",),
    "contact": ("precision", "with_whom", "setting", "way", "outcome", "who_started"),
    "justice_contact": ("whose", "kind", "precision", "how_known"),
    "meeting": ("kind", "way", "state"),
    "alert": ("rule", "tier", "owner_role", "state"),
    "channel": ("kind",),
    "promise": ("whose",),
}
BESIDE = {  # so that no other rule is the first to refuse
    ("contact", "way"): {"outcome": "we_tried"},
    ("meeting", "state"): {"settled_at": day(2)},
    ("promise", "whose"): {"due_on": None},
}


def test_no_closed_list_takes_an_unknown_word(session, writer, database, measure):
    tried = [(table, name) for table, names in WORDS.items() for name in names]
    wrong = {}
    for table, name in tried:
        row = BESIDE.get((table, name), {}) | {name: "breach"}
        said = refusal(session, lambda t=table, r=row: writer.insert(t, **r))
        right = f"ck_{table}_{name}_is_one_of_the_words" in said
        wrong |= {} if right else {f"{table}.{name}": said}
    assert wrong == {}
    measure(
        "closed lists that refuse an unknown word",
        wanted=len(tried),
        reached=len(tried) - len(wrong),
        count=len(tried),
        database=database,
    )


def test_no_row_is_about_somebody_who_is_not_there(session, writer, database, measure):
    tried = [
        (t, n)
        for t, row in ROWS.items()
        for n in ("person_id", "worker_id")
        if n in row or n == "person_id"
    ]
    said = {
        f"{table}.{name}": refusal(
            session, lambda t=table, n=name: writer.insert(t, **{n: 999_999})
        )
        for table, name in tried
    }
    wrong = {name: what for name, what in said.items() if "foreign key" not in what.lower()}
    assert wrong == {}
    measure(
        "orphan rows refused",
        wanted=len(tried),
        reached=len(tried) - len(wrong),
        count=len(tried),
        database=database,
    )


@pytest.mark.parametrize("table", ["person", "worker", "team"])
def test_nobody_takes_away_what_something_still_belongs_to(session, writer, table):
    writer.insert("contact")
    said = refusal(session, lambda: session.execute(text(f"DELETE FROM {table}")))
    assert "foreign key" in said.lower()


def test_a_number_is_a_number_on_both(session, writer):
    assert refusal(session, lambda: writer.insert("contact", minutes="an hour")) != "accepted"
