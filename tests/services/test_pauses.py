"""Paused together: by name, with a day to look again; nothing pauses or goes on by itself."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from tests.conftest import NOW
from tests.factories.contacts import logged
from tests.stored import held, refused
from tracker.domain.errors import ConflictError, InvalidError, NotFoundError
from tracker.domain.vocabulary import (
    AlertState,
    Closed,
    Outcome,
    PauseKind,
    RuleKey,
    StayEnding,
)
from tracker.models.alerts import Alert, Standing
from tracker.models.stays import Pause
from tracker.services import judging
from tracker.services.acts import Note
from tracker.services.pauses import NewPause, end_pause, pause
from tracker.services.stays import NewEnding, end_stay

pytestmark = pytest.mark.usefixtures("standing_stays_true")
LATER = NOW + timedelta(days=10)
LOOK_AGAIN = date(2026, 12, 18)
AWAY = NewPause(PauseKind.HOLIDAY, LOOK_AGAIN, "At her aunt's until Christmas.")


@pytest.fixture
def paused(session, make_act, jay, with_sam, sam):
    return pause(session, make_act(sam.id), jay.id, AWAY)


def alerts(session):
    rows = select(Alert.rule, Alert.state, Alert.closed_how).order_by(Alert.id)
    return [tuple(row) for row in session.execute(rows)]


@pytest.mark.parametrize("kind", PauseKind)
def test_a_pause_says_who_decided_why_and_when_to_look_again(
    session, make_act, keys, jay, with_sam, sam, kind
):
    act = make_act(sam.id, form_token="a-form")
    made = pause(session, act, jay.id, NewPause(kind, LOOK_AGAIN, " Time to think. "))
    assert held(session, keys, made) == {
        "person_id": jay.id,
        "form_token": "a-form",
        "kind": kind,
        "from_at": NOW,
        "look_again_on": LOOK_AGAIN,
        "words": "Time to think.",
        "decided_by": f"worker:{sam.id}",
        "known_at": NOW,
        "recorded_at": NOW,
        "recorded_by": f"worker:{sam.id}",
    }
    assert act.notes[0] == Note("pause.started", jay.id, "pause", made.public_id)
    standing = session.get_one(Standing, jay.id)
    assert (standing.paused_kind, standing.pause_look_again_on) == (kind, LOOK_AGAIN)


def test_a_pause_ends_by_name(session, make_act, keys, jay, paused, sam, ana):
    act = make_act(ana.id, at=LATER)
    ended = end_pause(session, act, jay.id)
    assert held(session, keys, ended) == {
        "person_id": jay.id,
        "kind": PauseKind.HOLIDAY,
        "from_at": NOW,
        "look_again_on": LOOK_AGAIN,
        "ended_at": LATER,
        "ended_by": f"worker:{ana.id}",
        "words": "At her aunt's until Christmas.",
        "decided_by": f"worker:{sam.id}",
        "known_at": NOW,
        "recorded_at": NOW,
        "recorded_by": f"worker:{sam.id}",
    }
    assert act.notes[0] == Note("pause.ended", jay.id, "pause", paused.public_id)
    assert session.get_one(Standing, jay.id).paused_kind is None


def test_alerts_of_the_rhythm_rest_while_paused_and_come_back_after(
    session, make_act, jay, with_sam, sam
):
    logged(session, make_act(sam.id, at=NOW - timedelta(days=1)), jay, sam)
    logged(
        session, make_act(sam.id, at=NOW - timedelta(hours=1)), jay, sam, Outcome.MISSED_EACH_OTHER
    )
    missed = (RuleKey.MISSED, AlertState.OPEN, None)
    assert alerts(session) == [missed]
    pause(session, make_act(sam.id), jay.id, AWAY)
    resting = (RuleKey.MISSED, AlertState.CLOSED, Closed.PAUSED)
    assert alerts(session) == [resting]
    end_pause(session, make_act(sam.id, at=LATER), jay.id)
    assert alerts(session) == [resting, missed]


def test_nothing_ends_a_pause_that_is_past_its_day(session, make_act, jay, paused):
    long_after = datetime(2027, 3, 1, 9, tzinfo=UTC)
    judging.judge_everyone(session, make_act(at=long_after))
    assert session.scalars(select(Pause.ended_at)).all() == [None]
    assert session.get_one(Standing, jay.id).paused_kind is PauseKind.HOLIDAY


def test_the_same_form_sent_again_gives_the_same_pause(session, make_act, jay, with_sam, sam):
    first = pause(session, make_act(sam.id, form_token="a-form"), jay.id, AWAY)
    again = make_act(sam.id, at=LATER, form_token="a-form")
    assert (pause(session, again, jay.id, AWAY), again.notes) == (first, [])
    end_pause(session, make_act(sam.id, at=LATER), jay.id)
    assert pause(session, again, jay.id, AWAY) is first


def test_there_is_one_pause_at_a_time(session, make_act, jay, paused, sam):
    sentence = "You have paused together already. End that pause first."
    with refused(session, ConflictError, sentence):
        pause(session, make_act(sam.id, at=LATER), jay.id, AWAY)


@pytest.mark.parametrize(
    ("day", "right"),
    [
        pytest.param(date(2026, 11, 20), False, id="today"),
        pytest.param(date(2026, 11, 21), True, id="tomorrow"),
        pytest.param(date(2027, 11, 21), True, id="366 days away"),
        pytest.param(date(2027, 11, 22), False, id="367 days away"),
    ],
)
def test_the_day_to_look_again_comes_within_a_year(
    session, make_act, jay, with_sam, sam, day, right
):
    new = NewPause(PauseKind.LOST_TOUCH, day, "We lost touch.")
    if right:
        assert pause(session, make_act(sam.id), jay.id, new).look_again_on == day
        return
    sentence = "Choose a day after today, within a year."
    with refused(session, InvalidError, sentence, "look_again_on"):
        pause(session, make_act(sam.id), jay.id, new)


def test_a_day_is_a_day_in_london(session, make_act, jay, with_sam, sam):
    """At half past midnight in summer time it is still yesterday in UTC."""
    night = datetime(2027, 6, 9, 23, 30, tzinfo=UTC)  # 10 June, 00:30
    new = NewPause(PauseKind.HOLIDAY, date(2027, 6, 10), "Away")
    sentence = "Choose a day after today, within a year."
    with refused(session, InvalidError, sentence, "look_again_on"):
        pause(session, make_act(sam.id, at=night), jay.id, new)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        pytest.param(" \n", "Say why in a few words.", id="none"),
        pytest.param("x" * 2_001, "Use 2,000 letters or fewer.", id="too many"),
    ],
)
def test_a_pause_needs_a_few_words(session, make_act, jay, with_sam, sam, words, sentence):
    with refused(session, InvalidError, sentence, "words"):
        pause(session, make_act(sam.id), jay.id, NewPause(PauseKind.HOLIDAY, LOOK_AGAIN, words))


def test_no_job_pauses_or_goes_on(session, make_act, jay, paused):
    sentence = "Only a named worker decides this."
    with refused(session, InvalidError, sentence):
        pause(session, make_act("system:sweep"), jay.id, AWAY)
    with refused(session, InvalidError, sentence):
        end_pause(session, make_act("system:sweep", at=LATER), jay.id)


def test_a_pause_that_begins_now_does_not_end_now(session, make_act, jay, paused, sam):
    with refused(session, ConflictError, "This has only just begun. Try again in a moment."):
        end_pause(session, make_act(sam.id), jay.id)


def test_there_is_no_end_of_a_pause_that_is_not_open(session, make_act, jay, paused, sam):
    end_pause(session, make_act(sam.id, at=LATER), jay.id)
    with refused(session, ConflictError, "There is no pause to end."):
        end_pause(session, make_act(sam.id, at=LATER), jay.id)


def test_after_the_stay_nobody_pauses(session, make_act, jay, with_sam, sam):
    end_stay(session, make_act(sam.id), jay.id, NewEnding(StayEnding.MOVED_ON))
    with refused(session, ConflictError, "Their time with us has ended. Nothing was changed."):
        pause(session, make_act(sam.id, at=LATER), jay.id, AWAY)


def test_there_is_no_pause_of_somebody_who_is_not_there(session, make_act, jay, sam):
    with refused(session, NotFoundError, "There is no such person."):
        pause(session, make_act(sam.id), jay.id + 1, AWAY)
