"""The inbox: what is new in words, four answers of equal weight, and on to the next one."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from tests.conftest import NOW
from tests.factories.alerts import swept, the_alert
from tests.factories.contacts import logged
from tests.factories.pairings import matched
from tests.factories.people import written_in
from tests.web.filling import fill
from tracker.models.teams import Team
from tracker.services.escalating import escalate
from tracker.services.rhythms import NewRhythm

DAY = timedelta(days=1)
WRITTEN_IN = datetime(2026, 9, 1, 10, tzinfo=UTC)
ANSWERS = ["Do this", "I have done it", "Leave it for now", "Not useful"]


@pytest.fixture
def alerts(around, fresh_sessions, make_act):
    """It is quiet with Jay, with Tess and with Ailsa, in the order in which Sam is asked."""
    with fresh_sessions.begin() as session:
        by_lead = make_act(around.lead.id, at=WRITTEN_IN)
        people = {"Jay": around.jay}
        for name in ("Tess", "Ailsa"):
            north = session.get(Team, around.jay.team_id)
            people[name] = written_in(session, by_lead, north, name=name)
            matched(session, by_lead, people[name], around.key_worker, rhythm=NewRhythm(7))
        for days, person in zip((48, 47, 46), people.values(), strict=True):
            act = make_act(around.key_worker.id, at=NOW - days * DAY)
            logged(session, act, person, around.key_worker)
        swept(session, make_act, NOW)
        return {name: the_alert(session, person).public_id for name, person in people.items()}


@pytest.fixture
def sam(client, around, alerts):
    return client.sign_in(around.key_worker)


def order_of(page):
    return re.findall(r'id="alert-(\w+)"', page.text)


def test_what_is_new_is_said_in_words_and_what_is_left_too(sam, alerts):
    assert order_of(sam.get("/alerts")) == [alerts["Jay"], alerts["Tess"], alerts["Ailsa"]]
    assert "Alerts (3 new)</a>" in sam.get("/people").text
    fill(sam, f"/alerts/{alerts['Jay']}/leave", reason="other")
    sam.submit(f"/alerts/{alerts['Tess']}/do")  # taken up: not new any more, and still open
    page = sam.get("/alerts").text
    assert "Alerts (1 new)</a>" in page
    assert "1 new. 1 left for now. Leaving one for now counts as much as acting." in page


def test_do_this_of_a_quiet_alert_is_reaching_out_one_tap_from_saved(sam, around, alerts):
    answer = sam.submit(f"/alerts/{alerts['Jay']}/do")
    assert answer.location == around.address("log") + "?what=reached"
    done = sam.submit(f"/alerts/{alerts['Jay']}/done")
    assert done.location == around.address("log"), "what was done may have been anything"


def test_a_form_to_put_right_says_what_is_new_as_any_page_does(sam, around):
    to_put_right = fill(sam, around.address("log?what=met"), occurred_at="")
    assert (to_put_right.status_code, "Alerts (3 new)</a>" in to_put_right.text) == (422, True)


def test_the_four_answers_are_drawn_alike_and_each_has_a_name_of_its_own(sam, alerts):
    page = sam.get("/alerts").text
    drawn = re.findall(r'class="btn sec"[^>]*>([^<]+)<span class="vh">, (\w+)</span>', page)
    assert drawn == [(answer, name) for name in alerts for answer in ANSWERS]
    assert 'class="btn"' not in page


def test_an_answer_leads_on_to_the_next_alert(sam, alerts):
    left = fill(sam, f"/alerts/{alerts['Jay']}/leave", reason="asked_for_space")
    assert left.location == f"/alerts#alert-{alerts['Tess']}"
    useless = fill(sam, f"/alerts/{alerts['Ailsa']}/not-useful", reason="already_knew")
    assert useless.location == f"/alerts#alert-{alerts['Tess']}"  # the last one: back to the first
    back = sam.submit(f"/alerts/{alerts['Jay']}/bring-back")
    assert back.location == f"/alerts#alert-{alerts['Jay']}"


def test_leaving_suggests_the_day_to_look_again_after_what_was_agreed(sam, alerts):
    page = sam.get(f"/alerts/{alerts['Jay']}/leave").text
    assert 'value="2026-11-27"' in page


def test_what_was_answered_meanwhile_is_said_and_nothing_typed_is_lost(sam, around, alerts):
    jay = alerts["Jay"]
    fill(sam, f"/alerts/{jay}/not-useful", reason="already_knew")
    answer = sam.submit(
        f"/alerts/{jay}/leave", reason="other", until="2026-11-27", more="We talked."
    )
    assert answer.status_code == 409
    assert "This alert has closed already." in answer.text
    assert "What you wrote" in answer.text
    assert "We talked." in answer.text
    assert f'href="{around.address()}"' in answer.text


def test_shortcuts_are_off_until_they_are_turned_on_and_are_kept_with_the_worker(client, around):
    client.sign_in(around.key_worker)
    assert "data-shortcuts" not in client.get("/help").text
    assert fill(client, "/settings", shortcuts="y").location == "/settings"
    again = client.application.test_client().sign_in(around.key_worker)
    assert 'data-shortcuts="on"' in again.get("/people").text
    assert "checked" in again.get("/settings").text
    fill(again, "/settings", shortcuts=None)
    assert "data-shortcuts" not in client.get("/people").text


def test_nothing_typed_at_the_door_is_ever_shown_back(client):
    page = client.post(
        "/sign-in", data={"email": "a b", "password": "two words", "csrf_token": "x"}
    )
    assert page.status_code == 400
    assert "two words" not in page.text


def test_what_nobody_answered_comes_to_the_lead_as_well_and_says_why(
    client, around, alerts, fresh_sessions, make_act, clock
):
    """Opened on Friday at noon for today: from Tuesday it is the lead's as well."""
    jay = alerts["Jay"]
    theirs = order_of(client.sign_in(around.lead).get("/alerts"))  # Kit has no key worker
    assert jay not in theirs
    clock.at = datetime(2026, 11, 24, 0, 1, tzinfo=UTC)
    fill(client.sign_in(around.key_worker), f"/alerts/{alerts['Tess']}/leave", reason="other")
    client.submit(f"/alerts/{alerts['Ailsa']}/do")
    with fresh_sessions.begin() as session:
        escalate(session, make_act("system:alert-times", at=clock.at))
    page = client.sign_in(around.lead).get("/alerts")
    assert set(order_of(page)) == {*theirs, jay}
    assert page.text.count("It was still waiting on Tue 24 Nov, so it came to you as well.") == 1
    assert "With Sam" in page.text
    assert "Alerts (2 new)</a>" in page.text
    page = client.sign_in(around.key_worker).get("/alerts")
    assert jay in order_of(page)
    assert page.text.count("so it came to Rae as well.") == 1
    client.sign_in(around.lead).submit(f"/alerts/{jay}/do")
    page = client.get("/alerts")  # it stays with whoever took it up, and is not new any more
    assert set(order_of(page)) == {*theirs, jay}
    assert "Alerts (1 new)</a>" in page.text
