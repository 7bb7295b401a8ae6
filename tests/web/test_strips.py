"""My people with the strip of twelve weeks: its sentence and its marks."""

import re
from datetime import timedelta

from tests.conftest import NOW
from tests.factories.contacts import logged
from tests.factories.meetings import planned
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
