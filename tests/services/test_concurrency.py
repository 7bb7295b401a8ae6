"""Fifty at once, in real threads and real transactions: one of them was first, and all hear it."""

import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError

from tests.conftest import NOW
from tests.factories.alerts import swept
from tests.factories.bonds import a_team, a_worker
from tests.factories.contacts import new_contact
from tests.factories.pairings import matched
from tests.factories.people import new_person, written_in
from tests.factories.promises import answered, promised
from tests.services.conftest import MATCHED, TUESDAY, WRITTEN_IN
from tracker.domain.errors import ConflictError
from tracker.domain.vocabulary import AlertState, KeptOrNot, Outcome, PauseKind
from tracker.models.alerts import Alert, AlertStep, Standing
from tracker.models.audit import AuditEvent
from tracker.models.contacts import Contact
from tracker.models.meetings import Meeting
from tracker.models.pairings import Pairing
from tracker.models.people import Person
from tracker.models.promises import Promise, PromiseAnswer
from tracker.models.stays import Pause
from tracker.services import audit, judging
from tracker.services.contacts import DidNotHappen, correct_contact, it_did_not_happen, log_contact
from tracker.services.meetings import NewMeeting, plan_meeting
from tracker.services.pairings import FirstMatch, agree_first_match
from tracker.services.pauses import NewPause, pause
from tracker.services.people import write_in
from tracker.services.replaying import differences
from tracker.web.failures import is_busy, is_second
from tracker.web.transactions import TRIES

AT_ONCE = 50
SECOND, HOUR = timedelta(seconds=1), timedelta(hours=1)


class Service:
    """A team, its workers and Jay, in a database where everything really commits."""

    def __init__(self, sessions, make_act, *, match=True):
        self.sessions, self.make_act = sessions, make_act
        with sessions.begin() as session:
            self.workers = [a_worker(session, f"Worker {n}") for n in range(AT_ONCE)]
            self.team = a_team(session, lead=self.workers[0])
            act = make_act(self.workers[0].id, at=WRITTEN_IN)
            self.jay = written_in(session, act, self.team)
            if match:
                matched(
                    session, make_act(self.workers[0].id, at=MATCHED), self.jay, self.workers[0]
                )

    def at_once(self, work):
        """Call `work(session, n)` in fifty threads that start together; give what each said."""
        gate = threading.Barrier(AT_ONCE)

        def one(number):
            gate.wait()
            return self.in_a_transaction(work, number)

        with ThreadPoolExecutor(AT_ONCE) as threads:
            return list(threads.map(one, range(AT_ONCE)))

    def in_a_transaction(self, work, number):
        """As the edge does it: audited last, committed, tried again if busy or second."""
        for tries_left in reversed(range(TRIES)):
            try:
                with self.sessions.begin() as session:
                    act, made = work(session, number)
                    audit.write(session, act)
                    return made
            except ConflictError as error:
                return error
            except DBAPIError as error:
                if not tries_left or not (is_busy(error) or is_second(error)):
                    raise
        raise AssertionError("the last try returns or raises")

    def count(self, table, *where):
        with self.sessions() as session:
            return session.scalar(select(func.count()).select_from(table).where(*where))

    def tells_the_truth(self):
        """Compare the standing with the facts as they are known after all of it."""
        with self.sessions() as session:
            people = session.scalars(select(Standing.person_id)).all()
            return list(differences(session, self.make_act(), people)) == []


def gate(measure, database, name, reached, began, wanted=AT_ONCE):
    measure(
        f"at once: {name}",
        wanted=wanted,
        reached=reached,
        count=wanted,
        database=database,
        seconds=time.perf_counter() - began,
    )


def test_fifty_first_matches_of_one_person_make_one(fresh_sessions, make_act, database, measure):
    service = Service(fresh_sessions, make_act, match=False)
    began = time.perf_counter()

    def match(session, number):
        worker = service.workers[number]
        act = make_act(worker.id, at=NOW + number * SECOND, form_token=f"form-{number}")
        pairing = agree_first_match(session, act, service.jay.id, FirstMatch(worker.id))
        return act, (pairing.id, number)

    said = service.at_once(match)
    ((pairing_id, first),) = [one for one in said if isinstance(one, tuple)]
    refusals = [one.sentence for one in said if isinstance(one, ConflictError)]
    sentence = f"Worker {first} is already their key worker. Plan a handover to change that."
    assert refusals == [sentence] * (AT_ONCE - 1)
    with fresh_sessions() as session:
        assert session.scalars(select(Pairing.id)).all() == [pairing_id]
        agreed = select(AuditEvent.actor).where(AuditEvent.act == "pairing.agreed")
        assert session.scalars(agreed).all() == [f"worker:{service.workers[first].id}"]
    assert service.tells_the_truth()
    gate(measure, database, "first matches", len(refusals) + 1, began)


def a_contact(session, act, service):
    return log_contact(session, act, service.jay.id, new_contact(service.workers[0], NOW))


def a_person(session, act, service):
    return write_in(session, act, new_person(service.team, name="Amina"))


def a_meeting(session, act, service):
    return plan_meeting(session, act, service.jay.id, NewMeeting(service.workers[0].id, TUESDAY))


def a_pause(session, act, service):
    new = NewPause(PauseKind.HOLIDAY, date(2026, 12, 1), "At her aunt's")
    return pause(session, act, service.jay.id, new)


def a_promise(session, act, service):
    return promised(session, act, service.jay, service.workers[0])


CREATES = {
    "contact": (a_contact, Contact),
    "person": (a_person, Person),
    "meeting": (a_meeting, Meeting),
    "pause": (a_pause, Pause),
    "promise": (a_promise, Promise),
}


@pytest.mark.parametrize("what", CREATES)
def test_one_form_sent_fifty_times_at_once_makes_one_row_and_all_get_it(
    fresh_sessions, make_act, database, measure, what
):
    service = Service(fresh_sessions, make_act)
    create, table = CREATES[what]
    began = time.perf_counter()

    def send(session, number):
        act = make_act(service.workers[0].id, at=NOW + number * SECOND, form_token="one-form")
        return act, create(session, act, service).public_id

    said = service.at_once(send)
    assert len(set(said)) == 1, said
    assert service.count(table, table.form_token == "one-form") == 1
    assert service.count(AuditEvent) == 1
    assert service.tells_the_truth()
    gate(measure, database, f"one form of a {what}", len(said), began)


def test_fifty_contacts_of_one_person_at_once_all_count(
    fresh_sessions, make_act, database, measure
):
    """Whoever read the clock first may come last: the standing is the one of the latest."""
    service = Service(fresh_sessions, make_act)
    began = time.perf_counter()

    def log(session, number):
        at = NOW + (AT_ONCE - number) * SECOND  # the first to start has the latest clock
        act = make_act(service.workers[0].id, at=at, form_token=f"form-{number}")
        return act, log_contact(
            session, act, service.jay.id, new_contact(service.workers[0], at)
        ).public_id

    said = service.at_once(log)
    rows = service.count(Contact)
    assert (len(set(said)), rows, service.count(AuditEvent)) == (AT_ONCE,) * 3
    with fresh_sessions() as session:
        standing = session.get_one(Standing, service.jay.id)
        latest = NOW + AT_ONCE * SECOND
        assert (standing.judged_at, standing.last_reached_at) == (latest, latest)
    assert service.tells_the_truth()
    gate(measure, database, "contacts of one person", rows, began)


def test_fifty_answers_to_one_promise_at_once_settle_it_one_way(
    fresh_sessions, make_act, database, measure
):
    service = Service(fresh_sessions, make_act)
    with fresh_sessions.begin() as session:
        promise = promised(
            session, make_act(service.workers[0].id), service.jay, service.workers[0]
        )
    began = time.perf_counter()

    def answer(session, number):
        how = KeptOrNot.LET_GO if number % 2 else KeptOrNot.KEPT
        act = make_act(service.workers[number].id, at=NOW + number * SECOND)
        return act, answered(session, act, promise, how).answer

    said = service.at_once(answer)
    (settled,) = {one for one in said if isinstance(one, KeptOrNot)}
    refusals = [one for one in said if isinstance(one, ConflictError)]
    assert len(refusals) == AT_ONCE / 2  # whoever said the same hears that it is so
    with fresh_sessions() as session:
        assert session.scalars(select(PromiseAnswer.answer)).all() == [settled]
    assert service.count(AuditEvent, AuditEvent.act == f"promise.{settled}") == 1
    assert service.tells_the_truth()
    gate(measure, database, "answers to one promise", len(said), began)


def test_fifty_corrections_of_one_version_at_once_leave_one(
    fresh_sessions, make_act, database, measure
):
    service = Service(fresh_sessions, make_act)
    with fresh_sessions.begin() as session:
        wrong = a_contact(session, make_act(service.workers[0].id), service).id
    began = time.perf_counter()

    def correct(session, number):
        act = make_act(service.workers[number].id, at=NOW + HOUR + number * SECOND)
        new = new_contact(service.workers[0], NOW - HOUR, Outcome.SPOKE)
        return act, correct_contact(session, act, wrong, new, f"Reason {number}").id

    said = service.at_once(correct)
    (right,) = [one for one in said if isinstance(one, int)]
    refusals = [one for one in said if isinstance(one, ConflictError)]
    assert len(refusals) == AT_ONCE - 1
    assert service.count(Contact) == 2
    with fresh_sessions() as session:
        standing = select(Contact.id).where(Contact.superseded_at.is_(None))
        assert session.scalars(standing).all() == [right]
    assert service.tells_the_truth()
    gate(measure, database, "corrections of one version", len(refusals) + 1, began)


def test_fifty_records_of_one_meeting_at_once_leave_one(
    fresh_sessions, make_act, database, measure
):
    service = Service(fresh_sessions, make_act)
    with fresh_sessions.begin() as session:
        meeting = a_meeting(session, make_act(service.workers[0].id), service).id
    began = time.perf_counter()

    def record(session, number):
        act = make_act(service.workers[number].id, at=TUESDAY + HOUR + number * SECOND)
        what = DidNotHappen(Outcome.MISSED_EACH_OTHER)
        return act, it_did_not_happen(session, act, meeting, what).id

    said = service.at_once(record)
    refusals = [one.sentence for one in said if isinstance(one, ConflictError)]
    sentence = "What came of this meeting is recorded already."
    assert refusals == [sentence] * (AT_ONCE - 1)
    assert service.count(Contact) == 1
    assert service.tells_the_truth()
    gate(measure, database, "records of one meeting", len(refusals) + 1, began)


def test_sweeps_and_writes_at_once_raise_each_alert_once_and_never_an_old_one(
    fresh_sessions, make_act, database, measure
):
    """Forty people are due: five sweeps at once, while forty-five write about the first of them."""
    service = Service(fresh_sessions, make_act)
    worker = service.workers[0]
    with fresh_sessions.begin() as session:
        for number in range(39):
            act = make_act(worker.id, at=WRITTEN_IN)
            person = written_in(session, act, service.team, name=f"Person {number}")
            matched(session, make_act(worker.id, at=MATCHED), person, worker)
    began = time.perf_counter()
    everyone = random.Random(1).sample(range(AT_ONCE), AT_ONCE)

    def act_or_sweep(session, number):
        at = NOW + everyone[number] * SECOND
        if everyone[number] % 10 == 0:
            act = make_act("system:sweep", at=at)
            return act, judging.sweep(session, act)
        act = make_act(worker.id, at=at)
        return act, log_contact(session, act, service.jay.id, new_contact(worker, at)).id

    service.at_once(act_or_sweep)
    with fresh_sessions.begin() as session:
        swept(session, make_act, NOW + HOUR)
    the_rest = select(Alert.id).where(Alert.person_id != service.jay.id)
    opened = service.count(Alert, Alert.id.in_(the_rest))
    steps = AlertStep.to_state == AlertState.OPEN
    assert opened == service.count(AlertStep, steps, AlertStep.alert_id.in_(the_rest)) == 39
    # A sweep that came before the first contact found the first of them due as well, rightly.
    assert service.count(Alert, Alert.person_id == service.jay.id) <= 1
    assert service.count(Alert, Alert.state == AlertState.OPEN) == 39
    assert service.count(Contact) == 45
    assert service.tells_the_truth()
    gate(measure, database, "alerts of sweeps and writes", opened, began, wanted=39)
