"""The relationship picture on a person's page: as true, as small and as quick as it must be."""

import re
from collections import Counter
from datetime import timedelta
from html import unescape

import pytest

from tests.conftest import NOW
from tests.factories.absences import an_absence
from tests.factories.alerts import swept
from tests.factories.contacts import logged
from tests.factories.fact_rows import a_contact, a_pause, a_promise
from tests.factories.justice import a_justice_contact
from tests.factories.meetings import planned
from tests.factories.promises import promised
from tests.factories.random_facts import random_facts
from tests.web.counting import counted
from tests.web.drawn import and_more_marks, the_life_of_the_drawing
from tracker.domain.errors import DomainError
from tracker.domain.pictures.drawing import Range, draw
from tracker.domain.pictures.summary import sum_up
from tracker.domain.pictures.things import Kind, StoryFacts, things_of
from tracker.domain.vocabulary import JusticeKind, MeetingKind, Outcome, Whose
from tracker.queries import alerts
from tracker.queries.about_me import Profile
from tracker.queries.heads import read_head
from tracker.queries.pages import Named, Sees, Story, read_person
from tracker.queries.sealed import Opener
from tracker.web import stories
from tracker.web.pictures import lay_out
from tracker.web.story_words import in_words, sentence

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MANY, MOST_STATEMENTS = 500, 8
LARGEST = 20_000
COURT = ["Someone close: arrested", "Stopped and searched"]


@pytest.fixture
def drawn(clock, fresh_sessions, make_act):
    with fresh_sessions.begin() as session:
        drawn = the_life_of_the_drawing(session, make_act)
        and_more_marks(session, drawn)
    clock.at = drawn.at
    return drawn


def marks_of(page):
    """Give the numbers of the things that are drawn, and those of the list."""
    drawn = re.findall(r'<a href="#s(\d+)" tabindex="-1">', page)
    return sorted(map(int, drawn)), [int(n) for n in re.findall(r'<li id="s(\d+)">', page)]


def figure_of(page):
    return page[page.index("<figure>") : page.index("</figure>")]


# As many marks as items


@pytest.mark.parametrize("asked", ["", "?range=3m", "?range=12m", "?range=all", "?range=nonsense"])
def test_every_mark_leads_to_one_item_of_the_list_and_every_item_has_one(
    client, drawn, sign_in, asked
):
    sign_in(client, drawn.sam)
    marks, items = marks_of(client.get(drawn.address + asked).text)
    assert marks == items == list(range(1, len(items) + 1))
    assert len(items) > 10


def test_what_lies_before_the_range_is_counted_and_one_link_away(client, drawn, sign_in):
    sign_in(client, drawn.sam)
    three, whole = (client.get(f"{drawn.address}?range={r}").text for r in ("3m", "all"))
    earlier = int(re.search(r"Show (\d+) earlier things", three)[1])
    assert len(marks_of(three)[1]) + earlier == len(marks_of(whole)[1])
    assert "earlier thing" not in whole
    assert f'<a href="{drawn.address}/story">The whole story</a>' in whole
    assert re.findall(r'range=(\w+)" aria-current', three) == ["3m"]


def test_the_picture_is_hidden_from_screen_readers_and_the_list_is_not(client, drawn, sign_in):
    sign_in(client, drawn.sam)
    page = client.get(drawn.address).text
    pictures = re.findall(r"<svg[^>]*>", page)
    assert pictures
    assert all('aria-hidden="true" focusable="false"' in one for one in pictures)
    assert '<a class="aslist" href="#list">Skip to the list</a>' in page
    assert '<h3 id="list">As a list, newest first</h3>' in page


def test_with_no_room_for_the_picture_there_is_the_strip_of_twelve_weeks(client, drawn, sign_in):
    sign_in(client, drawn.sam)
    figure = figure_of(client.get(drawn.address).text)
    strip = figure[figure.index('<div class="narrow-only">') :]
    assert (
        "Last 12 weeks: met 5 times, spoke twice, we cancelled or moved once, missed each other"
        " once, they tried to reach us once, we reached out once."
    ) in strip


# What cannot be drawn is still told


def test_what_cannot_be_drawn_is_still_told(client, drawn, sign_in, monkeypatch):
    def refuse(*_given):
        raise DomainError("The calendar does not know this year.")

    monkeypatch.setattr(stories, "draw", refuse)
    sign_in(client, drawn.sam)
    page = client.get(drawn.address).text
    assert "We could not draw the picture." in page
    assert "<figure>" not in page
    assert page.count("<li id=") == 38 + 3 + 2 + 1 + 4 + 2  # the last: a rhythm, and coming to us
    assert "We met" in page


def test_a_story_that_has_not_begun_says_so_and_when_they_meet(
    client, around, fresh_sessions, make_act, sign_in
):
    with fresh_sessions.begin() as session:
        planned(session, make_act(around.lead.id), around.kit, around.key_worker, NOW + 6 * DAY)
    sign_in(client, around.lead)
    page = client.get(around.address(of=around.kit)).text
    said = unescape(re.search("<figcaption>(.*?)</figcaption>", page)[1])
    assert said == (
        "The story of Kit with us starts here. The first meeting is Thu 26 Nov."
        " 80 days with no key worker until today."
    )


# Who sees what


def test_contact_with_police_and_court_is_drawn_and_told_only_for_who_may_see_it(
    client, around, fresh_sessions, make_act, sign_in
):
    with fresh_sessions.begin() as session:
        a_justice_contact(session, around.jay, NOW - 9 * DAY)

        close = {"whose": Whose.SOMEONE_CLOSE, "relation": "brother Tom"}
        a_justice_contact(session, around.jay, NOW - 30 * DAY, JusticeKind.ARREST, **close)
        act = make_act(around.key_worker.id)

        planned(session, act, around.jay, around.key_worker, NOW + DAY, kind=MeetingKind.COURT)
    for worker, sees in (
        (around.key_worker, True),
        (around.lead, True),
        (around.deputy, True),
        (around.opener, False),
    ):
        sign_in(client, worker)
        for address in (around.address(), around.address("story")):
            page = client.get(address).text
            assert "brother Tom" not in page, "nobody is named"
            told = [one for one in COURT if one in page]
            assert told == (COURT if sees else []), (worker.name, address)
            assert ("A court date" in page) is sees, (worker.name, address)
        page = client.get(around.address()).text
        assert (">Police, court</text>" in page, 'href="#k-own" x' in page) == (sees, sees)
        marks, items = marks_of(page)
        assert marks == items, worker.name


def test_team_notes_are_in_the_list_only_for_who_may_read_them(
    client, around, fresh_sessions, make_act, sign_in
):
    with fresh_sessions.begin() as session:
        act = make_act(around.key_worker.id, at=NOW - DAY)
        logged(session, act, around.jay, around.key_worker, shared="Tea.", team="Her mum is ill.")
    for worker, reads in (
        (around.key_worker, True),
        (around.deputy, False),
        (around.opener, False),
    ):
        sign_in(client, worker)
        for address in (around.address(), around.address("story")):
            page = client.get(address).text
            assert ("Her mum is ill." in page, "Tea." in page) == (reads, True), worker.name


# True: the sentence says what the data says


def counted_by_hand(story, at):
    """Count contact by contact what the sentence tells."""
    life = story.facts
    mine = [p for p in life.pairings if p.role == "key_worker" and p.started_at <= at]
    held = [p for p in mine if p.ended_at is None or p.ended_at > at]
    met = [
        c
        for c in life.contacts
        if held
        and c.outcome is Outcome.MET
        and held[0].started_at <= c.occurred_at
        and held[0].worker_id in (c.worker_id, *c.others)
    ]
    return len({p.worker_id for p in mine}), held[0].worker_id if held else None, len(met)


def test_the_sentence_is_true_of_random_lives(app, clock, measure):
    told = 0
    for seed in range(400):
        life, at = random_facts(seed)
        if any(p.started_at > at for p in life.pairings):
            continue
        clock.at = at
        story = StoryFacts(life, (life.stay,) if life.stay else ())
        with app.test_request_context():
            summary = sum_up(story, things_of(story, at), at)
            said = sentence(summary, "Jay", f"Worker {summary.worker_id}", None)
            workers, holder, met = counted_by_hand(story, at)
            whose = f"{in_words(workers)} key worker{'s' * (workers != 1)} since "
            assert (whose in said) is bool(workers), seed
            meetings = re.search(
                r"With Worker (\d+) for \d+ (?:month|day)s?, (\d+) meetings?", said
            )
            found = (int(meetings[1]), int(meetings[2])) if meetings else (None, 0)
            assert found == (holder, met), (seed, said)
            waits = sum(t.kind is Kind.GAP and t.open for t in things_of(story, at))
            assert ("until today" in said) is bool(waits), (seed, said)
        told += 1
    measure("sentences above a picture that are true", wanted=150, reached=told, count=told)


# Small


def test_forty_contacts_take_at_most_20_kb(client, drawn, sign_in, measure, database):
    sign_in(client, drawn.sam)
    page = client.get(drawn.address + "?range=all").text
    assert (
        len(re.findall(r'href="#k-(?:met|spoke|tried|called|missed|we|they|aside)" x', page)) >= 40
    )
    size = len(figure_of(page).encode())
    assert size <= LARGEST
    measure(
        "bytes of a picture of forty contacts, with its key and its sentence",
        wanted=LARGEST,
        reached=LARGEST,
        count=size,
        database=database,
    )


def test_five_hundred_contacts_take_eight_statements_the_audit_included(
    client, around, fresh_sessions, fresh_engine, make_act, sign_in, measure, database
):
    with fresh_sessions.begin() as session:
        for number in range(MANY):
            outcome = list(Outcome)[number % 3 * 4]
            at = NOW - (MANY - number) * 3 * HOUR
            a_contact(session, around.jay, around.key_worker, at, outcome)
        a_justice_contact(session, around.jay, NOW - 9 * DAY)
        act = make_act(around.key_worker.id, at=NOW - 2 * DAY)
        planned(session, act, around.jay, around.key_worker, NOW - DAY)
        a_promise(session, around.jay, around.key_worker, NOW - DAY)
        an_absence(session, around.key_worker, NOW + DAY, until=NOW + 9 * DAY)
        a_pause(session, around.jay, around.key_worker, NOW - 200 * DAY, ended_at=NOW - 190 * DAY)
    sign_in(client, around.key_worker)
    with counted(fresh_engine) as sent:
        page = client.get(around.address() + "?range=all").text
    marks, items = marks_of(page)
    assert marks == items
    contacts = page.count("<time datetime=")
    assert contacts == MANY
    assert len(sent) <= MOST_STATEMENTS, "\n\n".join(sent)
    measure(
        "contacts on a person's page in eight statements",
        wanted=MANY,
        reached=contacts,
        count=len(sent),
        database=database,
    )


# Nothing touches


def test_no_words_of_a_picture_touch_in_random_lives(app, clock, measure):
    words = 0
    for seed in range(120):
        life, at = random_facts(seed)
        clock.at = at
        told = StoryFacts(life, (life.stay,) if life.stay else ())
        workers = {n: Named(f"Worker Number {n}", str(n)) for n in range(1, 9)}
        story = Story(told, {}, {}, {}, {}, workers, Profile(None, None))
        for range_ in Range:
            with app.test_request_context():
                laid = lay_out(draw(told, at, range_), story, justice=False)
            assert len(laid.spots) == len(laid.picture.things)
            assert {s.n for s in laid.spots} == set(range(1, len(laid.spots) + 1)), seed
            lines = Counter()
            for word in laid.words:
                wide = 5 * len(word.text)
                span = (word.x - wide, word.x) if word.end else (word.x, word.x + wide)
                assert (span[0] >= 0, span[1] <= 1000, word.y <= laid.height) == (True,) * 3, seed
                for x in range(int(span[0]), int(span[1])):
                    lines[word.y, x] += 1
            assert set(lines.values()) <= {1}, seed
            words += len(laid.words)
    measure("words in pictures, none upon another", wanted=300, reached=words, count=words)


def test_a_promise_and_time_away_are_written_under_coming_up(
    client, around, fresh_sessions, make_act, sign_in
):
    with fresh_sessions.begin() as session:
        a_promise(session, around.jay, around.key_worker, NOW - DAY)
        an_absence(session, around.key_worker, NOW + 5 * DAY, until=NOW + 9 * DAY)
    sign_in(client, around.key_worker)
    page = client.get(around.address()).text
    words = re.findall(r'<text class="strong"[^>]*>([^<]*)</text>', page)
    assert words[-2:] == ["Sam away from Wed 25 Nov", "Promised by Fri 4 Dec"]
    assert "Sam is away, Wed 25 Nov to Sun 29 Nov" in page


def test_the_evidence_of_alerts_is_that_of_the_story(
    around, fresh_sessions, make_act, keys, london
):
    """A person's page reads it once; the inbox, of many people, asks for what alerts point at."""
    with fresh_sessions.begin() as session:
        sam, jay = around.key_worker, around.jay
        logged(session, make_act(sam.id, at=NOW - 60 * DAY), jay, sam)
        for ago in (40, 30):
            act = make_act(sam.id, at=NOW - ago * DAY)
            logged(session, act, jay, sam, Outcome.MISSED_EACH_OTHER)
        planned(session, make_act(sam.id, at=NOW - 9 * DAY), jay, sam, NOW - 6 * DAY)
        promised(session, make_act(sam.id, at=NOW - 9 * DAY), jay, sam, due_on=NOW.date() - 3 * DAY)
        swept(session, make_act, NOW)
        opener = Opener(keys)
        head = read_head(session, opener, jay.id)
        _page, story = read_person(session, opener, head, london, NOW, Sees(None, justice=True))
        read_once = alerts.of_person(session, opener, jay.id, stories.evidence(story))
        assert read_once == alerts.of_person(session, opener, jay.id)
        kinds = {kind for card in read_once for kind in ("contacts", "meetings", "promises")
                 if card.numbers.get(kind)}  # fmt: skip
        assert kinds == {"contacts", "meetings", "promises"}
