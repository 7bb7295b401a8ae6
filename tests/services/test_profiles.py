"""What is believed of a person and what they say themselves: the latest stands, nothing is lost."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from tests.conftest import NOW
from tests.stored import held, refused
from tracker.domain.errors import ConflictError, InvalidError, NotFoundError
from tracker.domain.vocabulary import StayEnding
from tracker.models.about_me import AboutMe
from tracker.models.beliefs import Belief
from tracker.services.about_me import NewAboutMe, write_about_me
from tracker.services.acts import Note
from tracker.services.beliefs import NewBelief, write_belief
from tracker.services.conflicts import ChangedMeanwhileError
from tracker.services.stays import NewEnding, end_stay

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
TODAY = date(2026, 11, 20)
WORDS = "You keep going back to what is hard."
FULL = {
    "likes": "Fixing bikes.",
    "matters": "My little brother.",
    "support": "Walk, do not sit.",
    "not_again": "Telling it all again.",
}


def believes(session, act, person, words=WORDS, seen=""):
    return write_belief(session, act, person.id, NewBelief(words, seen))


def says(session, act, person, worker, agreed_on=TODAY, seen="", **texts):
    new = NewAboutMe(worker.id, agreed_on, seen=seen, **(texts or FULL))
    return write_about_me(session, act, person.id, new)


WRITES = {
    "belief": (lambda session, act, person, _worker, **more: believes(session, act, person, **more), Belief),
    "about_me": (says, AboutMe),
}  # fmt: skip
both = pytest.mark.parametrize("what", WRITES)


def test_what_the_key_worker_believes_is_written_down_with_their_name(
    session, make_act, keys, jay, with_sam, sam
):
    act = make_act(sam.id, form_token="a-form")
    belief = believes(session, act, jay, f"  {WORDS}\r\n ")
    assert held(session, keys, belief) == {
        "person_id": jay.id,
        "worker_id": sam.id,
        "form_token": "a-form",
        "words": WORDS,
        "known_at": NOW,
        "recorded_at": NOW,
        "recorded_by": f"worker:{sam.id}",
    }
    assert act.notes == [Note("belief.written", jay.id, "belief", belief.public_id)]


def test_what_they_say_is_written_down_with_who_agreed_it_and_when(
    session, make_act, keys, jay, with_sam, sam, lee
):
    act = make_act(lee.id, form_token="a-form")
    row = says(session, act, jay, sam, agreed_on=date(2026, 11, 3))
    assert held(session, keys, row) == FULL | {
        "person_id": jay.id,
        "worker_id": sam.id,
        "agreed_on": date(2026, 11, 3),
        "form_token": "a-form",
        "known_at": NOW,
        "recorded_at": NOW,
        "recorded_by": f"worker:{lee.id}",
    }
    assert act.notes == [Note("about_me.written", jay.id, "about_me", row.public_id)]


@pytest.mark.parametrize("name", FULL)
def test_one_thing_they_said_is_enough(session, make_act, keys, jay, with_sam, sam, name):
    row = says(session, make_act(sam.id), jay, sam, **{name: FULL[name], "likes": FULL["likes"]})
    kept = held(session, keys, row)
    assert {n: kept[n] for n in FULL if n in kept} == {n: FULL[n] for n in {name, "likes"}}


@both
def test_the_latest_stands_and_the_one_before_stays_written(
    session, make_act, jay, with_sam, sam, what
):
    write, table = WRITES[what]
    first = write(session, make_act(sam.id), jay, sam)
    later = make_act(sam.id, at=NOW + DAY)
    second = write(session, later, jay, sam, seen=first.public_id)
    rows = session.execute(
        select(table.id, table.replaces_id, table.known_at, table.superseded_at).order_by(table.id)
    )
    assert [tuple(row) for row in rows] == [
        (first.id, None, NOW, NOW + DAY),
        (second.id, first.id, NOW + DAY, None),
    ]


@both
@pytest.mark.parametrize("seen", ["", "zzzzzzzzzz"])
def test_what_was_written_meanwhile_is_not_written_over_unseen(
    session, make_act, jay, with_sam, sam, lee, what, seen
):
    write, _table = WRITES[what]
    first = write(session, make_act(sam.id), jay, sam)
    sentence = "Sam changed this at 12:00. Look at it again."
    with refused(session, ChangedMeanwhileError, sentence):
        write(session, make_act(lee.id, at=NOW + HOUR), jay, lee, seen=seen)
    with pytest.raises(ChangedMeanwhileError) as caught:
        write(session, make_act(lee.id, at=NOW + HOUR), jay, lee, seen=seen)
    assert caught.value.newer == first.public_id


@both
def test_the_same_form_sent_again_gives_the_same_row(session, make_act, jay, with_sam, sam, what):
    write, _table = WRITES[what]
    first = write(session, make_act(sam.id, form_token="a-form"), jay, sam)
    again = make_act(sam.id, at=NOW + HOUR, form_token="a-form")
    assert (write(session, again, jay, sam), again.notes) == (first, [])


@both
def test_nothing_is_written_after_the_stay_or_about_nobody(
    session, make_act, jay, with_sam, sam, what
):
    write, _table = WRITES[what]
    jay_id = jay.id
    end_stay(session, make_act(sam.id), jay_id, NewEnding(StayEnding.MOVED_ON))
    with refused(session, ConflictError, "Their time with us has ended. Nothing was changed."):
        write(session, make_act(sam.id, at=NOW + HOUR), jay, sam)
    with refused(session, NotFoundError, "There is no such person."):
        write_belief(session, make_act(sam.id), jay_id + 1, NewBelief(WORDS))
    with refused(session, NotFoundError, "There is no such person."):
        write_about_me(session, make_act(sam.id), jay_id + 1, NewAboutMe(sam.id, TODAY, "Bikes"))


def test_a_belief_says_something_and_someone_holds_it(session, make_act, jay, with_sam, sam):
    for words, sentence in (
        (" \n", "Write what you believe they can do."),
        ("x" * 2_001, "Use 2,000 letters or fewer."),
    ):
        with refused(session, InvalidError, sentence, "words"):
            believes(session, make_act(sam.id), jay, words)
    with refused(session, InvalidError, "Only a named worker decides this."):
        believes(session, make_act(), jay)


@pytest.mark.parametrize(
    ("more", "field", "sentence"),
    [
        pytest.param({"likes": " ", "matters": None}, "likes", "Write at least one thing they said.", id="nothing said"),
        pytest.param({"support": "x" * 2_001}, "support", "Use 2,000 letters or fewer.", id="too many words"),
        pytest.param({"likes": "Bikes", "agreed_on": date(2026, 11, 21)}, "agreed_on", "Choose today, or the day on which you agreed it.", id="tomorrow"),
        pytest.param({"likes": "Bikes", "agreed_on": date(1989, 12, 31)}, "agreed_on", "Choose today, or the day on which you agreed it.", id="before all of us"),
    ],
)  # fmt: skip
def test_a_page_of_theirs_that_cannot_be_so_is_refused(
    session, make_act, jay, with_sam, sam, more, field, sentence
):
    with refused(session, InvalidError, sentence, field):
        says(session, make_act(sam.id), jay, sam, **more)


def test_someone_of_us_agreed_it(session, make_act, jay, with_sam, sam):
    with refused(session, InvalidError, "Choose who agreed it with them.", "worker"):
        write_about_me(session, make_act(sam.id), jay.id, NewAboutMe(999, TODAY, "Bikes"))
