"""The numbers above the picture are true, counted another way; and the strip of twelve weeks."""

from datetime import date, timedelta

import pytest

from tests.factories.facts import LONDON, SAM, at, facts
from tests.factories.random_facts import random_facts
from tracker.domain.pictures.shapes import Shape
from tracker.domain.pictures.strip import Strip, strip_of
from tracker.domain.pictures.summary import Summary, sum_up
from tracker.domain.pictures.things import StoryFacts, things_of
from tracker.domain.vocabulary import Outcome, PairingRole

TODAY = at("2026-11-23 12:00")
ONE_DAY = timedelta(days=1)


def summed(told, now):
    return sum_up(told, things_of(told, now), now)


def test_the_life_of_the_drawing():
    life = facts(
        stay="2026-01-12",
        key_worker="ana 2026-01-12 to 2026-04-20 unplanned; sam 2026-04-29",
        contacts="2026-01-20 met by ana; 2026-05-13 met; 2026-05-20 spoke; 2026-05-21 met by kit;"
        "2026-05-28 met by kit with sam; 2026-06-04 they_moved",
    )
    assert summed(StoryFacts(life, (life.stay,)), TODAY) == Summary(
        key_workers=2,
        since=at("2026-01-12"),
        worker_id=SAM,
        with_since=at("2026-04-29"),
        months=6,
        days=208,
        meetings=2,  # not the one with Ana, nor Kit alone, nor the call
        handovers=1,
        unplanned=1,
        days_without=9,
        waiting=0,
    )


def test_whoever_never_had_a_key_worker_has_nothing_to_sum_up_but_their_waiting():
    life = facts(stay="2026-11-20", key_worker="")
    assert summed(StoryFacts(life, (life.stay,)), TODAY) == Summary(waiting=3)


def by_hand(life, now):
    """Count day by day and contact by contact, with nothing of the picture's."""
    mine = [p for p in life.pairings if p.role is PairingRole.KEY_WORKER and p.started_at <= now]
    today = LONDON.day_of(now)
    held = [now_ for now_ in mine if now_.ended_at is None or now_.ended_at > now]
    without = 0
    if mine and life.stay:
        day = LONDON.day_of(max(mine[0].ended_at or now, life.stay.referred_at))
        last = LONDON.day_of(min(life.stay.ended_at or now, now))
        while day < last:
            # A day counts from the day a bond ended up to the day the next began.
            bound = any(
                LONDON.day_of(p.started_at) <= day
                and (p.ended_at is None or LONDON.day_of(p.ended_at) > day)
                for p in mine
            )
            without += not bound
            day += ONE_DAY
    return {
        "key_workers": len({p.worker_id for p in mine}),
        "worker_id": held[0].worker_id if held else None,
        "days": (today - LONDON.day_of(held[0].started_at)).days if held else 0,
        "meetings": len(
            [
                c
                for c in life.contacts
                if held
                and c.outcome is Outcome.MET
                and held[0].started_at <= c.occurred_at
                and held[0].worker_id in (c.worker_id, *c.others)
            ]
        ),
        "days_without": without,
    }


def test_the_numbers_are_true_of_random_lives(measure):
    count = 0
    for seed in range(600):
        life, now = random_facts(seed)
        if any(p.started_at > now for p in life.pairings):
            continue
        told = StoryFacts(life, (life.stay,) if life.stay else ())
        found = summed(told, now)
        numbers = by_hand(life, now)
        first = min((p.started_at for p in life.pairings if p.role == "key_worker"), default=now)
        if life.stay and life.stay.referred_at > first:
            numbers.pop("days_without")  # bonds of a time before, which by_hand does not know
        assert {name: getattr(found, name) for name in numbers} == numbers, seed
        count += 1
    measure("lives whose summary is counted again", wanted=300, reached=count, count=count)


@pytest.mark.parametrize(
    ("until", "months"),
    [
        ("2026-05-28 12:00", 0),
        ("2026-05-29 00:00", 1),
        ("2026-11-28 23:59", 6),
        ("2026-11-29", 7),
    ],
)
def test_months_are_whole_ones(until, months):
    life = facts(stay="2026-04-29", key_worker="sam 2026-04-29")
    assert summed(StoryFacts(life, (life.stay,)), at(until)).months == months


def test_a_week_shows_one_mark_and_every_contact_is_counted():
    today = date(2026, 11, 23)
    ago = lambda days, outcome: (today - timedelta(days=days), outcome)  # noqa: E731 - a name for it
    made = strip_of(
        [
            ago(-1, Outcome.MET),  # tomorrow is no week that was
            ago(0, Outcome.WE_TRIED),
            ago(6, Outcome.MISSED_EACH_OTHER),
            ago(7, Outcome.WE_CANCELLED),
            ago(8, Outcome.COULD_NOT_COME),
            ago(20, Outcome.MESSAGED),
            ago(20, Outcome.MET),
            ago(76, Outcome.SPOKE),
            ago(77, Outcome.MET),  # before the eleven weeks
        ],
        today,
        planned=True,
        pattern=1,
    )
    nothing = [None] * 7
    assert made == Strip(
        (Shape.SPOKE, *nothing, Shape.MET, Shape.OUR_PART, Shape.MISSED),
        (
            (Shape.MET, 1),
            (Shape.SPOKE, 2),
            (Shape.OUR_PART, 1),
            (Shape.MISSED, 1),
            (Shape.THEIRS, 1),
            (Shape.WE_TRIED, 1),
        ),
        next=True,
        pattern=1,
    )
