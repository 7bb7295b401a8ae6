"""My people with the strip of twelve weeks: its sentence, its marks, and few statements."""

import re
from datetime import timedelta

from sqlalchemy import event

from tests.conftest import NOW
from tests.factories.contacts import logged
from tests.factories.meetings import planned
from tests.factories.pairings import matched
from tests.factories.people import written_in
from tests.web.alongside import MATCHED, WRITTEN_IN
from tracker.domain.pictures.shapes import Shape
from tracker.domain.vocabulary import Outcome

WEEK = timedelta(days=7)
LIFE = (
    *[Outcome.MET] * 6, Outcome.SPOKE, Outcome.MESSAGED, Outcome.MISSED_EACH_OTHER, Outcome.WE_CANCELLED,
)  # fmt: skip


def test_the_strip_says_in_a_sentence_what_it_shows(
    client, around, fresh_sessions, make_act, sign_in
):
    with fresh_sessions.begin() as session:
        for number, outcome in enumerate(LIFE):
            act = make_act(around.key_worker.id, at=NOW - (9 - number) * WEEK)
            logged(session, act, around.jay, around.key_worker, outcome)
        planned(session, make_act(), around.jay, around.key_worker, NOW + WEEK)
    sign_in(client, around.key_worker)
    page = client.get("/people").text
    assert (
        "Last 12 weeks: met 6 times, spoke twice, we cancelled or moved once, "
        "missed each other once."
    ) in page
    shown = page[page.index('class="tl strip"') :]
    marks = re.findall(r'<use href="#k-(\w+)" x="(\d+)"', shown[: shown.index("</svg>")])
    drawn = ["none", *["met"] * 6, "spoke", "spoke", "missed", "we", "next"]
    assert marks == [(shape, str(9 + 17 * week)) for week, shape in enumerate(drawn)]
    assert {f'id="k-{shape}"' for shape in Shape} <= set(re.findall(r'id="k-\w+"', page))


def test_my_people_take_five_statements_however_many_they_are(
    client, around, fresh_sessions, fresh_engine, make_act, sign_in, measure, database
):
    with fresh_sessions.begin() as session:
        team = session.get(type(around.jay), around.jay.id).team_id
        for number in range(5):
            act = make_act(around.lead.id, at=WRITTEN_IN)
            person = written_in(session, act, type("T", (), {"id": team}), name=f"P{number}")
            matched(session, make_act(around.lead.id, at=MATCHED), person, around.key_worker)
            logged(session, make_act(around.key_worker.id), person, around.key_worker)
    sign_in(client, around.key_worker)
    client.get("/people")
    sent = []
    event.listen(
        fresh_engine,
        "before_cursor_execute",
        lambda *args: args[2].startswith("BEGIN") or sent.append(args[2]),
    )
    page = client.get("/people").text
    assert page.count('class="tl strip"') == 6
    assert len(sent) <= 5, "\n".join(sent)
    measure("statements of My people", wanted=1, reached=1, count=len(sent), database=database)
