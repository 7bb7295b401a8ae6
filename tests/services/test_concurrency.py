"""Many at once, for real: every transaction commits, and the database decides who was first."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy import func, select

from tests.conftest import NOW
from tests.factories.bonds import a_team, a_worker
from tests.factories.people import new_person, written_in
from tracker.domain.errors import ConflictError
from tracker.domain.vocabulary import Outcome, PairingRole, Way
from tracker.models.alerts import Standing
from tracker.models.audit import AuditEvent
from tracker.models.contacts import Contact
from tracker.models.pairings import Pairing
from tracker.models.people import Person, PersonKey
from tracker.models.stays import Stay
from tracker.services import audit
from tracker.services.contacts import NewContact, log_contact
from tracker.services.pairings import FirstMatch, agree_first_match
from tracker.services.people import write_in

AT_ONCE = 50


@pytest.fixture
def here(fresh_sessions, make_act):
    """Jay's id, and those of as many workers as act at once; all of it is committed."""
    with fresh_sessions.begin() as session:
        workers = [a_worker(session, f"Worker {n}").id for n in range(AT_ONCE)]
        return written_in(session, make_act(workers[0]), a_team(session)).id, workers


@pytest.fixture
def together(fresh_sessions, make_act):
    """Let everyone act at one moment, each in a transaction of its own with its audit event.

    Gives what each act gave or was refused with, in order, and how long all of them took.
    """

    def run(do, workers, **more):
        gate = Barrier(len(workers))

        def one(worker):
            act = make_act(worker, at=NOW + timedelta(minutes=1), **more)
            gate.wait()
            try:
                with fresh_sessions.begin() as session:
                    given = do(session, act, worker)
                    audit.write(session, act)
                    return given
            except ConflictError as refusal:
                return refusal

        began = time.perf_counter()
        with ThreadPoolExecutor(len(workers)) as pool:
            given = list(pool.map(one, workers))
        return given, time.perf_counter() - began

    return run


def rows(session, table, *where):
    return session.scalar(select(func.count()).select_from(table).where(*where))


def acts_written(session, act):
    return rows(session, AuditEvent, AuditEvent.act == act)


def test_of_fifty_first_matches_at_once_one_is_agreed_and_the_others_are_told_with_whom(
    here, together, fresh_sessions, measure, database
):
    jay, workers = here

    def agree(session, act, worker):
        return agree_first_match(session, act, jay, FirstMatch(worker)).worker_id

    given, seconds = together(agree, workers)
    refusals = [one.sentence for one in given if isinstance(one, ConflictError)]
    (first,) = (one for one in given if not isinstance(one, ConflictError))
    name = f"Worker {workers.index(first)}"
    assert set(refusals) == {f"{name} is already their key worker. Plan a handover to change that."}
    with fresh_sessions() as session:
        (pairing,) = session.scalars(select(Pairing)).all()
        assert (pairing.person_id, pairing.worker_id) == (jay, first)
        assert (pairing.role, pairing.ended_at) == (PairingRole.KEY_WORKER, None)
        assert session.get(Standing, jay).key_worker_id == first
        assert acts_written(session, "pairing.agreed") == 1
    measure(
        "one of 50 first matches at once, 49 refused in words",
        wanted=49,
        reached=len(refusals),
        count=len(given),
        database=database,
        seconds=seconds,
    )


def a_call(worker, **more):
    known = {"worker_id": worker, "occurred_at": NOW, "outcome": Outcome.SPOKE, "way": Way.CALL}
    return NewContact(**(known | more))


def test_one_form_sent_fifty_times_at_once_makes_one_contact_and_tells_everyone_the_same(
    here, together, fresh_sessions, measure, database
):
    jay, workers = here
    sam = workers[0]

    def log(session, act, worker):
        return log_contact(session, act, jay, a_call(worker, shared="We spoke.")).public_id

    given, seconds = together(log, [sam] * AT_ONCE, form_token="one form")
    with fresh_sessions() as session:
        (contact,) = session.scalars(select(Contact)).all()
        assert set(given) == {contact.public_id}
        assert acts_written(session, "contact.logged") == 1
    measure(
        "one form sent 50 times at once is one contact",
        wanted=AT_ONCE,
        reached=given.count(contact.public_id),
        count=len(given),
        database=database,
        seconds=seconds,
    )


def test_one_form_sent_fifty_times_at_once_writes_one_person_in(
    here, together, fresh_sessions, measure, database
):
    _, workers = here
    with fresh_sessions.begin() as session:
        team = a_team(session)

    def write(session, act, _worker):
        return write_in(session, act, new_person(team, name="Amina", phone="0")).public_id

    given, seconds = together(write, [workers[0]] * AT_ONCE, form_token="one form")
    with fresh_sessions() as session:
        amina = session.scalars(select(Person).where(Person.team_id == team.id)).one()
        assert set(given) == {amina.public_id}
        for table in (PersonKey, Standing, Stay):
            assert rows(session, table, table.person_id == amina.id) == 1
    measure(
        "one form sent 50 times at once is one person",
        wanted=AT_ONCE,
        reached=given.count(amina.public_id),
        count=len(given),
        database=database,
        seconds=seconds,
    )


def test_fifty_workers_who_log_at_once_are_all_heard(
    here, together, fresh_sessions, measure, database
):
    jay, workers = here

    def log(session, act, worker):
        minute = timedelta(seconds=workers.index(worker))
        return log_contact(session, act, jay, a_call(worker, occurred_at=NOW + minute)).public_id

    given, seconds = together(log, workers)
    with fresh_sessions() as session:
        kept = session.scalars(select(Contact).order_by(Contact.occurred_at)).all()
        assert [contact.public_id for contact in kept] == given
        assert [contact.worker_id for contact in kept] == workers
        assert {contact.person_id for contact in kept} == {jay}
        assert acts_written(session, "contact.logged") == AT_ONCE
    measure(
        "50 contacts at once are 50 rows",
        wanted=AT_ONCE,
        reached=len(kept),
        count=len(given),
        database=database,
        seconds=seconds,
    )
