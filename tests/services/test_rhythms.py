"""How often to be in touch: agreed anew, never changed; custody and hospital end."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from tests.conftest import NOW
from tests.factories.contacts import logged
from tests.stored import held, refused
from tracker.domain.errors import ConflictError, InvalidError, NotFoundError
from tracker.domain.vocabulary import Circumstance, StayEnding
from tracker.models.alerts import Standing
from tracker.models.rhythms import Rhythm
from tracker.services.acts import Note
from tracker.services.rhythms import NewRhythm, agree_rhythm, end_circumstance
from tracker.services.stays import NewEnding, end_stay

pytestmark = pytest.mark.usefixtures("standing_stays_true")
LATER = NOW + timedelta(days=10)
IN_CUSTODY = NewRhythm(28, circumstance=Circumstance.CUSTODY)


def agreed(session, make_act, person, worker, new, at=NOW):
    return agree_rhythm(session, make_act(worker.id, at=at), person.id, new)


def applies(session, person):
    return session.get_one(Standing, person.id).agreed_days


def test_what_was_agreed_is_written_down_and_applies(session, make_act, keys, jay, with_sam, sam):
    act = make_act(sam.id, form_token="a-form")
    new = NewRhythm(10, 4, Circumstance.HOSPITAL, agreed_with_person=False)
    rhythm = agree_rhythm(session, act, jay.id, new)
    assert held(session, keys, rhythm) == {
        "person_id": jay.id,
        "form_token": "a-form",
        "every_days": 10,
        "breathing_days": 4,
        "circumstance": Circumstance.HOSPITAL,
        "agreed_at": NOW,
        "agreed_with_person": False,
        "known_at": NOW,
        "recorded_at": NOW,
        "recorded_by": f"worker:{sam.id}",
    }
    assert act.notes[0] == Note("rhythm.agreed", jay.id, "rhythm", rhythm.public_id)
    assert applies(session, jay) == 10


def test_the_latest_agreement_applies_and_the_one_before_stays_written(
    session, make_act, jay, with_sam, sam
):
    for days, at in ((7, NOW), (21, LATER)):
        agreed(session, make_act, jay, sam, NewRhythm(days), at)
    assert applies(session, jay) == 21
    rows = session.execute(select(Rhythm.every_days, Rhythm.superseded_at).order_by(Rhythm.id))
    assert [tuple(row) for row in rows] == [(7, None), (21, None)]


def test_an_agreement_moves_the_quiet_clock_at_once(session, make_act, jay, with_sam, sam):
    logged(session, make_act(sam.id), jay, sam)
    assert session.get_one(Standing, jay.id).quiet_from == datetime(2026, 12, 25, tzinfo=UTC)
    agreed(session, make_act, jay, sam, NewRhythm(7), NOW + timedelta(hours=1))
    # 2.5 times 7 days, rounded up: 18
    assert session.get_one(Standing, jay.id).quiet_from == datetime(2026, 12, 8, tzinfo=UTC)


def test_leaving_custody_ends_all_that_was_agreed_in_there(session, make_act, jay, with_sam, sam):
    agreed(session, make_act, jay, sam, NewRhythm(7))
    first = agreed(session, make_act, jay, sam, IN_CUSTODY, NOW + timedelta(days=1))
    more_often = NewRhythm(14, circumstance=Circumstance.CUSTODY)
    second = agreed(session, make_act, jay, sam, more_often, NOW + timedelta(days=2))
    assert applies(session, jay) == 14
    act = make_act(sam.id, at=LATER)
    assert end_circumstance(session, act, second.id) == [first, second]
    assert [first.ended_at, second.ended_at, applies(session, jay)] == [LATER, LATER, 7]
    assert act.notes[:2] == [
        Note("rhythm.circumstance_ended", jay.id, "rhythm", rhythm.public_id)
        for rhythm in (first, second)
    ]


def test_it_ends_once(session, make_act, jay, with_sam, sam):
    custody = agreed(session, make_act, jay, sam, IN_CUSTODY)
    end_circumstance(session, make_act(sam.id, at=LATER), custody.id)
    sentence = "This has ended already. There is nothing left to do here."
    with refused(session, ConflictError, sentence):
        end_circumstance(session, make_act(sam.id, at=LATER + timedelta(days=1)), custody.id)


def test_an_ordinary_rhythm_has_no_end(session, make_act, jay, with_sam, sam):
    rhythm = agreed(session, make_act, jay, sam, NewRhythm(7))
    sentence = "This has ended already. There is nothing left to do here."
    with refused(session, ConflictError, sentence):
        end_circumstance(session, make_act(sam.id, at=LATER), rhythm.id)


def test_what_begins_now_does_not_end_now(session, make_act, jay, with_sam, sam):
    custody = agreed(session, make_act, jay, sam, IN_CUSTODY)
    with refused(session, ConflictError, "This has only just begun. Try again in a moment."):
        end_circumstance(session, make_act(sam.id), custody.id)


@pytest.mark.parametrize(
    ("new", "field", "sentence"),
    [
        pytest.param(
            NewRhythm(0), "every_days", "Use a number of days from 1 to 365.", id="no days"
        ),
        pytest.param(
            NewRhythm(366),
            "every_days",
            "Use a number of days from 1 to 365.",
            id="more than a year",
        ),
        pytest.param(
            NewRhythm(7, -1),
            "breathing_days",
            "Use a number of days from 0 to 365.",
            id="less than no breathing room",
        ),
        pytest.param(
            NewRhythm(7, 366),
            "breathing_days",
            "Use a number of days from 0 to 365.",
            id="breathing room of more than a year",
        ),
    ],
)
def test_days_out_of_bounds_are_refused(
    session, make_act, jay, with_sam, sam, new, field, sentence
):
    with refused(session, InvalidError, sentence, field):
        agreed(session, make_act, jay, sam, new)


@pytest.mark.parametrize("new", [NewRhythm(1, 0), NewRhythm(365, 365)], ids=["least", "most"])
def test_days_at_the_bounds_are_taken(session, make_act, jay, with_sam, sam, new):
    assert agreed(session, make_act, jay, sam, new).every_days == new.every_days


def test_the_same_form_sent_again_gives_the_same_rhythm(session, make_act, jay, with_sam, sam):
    first = agree_rhythm(session, make_act(sam.id, form_token="a-form"), jay.id, NewRhythm(7))
    again = make_act(sam.id, at=LATER, form_token="a-form")
    assert (agree_rhythm(session, again, jay.id, NewRhythm(7)), again.notes) == (first, [])


def test_after_the_stay_nothing_is_agreed(session, make_act, jay, with_sam, sam):
    end_stay(session, make_act(sam.id), jay.id, NewEnding(StayEnding.MOVED_ON))
    with refused(session, ConflictError, "Their time with us has ended. Nothing was changed."):
        agreed(session, make_act, jay, sam, NewRhythm(7), LATER)


def test_nothing_is_agreed_with_somebody_who_is_not_there(session, make_act, jay, sam):
    with refused(session, NotFoundError, "There is no such person."):
        agree_rhythm(session, make_act(sam.id), jay.id + 1, NewRhythm(7))
    with refused(session, NotFoundError, "There is no such rhythm."):
        end_circumstance(session, make_act(sam.id), 999)
