"""Plan ahead: what is usual is filled in, and what was planned by mistake leaves the plan."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from tests.conftest import NOW
from tests.factories.contacts import logged
from tests.factories.meetings import planned
from tests.stored import held
from tests.web.alongside import DAY, HOUR
from tests.web.filling import HOSTILE, fill, form_of, send
from tracker.domain.vocabulary import MeetingKind, MeetingState, Outcome, Precision, Way, WithWhom
from tracker.models.meetings import Meeting

THURSDAY_2PM = datetime(2026, 11, 26, 14, tzinfo=UTC)
WHEN = {"starts_at": "2026-11-26", "starts_at__time": "14:00"}


@pytest.fixture
def kept(fresh_sessions, keys):
    """Give the meetings there are, whole, in the order they were written."""

    def read():
        with fresh_sessions() as session:
            rows = session.scalars(select(Meeting).order_by(Meeting.id))
            return [held(session, keys, row) for row in rows]

    return read


@pytest.fixture
def write(fresh_sessions, make_act, around):
    """Write something down as Sam, about Jay: `write(logged, …)`; give its public id."""

    def do(what, *args, at=NOW - HOUR, **more):
        with fresh_sessions.begin() as session:
            act = make_act(around.key_worker.id, at=at)
            return what(session, act, around.jay, around.key_worker, *args, **more).public_id

    return do


def start(client, address):
    """Give when, how and where the form suggests."""
    body = form_of(client.get(address))[1]
    names = ("starts_at", "starts_at-time", "way", "place")
    return tuple(body.get(name, [None])[0] for name in names)


def test_a_day_and_a_time_plan_an_hour_in_person_with_me(client, around, kept):
    client.sign_in(around.key_worker)
    answer = fill(client, around.address("plan"), **WHEN)
    assert (answer.status_code, answer.location) == (302, around.address())
    (meeting,) = kept()
    assert meeting.pop("form_token")
    assert meeting == {
        "person_id": around.jay.id,
        "worker_id": around.key_worker.id,
        "kind": MeetingKind.MEETING,
        "starts_at": THURSDAY_2PM,
        "ends_at": THURSDAY_2PM + HOUR,
        "way": Way.IN_PERSON,
        "state": MeetingState.PLANNED,
        "planned_at": NOW,
        "planned_by": f"worker:{around.key_worker.id}",
        "version": 1,
    }
    page = client.get(around.address()).text
    assert "Planned." in page
    assert "Thu 26 Nov, 2pm" in page


def test_everything_that_is_filled_in_is_kept(client, around, kept):
    client.sign_in(around.lead)
    more = {"way": "video", "place": " The  court ", "minutes": "90", "kind": "court"}
    worker = around.deputy.public_id
    assert fill(client, around.address("plan"), worker=worker, **WHEN, **more).status_code == 302
    (meeting,) = kept()
    assert (meeting["kind"], meeting["way"], meeting["place"]) == (
        MeetingKind.COURT, Way.VIDEO, "The court",
    )  # fmt: skip
    assert meeting["ends_at"] - meeting["starts_at"] == 1.5 * HOUR
    assert meeting["worker_id"] == around.deputy.id


def test_the_last_contact_suggests_when_how_and_where(client, around, write):
    write(logged, Outcome.MET, at=datetime(2026, 11, 12, 14, tzinfo=UTC), place="Library")
    # what did not reach Jay, or was not with Jay, suggests nothing
    write(logged, Outcome.WE_TRIED, at=NOW - 3 * HOUR)
    write(logged, Outcome.SPOKE, at=NOW - 2 * HOUR, with_whom=WithWhom.SOMEONE_CLOSE)
    client.sign_in(around.deputy)
    assert start(client, around.address("plan")) == ("2026-11-26", "14:00", "in_person", "Library")


@pytest.mark.parametrize(
    ("last", "suggested"),
    [
        pytest.param({}, ("", "", "in_person", ""), id="nothing yet: nothing"),
        pytest.param({"outcome": Outcome.SPOKE}, ("2026-11-26", "11:00", "call", ""), id="a call: a call"),
        pytest.param({"outcome": Outcome.MESSAGED}, ("2026-11-26", "11:00", "in_person", ""), id="a text: in person"),
        pytest.param({"outcome": Outcome.MET, "precision": Precision.DAY}, ("2026-11-26", "", "in_person", ""), id="only the day is known"),
    ],
)  # fmt: skip
def test_a_suggestion_says_no_more_than_is_known(client, around, write, last, suggested):
    if last:
        write(logged, at=NOW - DAY - HOUR, **last)
    assert start(client.sign_in(around.key_worker), around.address("plan")) == suggested


def test_what_is_in_the_plan_is_listed_and_the_suggestion_follows_it(client, around, write):
    write(logged, Outcome.SPOKE)
    past = write(planned, NOW - HOUR, at=NOW - DAY)
    coming = write(planned, THURSDAY_2PM, place="Library")
    client.sign_in(around.key_worker)
    page = client.get(around.address("plan")).text
    assert start(client, around.address("plan")) == ("2026-12-03", "14:00", "in_person", "Library")
    assert "A meeting: Thursday 26 November, 2pm, Library." in page
    assert around.address("log") + f"?meeting={past}" in page
    assert f"?meeting={coming}" not in page
    for meeting in (past, coming):
        assert around.address("not-happened", meeting) in page
        assert around.address("plan", meeting, "withdraw") in page
    assert "<title>Plan ahead - Alongside</title>" in page
    assert "Jay. Key worker: Sam (you), since Wed 2 Sep." in page


REFUSED = [
    pytest.param({"starts_at": ""}, "Write the day and the time.", id="no day"),
    pytest.param({"starts_at__time": ""}, "Write the time as well.", id="no time"),
    pytest.param({"starts_at": "Thursday"}, "Write it as 2026-06-04, 04/06/2026 or 4 Jun 2026.", id="no day we can read"),
    pytest.param({"starts_at": "2026-11-19"}, "That time has passed. Log it as a contact, or choose a later one.", id="yesterday"),
    pytest.param({"starts_at": "2029-11-19"}, "Choose a day within the next two years.", id="in three years"),
    pytest.param({"starts_at": "2027-03-28", "starts_at__time": "01:30"}, "The clocks went forward: check the time.", id="a time that never is"),
    pytest.param({"minutes": "0"}, "Write a whole number from 1 to 1440.", id="no minutes"),
    pytest.param({"way": "pigeon"}, "Choose one of these.", id="no way of ours"),
    pytest.param({"kind": "party"}, "Choose one of these.", id="no kind of ours"),
    pytest.param({"worker": "zzzzzzzzzz"}, "Choose who will be there.", id="a worker from nowhere"),
    pytest.param({"place": "x" * 201}, "Use at most 200 letters.", id="a long place"),
]  # fmt: skip


@pytest.mark.parametrize(("typed", "sentence"), REFUSED)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(
    client, around, kept, audit_trail, typed, sentence
):
    client.sign_in(around.key_worker)
    answer = fill(client, around.address("plan"), **({"place": "The park"} | WHEN | typed))
    assert answer.status_code == 422
    assert f">{sentence}<" in answer.text
    assert "<title>Error: Plan ahead - Alongside</title>" in answer.text
    assert form_of(answer)[1]["place"] == [typed.get("place", "The park")]
    assert kept() == []
    sam = f"worker:{around.key_worker.id}"
    assert audit_trail()[-1] == ("meetings.plan", "refused", sam, {around.jay.id})


def test_a_form_sent_twice_is_one_meeting(client, around, kept):
    client.sign_in(around.key_worker)
    page = client.get(around.address("plan"))
    answers = [send(client, around.address("plan"), page, **WHEN) for _ in range(2)]
    assert [(a.status_code, a.location) for a in answers] == [(302, around.address())] * 2
    assert len(kept()) == 1


@pytest.mark.parametrize(
    ("who", "whose", "status"),
    [
        pytest.param("key_worker", "jay", 200, id="key worker"),
        pytest.param("lead", "jay", 200, id="lead"),
        pytest.param("deputy", "jay", 200, id="deputy"),
        pytest.param("writer", "kit", 403, id="who wrote them in: there is nobody to meet yet"),
        pytest.param("opener", "jay", 403, id="opened with a reason"),
        pytest.param("outsider", "jay", 404, id="another person's key worker"),
        pytest.param("administrator", "jay", 404, id="administrator"),
    ],
)
def test_whoever_stands_by_them_plans(client, around, write, kept, who, whose, status):
    address = around.address("plan", of=getattr(around, whose))
    meeting = write(planned, THURSDAY_2PM)
    client.sign_in(getattr(around, who))
    assert client.get(address).status_code == status
    assert client.submit(address).status_code == (422 if status == 200 else status)
    withdrawn = client.submit(f"{address}/{meeting}/withdraw", version="1")
    allowed = {200: 302}.get(status, 404 if whose == "kit" else status)
    assert withdrawn.status_code == allowed
    state = MeetingState.WITHDRAWN if status == 200 else MeetingState.PLANNED
    assert [m["state"] for m in kept()] == [state]


def test_a_meeting_leaves_the_plan_once_and_only_as_it_was_shown(client, around, write, kept):
    address = around.address("plan", write(planned, THURSDAY_2PM), "withdraw")
    client.sign_in(around.key_worker)
    for version in ("2", "0", "x", "", "9" * 30):
        refused = client.submit(address, version=version)
        assert refused.status_code == 409
        assert "Someone changed this meeting a moment ago. Look at it again." in refused.text
    assert [client.submit(address, version="1").status_code for _ in range(2)] == [302, 302]
    (meeting,) = kept()
    assert (meeting["state"], meeting["version"]) == (MeetingState.WITHDRAWN, 2)
    assert "Taken out of the plan." in client.get(around.address()).text


def test_what_was_recorded_is_not_taken_out(client, around, write, kept):
    meeting = write(planned, NOW - HOUR, at=NOW - DAY)
    client.sign_in(around.key_worker)
    fill(client, around.address("log", "full") + f"?meeting={meeting}", outcome="met")
    address = around.address("plan", meeting, "withdraw")
    assert [client.submit(address, version=v).status_code for v in ("1", "2")] == [409, 409]
    assert [m["state"] for m in kept()] == [MeetingState.HAPPENED]


def test_each_answer_is_written_down_once(client, around, write, audit_trail):
    meeting = write(planned, THURSDAY_2PM)
    client.sign_in(around.key_worker)
    before = len(audit_trail())
    fill(client, around.address("plan"), **WHEN)
    client.submit(around.address("plan", meeting, "withdraw"), version="1")
    sam, jay = f"worker:{around.key_worker.id}", {around.jay.id}
    assert audit_trail()[before:] == [
        ("meetings.plan", "done", sam, jay),
        ("meeting.planned", "done", sam, jay),
        ("meeting.withdrawn", "done", sam, jay),
    ]


def test_hostile_words_are_words_or_are_refused(client, around):
    client.sign_in(around.key_worker)
    fields = ("starts_at", "starts_at-time", "way", "minutes", "kind", "worker")
    for words in HOSTILE:
        answer = fill(client, around.address("plan"), **dict.fromkeys(fields, words))
        assert answer.status_code == 422, words
        assert fill(client, around.address("plan"), place=words, **WHEN).status_code in {302, 422}
