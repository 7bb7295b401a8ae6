"""A rhythm's length has passed since we were last in touch, and no meeting is coming.

The usual row: with Sam since 1 March, about every 7 days agreed on 1 August, met on 1 September:
from 8 September something should be planned.
"""

import pytest

from tests.factories.facts import at, facts, stamp
from tracker.domain.alerts.bond_rules import NothingPlanned
from tracker.domain.alerts.findings import Finding
from tracker.domain.vocabulary import RuleKey, Tier

USUAL = {
    "stay": "2026-03-01",
    "key_worker": "sam 2026-03-01",
    "agreed": "2026-08-01 7",
    "contacts": "2026-09-01 10:00 met",
}
MET = "2026-09-01 10:00"


def nothing(since, *, agreed=7, every=None, counted_from=MET, reached=MET, tier=Tier.WHEN_YOU_CAN):
    numbers = {
        "agreed_days": agreed,
        "every_days": every or agreed,
        "counted_from": stamp(counted_from),
        "last_reached": stamp(reached) if reached else None,
    }
    return Finding(RuleKey.NOTHING_PLANNED, tier, at(since), numbers)


def met_and(*contacts):
    return {"contacts": "; ".join((f"{MET} met", *contacts))}


since_the_8th = nothing("2026-09-08")


@pytest.mark.parametrize(
    ("known", "when", "finding"),
    [
        pytest.param({}, "2026-09-07 23:59:59.999999", None, id="the instant before the 7th day after"),
        pytest.param({}, "2026-09-08", since_the_8th, id="local 00:00 of it"),
        pytest.param({}, "2026-10-29", since_the_8th, id="for as long as nothing is"),
        pytest.param({}, "2026-10-30", since_the_8th, id="a stale plan's interval still counts"),
        pytest.param({"agreed": "2026-05-01 10"}, "2026-09-10 23:59", None, id="stale all along: not yet"),
        pytest.param({"agreed": "2026-05-01 10"}, "2026-09-11", nothing("2026-09-11", agreed=10), id="stale all along"),
        pytest.param({"agreed": ""}, "2026-09-14 23:59", None, id="nothing ever agreed: every 14 days, not yet"),
        pytest.param({"agreed": ""}, "2026-09-15", nothing("2026-09-15", agreed=None, every=14),
                     id="nothing ever agreed: every 14 days"),
        pytest.param({"agreed": "2026-08-01 7 breathing 20"}, "2026-09-08", since_the_8th, id="breathing room is for quiet"),
        pytest.param({"contacts": "2026-10-20 17:45 met"}, "2026-10-27",
                     nothing("2026-10-27", counted_from="2026-10-20 17:45", reached="2026-10-20 17:45"),
                     id="over the end of summer time"),
        pytest.param({"contacts": "2026-10-18 17:45 met"}, "2026-10-24 23:59:59.999999", None,
                     id="the instant before the Sunday summer time ends"),
        pytest.param({"contacts": "2026-10-18 17:45 met"}, "2026-10-25",
                     nothing("2026-10-25", counted_from="2026-10-18 17:45", reached="2026-10-18 17:45"),
                     id="on that Sunday"),
        pytest.param({"contacts": "2027-03-24 00:30 met"}, "2027-03-31",
                     nothing("2027-03-31", counted_from="2027-03-24 00:30", reached="2027-03-24 00:30"),
                     id="over its beginning"),
    ],
)  # fmt: skip
def test_a_rhythm_after_they_met(known, when, finding):
    assert NothingPlanned().evaluate(facts(**USUAL | known), at(when)) == finding


@pytest.mark.parametrize(
    ("known", "when", "finding"),
    [
        pytest.param({"contacts": ""}, "2026-09-08", nothing("2026-03-15", counted_from="2026-03-01", reached=None),
                     id="never reached: from the pairing's start, by the 14 days that applied then"),
        pytest.param({"here": "2026-09-10 09:00"}, "2026-09-16 23:59", None, id="here later than they met: not yet"),
        pytest.param({"here": "2026-09-10 09:00"}, "2026-09-17", nothing("2026-09-17", counted_from="2026-09-10 09:00"),
                     id="here later: from the first day here"),
        pytest.param({"key_worker": "ana 2026-03-01 to 2026-09-05 12:00 planned; sam 2026-09-05 12:00"}, "2026-09-12",
                     nothing("2026-09-12", counted_from="2026-09-05 12:00", reached=None),
                     id="handed on: from the new pairing's start"),
        pytest.param(met_and("2026-09-04 they_cancelled"), "2026-09-10 23:59", None, id="told in time: not yet"),
        pytest.param(met_and("2026-09-04 they_cancelled"), "2026-09-11", nothing("2026-09-11", counted_from="2026-09-04"),
                     id="told in time: from the day they told us"),
        pytest.param(met_and("2026-09-10 they_moved"), "2026-09-10", None, id="told while it was true: it ends"),
        pytest.param(met_and("2026-09-10 they_moved"), "2026-09-17", nothing("2026-09-17", counted_from="2026-09-10"),
                     id="and begins anew"),
        pytest.param(met_and("2026-09-04 met by ana", "2026-09-04 they_cancelled by ana"), "2026-09-08", since_the_8th,
                     id="another worker does not settle it"),
        pytest.param(met_and("2026-09-04 spoke by kit") | {"cover": "kit 2026-09-03 to 2026-09-05"}, "2026-09-11",
                     nothing("2026-09-11", counted_from="2026-09-04", reached="2026-09-04"), id="cover does"),
        pytest.param(met_and("2026-09-04 missed_each_other", "2026-09-05 we_tried", "2026-09-06 we_cancelled"), "2026-09-08",
                     since_the_8th, id="nothing else does"),
    ],
)  # fmt: skip
def test_from_where_it_counts(known, when, finding):
    assert NothingPlanned().evaluate(facts(**USUAL | known), at(when)) == finding


PLANNED = {"meetings": "2026-09-20 14:00 planned 2026-09-03"}
CALLED_OFF = {"meetings": "2026-09-20 14:00 planned 2026-09-10 09:00 settled 2026-09-12 11:00"}
MOVED = {"meetings": "2026-09-20 14:00 planned 2026-09-03 settled 2026-09-18 10:00; "
         "2026-09-25 14:00 planned 2026-09-18 10:00"}  # fmt: skip


@pytest.mark.parametrize(
    ("known", "when", "finding"),
    [
        pytest.param(PLANNED, "2026-09-20 13:59:59.999999", None, id="one is coming"),
        pytest.param(PLANNED, "2026-09-20 14:00", nothing("2026-09-20 14:00"), id="until it begins: true since then"),
        pytest.param({"meetings": "2026-09-20 14:00 planned 2026-09-03 by ana"}, "2026-09-15", None,
                     id="a meeting with another worker is a meeting"),
        pytest.param(CALLED_OFF, "2026-09-10 08:59:59", since_the_8th, id="before it is planned"),
        pytest.param(CALLED_OFF, "2026-09-10 09:00", None, id="a coming meeting ends it"),
        pytest.param(CALLED_OFF, "2026-09-12 11:00", nothing("2026-09-12 11:00"), id="called off: true since then"),
        pytest.param(MOVED, "2026-09-18 10:00", None, id="moved: the next stands as the first falls"),
        pytest.param(MOVED, "2026-09-25 14:00", nothing("2026-09-25 14:00"), id="so the run begins after the second"),
        pytest.param({"meetings": "2026-09-05 14:00 planned 2026-09-03"}, "2026-09-08", since_the_8th, id="one that is past"),
        pytest.param({"meetings": "2026-09-08 00:00 planned 2026-09-03"}, "2026-09-08", since_the_8th,
                     id="one that began as it came true"),
        pytest.param({"meetings": "2026-09-20 14:00 planned 2026-09-08"}, "2026-09-08", None,
                     id="one that was planned as it came true"),
        pytest.param({"meetings": "2026-09-05 14:00 planned 2026-09-06"}, "2026-09-08", since_the_8th,
                     id="one written down after it began never was a coming one"),
        pytest.param({"meetings": "2026-09-09 09:00 planned 2026-09-03; 2026-09-11 09:00 planned 2026-09-10"}, "2026-09-12",
                     nothing("2026-09-11 09:00"), id="a day between two: the run is only the last"),
        pytest.param({"meetings": "2026-09-09 09:00 planned 2026-09-03; 2026-09-11 09:00 planned 2026-09-10"}, "2026-09-09 12:00",
                     nothing("2026-09-09 09:00"), id="which is true on that day"),
    ],
)  # fmt: skip
def test_a_coming_meeting_breaks_the_run(known, when, finding):
    assert NothingPlanned().evaluate(facts(**USUAL | known), at(when)) == finding


@pytest.mark.parametrize(
    ("known", "when", "finding"),
    [
        pytest.param({"agreed": "2026-08-01 7; 2026-09-10 14"}, "2026-09-09", since_the_8th, id="by the old plan"),
        pytest.param({"agreed": "2026-08-01 7; 2026-09-10 14"}, "2026-09-10", None, id="a longer one agreed ends it"),
        pytest.param({"agreed": "2026-08-01 7; 2026-09-10 14"}, "2026-09-15", nothing("2026-09-15", agreed=14),
                     id="until that has passed"),
        pytest.param({"agreed": "2026-08-01 30; 2026-09-20 12:00 7"}, "2026-09-20 12:00", nothing("2026-09-20 12:00"),
                     id="a shorter one begins it as it is agreed"),
        pytest.param({"agreed": "2026-08-01 7; 2026-08-20 28 custody to 2026-09-20 09:00"}, "2026-09-20 08:59", None,
                     id="in custody: its own rhythm"),
        pytest.param({"agreed": "2026-08-01 7; 2026-08-20 28 custody to 2026-09-20 09:00"}, "2026-09-20 09:00",
                     nothing("2026-09-20 09:00", tier=Tier.THIS_WEEK), id="on release: the one before, lifted for 28 days"),
        pytest.param({"pauses": "2026-09-03 12:00 holiday to 2026-09-08 12:00"}, "2026-09-12 23:59", None,
                     id="five paused days are added: not yet"),
        pytest.param({"pauses": "2026-09-03 12:00 holiday to 2026-09-08 12:00"}, "2026-09-13", nothing("2026-09-13"),
                     id="five paused days are added"),
        pytest.param({"pauses": "2026-09-03 asked_for_space"}, "2026-10-20", None, id="an open pause stops it"),
        pytest.param({"pauses": "2026-09-09 asked_for_space"}, "2026-10-20", since_the_8th,
                     id="but not what was true before (the engine keeps it silent)"),
        pytest.param({"pauses": "2026-09-09 holiday to 2026-09-19"}, "2026-10-20", since_the_8th,
                     id="and after the pause it is true since then"),
    ],
)  # fmt: skip
def test_plans_and_pauses(known, when, finding):
    assert NothingPlanned().evaluate(facts(**USUAL | known), at(when)) == finding


@pytest.mark.parametrize(
    "known",
    [
        pytest.param({"key_worker": ""}, id="no key worker: another rule"),
        pytest.param(
            {"key_worker": "sam 2026-03-01 to 2026-09-20 planned"}, id="the pairing ended"
        ),
        pytest.param({"stay": "2026-03-01 to 2026-09-20 moved_on"}, id="the stay ended"),
        pytest.param({"stay": None}, id="no stay"),
    ],
)
def test_where_there_is_no_pairing_nothing_needs_planning(known):
    assert NothingPlanned().evaluate(facts(**USUAL | known), at("2026-09-20")) is None


def test_silence_in_a_pause_and_no_sooner_than_the_stay():
    assert NothingPlanned.silent_while_paused is True
    late = facts(**USUAL | {"stay": "2026-09-15"})
    assert NothingPlanned().evaluate(late, at("2026-09-20")) == nothing("2026-09-15")
