"""The whole story: everything by key worker, a past thing found, words in no address."""

import re
from html import unescape

import pytest

from tests.conftest import NOW
from tests.factories.contacts import logged
from tests.factories.fact_rows import a_contact
from tests.web.counting import counted
from tests.web.drawn import and_more_marks, the_life_of_the_drawing
from tests.web.test_picture import DAY, HOUR, MANY

MOST_STATEMENTS = 7


@pytest.fixture
def drawn(clock, fresh_sessions, make_act):
    with fresh_sessions.begin() as session:
        drawn = the_life_of_the_drawing(session, make_act)
        and_more_marks(session, drawn)
        act = make_act(drawn.sam.id, at=drawn.at - DAY)
        logged(session, act, drawn.jay, drawn.sam, shared="We looked at COLLEGE courses.")
        logged(session, act, drawn.jay, drawn.sam, team="Ask about college.", place="The gym")
    clock.at = drawn.at
    return drawn


@pytest.fixture
def read(client, drawn, sign_in):
    """Read the story as Sam, with what is asked for in the address: its status, the count, the page."""
    sign_in(client, drawn.sam)

    def read(query="", **sent):
        ask = client.submit if sent else client.get
        answer = ask(f"{drawn.address}/story{query}", **sent)
        page = unescape(answer.text)
        number = re.search(r"(\d+) things?, newest first", page)
        return answer.status_code, int(number[1]), page

    return read


def headings(page):
    return re.findall(r'<h2 id="era-\d">([^<]*)</h2>', page)


def on(page):
    """Give the filters that are on, each with where it is taken off."""
    return re.findall(r'<li><a href="([^"]*)"><span class="vh">Take off:</span> (.*?) <', page)


def test_everything_is_told_by_key_worker_newest_first(read):
    status, number, page = read()
    contacts, bonds, quiet, justice = 38 + 3 + 2, 4, 3, 2
    others = len(["the meeting", "the gap", "the handover", "the rhythm", "coming to us"])
    assert (status, number) == (200, contacts + bonds + quiet + justice + others)
    assert headings(page) == [
        "With Sam, since Wed 29 Apr",
        "With no key worker, Mon 20 Apr to Wed 29 Apr",
        "With Dana, Mon 12 Jan to Mon 20 Apr",
    ]
    assert on(page) == []


@pytest.mark.parametrize(
    ("query", "filters"),
    [
        ("?sort=justice", ["Police, court"]),
        ("?sort=contacts&first=2026-11-01", ["Contacts", "from Sun 1 Nov"]),
        ("?last=2026-01-12", ["until Mon 12 Jan"]),
        ("?sort=&worker=&first=&last=", []),
    ],
)
def test_what_is_looked_for_stands_in_links_that_take_it_off(read, drawn, query, filters):
    status, number, page = read(query)
    assert status == 200
    assert [said for _address, said in on(page)] == filters
    for address, _said in on(page):
        assert address.startswith(f"{drawn.address}/story")
        assert read(address.removeprefix(f"{drawn.address}/story"))[1] >= number


def test_a_worker_is_found_by_public_id_with_what_they_were_there_for(read, drawn):
    _status, number, page = read(f"?worker={drawn.ali.public_id}")
    assert number == 2  # the deputy, and the cover
    assert [said for _address, said in on(page)] == ["with Ali"]


def test_words_are_found_whatever_their_case_and_stand_in_no_address(read):
    status, number, page = read("?sort=contacts", words="college")
    assert (status, number) == (200, 2)
    assert [said for _address, said in on(page)] == ["Contacts", "“college”"]
    addresses = re.findall(r'(?:href|action)="([^"]*)"', page)
    assert not any("college" in address.lower() for address in addresses)
    assert read("", words="the gym")[1] == 1
    assert read("?sort=justice", words="college")[1] == 0


def test_nothing_found_says_what_to_do(read):
    _status, number, page = read("?last=2020-01-01")
    assert number == 0
    assert "Nothing matches. Remove a filter." in page


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("?sort=offences", "Choose one of these."),
        ("?worker=zzzzzzzzzz", "Choose one of these."),
        ("?first=31+February", "day"),
    ],
)
def test_what_cannot_be_looked_for_is_said_and_the_story_is_still_told(read, query, sentence):
    status, number, page = read(query)
    assert (status, sentence in page) == (422, True)
    assert number == read()[1]


def test_whoever_may_not_read_a_note_does_not_find_its_words_either(client, drawn, sign_in):
    sign_in(client, drawn.ali)  # the deputy: no team notes
    found = client.submit(f"{drawn.address}/story", words="college").text
    assert "1 thing, newest first." in found
    assert "Ask about college" not in found


def test_looking_for_words_is_written_down_without_them(client, drawn, sign_in, audit_trail):
    sign_in(client, drawn.sam)
    before = len(audit_trail())
    client.submit(f"{drawn.address}/story", words="college")
    assert audit_trail()[before:] == [
        ("people.find_in_story", "done", f"worker:{drawn.sam.id}", {drawn.jay.id})
    ]


def test_however_long_a_story_it_takes_seven_statements_the_audit_included(
    client, around, fresh_sessions, fresh_engine, sign_in, measure, database
):
    with fresh_sessions.begin() as session:
        for number in range(MANY):
            a_contact(session, around.jay, around.key_worker, NOW - (MANY - number) * 3 * HOUR)
    sign_in(client, around.key_worker)
    with counted(fresh_engine) as sent:
        page = client.get(around.address("story")).text
    contacts = page.count("<time datetime=")
    assert contacts == MANY
    assert len(sent) <= MOST_STATEMENTS, "\n\n".join(sent)
    measure(
        "contacts in a story in seven statements",
        wanted=MANY,
        reached=contacts,
        count=len(sent),
        database=database,
    )
