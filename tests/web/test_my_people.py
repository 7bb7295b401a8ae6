"""My people: in an order one may change, found by name without a name in an address, in few statements."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from tests.conftest import NOW
from tests.factories.alerts import swept
from tests.factories.contacts import logged
from tests.factories.meetings import planned
from tests.factories.pairings import matched
from tests.factories.people import written_in
from tests.web.counting import counted
from tracker.models.teams import Team
from tracker.services.rhythms import NewRhythm

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
WRITTEN_IN = datetime(2026, 9, 1, 10, tzinfo=UTC)
MOST_STATEMENTS, PEOPLE = 5, 20


@pytest.fixture
def three(around, fresh_sessions, make_act):
    """Sam has three people: Jay waits, Ailsa was met yesterday, Tess is met in a week."""
    with fresh_sessions.begin() as session:
        people = {"Jay": around.jay}
        for name in ("Ailsa", "Tess"):
            act = make_act(around.lead.id, at=WRITTEN_IN)
            people[name] = written_in(
                session, act, session.get(Team, around.jay.team_id), name=name
            )
            matched(session, act, people[name], around.key_worker, rhythm=NewRhythm(14))
        logged(
            session,
            make_act(around.key_worker.id, at=NOW - 30 * DAY),
            around.jay,
            around.key_worker,
        )
        for name, days in (("Ailsa", 1), ("Tess", 3)):
            act = make_act(around.key_worker.id, at=NOW - days * DAY)
            logged(session, act, people[name], around.key_worker)
            planned(session, act, people[name], around.key_worker, NOW + (10 - days) * DAY)
        swept(session, make_act, NOW)
    return people


def names(page):
    """Give the names of the list as it stands in the page."""
    return [part.split("<")[0] for part in page.text.split("data-row>")[1:]]


ORDERS = {
    "": (["Jay", "Tess", "Ailsa"], "In the order their relationship with you needs something."),
    "?order=name": (["Ailsa", "Jay", "Tess"], "Sorted by name."),
    "?order=next": (["Tess", "Ailsa", "Jay"], "In the order of their next meeting."),
    "?order=quiet": (["Jay", "Tess", "Ailsa"], "Longest quiet first."),
    "?order=nonsense": (["Jay", "Tess", "Ailsa"], "needs something."),
}


def test_the_order_can_be_changed_and_is_said(client, around, three):
    client.sign_in(around.key_worker)
    for order, (expected, said) in ORDERS.items():
        page = client.get("/people" + order)
        assert names(page) == expected, order
        assert said in page.text, order


def test_how_the_order_works_stands_behind_change_order(client, around):
    client.sign_in(around.key_worker)
    assert 'href="/people/order"' in client.get("/people").text
    page = client.get("/people/order").text
    assert "How this order works" in page
    assert 'href="/people?order=quiet"' in page


def test_a_row_says_who_what_next_and_one_button_with_a_name_of_its_own(client, around, three):
    client.sign_in(around.key_worker)
    page = client.get("/people").text
    assert "30 days since you and Jay spoke." in page
    assert "Nothing planned. With you since Wed 2 Sep." in page
    assert "You and Ailsa met yesterday." in page
    assert "Next: Sun 29 Nov, 12pm. With you since Tue 1 Sep." in page
    filled = [part for part in page.split("<a ")[1:] if part.startswith('class="btn" ')]
    outlined = [part for part in page.split("<a ")[1:] if part.startswith('class="btn sec" ')]
    assert ["a contact with Jay" in part for part in filled] == [True]
    assert len(outlined) == 2


def test_where_the_order_is_lost_everyone_is_still_there_by_name(
    client, around, three, fresh_sessions
):
    with fresh_sessions.begin() as session:
        session.execute(update(Team).values(calendar="XX"))  # one this version does not know
    client.sign_in(around.key_worker)
    page = client.get("/people")
    assert "We could not work out the order just now. Sorted by name." in page.text
    assert names(page) == ["Ailsa", "Jay", "Tess"]


FOUND = {
    "ja": (["Jay"], "1 person matches “ja”."),
    "S": (["Tess", "Ailsa"], "2 people match “S”."),
    "jey": ([], "0 people match “jey”."),
    "": (["Jay", "Tess", "Ailsa"], "3 people."),
}


def test_a_name_is_found_among_ones_own_and_stands_in_no_address(
    client, around, three, audit_trail
):
    client.sign_in(around.key_worker)
    for typed, (found, said) in FOUND.items():
        before = len(audit_trail())
        page = client.submit("/people/find", name=typed, whose="mine")
        assert (page.status_code, names(page)) == (200, found)
        assert said in page.text
        shown = {three[name].id for name in found}
        trail = [("people.find", "done", f"worker:{around.key_worker.id}", shown)]
        assert audit_trail()[before:] == (trail if shown else [])  # not found is not seen


def test_someone_elses_person_is_not_found_and_too_long_a_name_is_said(client, around, three):
    client.sign_in(around.key_worker)
    assert "0 people match" in client.submit("/people/find", name="Amina").text
    page = client.submit("/people/find", name="x" * 201)
    assert (page.status_code, "Use at most 200 letters." in page.text) == (422, True)


def test_a_lead_finds_in_the_team(client, around, three):
    client.sign_in(around.lead)
    page = client.submit("/people/find", name="a", whose="team")
    assert set(names(page)) == {"Jay", "Ailsa"}
    assert names(client.submit("/people/find", name="a", whose="mine")) == []


def test_without_anyone_the_page_says_what_will_be_here(client, around):
    client.sign_in(around.colleague)
    assert "No one is with you yet. When a team lead agrees a match" in client.get("/people").text


def test_however_many_take_five_statements_the_audit_included(
    client, around, fresh_sessions, fresh_engine, make_act, measure, database
):
    with fresh_sessions.begin() as session:
        north = session.get(Team, around.jay.team_id)
        act = make_act(around.lead.id, at=WRITTEN_IN)
        for number in range(PEOPLE - 1):
            person = written_in(session, act, north, name=f"Person {number}")
            matched(session, act, person, around.key_worker)
    client.sign_in(around.key_worker)
    with counted(fresh_engine) as sent:
        page = client.get("/people")
    assert page.text.count("data-row") == PEOPLE
    assert len(sent) <= MOST_STATEMENTS, "\n\n".join(sent)
    measure(
        "people on My people in five statements",
        wanted=PEOPLE,
        reached=page.text.count("data-row"),
        count=len(sent),
        database=database,
    )
