"""Promises made and answered through the services."""

from datetime import date

from tracker.domain.vocabulary import KeptOrNot, WhosePromise
from tracker.services.promises import NewAnswer, NewPromise, answer_promise, make_promise

TUESDAY = date(2026, 11, 24)


def promised(session, act, person, worker, words="Ring the college", due_on=TUESDAY, **more):
    """Say that we do something by Tuesday 24 November 2026, or by another day."""
    new = NewPromise(worker.id, WhosePromise.OURS, words, due_on, **more)
    return make_promise(session, act, person.id, new)


def wanted(session, act, person, worker, words="Try the gym once", **more):
    """Write down what the person said they would try."""
    new = NewPromise(worker.id, WhosePromise.THEIRS, words, **more)
    return make_promise(session, act, person.id, new)


def answered(session, act, promise, answer=KeptOrNot.KEPT, due_on=None, *, after=None):
    """Answer a promise as whoever has just seen it, or the answer `after` which this one comes."""
    new = NewAnswer(answer, (after or promise).public_id, due_on)
    return answer_promise(session, act, promise.id, new)
