"""The strip beside a name comes with My people's one statement, and is what was written down."""

from datetime import UTC, datetime, timedelta
from random import Random

from tests.conftest import NOW
from tests.factories.bonds import a_pairing
from tests.factories.contacts import logged
from tests.queries.conftest import MATCHED
from tracker.domain.access import Relation
from tracker.domain.pictures.shapes import Shape
from tracker.domain.pictures.strip import strip_of
from tracker.domain.vocabulary import Outcome, PairingRole, WithWhom
from tracker.queries.people import list_mine
from tracker.queries.viewers import viewer
from tracker.services.contacts import undo_contact

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MINE = frozenset({Relation.KEY_WORKER})


def strips(session, keys, london, worker, at=NOW):
    rows, _ = list_mine(session, viewer(session, worker.id, at), keys, {"GB-ENG": london}, MINE)
    return {str(row.name): row.strip for row in rows}


def test_the_marks_are_those_of_the_contacts_that_stand(
    session, make_act, keys, london, someone, sam, ana
):
    jay, amina = someone("Jay", sam), someone("Amina", sam)
    met = logged(session, make_act(sam.id, at=NOW - DAY), jay, sam)
    undo_contact(session, make_act(sam.id, at=NOW - DAY + HOUR / 10), met.id)
    logged(session, make_act(sam.id), jay, sam, with_whom=WithWhom.SOMEONE_CLOSE)  # not with Jay
    logged(session, make_act(ana.id), jay, ana, Outcome.SPOKE, at=NOW - 8 * DAY)
    logged(session, make_act(sam.id), amina, sam, Outcome.WE_CANCELLED, at=NOW - 6 * DAY)
    late = datetime(2026, 11, 13, 23, 59, 59, 900_000, tzinfo=UTC)  # still the week before
    logged(session, make_act(sam.id), amina, sam, at=late)
    found = strips(session, keys, london, sam)
    nothing = [None] * 9
    assert (found["Jay"].weeks, found["Jay"].counts) == (
        (*nothing, Shape.SPOKE, None),
        ((Shape.SPOKE, 1),),
    )
    assert found["Amina"].weeks == (*nothing, Shape.MET, Shape.OUR_PART)


def test_the_pattern_is_that_of_the_present_bond(session, keys, london, someone, lee, sam, ana):
    jay = someone("Jay")
    a_pairing(session, jay, ana, since=MATCHED, until=MATCHED + DAY)
    a_pairing(session, jay, lee, since=MATCHED + DAY, until=MATCHED + 2 * DAY, superseded_at=NOW)
    a_pairing(session, jay, ana, PairingRole.DEPUTY, since=MATCHED)
    a_pairing(session, jay, sam, since=MATCHED + 2 * DAY)
    assert strips(session, keys, london, sam)["Jay"].pattern == 1


def test_both_databases_read_the_days_the_calendar_means(
    session, make_act, keys, london, someone, sam
):
    rng, jay, days = Random(3), someone("Jay", sam), []
    for _ in range(40):
        at = NOW - timedelta(seconds=rng.randint(0, 79 * 24 * 3600), microseconds=rng.randint(0, 9))
        outcome = rng.choice(list(Outcome))
        logged(session, make_act(sam.id), jay, sam, outcome, at=max(at, MATCHED))
        days.append((london.day_of(max(at, MATCHED)), outcome))
    assert strips(session, keys, london, sam)["Jay"] == strip_of(
        days, london.day_of(NOW), planned=False
    )
