"""A meeting that did not happen: our side first, no blame, and one small next step."""

from datetime import UTC, datetime

import pytest

from tests.conftest import NOW
from tests.factories.meetings import planned
from tests.web.alongside import DAY, HOUR
from tests.web.filling import HOSTILE, fill, form_of, send
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

YESTERDAY_2PM = datetime(2026, 11, 19, 14, tzinfo=UTC)
NEXT_THURSDAY_2PM = datetime(2026, 11, 26, 14, tzinfo=UTC)


@pytest.fixture
def plan(fresh_sessions, make_act, around):
    """Plan a meeting two days ago; give the address that says it did not happen."""

    def make(starts_at=YESTERDAY_2PM, whose="jay", who="key_worker", **more):
        person, worker = getattr(around, whose), getattr(around, who)
        with fresh_sessions.begin() as session:
            act = make_act(worker.id, at=NOW - 2 * DAY)
            meeting = planned(session, act, person, worker, starts_at, place="Library", **more)
            return around.address("not-happened", meeting.public_id, of=person)

    return make


def test_missing_each_other_is_written_at_its_planned_time(client, around, plan, kept):
    client.sign_in(around.key_worker)
    answer = fill(
        client, plan(), outcome="missed_each_other", next_step="none", shared="No worries."
    )
    assert (answer.status_code, answer.location) == (302, around.address())
    (contact,), (meeting,) = kept()
    assert contact.pop("form_token")
    assert contact == {
        "person_id": around.jay.id,
        "worker_id": around.key_worker.id,
        "meeting_id": 1,
        "occurred_at": YESTERDAY_2PM,
        "precision": Precision.EXACT,
        "with_whom": WithWhom.PERSON,
        "setting": Setting.ONE_TO_ONE,
        "way": Way.IN_PERSON,
        "outcome": Outcome.MISSED_EACH_OTHER,
        "who_started": Starter.US,
        "shared": "No worries.",
        "known_at": NOW,
        "recorded_at": NOW,
        "recorded_by": f"worker:{around.key_worker.id}",
    }
    assert meeting["state"] is MeetingState.DID_NOT_HAPPEN
    page = client.get(around.address()).text
    assert "Saved. Thank you for writing it down." in page
    assert "/undo" in page


PAST, COMING = YESTERDAY_2PM, NEXT_THURSDAY_2PM


@pytest.mark.parametrize(
    ("outcome", "starts_at", "occurred_at", "state"),
    [
        pytest.param("we_cancelled", PAST, PAST, MeetingState.CANCELLED, id="we cancelled, by its time"),
        pytest.param("we_cancelled", COMING, NOW, MeetingState.CANCELLED, id="we cancel: now"),
        pytest.param("we_moved", COMING, NOW, MeetingState.CANCELLED, id="we move it: now"),
        pytest.param("they_cancelled", COMING, NOW, MeetingState.CANCELLED, id="they cancel: now"),
        pytest.param("they_moved", COMING, NOW, MeetingState.CANCELLED, id="they move it: now"),
        pytest.param("we_were_not_there", PAST, PAST, MeetingState.DID_NOT_HAPPEN, id="we were not there"),
        pytest.param("we_did_not_tell_them", PAST, PAST, MeetingState.DID_NOT_HAPPEN, id="we had not told them"),
        pytest.param("missed_each_other", PAST, PAST, MeetingState.DID_NOT_HAPPEN, id="missed each other"),
        pytest.param("could_not_come", PAST, PAST, MeetingState.DID_NOT_HAPPEN, id="could not come"),
        pytest.param("could_not_be_brought", PAST, PAST, MeetingState.DID_NOT_HAPPEN, id="could not be brought"),
    ],
)  # fmt: skip
def test_each_answer_is_an_outcome_with_its_instant(
    client, around, plan, kept, outcome, starts_at, occurred_at, state
):
    client.sign_in(around.key_worker)
    assert fill(client, plan(starts_at), outcome=outcome, next_step="none").status_code == 302
    (contact,), (meeting,) = kept()
    assert (contact["outcome"], contact["occurred_at"]) == (outcome, occurred_at)
    assert meeting["state"] is state


def test_when_word_was_given_can_be_said(client, around, plan, kept):
    client.sign_in(around.key_worker)
    typed = {"occurred_at": "2026-11-18", "occurred_at__time": "17:30"}
    assert (
        fill(client, plan(), outcome="they_cancelled", next_step="none", **typed).status_code == 302
    )
    (contact,), _meetings = kept()
    assert contact["occurred_at"] == datetime(2026, 11, 18, 17, 30, tzinfo=UTC)
    assert contact["who_started"] is Starter.THEM


def offered(page):
    return [part.split('"')[0] for part in page.split('name="outcome"')[1:] for part in [part.split('value="')[1]]]  # fmt: skip


def test_our_side_comes_first_and_what_is_to_come_can_only_be_called_off(client, around, plan):
    client.sign_in(around.key_worker)
    ours = ["we_cancelled", "we_moved", "we_were_not_there", "we_did_not_tell_them"]
    theirs = ["they_cancelled", "they_moved"]
    between = ["missed_each_other", "could_not_come", "could_not_be_brought"]
    page = client.get(plan()).text
    assert offered(page) == ours + theirs + between
    assert "<title>It did not happen - Alongside</title>" in page
    assert "What happened with Thursday 19 November, 2pm?" in page
    address = plan(COMING)
    assert offered(client.get(address).text) == ["we_cancelled", "we_moved", *theirs]
    answer = fill(client, address, outcome="missed_each_other")
    assert answer.status_code == 422
    assert ">Choose what happened.<" in answer.text


def test_for_a_child_being_worried_comes_first_and_who_was_told_is_kept(client, around, plan, kept):
    client.sign_in(around.key_worker)
    address = plan()
    page = client.get(address).text
    assert page.index("Are you worried about their safety?") < page.index("What happened?")
    told = "Rae, at 3pm."
    assert (
        fill(client, address, outcome="missed_each_other", worried_told_who=told).status_code == 302
    )
    (contact,), _meetings = kept()
    assert contact["worried_told_who"] == told


def test_for_an_adult_neither_is_asked(client, around, plan):
    client.sign_in(around.outsider)
    address = plan(whose="amina", who="outsider")
    page = client.get(address).text
    assert "Are you worried" not in page
    assert "could_not_be_brought" not in offered(page)
    assert fill(client, address, outcome="could_not_be_brought").status_code == 422


def test_the_usual_time_is_offered_first_and_planned_in_its_place(client, around, plan, kept):
    client.sign_in(around.key_worker)
    address = plan(kind=MeetingKind.COURT, minutes=30, way=Way.VIDEO)
    page = client.get(address).text
    assert page.index("Offer Thursday 26 November, 2pm") < page.index("Nothing new yet")
    assert fill(client, address, outcome="we_moved", next_step="suggested").status_code == 302
    _contacts, (moved, instead) = kept()
    assert instead == {
        "person_id": around.jay.id,
        "worker_id": around.key_worker.id,
        "kind": MeetingKind.COURT,
        "starts_at": NEXT_THURSDAY_2PM,
        "ends_at": NEXT_THURSDAY_2PM + HOUR / 2,
        "way": Way.VIDEO,
        "place": "Library",
        "state": MeetingState.PLANNED,
        "planned_at": NOW,
        "planned_by": f"worker:{around.key_worker.id}",
        "moved_from_id": 1,
        "version": 1,
    }
    assert moved["state"] is MeetingState.CANCELLED


def test_what_is_in_the_plan_already_is_said_and_not_offered_again(client, around, plan):
    address = plan()
    plan(NEXT_THURSDAY_2PM)
    page = client.sign_in(around.key_worker).get(address).text
    assert "In the plan already: Thursday 26 November, 2pm." in page
    assert "Offer Thursday 3 December, 2pm" in page


def test_another_time_and_place_count_even_without_their_button(client, around, plan, kept):
    client.sign_in(around.key_worker)
    typed = {"starts_at": "2026-11-24", "starts_at__time": "10:00", "place": "The park"}
    assert fill(client, plan(), outcome="missed_each_other", **typed).status_code == 302
    _contacts, (_missed, instead) = kept()
    assert instead["starts_at"] == datetime(2026, 11, 24, 10, tzinfo=UTC)
    assert instead["place"] == "The park"


def test_nothing_new_yet_plans_nothing(client, around, plan, kept):
    client.sign_in(around.key_worker)
    typed = {"next_step": "none", "starts_at": "2026-11-24", "starts_at__time": "10:00"}
    assert fill(client, plan(), outcome="missed_each_other", **typed).status_code == 302
    _contacts, meetings = kept()
    assert len(meetings) == 1


REFUSED = [
    pytest.param({"outcome": None}, "Choose what happened.", id="nothing chosen"),
    pytest.param({"outcome": "met"}, "Choose what happened.", id="an outcome of another page"),
    pytest.param({"occurred_at": "2026-11-21"}, "That date is in the future. Use Plan ahead for meetings to come.", id="word given tomorrow"),
    pytest.param({"occurred_at__time": ""}, "Write the time as well.", id="word given at no time"),
    pytest.param({"next_step": "another"}, "Write the day, or choose nothing new yet.", id="another time, not said"),
    pytest.param({"next_step": "another", "starts_at": "2026-11-24"}, "Write the time as well.", id="a day without a time"),
    pytest.param({"next_step": "another", "starts_at": "2026-11-19", "starts_at__time": "10:00"}, "That time has passed. Log it as a contact, or choose a later one.", id="a time that has passed"),
    pytest.param({"next_step": "later"}, "Choose one of these.", id="no step of ours"),
    pytest.param({"place": "x" * 201}, "Use at most 200 letters.", id="a long place"),
]  # fmt: skip


@pytest.mark.parametrize(("typed", "sentence"), REFUSED)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(
    client, around, plan, kept, audit_trail, typed, sentence
):
    client.sign_in(around.key_worker)
    fields = {"outcome": "we_cancelled", "shared": "That was us, not you."} | typed
    answer = fill(client, plan(), **fields)
    assert answer.status_code == 422
    assert f">{sentence}<" in answer.text
    assert form_of(answer)[1]["shared"] == ["That was us, not you."]
    contacts, (meeting,) = kept()
    assert (contacts, meeting["state"]) == ([], MeetingState.PLANNED)
    sam = f"worker:{around.key_worker.id}"
    assert audit_trail()[-1] == ("contacts.not_happened", "refused", sam, {around.jay.id})


def test_what_came_of_it_is_recorded_once(client, around, plan, kept):
    client.sign_in(around.key_worker)
    address = plan()
    first, second = client.get(address), client.get(address)
    answers = [send(client, address, first, outcome="we_cancelled") for _ in range(2)]
    assert [a.status_code for a in answers] == [302, 302]
    late = send(client, address, second, outcome="missed_each_other", shared="No worries.")
    assert late.status_code == 422
    assert "What came of this meeting is recorded already." in late.text
    assert form_of(late)[1]["shared"] == ["No worries."]
    assert client.get(address).status_code == 409
    contacts, _meetings = kept()
    assert len(contacts) == 1


def test_undoing_it_puts_the_meeting_back_and_takes_the_new_one_out(client, around, plan, kept):
    client.sign_in(around.key_worker)
    address = plan()
    fill(client, address, outcome="we_moved", next_step="suggested")
    undo = client.get(around.address()).text.split('class="done"')[1].split('action="')[1]
    assert client.submit(undo.split('"')[0]).status_code == 302
    _contacts, meetings = kept()
    assert [m["state"] for m in meetings] == [MeetingState.PLANNED, MeetingState.WITHDRAWN]
    assert fill(client, address, outcome="we_moved", next_step="suggested").status_code == 302


@pytest.mark.parametrize(
    ("who", "status"),
    [
        pytest.param("key_worker", 200, id="key worker"),
        pytest.param("lead", 200, id="lead"),
        pytest.param("deputy", 200, id="deputy"),
        pytest.param("opener", 403, id="opened with a reason"),
        pytest.param("outsider", 404, id="another person's key worker"),
        pytest.param("administrator", 404, id="administrator"),
    ],
)
def test_whoever_may_log_says_what_became_of_it(client, around, plan, who, status):
    address = plan()
    client.sign_in(getattr(around, who))
    assert client.get(address).status_code == status
    assert client.submit(address).status_code == (422 if status == 200 else status)


def test_a_meeting_of_someone_else_is_not_found(client, around, plan):
    meeting = plan(whose="amina", who="outsider").rsplit("/", 1)[1]
    client.sign_in(around.key_worker)
    assert client.get(around.address("not-happened", meeting)).status_code == 404


def test_each_answer_is_written_down_once(client, around, plan, audit_trail):
    address = plan()
    client.sign_in(around.key_worker)
    before = len(audit_trail())
    fill(client, address, outcome="we_moved", next_step="suggested")
    sam, jay = f"worker:{around.key_worker.id}", {around.jay.id}
    events = audit_trail()[before:]
    assert [(outcome, by, shown) for _act, outcome, by, shown in events] == [("done", sam, jay)] * 2


def test_hostile_words_are_words_or_are_refused(client, around, plan):
    client.sign_in(around.key_worker)
    address = plan()
    fields = (
        "worried_told_who", "outcome", "occurred_at", "occurred_at-time", "shared", "next_step",
        "starts_at", "starts_at-time", "place",
    )  # fmt: skip
    page = client.get(address)
    for words in HOSTILE:
        answer = send(client, address, page, **dict.fromkeys(fields, words))
        assert answer.status_code == 422, words
        one = dict.fromkeys(("worried_told_who", "shared", "place"), words)
        answer = send(client, address, page, outcome="we_moved", next_step="suggested", **one)
        assert answer.status_code in {302, 422}, words
