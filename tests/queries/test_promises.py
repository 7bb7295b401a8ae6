"""What we agreed, read: what is open in its order, what came of the rest, and each version."""

from datetime import date, timedelta

import pytest

from tests.conftest import NOW
from tests.factories.contacts import logged
from tests.factories.promises import TUESDAY, answered, promised, wanted
from tests.web.counting import counted
from tracker.adapters.keys import KeyRing
from tracker.domain.sealing import Place, Unreadable
from tracker.domain.vocabulary import KeptOrNot, WhosePromise
from tracker.queries.promises import (
    AnswerRow,
    PromiseRow,
    find_answer,
    find_promise,
    list_promises,
    standing_now,
)
from tracker.queries.sealed import opener_for
from tracker.services.contacts import undo_contact
from tracker.services.promises import SetRight, correct_promise, undo_answer

HOUR = timedelta(hours=1)
NOT_YET, LET_GO = KeptOrNot.NOT_YET, KeptOrNot.LET_GO
MONDAY, FRIDAY = date(2026, 11, 23), date(2026, 11, 27)


@pytest.fixture
def jay(someone, sam):
    return someone(worker=sam)


@pytest.fixture
def read(session, keys, jay):
    """Read Jay's promises: `read(list_promises)`; give what it gives."""

    def rows(query, *more, of=jay, ring=keys):
        opener = opener_for(session, ring, [of.id])
        return query(session, opener, of.id, *more)

    return rows


@pytest.fixture
def say(session, make_act, jay, sam):
    """Say, answer or set right, an hour after the last time."""
    hours = iter(range(100))

    def do(what, *given, by=sam, **more):
        act = make_act(by.id, at=NOW + next(hours) * HOUR)
        if what in (promised, wanted):
            given = (jay, sam, *given)
        return what(session, act, *given, **more)

    return do


def words(rows):
    return [row.words for row in rows]


def open_ones(rows):
    return [row for row in rows if row.is_open]


def test_what_is_open_is_ours_by_its_day_then_theirs_as_it_was_said(
    session, make_act, read, say, someone, sam
):
    theirs = say(wanted, "Go for one run")
    say(promised, "Ring housing", FRIDAY)
    later = say(promised, "Send the bus times", MONDAY)
    say(promised, "Write to the gym", TUESDAY)
    say(wanted, "Show the letter to mum")
    say(answered, later, NOT_YET, date(2026, 11, 26))
    # none of these is open, or Jay's
    say(answered, say(promised, "Kept"))
    say(answered, say(promised, "Let go"), LET_GO)
    say(answered, say(wanted, "Let go together"), LET_GO)
    kit = someone("Kit", worker=sam)
    promised(session, make_act(sam.id), kit, sam, "Of someone else")
    undone = say(promised, "Kept by mistake", date(2026, 12, 1))
    undo_answer(session, make_act(sam.id, at=NOW + 12 * HOUR), say(answered, undone).id)
    assert words(open_ones(read(list_promises))) == [
        "Write to the gym",  # Tuesday
        "Send the bus times",  # first Monday, now Thursday
        "Ring housing",  # Friday
        "Kept by mistake",
        "Go for one run",
        "Show the letter to mum",
    ]
    found = {row.public_id: row for row in read(list_promises)}
    assert found[later.public_id].due_on == date(2026, 11, 26)
    assert (found[theirs.public_id].whose, found[theirs.public_id].due_on) == (
        WhosePromise.THEIRS, None,
    )  # fmt: skip
    assert words(read(list_promises, of=kit)) == ["Of someone else"]


def test_a_promise_is_read_whole_with_its_answers(session, make_act, read, say, jay, sam, ana):
    contact = logged(session, make_act(sam.id), jay, sam)
    promise = say(promised, contact_id=contact.id)
    first = say(answered, promise, NOT_YET, FRIDAY)
    last = say(answered, promise, after=first, by=ana)
    said = {"recorded_at": NOW + HOUR, "recorded_by": f"worker:{sam.id}", "by_name": "Sam"}
    at = {"recorded_at": NOW + 2 * HOUR, "recorded_by": f"worker:{ana.id}", "by_name": "Ana"}
    (row,) = read(list_promises)
    assert row == PromiseRow(
        promise_id=promise.id,
        public_id=promise.public_id,
        whose=WhosePromise.OURS,
        words="Ring the college",
        worker_name="Sam",
        promised_at=NOW,
        first_due_on=TUESDAY,
        corrected=False,
        reason=None,
        stands=True,
        contact_public_id=contact.public_id,
        answers=(
            AnswerRow(first.id, first.public_id, NOT_YET, NOW + HOUR, FRIDAY, **said),
            AnswerRow(last.id, last.public_id, KeptOrNot.KEPT, NOW + 2 * HOUR, None, **at),
        ),
    )
    assert (row.due_on, row.seen, row.is_open, row.last) == (
        FRIDAY, last.public_id, False, row.answers[1],
    )  # fmt: skip


def test_what_was_answered_comes_after_what_is_open_the_latest_first(read, say):
    first, second = say(promised, "First"), say(promised, "Second")
    say(promised, "Open")
    say(answered, second)
    say(answered, first)
    assert words(read(list_promises)) == ["Open", "First", "Second"]


def test_a_contact_that_was_undone_is_no_place_to_go_to(session, make_act, read, say, jay, sam):
    contact = logged(session, make_act(sam.id), jay, sam)
    say(promised, contact_id=contact.id)
    undo_contact(session, make_act(sam.id), contact.id)
    assert [row.contact_public_id for row in read(list_promises)] == [None]


def test_every_version_is_found_and_says_which_one_stands(session, read, say, jay, someone):
    old = say(promised)
    answer = say(answered, old, NOT_YET, FRIDAY)
    newer = say(correct_promise, old.id, SetRight("Ring housing", "It was housing.", TUESDAY))
    newest = say(correct_promise, newer.id, SetRight("Ring Jo", "It was Jo.", TUESDAY))
    rows = [read(find_promise, p.public_id) for p in (old, newer, newest)]
    assert [(r.words, r.stands, r.corrected, r.reason, r.seen) for r in rows] == [
        ("Ring the college", False, False, None, answer.public_id),
        ("Ring housing", False, True, "It was housing.", answer.public_id),
        ("Ring Jo", True, True, "It was Jo.", answer.public_id),
    ]
    assert words(read(list_promises)) == ["Ring Jo"]
    assert {standing_now(session, p.id) for p in (old, newer, newest)} == {newest.public_id}
    kit = someone("Kit")
    assert read(find_promise, old.public_id, of=kit) is None
    assert read(find_promise, "zzzzzzzzzz") is None
    assert find_answer(session, kit.id, answer.public_id) is None


def test_an_answer_is_found_and_says_whether_it_stands(session, make_act, say, jay, sam):
    answer = say(answered, say(promised))
    assert find_answer(session, jay.id, answer.public_id) == (answer.id, True)
    undo_answer(session, make_act(sam.id, at=NOW + HOUR), answer.id)
    assert find_answer(session, jay.id, answer.public_id) == (answer.id, False)


def test_words_that_do_not_open_are_shown_as_such(session, read, say, tmp_path, jay):
    promise = say(promised)
    KeyRing.create_file(tmp_path / "other.json")
    other = KeyRing.from_file(tmp_path / "other.json")
    place = Place("promise", "words_ct", promise.public_id)
    assert words(read(list_promises, ring=other)) == [Unreadable(place)]


def test_however_many_there_are_one_statement_reads_them(session, shared_engine, keys, say, jay):
    for _ in range(3):
        say(answered, say(promised), NOT_YET, FRIDAY)
    session.flush()
    session.expire_all()
    opener = opener_for(session, keys, [jay.id])
    with counted(shared_engine) as sent:
        assert len(list_promises(session, opener, jay.id)) == 3
    assert len(sent) == 1
