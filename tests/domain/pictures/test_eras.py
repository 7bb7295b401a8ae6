"""A story divided by its key workers, and the part of it someone looks for."""

from dataclasses import replace
from datetime import date

import pytest

from tests.factories.facts import ANA, KIT, LONDON, SAM, at, facts
from tests.factories.random_facts import random_facts
from tracker.domain.pictures.eras import SORTS, Era, Sort, Sought, by_era, those_sought
from tracker.domain.pictures.things import Happened, Kind, StoryFacts, things_of

TODAY = at("2026-11-23 12:00")


def the_life():
    life = facts(
        stay="2026-01-10",
        key_worker="ana 2026-01-12 to 2026-04-20 unplanned; sam 2026-04-29",
        deputy="kit 2026-02-01 to 2026-05-18 planned",
        contacts="2026-01-20 met by ana with kit; 2026-04-24 spoke by kit; 2026-11-20 met",
    )
    return StoryFacts(
        life,
        (life.stay,),
        asides=(Happened(at("2026-05-20 10:00"), 9, worker_id=KIT),),
        justice=(Happened(at("2026-01-11"), 1),),
        coming=(Happened(at("2026-11-26 14:00"), 7, worker_id=SAM),),
        promised=(Happened(at("2026-11-10"), 4, worker_id=SAM),),
    )


def brief(things):
    return [(one.kind.value, f"{LONDON.day_of(one.at):%d %b}") for one in things]


def test_each_thing_stands_under_the_key_worker_of_its_time():
    told = the_life()
    found = by_era(told, things_of(told, TODAY), TODAY)
    assert [(era, brief(things)) for era, things in found] == [
        (
            Era(SAM, at("2026-04-29"), None),
            [
                ("key_worker", "29 Apr"),
                ("promised", "10 Nov"),  # its day is past, and it still waits for us
                ("coming", "26 Nov"),
                ("contact", "20 Nov"),
                ("contact", "20 May"),
                ("deputy", "01 Feb"),
            ],
        ),
        (
            Era(None, at("2026-04-20"), at("2026-04-29")),
            [("gap", "20 Apr"), ("handover", "20 Apr"), ("contact", "24 Apr")],
        ),
        (
            Era(ANA, at("2026-01-12"), at("2026-04-20")),
            [("key_worker", "12 Jan"), ("quiet", "20 Jan"), ("contact", "20 Jan")],
        ),
        (
            Era(None, None, at("2026-01-12")),
            [("gap", "10 Jan"), ("justice", "11 Jan"), ("came_to_us", "10 Jan")],
        ),
    ]


def test_nothing_is_lost_or_moved_by_dividing_and_no_era_comes_twice(measure):
    divided = 0
    for seed in range(300):
        life, now = random_facts(seed)
        told = StoryFacts(life, (life.stay,) if life.stay else ())
        things = things_of(told, now)
        found = by_era(told, things, now)
        assert [one for _era, some in found for one in some] == things, seed
        assert len({era for era, _some in found}) == len(found), seed
        divided += len(found)
    measure(
        "times with one key worker, or none, told apart", wanted=400, reached=divided, count=divided
    )


@pytest.mark.parametrize(
    ("sought", "found"),
    [
        pytest.param(Sought(Sort.CONTACTS), ["contact"] * 4, id="contacts, with others too"),
        pytest.param(Sought(Sort.JUSTICE), ["justice"], id="police and court"),
        pytest.param(Sought(Sort.AHEAD), ["promised", "coming"], id="what is ahead"),
        pytest.param(
            Sought(worker_id=KIT), ["contact", "deputy", "contact", "contact"],
            id="whoever was there too counts",
        ),
        pytest.param(Sought(Sort.CONTACTS, ANA), ["contact"], id="both must hold"),
        pytest.param(
            Sought(first=date(2026, 11, 20)), ["key_worker", "coming", "contact"],
            id="the first day is included",
        ),
        pytest.param(
            Sought(first=date(2026, 11, 21)), ["key_worker", "coming"], id="not the day before"
        ),
        pytest.param(
            Sought(last=date(2026, 1, 10)), ["gap", "came_to_us"], id="the last day is included"
        ),
        pytest.param(Sought(last=date(2026, 1, 9)), [], id="not the day after"),
        pytest.param(
            Sought(first=date(2026, 3, 1), last=date(2026, 3, 2)),
            ["deputy", "key_worker", "quiet"],
            id="a span touches the days in it",
        ),
    ],
)  # fmt: skip
def test_what_is_looked_for_is_found_and_nothing_else(sought, found):
    told = the_life()
    things = things_of(told, TODAY)
    assert those_sought(told, things, Sought()) == things
    assert [one.kind.value for one in those_sought(told, things, sought)] == found


def test_every_kind_of_thing_can_be_looked_for():
    assert frozenset().union(*SORTS.values()) == frozenset(Kind)
    assert set(SORTS) == set(Sort)


def test_without_a_key_worker_there_is_one_time_before_all():
    life = replace(facts(stay="2026-11-20", key_worker=""))
    told = StoryFacts(life, (life.stay,))
    ((era, things),) = by_era(told, things_of(told, TODAY), TODAY)
    assert era == Era(None, None, None)
    assert brief(things) == [("gap", "20 Nov"), ("came_to_us", "20 Nov")]
