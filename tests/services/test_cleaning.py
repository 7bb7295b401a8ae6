"""What has served is thrown away, once a local day; what is still wanted stays."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from tests.conftest import NOW
from tests.factories.bonds import a_person, a_team, a_worker
from tracker.models.accounts import WorkerSession
from tracker.models.base import new_public_id
from tracker.models.counters import DailyWork, RateLimit
from tracker.models.drafts import Draft
from tracker.services.acts import Note
from tracker.services.cleaning import clean_up

MOMENT, MINUTE, HOUR, DAY = (
    timedelta(**{f"{unit}s": 1}) for unit in ("microsecond", "minute", "hour", "day")
)
CALENDAR = "GB-ENG"


def draft(worker_id, person_id, name, saved_at):
    return Draft(
        public_id=new_public_id(),
        worker_id=worker_id,
        person_id=person_id,
        form=name,
        page="a page",
        body_ct=b"sealed",
        touched_at=saved_at,
        expires_at=saved_at + 30 * DAY,
    )


def sign_in(worker_id, name, *, begun, seen, ended=None):
    return WorkerSession(
        id_hash=name, worker_id=worker_id, created_at=begun, seen_at=seen, ended_at=ended
    )


@pytest.fixture
def kept_and_over(session, keys):
    """Of each kind some that are over by a moment, and some that are not; the name says which."""
    id_, jay = a_worker(session).id, a_person(session, a_team(session), keys).id
    day_ago = NOW - DAY
    begun = {"begun": NOW - 2 * DAY, "seen": NOW - HOUR}
    session.add_all(
        [
            draft(id_, jay, "over: 30 days", NOW - 30 * DAY),
            draft(id_, jay, "kept: a moment less", NOW - 30 * DAY + MOMENT),
            sign_in(
                id_, "over: signed out a day ago", begun=day_ago - HOUR, seen=day_ago, ended=day_ago
            ),
            sign_in(id_, "over: idle since", begun=NOW - 26 * HOUR, seen=day_ago - 30 * MINUTE),
            sign_in(id_, "over: too old since", **begun),
            sign_in(id_, "kept: in use", begun=NOW - HOUR, seen=NOW - MINUTE),
            sign_in(id_, "kept: signed out just now", begun=NOW - HOUR, seen=NOW, ended=NOW),
            sign_in(id_, "kept: ran out today", begun=NOW - 20 * HOUR, seen=NOW - 8 * HOUR),
            RateLimit(key="over: its window", window_ends_at=NOW, hits=5),
            RateLimit(key="kept: still counting", window_ends_at=NOW + MOMENT, hits=5),
        ]
    )
    session.flush()


def left(session):
    columns = (Draft.form, WorkerSession.id_hash, RateLimit.key)
    return sorted(name for column in columns for name in session.scalars(select(column)))


def test_what_is_over_goes_and_the_rest_stays(session, make_act, kept_and_over):
    act = make_act()
    assert clean_up(session, act, CALENDAR) == {"drafts": 1, "sign_ins": 3, "counts": 1}
    assert left(session) == [
        "kept: a moment less",
        "kept: in use",
        "kept: ran out today",
        "kept: signed out just now",
        "kept: still counting",
    ]
    assert act.notes == [
        Note("service.cleaned_up", detail={"drafts": 1, "sign_ins": 3, "counts": 1})
    ]
    work = session.get_one(DailyWork, ("clean-up", date(2026, 11, 20)))
    assert (work.claimed_at, work.done_at) == (NOW, NOW)


def test_a_day_with_nothing_to_throw_away_leaves_no_line_in_the_audit(session, make_act):
    act = make_act()
    assert clean_up(session, act, CALENDAR) == {"drafts": 0, "sign_ins": 0, "counts": 0}
    assert act.notes == []


def test_once_a_local_day_and_again_the_next(session, make_act):
    """In summer the local day begins an hour before the UTC day."""
    done = {}
    for at in (
        datetime(2026, 7, 1, 9, tzinfo=UTC),
        datetime(2026, 7, 1, 22, 59, tzinfo=UTC),
        datetime(2026, 7, 1, 23, tzinfo=UTC),
        datetime(2026, 7, 2, 12, tzinfo=UTC),
        datetime(2026, 7, 1, 12, tzinfo=UTC),  # the clock was set back
    ):
        done[at.isoformat()[:16]] = clean_up(session, make_act(at=at), CALENDAR) is not None
    assert done == {
        "2026-07-01T09:00": True,
        "2026-07-01T22:59": False,
        "2026-07-01T23:00": True,
        "2026-07-02T12:00": False,
        "2026-07-01T12:00": False,
    }


def test_a_day_whose_work_was_undone_is_free_again(session, make_act):
    with session.begin_nested() as undone:
        assert clean_up(session, make_act(), CALENDAR) is not None
        undone.rollback()
    assert clean_up(session, make_act(), CALENDAR) is not None
