"""Rows of facts as plainly as gathering needs them: an instant, and what else is said."""

from datetime import UTC, date, datetime, timedelta

from tests.factories.justice import a_justice_contact
from tracker.domain.vocabulary import (
    CameFrom,
    KeptOrNot,
    MeetingKind,
    MeetingState,
    Outcome,
    PairingRole,
    PairingStart,
    PauseKind,
    Precision,
    Setting,
    Starter,
    Way,
    WhosePromise,
    WithWhom,
)
from tracker.models.contacts import Contact
from tracker.models.meetings import Meeting
from tracker.models.pairings import Pairing
from tracker.models.promises import Promise, PromiseAnswer
from tracker.models.rhythms import Rhythm
from tracker.models.stays import Pause, Stay

RECORDED = datetime(2027, 1, 1, tzinfo=UTC)


def kept(session, row):
    session.add(row)
    session.flush()
    return row


def recorded(person, at, more):
    return {
        "person_id": person.id,
        "known_at": at,
        "recorded_at": RECORDED,
        "recorded_by": "system:test",
    } | more


def a_stay(session, person, _worker, at, **more):
    row = recorded(person, at, more) | {"referred_at": at, "came_from": CameFrom.FAMILY}
    return kept(session, Stay(**row))


def a_pause(session, person, worker, at, **more):
    given = {"kind": PauseKind.HOLIDAY, "from_at": at, "look_again_on": date(2026, 12, 1)}
    row = recorded(person, at, more) | given
    return kept(session, Pause(**row, words_ct=b"sealed", decided_by=f"worker:{worker.id}"))


def a_rhythm(session, person, _worker, at, **more):
    row = {"every_days": 7} | recorded(person, at, more)
    return kept(session, Rhythm(**row, agreed_at=at, agreed_with_person=True))


def a_bond(session, person, worker, at, role=PairingRole.KEY_WORKER, **more):
    row = recorded(person, at, more) | {"worker_id": worker.id, "role": role, "started_at": at}
    reason, by = PairingStart.FIRST_MATCH, "system:test"
    return kept(session, Pairing(**row, start_reason=reason, started_by=by))


def a_contact(session, person, worker, at, outcome=Outcome.MET, **more):
    row = {"with_whom": WithWhom.PERSON} | recorded(person, at, more)
    return kept(
        session,
        Contact(
            **row,
            worker_id=worker.id,
            occurred_at=at,
            outcome=outcome,
            precision=Precision.EXACT,
            setting=Setting.ONE_TO_ONE,
            way=Way.IN_PERSON,
            who_started=Starter.US,
        ),
    )


def a_stop(session, person, _worker, at, **more):
    return a_justice_contact(session, person, at, **more)


def a_meeting(session, person, worker, starts_at, planned_at, **more):
    row = {
        "person_id": person.id,
        "worker_id": worker.id,
        "kind": MeetingKind.MEETING,
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(hours=1),
        "way": Way.IN_PERSON,
        "state": MeetingState.PLANNED,
        "planned_at": planned_at,
        "planned_by": "system:test",
    }
    return kept(session, Meeting(**(row | more)))


def a_promise(session, person, worker, at, due_on=date(2026, 12, 4), **more):
    row = {"whose": WhosePromise.OURS} | recorded(person, at, more)
    return kept(
        session,
        Promise(**row, worker_id=worker.id, promised_at=at, words_ct=b"sealed", due_on=due_on),
    )


def an_answer(session, promise, at, answer=KeptOrNot.KEPT, **more):
    row = {"person_id": promise.person_id, "known_at": at, "recorded_at": RECORDED}
    row |= {"promise_id": promise.first_id or promise.id, "recorded_by": "system:test"} | more
    return kept(session, PromiseAnswer(**row, answered_at=at, answer=answer))
