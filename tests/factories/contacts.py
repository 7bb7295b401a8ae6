"""Contacts as they are written down: a way that fits, unless a test says otherwise."""

from tracker.domain.vocabulary import Outcome, Way
from tracker.services.contacts import NewContact, log_contact

FITTING = {Outcome.SPOKE: Way.CALL, Outcome.MESSAGED: Way.TEXT, Outcome.WE_TRIED: Way.CALL}


def new_contact(worker, at, outcome=Outcome.MET, **more):
    given = {"way": FITTING.get(outcome, Way.IN_PERSON)} | more
    return NewContact(worker_id=worker.id, occurred_at=at, outcome=outcome, **given)


def logged(session, act, person, worker, outcome=Outcome.MET, **more):
    """Log a contact that happened a moment ago, or `at` an instant."""
    at = more.pop("at", act.at)
    return log_contact(session, act, person.id, new_contact(worker, at, outcome, **more))
