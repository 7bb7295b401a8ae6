"""The quick log: two taps write what happened and when to meet next; one line if there is one."""

import re
from datetime import UTC, datetime

import pytest

from tests.conftest import NOW
from tests.factories.contacts import logged
from tests.factories.meetings import planned
from tests.web.alongside import DAY, HOUR
from tests.web.counting import counted
from tests.web.filling import fill, form_of, send
from tracker.domain.vocabulary import (
    MeetingKind,
    MeetingState,
    Outcome,
    Precision,
    Setting,
    Starter,
    Way,
    WithWhom,
)

TODAY_11AM = datetime(2026, 11, 20, 11, tzinfo=UTC)
NEXT_FRIDAY_11AM = datetime(2026, 11, 27, 11, tzinfo=UTC)


@pytest.fixture
def plan(fresh_sessions, make_act, around):
    """Plan a meeting with Jay two days ago; give its public id."""

    def make(starts_at=TODAY_11AM, who="key_worker", **more):
        worker = getattr(around, who)
        with fresh_sessions.begin() as session:
            act = make_act(worker.id, at=NOW - 2 * DAY)
            return planned(session, act, around.jay, worker, starts_at, **more).public_id

    return make


def taps(page):
    """Give the taps a page offers: their words and where each leads, under the person's page."""
    within = re.search(r'<div class="taps">(.*?)</div>', page, re.DOTALL)[1]
    found = re.findall(r'href="/people/\w{10}/([^"]*)"[^>]*>([^<]*)<', within)
    return {said: address.replace("&amp;", "&") for address, said in found}


def test_a_planned_meeting_and_the_next_one_are_written_at_once(client, around, plan, kept):
    meeting = plan(place="Library", minutes=45)
    client.sign_in(around.key_worker)
    first = client.get(around.address("log")).text
    assert "Planned: today, 11am, Library, Sam." in first
    assert taps(first) == {
        "We met": f"log?what=met&meeting={meeting}",
        "We spoke or messaged": f"log?what=spoke&meeting={meeting}",
        "I reached out": "log?what=reached",
        "It did not happen": f"not-happened/{meeting}",
    }
    address = around.address("log") + f"?what=met&meeting={meeting}"
    second = client.get(address).text
    assert "Today, 11am. In person, Library. Sam." in second
    assert "Next: Fri 27 Nov, 11am, Library" in second
    answer = fill(client, address, then="next", agreed="Sam rings the college.")
    assert (answer.status_code, answer.location) == (302, around.address())
    (contact,), (past, coming) = kept()
    assert contact.pop("form_token") == coming.pop("form_token")
    assert contact == {
        "person_id": around.jay.id,
        "worker_id": around.key_worker.id,
        "meeting_id": 1,
        "occurred_at": TODAY_11AM,
        "precision": Precision.EXACT,
        "with_whom": WithWhom.PERSON,
        "setting": Setting.ONE_TO_ONE,
        "way": Way.IN_PERSON,
        "outcome": Outcome.MET,
        "who_started": Starter.US,
        "place": "Library",
        "agreed": "Sam rings the college.",
        "known_at": NOW,
        "recorded_at": NOW,
        "recorded_by": f"worker:{around.key_worker.id}",
    }
    assert past["state"] is MeetingState.HAPPENED
    assert coming == {
        "person_id": around.jay.id,
        "worker_id": around.key_worker.id,
        "kind": MeetingKind.MEETING,
        "starts_at": NEXT_FRIDAY_11AM,
        "ends_at": NEXT_FRIDAY_11AM + 3 * HOUR / 4,
        "way": Way.IN_PERSON,
        "place": "Library",
        "state": MeetingState.PLANNED,
        "planned_at": NOW,
        "planned_by": f"worker:{around.key_worker.id}",
        "version": 1,
    }
    done = client.get(around.address()).text
    assert "Saved, and the next meeting is in the plan. You can undo both for 10 minutes." in done


@pytest.mark.parametrize(
    ("what", "planned_as", "outcome", "way", "settled"),
    [
        pytest.param("met", None, Outcome.MET, Way.IN_PERSON, False, id="met, nothing planned"),
        pytest.param("spoke", None, Outcome.SPOKE, Way.CALL, False, id="spoke, nothing planned"),
        pytest.param("reached", None, Outcome.WE_TRIED, Way.CALL, False, id="reached out"),
        pytest.param("met", Way.VIDEO, Outcome.MET, Way.VIDEO, True, id="met by video as planned"),
        pytest.param("spoke", Way.IN_PERSON, Outcome.SPOKE, Way.CALL, True, id="spoke instead"),
        pytest.param("spoke", Way.TEXT, Outcome.MESSAGED, Way.TEXT, True, id="messaged as planned"),
        pytest.param("reached", Way.CALL, Outcome.WE_TRIED, Way.CALL, False, id="reached out: the meeting stays planned"),
    ],
)  # fmt: skip
def test_a_tap_says_what_happened_and_how(
    client, around, plan, kept, what, planned_as, outcome, way, settled
):
    if planned_as:
        plan(way=planned_as)
    client.sign_in(around.key_worker)
    offered = taps(client.get(around.address("log")).text)
    (address,) = [one for one in offered.values() if f"what={what}" in one]
    assert fill(client, around.address(address), then="later").status_code == 302
    (contact,), meetings = kept()
    assert (contact["outcome"], contact["way"]) == (outcome, way)
    assert ("meeting_id" in contact) is settled
    state = MeetingState.HAPPENED if settled else MeetingState.PLANNED
    assert [meeting["state"] for meeting in meetings] == [state] * bool(planned_as)


def test_later_plans_nothing_and_says_so(client, around, plan, kept):
    address = around.address("log") + f"?what=met&meeting={plan()}"
    fill(client.sign_in(around.key_worker), address, then="later")
    (_contact,), (_past,) = kept()
    assert "Saved. You can undo this for 10 minutes." in client.get(around.address()).text


def test_another_time_and_place_are_typed_over_the_suggestion(client, around, plan, kept):
    address = around.address("log") + f"?what=met&meeting={plan(place='Library')}"
    typed = {"starts_at": "2026-11-24", "starts_at__time": "10:00", "next_place": "The park"}
    fill(client.sign_in(around.key_worker), address, then="next", **typed)
    _contacts, (past, coming) = kept()
    assert (coming["starts_at"], coming["place"]) == (
        datetime(2026, 11, 24, 10, tzinfo=UTC),
        "The park",
    )
    assert past["place"] == "Library"


def test_the_page_says_what_would_be_saved_also_when_it_was_typed_days_ago(
    client, around, plan, kept, clock
):
    address = around.address("log") + f"?what=met&meeting={plan(place='Library')}"
    client.sign_in(around.key_worker)
    typed = {"starts_at": "2026-11-24", "starts_at__time": "10:00", "next_place": "The park"}
    send(client, address, client.get(address), keep="while typing", kept="0", **typed)
    clock.at += 2 * DAY
    page = client.sign_in(around.key_worker).get(address)
    assert "On Friday, 11am. In person, Library. Sam." in page.text
    assert "Next: Tue 24 Nov, 10am, The park" in page.text
    assert send(client, address, page, then="next").status_code == 302
    (contact,), (_past, coming) = kept()
    assert (contact["occurred_at"], coming["starts_at"], coming["place"]) == (
        TODAY_11AM,
        datetime(2026, 11, 24, 10, tzinfo=UTC),
        "The park",
    )


def test_a_next_meeting_that_stands_is_said_and_no_other_is_offered(client, around, plan):
    meeting, _next = plan(), plan(NEXT_FRIDAY_11AM + DAY)
    client.sign_in(around.key_worker)
    page = client.get(around.address("log") + f"?what=met&meeting={meeting}").text
    assert "Next: Sat 28 Nov, 11am. It is in the plan." in page
    assert 'name="starts_at"' not in page
    assert 'name="then"' not in page


def test_met_unplanned_the_next_is_a_rhythm_from_today_at_their_usual_time_and_place(
    client, around, fresh_sessions, make_act
):
    """They met on a Saturday six days ago: tomorrow would be that weekday, and too soon."""
    with fresh_sessions.begin() as session:
        before = NOW - 6 * DAY + 3 * HOUR / 2
        act = make_act(around.key_worker.id, at=before)
        logged(session, act, around.jay, around.key_worker, place="Library")
    page = client.sign_in(around.key_worker).get(around.address("log?what=met")).text
    assert "Next: Fri 27 Nov, 1:30pm, Library" in page


def test_with_nothing_known_the_next_time_is_asked_for_and_may_be_left(client, around, kept):
    client.sign_in(around.key_worker)
    address = around.address("log") + "?what=met"
    page = client.get(address).text
    assert "Plan the next meeting" in page
    assert "Save this" not in page
    assert fill(client, address).status_code == 302
    fill(client, address, starts_at="2026-11-24", starts_at__time="10:00")
    contacts, meetings = kept()
    assert (len(contacts), len(meetings)) == (2, 1)


def test_a_next_time_that_was_left_is_still_asked_for_by_a_page_to_put_right(client, around):
    client.sign_in(around.key_worker)
    refused = fill(client, around.address("log") + "?what=met", occurred_at="")
    assert refused.status_code == 422
    assert "Plan the next meeting" in refused.text
    assert form_of(refused)[1]["starts_at"] == [""]


def test_reaching_out_agrees_nothing_and_plans_nothing(client, around, kept):
    client.sign_in(around.key_worker)
    address = around.address("log") + "?what=reached"
    body = form_of(client.get(address))[1]
    assert {"agreed", "starts_at", "next_place"} & body.keys() == set()
    fill(client, address, shared="Sam sent a warm text.")
    (contact,), meetings = kept()
    assert (contact["shared"], meetings) == ("Sam sent a warm text.", [])


def test_it_did_not_happen_without_a_plan_offers_reaching_out(client, around):
    client.sign_in(around.key_worker)
    first = client.get(around.address("log")).text
    assert taps(first)["It did not happen"] == "log?what=not"
    page = client.get(around.address("log?what=not")).text
    assert "There was nothing planned. Did you want to log reaching out?" in page
    assert list(taps(page)) == ["We met", "We spoke or messaged", "I reached out"]


def test_a_meeting_of_a_colleague_is_written_as_theirs(client, around, plan, kept):
    meeting = plan(who="deputy")
    client.sign_in(around.key_worker)
    address = around.address("log") + f"?what=met&meeting={meeting}"
    assert "Today, 11am. In person. Ali." in client.get(address).text
    fill(client, address, then="next")
    (contact,), (_past, coming) = kept()
    assert (contact["worker_id"], coming["worker_id"]) == (around.deputy.id,) * 2


def test_who_may_log_and_not_plan_is_asked_nothing_about_the_next(client, around):
    client.sign_in(around.deputy)
    may_plan = "Plan ahead" in client.get(around.address()).text
    page = client.get(around.address("log?what=met")).text
    assert ('name="starts_at"' in page) is may_plan


def test_it_leads_back_to_where_it_began(client, around, plan):
    plan()
    client.sign_in(around.key_worker)
    first = taps(client.get(around.address("log?from=people")).text)
    assert all("from=people" in address for address in first.values())
    for said in ("We met", "I reached out"):
        assert fill(client, around.address(first[said]), then="later").location == "/people"
    answer = fill(client, around.address("log?what=reached&from=https://elsewhere.example"))
    assert answer.location == around.address()


def test_sent_twice_it_is_one_contact_and_one_meeting(client, around, plan, kept):
    address = around.address("log") + f"?what=met&meeting={plan()}"
    page = client.sign_in(around.key_worker).get(address)
    answers = [send(client, address, page, then="next") for _ in range(2)]
    assert [(a.status_code, a.location) for a in answers] == [(302, around.address())] * 2
    contacts, meetings = kept()
    assert (len(contacts), len(meetings)) == (1, 2)


def test_undo_takes_both_back(client, around, plan, kept):
    address = around.address("log") + f"?what=met&meeting={plan()}"
    fill(client.sign_in(around.key_worker), address, then="next")
    undo = re.search(r'action="(/people/\w+/log/\w+/undo)"', client.get(around.address()).text)[1]
    assert client.submit(undo).status_code == 302
    (contact,), meetings = kept()
    assert contact["superseded_at"] == NOW
    assert [one["state"] for one in meetings] == [MeetingState.PLANNED, MeetingState.WITHDRAWN]


@pytest.mark.parametrize(
    ("typed", "many"),
    [
        pytest.param({}, 11, id="a tap alone"),
        pytest.param({"agreed": "Ring on Monday."}, 12, id="a line: their key"),
        pytest.param({"worker": "deputy"}, 13, id="someone else: who there is, and whether they are"),
    ],
)  # fmt: skip
def test_what_is_saved_asks_for_no_more_than_it_needs(
    client, around, plan, fresh_engine, database, typed, many
):
    """On PostgreSQL one less: it writes an event and whom it is about in one statement."""
    plan(NEXT_FRIDAY_11AM)
    client.sign_in(around.key_worker)
    address = around.address("log?what=spoke")
    if "worker" in typed:
        typed = {"worker": around.deputy.public_id}
    fill(client, address)  # what this one changes about alerts is not counted
    page = client.get(address)
    with counted(fresh_engine) as sent:
        assert send(client, address, page, **typed).status_code == 302
    assert len(sent) == many - (database == "postgresql"), "\n".join(sent)


REFUSED = [
    pytest.param({"occurred_at": ""}, "Write the day.", id="no day"),
    pytest.param({"occurred_at": "2026-11-21"}, "That date is in the future. Use Plan ahead for meetings to come.", id="tomorrow"),
    pytest.param({"way": "text"}, "You met: choose in person or video.", id="met by text"),
    pytest.param({"starts_at__time": ""}, "Write the time as well.", id="a next day without its time"),
    pytest.param({"starts_at": "2026-11-19"}, "That time has passed. Log it as a contact, or choose a later one.", id="a next time that is past"),
    pytest.param({"worker": "zzzzzzzzzz"}, "Choose who was there.", id="a worker from nowhere"),
    pytest.param({"next_place": "x" * 201}, "Use at most 200 letters.", id="a long place"),
]  # fmt: skip


@pytest.mark.parametrize(("typed", "sentence"), REFUSED)
def test_what_is_wrong_is_said_in_the_open_and_nothing_typed_is_lost(
    client, around, plan, kept, typed, sentence
):
    address = around.address("log") + f"?what=met&meeting={plan()}"
    client.sign_in(around.key_worker)
    answer = fill(client, address, then="next", agreed="Ring on Monday.", **typed)
    assert answer.status_code == 422
    assert f">{sentence}<" in answer.text
    assert re.search(r"<details[^>]* open>", answer.text)
    assert form_of(answer)[1]["agreed"] == ["Ring on Monday."]
    contacts, (still,) = kept()
    assert (contacts, still["state"]) == ([], MeetingState.PLANNED)


def test_recorded_meanwhile_keeps_what_was_typed(client, around, plan, kept):
    address = around.address("log") + f"?what=met&meeting={plan()}"
    client.sign_in(around.key_worker)
    pages = [client.get(address) for _ in range(2)]
    assert send(client, address, pages[0], then="later").status_code == 302
    late = send(client, address, pages[1], then="next", agreed="Ring on Monday.")
    assert late.status_code == 422
    assert "What came of this meeting is recorded already." in late.text
    assert form_of(late)[1]["agreed"] == ["Ring on Monday."]
    contacts, meetings = kept()
    assert (len(contacts), len(meetings)) == (1, 1)
    assert client.get(address).status_code == 409
