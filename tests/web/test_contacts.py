"""Log a contact: a few taps, and the rest when it matters; what is wrong is said, nothing lost."""

import re
from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select

from tests.conftest import NOW
from tests.factories.meetings import planned
from tests.stored import held
from tests.web.alongside import DAY, HOUR
from tests.web.filling import HOSTILE, fill, form_of, send
from tracker.domain.vocabulary import (
    MeetingState,
    Outcome,
    Precision,
    Setting,
    Starter,
    Way,
    WithWhom,
)
from tracker.models.contacts import Contact, ContactWorker
from tracker.models.meetings import Meeting

FIVE_PAST = datetime(2026, 11, 20, 12, 5, tzinfo=UTC)


@pytest.fixture
def at_seven_past(clock):
    clock.forward(minutes=7)
    return clock.at


@pytest.fixture
def the_contact(fresh_sessions, keys):
    """Give the one contact there is, whole, without its token."""

    def read():
        with fresh_sessions() as session:
            row = held(session, keys, session.scalars(select(Contact)).one())
            assert row.pop("form_token")
            return row

    return read


@pytest.fixture
def contacts(fresh_sessions):
    def count():
        with fresh_sessions() as session:
            return session.scalar(select(func.count()).select_from(Contact))

    return count


def a_plan(fresh_sessions, make_act, around, starts_at, worker=None, **more):
    """Plan a meeting with Jay, two days ago."""
    with fresh_sessions.begin() as session:
        act = make_act(around.key_worker.id, at=NOW - 2 * DAY)
        worker = worker or around.key_worker
        return planned(session, act, around.jay, worker, starts_at, **more).public_id


def test_two_taps_log_a_call_of_now_with_me(client, around, at_seven_past, the_contact):
    client.sign_in(around.key_worker)
    answer = fill(client, around.address("log", "full"), outcome="spoke")
    assert (answer.status_code, answer.location) == (302, around.address())
    assert the_contact() == {
        "person_id": around.jay.id,
        "worker_id": around.key_worker.id,
        "occurred_at": FIVE_PAST,
        "precision": Precision.EXACT,
        "with_whom": WithWhom.PERSON,
        "setting": Setting.ONE_TO_ONE,
        "way": Way.CALL,
        "outcome": Outcome.SPOKE,
        "who_started": Starter.US,
        "known_at": at_seven_past,
        "recorded_at": at_seven_past,
        "recorded_by": f"worker:{around.key_worker.id}",
    }


def test_everything_that_is_filled_in_is_kept(
    client, around, the_contact, fresh_sessions
):  # fmt: skip
    client.sign_in(around.lead)
    answer = fill(
        client,
        around.address("log", "full"),
        outcome="met",
        occurred_at="2026-11-19",
        occurred_at__time="",
        way="video",
        place="  The  library ",
        agreed="Sam rings the college.",
        shared="We spoke about college.\r\nIt went well.",
        team="Jay sounded tired.",
        held_back_reason="It is about their mum.",
        minutes="50",
        with_whom="someone_close",
        setting="with_others",
        who_started="them",
        worker=around.key_worker.public_id,
        also_there=[around.deputy.public_id, around.colleague.public_id],
        worried_told_who="Rae, at once.",
    )
    assert answer.status_code == 302
    assert the_contact() == {
        "person_id": around.jay.id,
        "worker_id": around.key_worker.id,
        "occurred_at": datetime(2026, 11, 19, tzinfo=UTC),
        "precision": Precision.DAY,
        "with_whom": WithWhom.SOMEONE_CLOSE,
        "setting": Setting.WITH_OTHERS,
        "way": Way.VIDEO,
        "outcome": Outcome.MET,
        "who_started": Starter.THEM,
        "minutes": 50,
        "place": "The library",
        "agreed": "Sam rings the college.",
        "shared": "We spoke about college.\nIt went well.",
        "team": "Jay sounded tired.",
        "held_back_reason": "It is about their mum.",
        "worried_told_who": "Rae, at once.",
        "known_at": NOW,
        "recorded_at": NOW,
        "recorded_by": f"worker:{around.lead.id}",
    }
    with fresh_sessions() as session:
        others = set(session.scalars(select(ContactWorker.worker_id)))
    assert others == {around.deputy.id, around.colleague.id}


@pytest.mark.parametrize(
    ("outcome", "way", "who_started"),
    [
        pytest.param("met", Way.IN_PERSON, Starter.US, id="met: in person"),
        pytest.param("messaged", Way.TEXT, Starter.US, id="messaged: by text"),
        pytest.param("we_tried", Way.CALL, Starter.US, id="reached out: a call"),
        pytest.param("they_tried", Way.CALL, Starter.THEM, id="they tried: they started it"),
        pytest.param("they_cancelled", Way.CALL, Starter.THEM, id="they cancelled: they started it"),
    ],
)  # fmt: skip
def test_what_is_left_out_follows_from_what_happened(
    client, around, the_contact, outcome, way, who_started
):
    assert (
        fill(
            client.sign_in(around.key_worker), around.address("log", "full"), outcome=outcome
        ).status_code
        == 302
    )
    kept = the_contact()
    assert (kept["outcome"], kept["way"], kept["who_started"]) == (outcome, way, who_started)


def test_the_page_says_whose_it_is_who_reads_what_and_names_nobody_in_its_title(client, around):
    page = client.sign_in(around.key_worker).get(around.address("log", "full") + "?what=met").text
    assert "<title>Log a contact - Alongside</title>" in page
    assert "Jay. Key worker: Sam (you), since Wed 2 Sep." in page
    assert "Jay will see this." in page
    assert "Jay can read this." in page
    assert "For the team. Jay can ask to see it." in page
    # me, those bound to Jay, the lead and the team; not Omar and Wyn, who have others
    offered = re.findall(r'name="worker"[^>]*> <label[^>]*>([^<]*)<', page)
    assert offered == ["Sam (me)", "Ali", "Bo", "Rae"]
    assert form_of(client.get(around.address("log", "full") + "?what=met"))[1]["outcome"] == ["met"]
    assert "outcome" not in form_of(client.get(around.address("log", "full") + "?what=drop"))[1]


@pytest.mark.parametrize(
    ("who", "whose", "status"),
    [
        pytest.param("key_worker", "jay", 200, id="key worker"),
        pytest.param("lead", "jay", 200, id="lead"),
        pytest.param("deputy", "jay", 200, id="deputy"),
        pytest.param("writer", "kit", 200, id="who wrote them in, before the match"),
        pytest.param("opener", "jay", 403, id="opened with a reason: may look, not log"),
        pytest.param("colleague", "jay", 404, id="of the team, not bound"),
        pytest.param("outsider", "jay", 404, id="another person's key worker"),
        pytest.param("administrator", "jay", 404, id="administrator"),
    ],
)
def test_whoever_may_have_been_there_logs(client, around, who, whose, status):
    address = around.address("log", "full", of=getattr(around, whose))
    client.sign_in(getattr(around, who))
    assert client.get(address).status_code == status
    assert client.submit(address).status_code == (422 if status == 200 else status)


def test_a_planned_meeting_fills_the_form_and_is_settled(
    client, around, fresh_sessions, make_act, the_contact
):
    starts_at = datetime(2026, 11, 19, 14, tzinfo=UTC)
    meeting = a_plan(fresh_sessions, make_act, around, starts_at, around.deputy, place="Library")
    client.sign_in(around.key_worker)
    answer = fill(client, around.address("log", "full") + f"?meeting={meeting}", outcome="met")
    assert answer.status_code == 302
    kept = the_contact()
    assert (kept["occurred_at"], kept["way"], kept["place"]) == (
        starts_at,
        Way.IN_PERSON,
        "Library",
    )
    assert kept["worker_id"] == around.deputy.id
    with fresh_sessions() as session:
        row = session.get_one(Meeting, kept["meeting_id"])
        assert (row.public_id, row.state) == (meeting, MeetingState.HAPPENED)


def test_a_meeting_a_little_early_is_logged_as_of_now(client, around, fresh_sessions, make_act):
    meeting = a_plan(fresh_sessions, make_act, around, NOW + HOUR)
    client.sign_in(around.key_worker)
    body = form_of(client.get(around.address("log", "full") + f"?meeting={meeting}"))[1]
    assert (body["occurred_at"], body["occurred_at-time"]) == (["2026-11-20"], ["12:00"])


def test_a_meeting_of_someone_else_or_of_nobody_is_not_found(
    client, around, fresh_sessions, make_act
):
    with fresh_sessions.begin() as session:
        act = make_act(around.outsider.id, at=NOW - DAY)
        meeting = planned(session, act, around.amina, around.outsider, NOW + DAY).public_id
    client.sign_in(around.key_worker)
    for public_id in (meeting, "zzzzzzzzzz", "' OR 1=1 --", "x" * 5_000):
        answer = client.get(around.address("log", "full"), query_string={"meeting": public_id})
        assert answer.status_code == 404


def test_a_meeting_recorded_meanwhile_keeps_what_was_typed(
    client, around, fresh_sessions, make_act, contacts
):
    meeting = a_plan(fresh_sessions, make_act, around, NOW - HOUR)
    address = around.address("log", "full") + f"?meeting={meeting}"
    client.sign_in(around.key_worker)
    page = client.get(address)
    assert fill(client, address, outcome="met").status_code == 302
    answer = send(client, address, page, outcome="spoke", form_token=form_of(client.get(around.address("log", "full")))[1]["form_token"], agreed="Ring on Monday.")  # fmt: skip
    assert answer.status_code == 422
    assert "What came of this meeting is recorded already." in answer.text
    assert "Ring on Monday." in answer.text
    assert contacts() == 1
    assert client.get(address).status_code == 409


REFUSED = [
    pytest.param({"outcome": None}, "Choose what happened.", id="nothing chosen"),
    pytest.param({"outcome": "attended"}, "Choose what happened.", id="no outcome of ours"),
    pytest.param({"occurred_at": ""}, "Write the day.", id="no day"),
    pytest.param({"occurred_at": "soon"}, "Write it as 2026-06-04, 04/06/2026 or 4 Jun 2026.", id="no day at all"),
    pytest.param({"occurred_at": "2026-11-21"}, "That date is in the future. Use Plan ahead for meetings to come.", id="tomorrow"),
    pytest.param({"occurred_at": "1980-01-01"}, "Check the year.", id="before our time"),
    pytest.param({"occurred_at__time": "25:00"}, "Write it as 14:30.", id="no time at all"),
    pytest.param({"way": "text"}, "You spoke: choose in person, call or video.", id="spoke by text"),
    pytest.param({"way": "pigeon"}, "Choose one of these.", id="no way of ours"),
    pytest.param({"minutes": "1441"}, "Write a whole number from 0 to 1440.", id="longer than a day"),
    pytest.param({"minutes": "-5"}, "Write a whole number from 0 to 1440.", id="less than nothing"),
    pytest.param({"place": "x" * 201}, "Use at most 200 letters.", id="a long place"),
    pytest.param({"team": "", "held_back_reason": "Risk"}, "There is no team note to hold back.", id="nothing to hold back"),
    pytest.param({"worker": "zzzzzzzzzz"}, "Choose who was there.", id="a worker from nowhere"),
    pytest.param({"also_there": "zzzzzzzzzz"}, "Choose from these.", id="someone else from nowhere"),
    pytest.param({"shared": "a\x00b"}, "Take out the signs that are not letters, numbers or punctuation.", id="signs no page shows"),
]  # fmt: skip


@pytest.mark.parametrize(("typed", "sentence"), REFUSED)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(
    client, around, contacts, audit_trail, typed, sentence
):
    client.sign_in(around.key_worker)
    fields = {"outcome": "spoke", "agreed": "Ring on Monday.", "team": "Jay sounded tired."} | typed
    answer = fill(client, around.address("log", "full"), **fields)
    assert answer.status_code == 422
    assert f">{sentence}<" in answer.text.replace("&#39;", "'")
    assert "<title>Error: Log a contact - Alongside</title>" in answer.text
    assert "Ring on Monday." in answer.text
    assert contacts() == 0
    sam = f"worker:{around.key_worker.id}"
    assert audit_trail()[-1] == ("contacts.full", "refused", sam, {around.jay.id})
    if "team" not in typed:
        assert form_of(answer)[1]["team"] == ["Jay sounded tired."]


def test_more_is_shut_until_it_holds_something(client, around):
    client.sign_in(around.key_worker)
    assert '<details class="more">' in client.get(around.address("log", "full")).text
    for typed in (
        {"minutes": "9"},
        {"minutes": "x"},
        {"who_started": "them"},
        {"also_there": around.deputy.public_id},
    ):
        answer = fill(client, around.address("log", "full"), outcome=None, **typed)
        assert '<details class="more" open>' in answer.text


def test_the_adult_who_brings_them_is_asked_about_for_under_18s_alone(client, around, contacts):
    client.sign_in(around.key_worker)
    assert 'value="could_not_be_brought"' in client.get(around.address("log", "full")).text
    client.sign_in(around.outsider)
    address = around.address("log", "full", of=around.amina)
    assert 'value="could_not_be_brought"' not in client.get(address).text
    assert fill(client, address, outcome="could_not_be_brought").status_code == 422
    assert contacts() == 0


def test_a_form_sent_twice_is_one_contact(client, around, contacts):
    client.sign_in(around.key_worker)
    page = client.get(around.address("log", "full"))
    answers = [send(client, around.address("log", "full"), page, outcome="spoke") for _ in range(2)]
    assert [(a.status_code, a.location) for a in answers] == [(302, around.address())] * 2
    assert contacts() == 1


def test_one_event_says_what_was_looked_at_and_what_was_written(client, around, audit_trail):
    client.sign_in(around.key_worker)
    before = len(audit_trail())
    fill(client, around.address("log", "full"), outcome="spoke")
    sam, jay = f"worker:{around.key_worker.id}", {around.jay.id}
    assert audit_trail()[before:] == [
        ("contacts.full", "done", sam, jay),
        ("contact.logged", "done", sam, jay),
    ]


TEXTS = ("place", "agreed", "shared", "team", "held_back_reason", "worried_told_who")
OTHERS = (
    "outcome", "occurred_at", "occurred_at-time", "way", "minutes", "with_whom", "setting",
    "who_started", "worker", "also_there",
)  # fmt: skip


@pytest.mark.parametrize("fields", [TEXTS, OTHERS], ids=["in every text", "everywhere else"])
def test_hostile_words_are_words_or_are_refused(client, around, fields):
    client.sign_in(around.key_worker)
    for words in HOSTILE:
        typed = {"outcome": "we_tried"} | dict.fromkeys(fields, words)
        answer = fill(client, around.address("log", "full"), **typed)
        assert answer.status_code in {302, 422}, words
        assert "<script>alert" not in client.get(around.address()).text
