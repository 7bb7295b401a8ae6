"""The end of a time with us: a named worker's act, after which everything else rests."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from tests.conftest import NOW
from tests.factories.bonds import a_pairing
from tests.factories.contacts import logged
from tests.factories.meetings import planned
from tests.factories.pairings import matched
from tests.factories.people import written_in
from tests.services.conftest import MATCHED, WRITTEN_IN
from tests.stored import held, refused
from tracker.domain.errors import ConflictError, InvalidError, NotFoundError
from tracker.domain.vocabulary import (
    CameFrom,
    Closed,
    MeetingState,
    Outcome,
    PairingEnd,
    PairingRole,
    PauseKind,
    RuleKey,
    StayEnding,
)
from tracker.models.alerts import Alert, Standing
from tracker.models.meetings import Meeting, MeetingStep
from tracker.models.pairings import Pairing
from tracker.models.stays import Pause, Stay
from tracker.services import judging
from tracker.services.acts import Note
from tracker.services.pairings import name_deputy
from tracker.services.pauses import NewPause, pause
from tracker.services.stays import NewEnding, end_stay

pytestmark = pytest.mark.usefixtures("standing_stays_true")
MOVED_ON = NewEnding(StayEnding.MOVED_ON)
REFERRED = datetime(2026, 8, 31, 23, tzinfo=UTC)
TOO_SOON = "This has only just begun. Try again in a moment."


@pytest.fixture
def stay(session, jay):
    return session.scalars(select(Stay).where(Stay.person_id == jay.id)).one()


def test_a_stay_ends_by_name_with_how_and_in_words(
    session, make_act, keys, jay, with_sam, stay, sam, lee
):
    act = make_act(sam.id)
    ended = end_stay(session, act, jay.id, NewEnding(StayEnding.THEIR_CHOICE, " Work in Leeds. "))
    assert ended is stay
    assert held(session, keys, stay) == {
        "person_id": jay.id,
        "referred_at": REFERRED,
        "came_from": CameFrom.FAMILY,
        "started_at": MATCHED,
        "ended_at": NOW,
        "ending": StayEnding.THEIR_CHOICE,
        "ended_by": f"worker:{sam.id}",
        "words": "Work in Leeds.",
        "known_at": WRITTEN_IN,
        "recorded_at": WRITTEN_IN,
        "recorded_by": f"worker:{lee.id}",
    }
    assert act.notes[:2] == [
        Note("stay.ended", jay.id, "stay", stay.public_id, {"fields": ["ending"]}),
        Note("pairing.ended", jay.id, "pairing", with_sam.public_id),
    ]


def test_every_pairing_ends_with_it_as_planned(session, make_act, jay, with_sam, sam, ana):
    name_deputy(session, make_act(sam.id, at=MATCHED + timedelta(days=1)), jay.id, ana.id)
    end_stay(session, make_act(sam.id), jay.id, MOVED_ON)
    rows = select(
        Pairing.role, Pairing.ended_at, Pairing.end_reason, Pairing.end_planned, Pairing.ended_by
    )
    said = (NOW, PairingEnd.STAY_ENDED, True, f"worker:{sam.id}")
    assert {tuple(row) for row in session.execute(rows)} == {
        (PairingRole.KEY_WORKER, *said),
        (PairingRole.DEPUTY, *said),
    }


def test_cover_ends_with_it_too_and_cover_to_come_never_begins(
    session, make_act, jay, with_sam, sam, ana
):
    soon, later = NOW + timedelta(days=4), NOW + timedelta(days=8)
    covering = a_pairing(session, jay, ana, PairingRole.COVER, since=MATCHED, until=soon)
    to_come = a_pairing(session, jay, ana, PairingRole.COVER, since=soon, until=later)
    over = a_pairing(
        session, jay, ana, PairingRole.COVER, since=REFERRED, until=MATCHED - timedelta(hours=1)
    )
    end_stay(session, make_act(sam.id), jay.id, MOVED_ON)
    rows = select(Pairing.id, Pairing.ended_at, Pairing.superseded_at, Pairing.replaces_id).where(
        Pairing.role == PairingRole.COVER
    )
    *before, (_, ended_at, superseded_at, replaces) = session.execute(rows.order_by(Pairing.id))
    assert (ended_at, superseded_at, replaces) == (NOW, None, covering.id)
    assert [tuple(row) for row in before] == [
        (covering.id, soon, NOW, None),
        (to_come.id, later, NOW, None),
        (over.id, MATCHED - timedelta(hours=1), None, None),
    ]


def test_the_pause_ends_with_it(session, make_act, jay, with_sam, sam):
    words = NewPause(PauseKind.HOLIDAY, date(2026, 12, 1), "At her aunt's")
    paused = pause(session, make_act(sam.id, at=NOW - timedelta(days=3)), jay.id, words)
    end_stay(session, make_act(sam.id), jay.id, MOVED_ON)
    assert (paused.ended_at, paused.ended_by) == (NOW, f"worker:{sam.id}")
    assert session.get_one(Standing, jay.id).paused_kind is None


@pytest.mark.parametrize("ending", [StayEnding.DIED, StayEnding.MOVED_ON])
def test_planned_meetings_are_withdrawn_and_past_ones_stay_as_they_were(
    session, make_act, jay, with_sam, sam, ending
):
    plan = make_act(sam.id, at=NOW - timedelta(days=3))
    happened = planned(session, plan, jay, sam, NOW - timedelta(days=2))
    to_come = planned(session, plan, jay, sam, NOW + timedelta(days=2))
    logged(
        session,
        make_act(sam.id, at=NOW - timedelta(days=1)),
        jay,
        sam,
        at=NOW - timedelta(days=2),
        meeting_id=happened.id,
    )
    end_stay(session, make_act(sam.id), jay.id, NewEnding(ending))
    states = dict(session.execute(select(Meeting.id, Meeting.state)).all())
    assert states == {happened.id: MeetingState.HAPPENED, to_come.id: MeetingState.WITHDRAWN}
    last = session.scalars(select(MeetingStep).order_by(MeetingStep.id.desc())).first()
    assert (last.meeting_id, last.actor, last.from_state, last.to_state, last.stepped_at) == (
        to_come.id,
        f"worker:{sam.id}",
        MeetingState.PLANNED,
        MeetingState.WITHDRAWN,
        NOW,
    )
    assert (to_come.settled_at, to_come.version) == (NOW, 2)


def test_alerts_close_as_stay_ended_and_nothing_opens_ever_after(
    session, make_act, jay, with_sam, sam
):
    logged(session, make_act(sam.id), jay, sam, Outcome.MISSED_EACH_OTHER)
    end_stay(session, make_act(sam.id, at=NOW + timedelta(hours=1)), jay.id, MOVED_ON)
    for days in (1, 14, 60, 365):
        judging.judge_everyone(session, make_act(at=NOW + timedelta(days=days)))
    rows = session.execute(select(Alert.rule, Alert.closed_how, Alert.closed_at))
    ended = (Closed.STAY_ENDED, NOW + timedelta(hours=1))
    assert {tuple(row) for row in rows} == {
        (RuleKey.MISSED, *ended),
        (RuleKey.NEVER_STARTED, *ended),
    }


def test_my_people_has_nothing_more_to_show_and_no_day_to_look_again(
    session, make_act, jay, with_sam, sam
):
    end_stay(session, make_act(sam.id), jay.id, MOVED_ON)
    standing = session.get_one(Standing, jay.id)
    shown = (standing.key_worker_id, standing.with_since, standing.top_alert_id)
    assert (*shown, standing.look_again_at) == (None, None, None, None)


def test_no_intervention_needed_is_a_good_ending_with_or_without_a_match(
    session, make_act, jay, stay, lee
):
    end_stay(session, make_act(lee.id), jay.id, NewEnding(StayEnding.NO_INTERVENTION_NEEDED))
    assert (stay.ending, stay.started_at) == (StayEnding.NO_INTERVENTION_NEEDED, None)
    judging.judge_everyone(session, make_act(at=NOW + timedelta(days=90)))
    assert session.scalars(select(Alert).where(Alert.closed_at.is_(None))).all() == []


def test_no_job_ends_a_stay(session, make_act, jay):
    with refused(session, InvalidError, "Only a named worker decides this."):
        end_stay(session, make_act("system:sweep"), jay.id, MOVED_ON)


def test_a_stay_ends_once(session, make_act, jay, sam):
    end_stay(session, make_act(sam.id), jay.id, MOVED_ON)
    with refused(session, ConflictError, "Their time with us has ended. Nothing was changed."):
        end_stay(session, make_act(sam.id, at=NOW + timedelta(hours=1)), jay.id, MOVED_ON)


def test_a_stay_that_starts_now_does_not_end_now(session, make_act, jay, with_sam, sam):
    with refused(session, ConflictError, TOO_SOON):
        end_stay(session, make_act(sam.id, at=MATCHED), jay.id, MOVED_ON)


def test_words_that_never_end_end_nothing(session, make_act, jay, sam):
    with refused(session, InvalidError, "Use 2,000 letters or fewer.", "words"):
        end_stay(session, make_act(sam.id), jay.id, NewEnding(StayEnding.OTHER, "x" * 2_001))


def test_nobody_ends_the_stay_of_somebody_who_is_not_there(session, make_act, jay, sam):
    with refused(session, NotFoundError, "There is no such person."):
        end_stay(session, make_act(sam.id), jay.id + 1, MOVED_ON)


def test_only_this_persons_bonds_pauses_and_meetings_end(
    session, make_act, jay, with_sam, team, sam, lee
):
    amina = written_in(session, make_act(lee.id, at=WRITTEN_IN), team, name="Amina")
    matched(session, make_act(lee.id, at=MATCHED), amina, sam)
    meeting = planned(session, make_act(sam.id, at=MATCHED), amina, sam, NOW + timedelta(days=1))
    resting = NewPause(PauseKind.HOLIDAY, date(2026, 12, 1), "Away")
    paused = pause(session, make_act(sam.id, at=MATCHED + timedelta(days=1)), amina.id, resting)
    end_stay(session, make_act(sam.id), jay.id, MOVED_ON)
    assert (meeting.state, paused.ended_at) == (MeetingState.PLANNED, None)
    assert session.scalars(select(Pairing.person_id).where(Pairing.ended_at.is_(None))).all() == [
        amina.id
    ]
    assert session.scalars(select(Pause.id).where(Pause.ended_at.is_(None))).all() == [paused.id]
