"""What is believed of a person, and their own page: who writes it, who reads it, nothing lost."""

import re
from datetime import date

import pytest
from sqlalchemy import select, update

from tests.conftest import NOW
from tests.stored import held
from tests.web.alongside import HOUR
from tests.web.filling import fill, form_of, send
from tracker.domain.vocabulary import StayEnding
from tracker.models.about_me import AboutMe
from tracker.models.beliefs import Belief
from tracker.services.about_me import NewAboutMe, write_about_me
from tracker.services.beliefs import NewBelief, write_belief
from tracker.services.stays import NewEnding, end_stay

WORDS = "You keep going back to what is hard."
TEXTS = {
    "likes": "Fixing bikes.",
    "matters": "My little brother.",
    "support": "Walk, do not sit.",
    "not_again": "Telling it all again.",
}
OTHERS = {"words": "You notice.", "likes": "Baking."}


@pytest.fixture
def write(fresh_sessions, make_act, around):
    """Write something about Jay, as Sam an hour ago."""

    def do(what, new, by="key_worker", at=NOW - HOUR):
        with fresh_sessions.begin() as session:
            act = make_act(getattr(around, by).id, at=at)
            return what(session, act, around.jay.id, new)

    return do


@pytest.fixture
def rows(fresh_sessions, keys):
    """Give the rows of a table, whole and without their tokens, oldest first."""

    def read(table):
        with fresh_sessions() as session:
            found = session.scalars(select(table).order_by(table.id)).all()
            kept = [held(session, keys, row) for row in found]
        return [{n: v for n, v in row.items() if n != "form_token"} for row in kept]

    return read


@pytest.fixture
def about(around):
    return around.address("about-me")


@pytest.fixture
def edit(around):
    return around.address("about-me", "edit")


@pytest.fixture
def belief(around):
    return around.address("belief")


def test_the_key_worker_says_what_they_believe(client, around, rows, belief):
    client.sign_in(around.key_worker)
    page = client.get(belief)
    assert "What I believe Jay can do</h1>" in page.text
    assert "Jay will see this first, with your name." in page.text
    answer = send(client, belief, page, words=WORDS)
    assert (answer.status_code, answer.location) == (302, around.address())
    assert rows(Belief) == [
        {
            "person_id": around.jay.id,
            "worker_id": around.key_worker.id,
            "words": WORDS,
            "known_at": NOW,
            "recorded_at": NOW,
            "recorded_by": f"worker:{around.key_worker.id}",
        }
    ]
    page = client.get(around.address()).text
    assert "Said. It stands on their page with your name." in page
    assert "What Sam believes Jay can do</h2>" in page
    assert WORDS in page


def test_their_page_is_written_with_who_agreed_it_and_when(client, around, rows, edit, about):
    client.sign_in(around.lead)
    given = {"worker": around.key_worker.public_id, "agreed_on": "2026-11-03"} | TEXTS
    answer = fill(client, edit, **given)
    assert (answer.status_code, answer.location) == (302, around.address())
    assert rows(AboutMe) == [
        TEXTS
        | {
            "person_id": around.jay.id,
            "worker_id": around.key_worker.id,
            "agreed_on": date(2026, 11, 3),
            "known_at": NOW,
            "recorded_at": NOW,
            "recorded_by": f"worker:{around.lead.id}",
        }
    ]
    for address in (around.address(), about):
        page = client.get(address).text
        assert "In the words of Jay, agreed with Sam on Tue 3 Nov." in page
        found = re.findall(r"<dt>([^<]+)</dt><dd>([^<]+)</dd>", page.partition('id="about-me"')[2])
        assert found == [
            ("What people appreciate about me", "Fixing bikes."),
            ("What matters to me", "My little brother."),
            ("How best to support me", "Walk, do not sit."),
            ("What I do not want to repeat", "Telling it all again."),
        ]


def test_what_they_did_not_speak_of_has_no_line_and_today_and_i_are_filled_in(
    client, around, edit, about
):
    client.sign_in(around.key_worker)
    fill(client, edit, likes="Fixing bikes.")
    page = client.get(about).text
    assert "In the words of Jay, agreed with Sam on Fri 20 Nov." in page
    assert page.count("<dt>") == 1
    assert re.findall(r'aria-current="page">([^<]+)<', page) == ["About me"]


def test_who_writes_and_who_only_reads(client, around, write, rows, about, edit, belief):
    stands = write(write_belief, NewBelief(WORDS))
    own = write(write_about_me, NewAboutMe(around.key_worker.id, date(2026, 11, 3), "Bikes."))
    table = {
        # who: (what the page answers, whether they say what they believe, whether they write it with Jay)
        "key_worker": (200, True, True),
        "lead": (200, False, True),  # nobody believes on another's behalf
        "deputy": (200, False, False),
        "opener": (200, False, False),
        "outsider": (404, False, False),
        "administrator": (404, False, False),
    }
    for who, (status, says, agrees) in table.items():
        client.sign_in(getattr(around, who))
        page = client.get(about)
        assert page.status_code == status, who
        assert (WORDS in page.text, "Bikes." in page.text) == (status == 200, status == 200)
        assert (f'href="{belief}"' in page.text, f'href="{edit}"' in page.text) == (says, agrees)
        for address, may in ((belief, says), (edit, agrees)):
            assert client.get(address).status_code == (
                200 if may else 403 if status == 200 else 404
            )
            sent = client.submit(address, words="Written over", likes="Written over")
            # who may, and says nothing of what stood there, writes nothing over it
            refused = {belief: 409, edit: 422}[address]  # there is no day in what was sent
            assert sent.status_code == (refused if may else 403 if status == 200 else 404), who
    assert [row["words"] for row in rows(Belief)] == [WORDS]
    assert [row["likes"] for row in rows(AboutMe)] == ["Bikes."]
    assert stands.public_id != own.public_id


def test_empty_pages_say_what_will_stand_there(client, around, about):
    client.sign_in(around.key_worker)
    for address in (around.address(), about):
        page = client.get(address).text
        assert "Nothing written yet. Jay will see it first on their own page." in page
        assert "Nothing written yet. Write it together, in the words of Jay." in page


def test_what_is_wrong_is_said_and_nothing_typed_is_lost(client, around, rows, edit, belief):
    client.sign_in(around.key_worker)
    for address, typed, sentence in (
        (belief, {"words": ""}, "Write what you believe they can do."),
        (belief, {"words": "x" * 2_001}, "Use at most 2,000 letters."),
        (edit, {}, "Write at least one thing they said."),
        (edit, {"likes": "x" * 2_001}, "Use at most 2,000 letters."),
        (edit, {"matters": "M", "agreed_on": "2026-11-21"}, "Choose today, or the day on which you agreed it."),
        (edit, {"matters": "M", "agreed_on": ""}, "Choose the day on which you agreed it."),
        (edit, {"matters": "M", "worker": "zzzzzzzzzz"}, "Choose who agreed it with them."),
    ):  # fmt: skip
        answer = fill(client, address, **typed)
        assert answer.status_code == 422, sentence
        assert f">{sentence}<" in answer.text
        shown = form_of(answer)[1]
        assert {n: shown[n] for n in typed if n != "worker"} == {
            n: [v] for n, v in typed.items() if n != "worker"
        }
    assert rows(Belief) == rows(AboutMe) == []


WRITTEN = [
    pytest.param("belief", "words", Belief, id="belief"),
    pytest.param("edit", "likes", AboutMe, id="about me"),
]


@pytest.mark.parametrize(("page_name", "field", "table"), WRITTEN)
def test_two_who_write_at_once_see_both_versions_and_lose_nothing(
    client, around, app, rows, request, page_name, field, table
):
    address = request.getfixturevalue(page_name)
    page = client.sign_in(around.key_worker).get(address)
    other = app.test_client().sign_in(around.key_worker)  # the same worker, on their phone
    assert fill(other, address, **{field: OTHERS[field]}).status_code == 302
    answer = send(client, address, page, **{field: "Mine"})
    assert answer.status_code == 409
    assert "Sam changed this at 12:00. Look at it again." in answer.text
    assert "What stands now" in answer.text
    assert OTHERS[field] in answer.text
    assert form_of(answer)[1][field] == ["Mine"]
    assert send(client, address, answer).status_code == 302
    assert [(row[field], row.get("replaces_id")) for row in rows(table)] == [
        (OTHERS[field], None), ("Mine", 1),
    ]  # fmt: skip
    assert form_of(client.get(address))[1][field] == ["Mine"]


@pytest.mark.parametrize(("page_name", "field", "table"), WRITTEN)
def test_a_form_sent_twice_is_one_row(client, around, rows, request, page_name, field, table):
    address = request.getfixturevalue(page_name)
    page = client.sign_in(around.key_worker).get(address)
    sent = [send(client, address, page, **{field: WORDS}) for _ in range(2)]
    assert [a.status_code for a in sent] == [302, 302]
    assert len(rows(table)) == 1


def test_words_that_cannot_be_opened_are_shown_as_such_and_never_written_over(
    client, around, write, fresh_sessions, about, edit, belief
):
    write(write_belief, NewBelief(WORDS))
    write(write_about_me, NewAboutMe(around.key_worker.id, date(2026, 11, 3), "Bikes."))
    spoilt = b"\x01" * 40
    with fresh_sessions.begin() as session:
        session.execute(update(Belief).values(words_ct=spoilt))
        session.execute(update(AboutMe).values(likes_ct=spoilt))
    client.sign_in(around.key_worker)
    assert client.get(about).text.count("record unavailable") == 2
    for address in (belief, edit):
        for answer in (client.get(address), client.submit(address, words="x", likes="x")):
            assert answer.status_code == 503
            assert "record unavailable" in answer.text


def test_after_their_time_with_us_nothing_new_is_offered_or_taken(
    client, around, write, rows, about, edit
):
    client.sign_in(around.lead)
    page = client.get(edit)
    write(end_stay, NewEnding(StayEnding.MOVED_ON))
    answer = send(client, edit, page, likes="Bikes.")
    assert answer.status_code == 409
    assert "Their time with us has ended. Nothing was changed." in answer.text
    assert form_of(answer)[1]["likes"] == ["Bikes."]
    assert rows(AboutMe) == []
    for shown in (around.address(), about):
        assert f'href="{edit}"' not in client.get(shown).text


def test_each_answer_is_written_down_once(client, around, audit_trail, about, edit, belief):
    client.sign_in(around.key_worker)
    before = len(audit_trail())
    client.get(about)
    fill(client, belief, words=WORDS)
    fill(client, edit, likes="Bikes.")
    sam, jay = f"worker:{around.key_worker.id}", {around.jay.id}
    assert audit_trail()[before:] == [
        ("about_me.show", "done", sam, jay),
        ("beliefs.write", "done", sam, jay),
        ("belief.written", "done", sam, jay),
        ("about_me.edit", "done", sam, jay),
        ("about_me.written", "done", sam, jay),
    ]
