"""Opening a page with a reason: the same answer for everyone, and seen by others."""

import pytest
from sqlalchemy import update

from tests.web.filling import fill
from tracker.models.people import Person

REASON = "They came to the front desk and asked for help."


@pytest.fixture
def omar(client, around, fresh_sessions):
    """Omar, of another team, signed in; Jay has a reference."""
    with fresh_sessions.begin() as session:
        session.execute(update(Person).where(Person.id == around.jay.id).values(reference="N-1"))
    client.sign_in(around.outsider)
    return f"worker:{around.outsider.id}"


def test_the_answer_is_the_same_whether_or_not_there_is_someone(client, around, omar, audit_trail):
    answers = [
        fill(client, "/people/open", reference=reference, reason=REASON)
        for reference in ("N-1", "N-2")
    ]
    assert [(a.status_code, a.location) for a in answers] == [(302, "/people/opened")] * 2
    assert answers[0].data == answers[1].data
    assert audit_trail() == [
        ("person.opened_with_reason", "done", omar, {around.jay.id}),
        ("person.opened_with_reason", "done", omar, set()),
    ]


def test_what_is_missing_is_asked_for_alike_and_nothing_is_sought(client, omar, audit_trail):
    pages = [
        fill(client, "/people/open", reference=reference, reason="too short")
        for reference in ("N-1", "N-2")
    ]
    assert [page.status_code for page in pages] == [422, 422]
    assert all("Say why in at least 20 letters." in page.text for page in pages)
    assert audit_trail() == []


def test_the_page_is_open_for_sixty_minutes_to_look_at(client, around, omar, clock):
    address = around.address()
    assert client.get(address).status_code == 404
    fill(client, "/people/open", reference="N-1", reason=REASON)
    assert f'href="{address}"' in client.get("/people/opened").text
    assert (client.get(address).status_code, client.get(f"{address}/log").status_code) == (200, 403)
    clock.forward(minutes=29)
    client.get("/people/opened")  # someone who is still here stays signed in
    clock.forward(minutes=29)
    client.get("/people/opened")
    clock.forward(minutes=1)
    assert client.get(address).status_code == 200
    clock.forward(minutes=1)
    assert client.get(address).status_code == 404
    assert address not in client.get("/people/opened").text


def test_the_lead_reads_who_opened_it_and_why(client, around, omar):
    fill(client, "/people/open", reference="N-1", reason=REASON)
    page = client.sign_in(around.lead).get("/people?whose=team").text
    assert "Omar opened the page of Jay" in page
    assert REASON in page
