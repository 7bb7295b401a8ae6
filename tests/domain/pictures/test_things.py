"""What stands in a story: the life of the drawings, read aloud."""

from dataclasses import replace
from datetime import datetime

import pytest

from tests.factories.facts import ANA, KIT, LONDON, SAM, at, facts
from tests.factories.random_facts import random_facts
from tracker.domain.alerts.bond_rules import Quiet
from tracker.domain.alerts.facts import StayFact
from tracker.domain.pictures.drawing import LEFT, RIGHT, SPACE, Range, draw
from tracker.domain.pictures.shapes import SHAPES, Shape
from tracker.domain.pictures.things import Happened, Kind, StoryFacts, things_of
from tracker.domain.vocabulary import MISSED, OUR_PART, REACHED, TOLD_US, Outcome

TODAY = at("2026-11-23 12:00")


def story(**more):
    told = facts(**more)
    return StoryFacts(told, (told.stay,))


def brief(things):
    """Give each thing as its kind, its first day, its last, and its days."""
    day = lambda instant: f"{LONDON.day_of(instant):%d %b}" if instant else None  # noqa: E731 - a name for it
    return [(one.kind.value, day(one.at), day(one.until), one.days) for one in things]


def test_a_story_is_told_newest_first_what_is_open_before_what_was():
    life = facts(
        stay="2026-01-12",
        key_worker="ana 2026-01-12 to 2026-04-20 unplanned; sam 2026-04-29",
        deputy="kit 2026-05-18",
        cover="kit 2026-08-10 to 2026-08-24",
        agreed="2026-09-10 7 breathing 4",
        pauses="2026-06-20 holiday to 2026-06-27",
        contacts="2026-01-20 met by ana; 2026-10-22 met; 2026-10-29 we_cancelled; 2026-11-07 spoke",
    )
    told = StoryFacts(
        life,
        (life.stay,),
        asides=(Happened(at("2026-07-01"), 9),),
        justice=(
            Happened(at("2026-05-09"), 1),
            Happened(at("2026-10-31"), 2, own=False),
        ),
        coming=(Happened(at("2026-12-10 14:00"), 8), Happened(at("2026-11-26 14:00"), 7)),
    )
    assert brief(things_of(told, TODAY)) == [
        ("key_worker", "29 Apr", None, 0),
        ("deputy", "18 May", None, 0),
        ("coming", "26 Nov", None, 0),
        ("coming", "10 Dec", None, 0),
        ("quiet", "07 Nov", None, 16),
        ("contact", "07 Nov", None, 0),
        ("quiet", "22 Oct", "07 Nov", 16),
        ("justice", "31 Oct", None, 0),
        ("contact", "29 Oct", None, 0),
        ("contact", "22 Oct", None, 0),
        ("rhythm", "10 Sep", None, 0),
        ("cover", "10 Aug", "24 Aug", 0),
        ("contact", "01 Jul", None, 0),
        ("pause", "20 Jun", "27 Jun", 0),
        ("justice", "09 May", None, 0),
        ("gap", "20 Apr", "29 Apr", 9),
        ("handover", "20 Apr", "29 Apr", 0),
        ("key_worker", "12 Jan", "20 Apr", 0),
        ("quiet", "20 Jan", "20 Apr", 90),
        ("contact", "20 Jan", None, 0),
        ("came_to_us", "12 Jan", None, 0),
    ]


@pytest.mark.parametrize(
    ("stay", "key_worker", "gaps"),
    [
        pytest.param("2026-08-01", "sam 2026-08-01", [], id="matched the same day"),
        pytest.param("2026-08-01", "sam 2026-08-04", [3], id="waited for the first"),
        pytest.param("2026-11-20", "", [3], id="still waiting"),
        pytest.param("2026-08-01", "sam 2026-08-01 to 2026-11-21", [2], id="nobody since"),
        pytest.param(
            "2026-08-01",
            "sam 2026-08-01 to 2026-09-01 09:00; ana 2026-09-01 17:00",
            [],
            id="handed over within a day",
        ),
        pytest.param(
            "2026-08-01 to 2026-10-01 moved_on", "sam 2026-08-01 to 2026-10-01", [], id="ended"
        ),
        pytest.param(
            "2026-08-01 to 2026-10-05 moved_on",
            "sam 2026-08-01 to 2026-10-01",
            [4],
            id="the last days of a stay",
        ),
        pytest.param("2026-08-01", "sam 2026-12-01", [114], id="agreed for a later day"),
    ],
)
def test_days_in_a_stay_without_a_key_worker_are_a_gap(stay, key_worker, gaps):
    found = things_of(story(stay=stay, key_worker=key_worker), TODAY)
    assert [one.days for one in found if one.kind is Kind.GAP] == gaps


def test_a_change_of_worker_is_a_handover_within_one_stay_and_to_someone_else():
    told = story(
        stay="2026-01-01",
        key_worker="sam 2026-01-01 to 2026-02-01 planned; sam 2026-02-10 to 2026-03-01 planned;"
        "ana 2026-03-01 to 2026-04-01 unplanned; kit 2026-05-01",
    )
    found = [t for t in things_of(told, TODAY) if t.kind is Kind.HANDOVER]
    assert [(t.before_id, t.worker_id, t.planned) for t in found] == [
        (ANA, KIT, False),
        (SAM, ANA, True),
    ]
    first, second = (
        StayFact(at("2026-01-01"), None, at("2026-04-10")),
        StayFact(at("2026-04-20"), None),
    )
    returned = StoryFacts(told.facts, (first, second))
    found = [t for t in things_of(returned, TODAY) if t.kind is Kind.HANDOVER]
    assert [(t.before_id, t.worker_id) for t in found] == [(SAM, ANA)]


def test_every_outcome_has_its_shape_and_none_says_more_than_the_table():
    assert set(SHAPES) == set(Outcome)
    assert {SHAPES[word] for word in REACHED} == {Shape.MET, Shape.SPOKE}
    assert {SHAPES[word] for word in MISSED} == {Shape.MISSED}
    assert {SHAPES[word] for word in TOLD_US} == {Shape.THEIRS}
    ours = {SHAPES[word] for word in OUR_PART} | {SHAPES[Outcome.WE_TRIED]}
    assert ours == {Shape.OUR_PART, Shape.THEY_TRIED, Shape.WE_TRIED}
    assert SHAPES[Outcome.COULD_NOT_COME] is Shape.THEIRS


LIVES = 300


def test_a_quiet_spell_stands_open_when_and_as_the_alert_says(measure):
    alerts = 0
    for seed in range(3 * LIVES):
        life, now = random_facts(seed)
        found = [t for t in things_of(StoryFacts(life, ()), now) if t.kind is Kind.QUIET and t.open]
        finding = Quiet().evaluate(replace(life, meetings=()), now)  # a meeting holds it back
        if finding is not None and not life.paused(now):
            alerts += 1
            last = LONDON.day_of(datetime.fromisoformat(finding.numbers["last_reached"]))
            days = (LONDON.day_of(now) - last).days
            assert [(LONDON.day_of(one.at), one.days) for one in found] == [(last, days)], seed
        elif life.in_stay(now):
            assert found == [], seed
    measure("quiet spells as the alert says them", wanted=20, reached=alerts, count=alerts)


def test_everything_is_drawn_once_and_no_two_marks_of_a_row_touch(measure):
    marks = 0
    for seed in range(LIVES):
        life, now = random_facts(seed)
        told = StoryFacts(life, (life.stay,) if life.stay else ())
        for range_ in Range:
            picture = draw(told, now, range_)
            drawn = [one for lane in picture.lanes.values() for one in lane]
            assert {id(one.thing) for one in drawn} == {id(thing) for thing in picture.things}
            assert len(drawn) == len(picture.things), seed
            assert all(LEFT <= one.x <= one.x + one.width <= RIGHT + 0.1 for one in drawn), seed
            for kind in (Kind.CONTACT, Kind.JUSTICE):
                rows = {}
                for one in sorted(picture.lane(kind), key=lambda one: one.x):
                    assert one.x - rows.get(one.row, -SPACE) >= SPACE, seed
                    rows[one.row] = one.x
            marks += len(drawn)
    measure("marks and bands placed", wanted=5_000, reached=marks, count=marks)


def test_a_longer_range_shows_what_a_shorter_one_does_and_counts_what_is_before():
    for seed in range(100):
        life, now = random_facts(seed)
        told = StoryFacts(life, (life.stay,) if life.stay else ())
        three, twelve, whole = (draw(told, now, range_) for range_ in Range)
        assert set(three.things) <= set(twelve.things) <= set(whole.things)
        assert whole.earlier == 0
        assert len(three.things) + three.earlier == len(whole.things), seed


def test_thirty_key_workers_and_one_day_with_one_are_drawn():
    many = "; ".join(f"sam 2026-10-{n:02} to 2026-10-{n + 1:02} planned" for n in range(1, 31))
    picture = draw(story(stay="2026-10-01", key_worker=many), TODAY)
    bands = picture.lane(Kind.KEY_WORKER)
    assert len(bands) == 30
    assert {band.row for band in bands} == {0}
    assert [band.pattern for band in bands[-7:]] == [0, 5, 4, 3, 2, 1, 0]
    assert all(band.width > 0 for band in bands)
