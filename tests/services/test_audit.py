"""Who did and who looked: one event out of what was noted, chained, sealed, cheap."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy import event, func, select, text

from tests.conftest import NOW
from tests.factories.bonds import a_person, a_team
from tests.factories.chains import a_chain, many_people
from tracker.adapters.anchors import AnchorFile
from tracker.domain.chain import Anchor, Anchors, Verification
from tracker.domain.errors import InvalidError, UnreadableError
from tracker.domain.sealing import Place
from tracker.models.audit import AuditEvent, AuditSubject
from tracker.queries.audit import verify
from tracker.queries.sealed import opener_for
from tracker.services import audit


def subjects_of(session, event):
    return list(
        session.scalars(
            select(AuditSubject.person_id)
            .where(AuditSubject.seq == event.seq)
            .order_by(AuditSubject.person_id)
        )
    )


def told(event):
    return {
        "seq": event.seq,
        "happened_at": event.happened_at,
        "actor": event.actor,
        "act": event.act,
        "outcome": event.outcome,
        "object": (event.object_kind, event.object_id),
        "detail": event.detail,
        "reason_ct": event.reason_ct,
        "request_id": event.request_id,
    }


@pytest.fixture
def people(session):
    return many_people(session, 5)


def test_the_first_note_gives_the_event_and_the_others_its_detail(session, make_act, people):
    act = make_act(7)
    act.note("contact.logged", people[0], ("contact", "abcdefghjk"), {"fields": ["outcome", "way"]})
    act.note("meeting.done", people[0], ("meeting", "mmmmmmmmmm"), {"fields": ["state"]})
    act.note("alert.closed", people[0], ("alert", "aaaaaaaaaa"))
    written = audit.write(session, act, request_id="req-1", act_name="contacts.log")
    session.expire_all()
    assert told(written) == {
        "seq": 1,
        "happened_at": NOW,
        "actor": "worker:7",
        "act": "contact.logged",
        "outcome": "done",
        "object": ("contact", "abcdefghjk"),
        "detail": {
            "fields": ["outcome", "way"],
            "also": [
                {"act": "meeting.done", "kind": "meeting", "id": "mmmmmmmmmm", "fields": ["state"]},
                {"act": "alert.closed", "kind": "alert", "id": "aaaaaaaaaa"},
            ],
        },
        "reason_ct": None,
        "request_id": "req-1",
    }
    assert subjects_of(session, written) == [people[0]]


def test_everyone_touched_or_shown_is_named_once(session, make_act, people):
    act = make_act()
    act.note("alert.opened", people[3])
    act.note("alert.opened", people[1])
    written = audit.write(session, act, seen=[people[4], people[1], people[4]])
    assert subjects_of(session, written) == [people[1], people[3], people[4]]
    assert written.detail == {"also": [{"act": "alert.opened", "person": people[1]}]}


@pytest.mark.parametrize(
    ("seen", "act_name", "expected"),
    [
        pytest.param(slice(0, 0), None, None, id="nothing to say"),
        pytest.param(slice(0, 0), "sign_in", ("sign_in", 0), id="an act without people"),
        pytest.param(
            slice(0, 3), "people.listed", ("people.listed", 3), id="a page that showed three"
        ),
        pytest.param(
            slice(0, 1), None, ("looked", 1), id="somebody was shown and no one said where"
        ),
    ],
)
def test_without_notes_the_act_is_the_name_given(
    session, make_act, people, seen, act_name, expected
):
    written = audit.write(session, make_act(), seen=people[seen], act_name=act_name)
    held = session.scalar(select(func.count()).select_from(AuditEvent))
    if expected is None:
        assert (written, held) == (None, 0)
    else:
        assert (written.act, len(subjects_of(session, written))) == expected
        assert held == 1


def test_what_was_noted_is_written_once(session, make_act, people):
    act = make_act()
    act.note("contact.logged", people[0])
    assert audit.write(session, act).seq == 1
    assert audit.write(session, act) is None


def test_a_refusal_may_be_nobodys(session, make_act, people):
    written = audit.write(
        session,
        make_act("nobody"),
        request_id="req-2",
        outcome="refused",
        seen=[people[1]],
        act_name="people.page",
    )
    assert told(written) == {
        "seq": 1,
        "happened_at": NOW,
        "actor": "nobody",
        "act": "people.page",
        "outcome": "refused",
        "object": (None, None),
        "detail": None,
        "reason_ct": None,
        "request_id": "req-2",
    }
    assert subjects_of(session, written) == [people[1]]


def test_the_reason_of_an_event_about_one_person_goes_with_the_persons_key(session, make_act, keys):
    person = a_person(session, a_team(session), keys)
    act = make_act(7)
    act.note("person.opened", person.id, reason="Sam is away and Jay called.")
    written = audit.write(session, act)
    key = opener_for(session, keys, [person.id]).keys[person.id]
    assert (
        key.open(written.reason_ct, Place("audit_event", "reason_ct", "1"))
        == "Sam is away and Jay called."
    )
    with pytest.raises(UnreadableError):
        keys.system.open(written.reason_ct, audit.reason_place(1))


@pytest.mark.parametrize("how_many", [0, 2], ids=["about no one", "about two"])
def test_other_reasons_are_sealed_with_the_services_key(session, make_act, keys, how_many):
    team = a_team(session)
    seen = [a_person(session, team, keys).id for _ in range(how_many)]
    act = make_act(7)
    act.note("person.opened", reason="I was asked to.")
    act.note("alert.left", reason="Until Monday.")
    written = audit.write(session, act, seen=seen)
    assert (
        keys.system.open(written.reason_ct, audit.reason_place(1))
        == "I was asked to.\nUntil Monday."
    )


def test_the_reason_for_erasing_someone_can_be_read_when_their_key_is_gone(
    session, make_act, keys, people
):
    act = make_act(7)
    act.note("person.erased", people[0], reason="They asked us to.")  # many_people have no key
    written = audit.write(session, act)
    assert keys.system.open(written.reason_ct, audit.reason_place(1)) == "They asked us to."


@pytest.mark.parametrize(
    ("detail", "refused"),
    [
        pytest.param(
            {"fields": ["outcome"], "ok": 3, "first": True, "by": None}, None, id="names and counts"
        ),
        pytest.param({"until": "2026-11-23"}, None, id="a day"),
        pytest.param({"until": "2026-11-23 12:00:00.000001+00:00"}, None, id="an instant"),
        pytest.param({"note": "We met at the park"}, ValueError, id="a sentence"),
        pytest.param(
            {"fields": [{"to": "jay@example.org"}]}, ValueError, id="an address, deep inside"
        ),
        pytest.param({"We met at the park": 1}, ValueError, id="a sentence as a name"),
        pytest.param({"rate": 0.5}, TypeError, id="a fraction"),
    ],
)
def test_a_detail_that_looks_like_a_value_is_refused(session, make_act, detail, refused):
    for first in (True, False):
        act = make_act()
        if not first:
            act.note("one.thing")
        act.note("another.thing", detail=detail)
        if refused:
            with pytest.raises(refused, match="ids and names"):
                audit.write(session, act)
        else:
            audit.write(session, act)
    assert session.scalar(select(func.count()).select_from(AuditEvent)) == (0 if refused else 2)


FOR_AN_EVENT = {"sqlite": 3, "postgresql": 2}


def test_an_event_costs_as_many_statements_whatever_the_number_of_people(
    session, database, make_act, people
):
    statements = []
    act = make_act()
    act.note("contact.logged", people[0])
    listening = (
        session.get_bind(),
        "before_cursor_execute",
        lambda *given: statements.append(given[2]),
    )
    event.listen(*listening)
    audit.write(session, act, seen=people)
    event.remove(*listening)
    counted = [each for each in statements if "SAVEPOINT" not in each]
    assert len(counted) == FOR_AN_EVENT[database], counted


def test_a_bulk_event_with_ten_thousand_people_is_one_event(
    session, make_act, keys, database, measure
):
    people = many_people(session, 10_000)
    began = time.perf_counter()
    written = audit.write(session, make_act("system:import"), seen=people, act_name="import.people")
    took = time.perf_counter() - began
    assert subjects_of(session, written) == people
    found = verify(session, keys, Anchors())
    assert (found.events, found.wrong) == (1, None)
    measure(
        "people in one audit event",
        wanted=10_000,
        reached=len(people),
        count=len(people),
        database=database,
        seconds=took,
    )


def test_many_writers_at_once_keep_one_chain(fresh_sessions, make_act, keys, database, measure):
    writers, each = 6, 20
    with fresh_sessions.begin() as session:
        people = many_people(session, 3)
    start = threading.Barrier(writers)

    def write_some(number):
        start.wait()
        for _ in range(each):
            with fresh_sessions.begin() as session:
                audit.write(session, make_act(number), seen=people, act_name="people.listed")

    with ThreadPoolExecutor(writers) as pool:
        list(pool.map(write_some, range(1, writers + 1)))
    with fresh_sessions() as session:
        found = verify(session, keys, Anchors())
    assert (found.events, found.wrong) == (writers * each, None)
    measure(
        "events of writers at once in one chain",
        wanted=writers * each,
        reached=found.events,
        count=found.events,
        database=database,
    )


def test_an_event_rolled_back_leaves_its_number_to_the_next(fresh_sessions, make_act, keys):
    with fresh_sessions() as session:
        assert audit.write(session, make_act(), act_name="first").seq == 1
        session.rollback()
        assert audit.write(session, make_act(), act_name="second").seq == 1
        session.commit()
        assert verify(session, keys, Anchors()).wrong is None


@pytest.fixture
def file(tmp_path, keys):
    return AnchorFile(tmp_path / "anchors.jsonl", keys)


def test_an_anchor_pins_the_head_and_is_written_once(session, make_act, keys, people, file):
    assert audit.anchor(session, keys, file, NOW) is None
    a_chain(session, make_act, people, 5)
    head = session.get_one(AuditEvent, 5)
    pinned = Anchor(5, head.mac, 5, NOW)
    assert audit.anchor(session, keys, file, NOW) == pinned
    assert audit.anchor(session, keys, file, NOW + timedelta(hours=1)) == pinned
    assert file.read() == Anchors((pinned,), ())
    assert file.path.stat().st_mode & 0o777 == 0o600
    assert verify(session, keys, file.read()) == Verification(5, None, None, 5, None, head.mac)


def test_a_chain_that_was_tampered_with_is_not_anchored(session, make_act, keys, people, file):
    a_chain(session, make_act, people, 5)
    audit.anchor(session, keys, file, NOW)
    a_chain(session, make_act, people, 5)
    table = SimpleNamespace(postgresql=" ON audit_event", sqlite="")
    on_table = getattr(table, session.get_bind().dialect.name)
    session.execute(text(f"DROP TRIGGER audit_event_refuses_update{on_table}"))
    session.execute(text("UPDATE audit_event SET actor = 'worker:99' WHERE seq = 8"))
    with pytest.raises(InvalidError, match="Event 8 or the list of people it showed was changed"):
        audit.anchor(session, keys, file, NOW)
    assert [anchor.seq for anchor in file.read().held] == [5]


def test_a_damaged_anchor_stops_the_next_one(session, make_act, keys, people, file):
    a_chain(session, make_act, people, 5)
    audit.anchor(session, keys, file, NOW)
    file.path.write_bytes(file.path.read_bytes()[:40])  # as a power cut may leave it
    with pytest.raises(InvalidError, match=r"Line 1 of anchors\.jsonl is damaged"):
        audit.anchor(session, keys, file, NOW)
