"""The database has the last word on who is with whom, and says it in a sentence."""

from datetime import timedelta

import pytest
from sqlalchemy import event, insert
from sqlalchemy.exc import IntegrityError

from tests.conftest import NOW
from tests.factories.pairings import matched
from tests.stored import refused
from tracker.domain.errors import ConflictError
from tracker.domain.vocabulary import PairingEnd, PairingRole, PairingStart
from tracker.models.base import new_public_id
from tracker.models.pairings import Pairing
from tracker.services.pairings import name_deputy

SENTENCE = "Someone else agreed this a moment ago. Look at the page again."
DAY = timedelta(days=1)
STILL = {"ended_at": None}
UNTIL_TOMORROW = {
    "ended_at": NOW + DAY,
    "end_reason": PairingEnd.OTHER,
    "end_planned": True,
    "ended_by": "worker:1",
}


@pytest.fixture
def rival(session):
    """Bind somebody who takes no lock, after it was decided that nobody is there."""

    def comes(person, worker, role, **more):
        row = {
            "public_id": new_public_id(),
            "person_id": person.id,
            "worker_id": worker.id,
            "role": role,
            "started_at": NOW - DAY,
            "start_reason": PairingStart.IMPORTED,
            "started_by": "system:import",
            "recorded_by": "system:import",
            "known_at": NOW - DAY,
            "recorded_at": NOW,
        }

        waiting = [row | more]

        def first(_session, _context, _objects):
            if waiting and any(isinstance(new, Pairing) for new in session.new):
                session.connection().execute(insert(Pairing).values(waiting.pop()))

        event.listen(session, "before_flush", first)

    return comes


@pytest.mark.parametrize(
    "rivals_end", [STILL, UNTIL_TOMORROW], ids=["who stays", "who stays until tomorrow"]
)
def test_a_key_worker_beside_another_is_refused_and_nothing_is_left_of_it(
    session, make_act, jay, sam, ana, lee, rival, rivals_end
):
    with refused(session, ConflictError, SENTENCE):
        rival(jay, ana, PairingRole.KEY_WORKER, **rivals_end)
        with session.begin_nested():
            matched(session, make_act(lee.id), jay, sam)


def test_a_deputy_beside_another_is_refused(session, make_act, jay, sam, ana, lee, rival):
    with refused(session, ConflictError, SENTENCE):
        rival(jay, ana, PairingRole.DEPUTY, **STILL)
        with session.begin_nested():
            name_deputy(session, make_act(lee.id), jay.id, sam.id)


def test_what_else_the_database_refuses_is_no_ones_being_first(
    session, make_act, jay, sam, ana, lee, rival
):
    """A fault of ours stays a fault: it is not told as somebody else's act."""
    rival(jay, ana, PairingRole.DEPUTY, worker_id=999_999)
    with pytest.raises(IntegrityError), session.begin_nested():
        matched(session, make_act(lee.id), jay, sam)
