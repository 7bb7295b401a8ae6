"""The life of an alert: the sweep opens it, the facts move it, people answer it, a contact ends it."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from tests.factories.alerts import rules_open, steps_of, swept, the_alert
from tests.factories.bonds import a_pairing
from tests.factories.contacts import logged
from tests.factories.pairings import matched
from tests.factories.people import written_in
from tests.services.conftest import MATCHED, WRITTEN_IN
from tests.services.quiet import (
    DAY,
    FOR_TODAY,
    HOUR,
    LAST_MET,
    MOMENT,
    NOTHING_PLANNED,
    QUIET,
    SWEEP,
    alert,
    met,
)
from tests.stored import everything, held
from tracker.domain.vocabulary import (
    AlertState,
    Closed,
    Outcome,
    OwnerRole,
    PairingRole,
    PauseKind,
    RuleKey,
    Tier,
)
from tracker.models.alerts import Alert, Standing
from tracker.services import judging
from tracker.services.acts import Note
from tracker.services.contacts import undo_contact
from tracker.services.pauses import NewPause, pause

__all__ = ["alert", "met"]  # fixtures
pytestmark = pytest.mark.usefixtures("standing_stays_true")
OPEN, LEFT, CLOSED = AlertState.OPEN, AlertState.LEFT, AlertState.CLOSED
TODAY, THIS_WEEK, WHEN_YOU_CAN = Tier.TODAY, Tier.THIS_WEEK, Tier.WHEN_YOU_CAN


def top(session, person):
    return session.get_one(Standing, person.id).top_alert_id


def test_an_alert_opens_when_its_day_begins_and_not_a_moment_before(
    session, make_act, keys, jay, met, sam
):
    assert swept(session, make_act, NOTHING_PLANNED - MOMENT) == []
    assert rules_open(session, jay) == []
    assert swept(session, make_act, NOTHING_PLANNED) == [jay.id]
    found = the_alert(session, jay, RuleKey.NOTHING_PLANNED)
    assert held(session, keys, found) == {
        "person_id": jay.id,
        "rule": RuleKey.NOTHING_PLANNED,
        "tier": WHEN_YOU_CAN,
        "owner_id": sam.id,
        "owner_role": OwnerRole.WORKER,
        "true_since": NOTHING_PLANNED,
        "opened_at": NOTHING_PLANNED,
        "act_by": datetime(2026, 12, 22, tzinfo=UTC),  # the end of the tenth working day
        "state": OPEN,
        "numbers": {
            "agreed_days": 7,
            "every_days": 7,
            "counted_from": "2026-11-30T10:00:00Z",
            "last_reached": "2026-11-30T10:00:00Z",
        },
        "version": 1,
    }
    assert steps_of(session, found) == [
        (NOTHING_PLANNED, SWEEP, None, OPEN, WHEN_YOU_CAN, "opened")
    ]
    assert top(session, jay) == found.id


def test_what_speaks_first_closes_the_one_behind_it(session, make_act, keys, jay, met, sam):
    swept(session, make_act, NOTHING_PLANNED)
    behind = the_alert(session, jay, RuleKey.NOTHING_PLANNED)
    assert swept(session, make_act, QUIET) == [jay.id]
    found = the_alert(session, jay)
    assert held(session, keys, found) == {
        "person_id": jay.id,
        "rule": RuleKey.QUIET,
        "tier": THIS_WEEK,
        "owner_id": sam.id,
        "owner_role": OwnerRole.WORKER,
        "true_since": QUIET,
        "opened_at": QUIET,
        "act_by": datetime(2026, 12, 24, tzinfo=UTC),  # the end of Wednesday
        "next_at": datetime(2026, 12, 24, tzinfo=UTC),  # untouched until then, it comes to the lead
        "state": OPEN,
        "numbers": {
            "agreed_days": 7,
            "plan_is_current": True,
            "allowed_days": 17.5,
            "last_reached": "2026-11-30T10:00:00Z",
            "settled": "2026-11-30T10:00:00Z",
            "contacts": [met.id],
        },
        "version": 1,
    }
    session.refresh(behind)
    assert (behind.state, behind.closed_how, behind.closed_at, behind.version) == (
        CLOSED,
        Closed.ANOTHER_FIRST,
        QUIET,
        2,
    )
    assert steps_of(session, behind)[1:] == [
        (QUIET, SWEEP, OPEN, CLOSED, WHEN_YOU_CAN, "another_first")
    ]
    assert (rules_open(session, jay), top(session, jay)) == ([RuleKey.QUIET], found.id)


def test_a_late_sweep_tells_the_truth(session, make_act, jay, met):
    late = datetime(2026, 12, 21, 9, tzinfo=UTC)  # Monday, three days after
    assert swept(session, make_act, late) == [jay.id]
    found = the_alert(session, jay)
    assert (found.true_since, found.opened_at, found.act_by) == (
        QUIET,
        late,
        datetime(2026, 12, 25, tzinfo=UTC),  # the end of Thursday
    )


def test_a_repeated_sweep_changes_nothing(session, make_act, jay, alert):
    before = everything(session)
    for _ in range(3):
        assert judging.sweep(session, make_act(SWEEP, at=QUIET)) == []
    assert everything(session) == before


def test_judging_everyone_again_changes_no_alert(session, make_act, jay, alert):
    before = [everything(session)[table] for table in ("alert", "alert_step")]
    act = make_act(at=QUIET)
    judging.judge_everyone(session, act)
    assert [everything(session)[table] for table in ("alert", "alert_step")] == before
    assert act.notes == []


def test_an_alert_is_raised_when_its_tier_rises_and_acted_on_sooner(session, make_act, jay, alert):
    swept(session, make_act, FOR_TODAY - MOMENT)
    assert the_alert(session, jay).version == 1
    swept(session, make_act, FOR_TODAY)
    found = the_alert(session, jay)
    assert (found.id, found.tier, found.opened_at, found.version) == (alert.id, TODAY, QUIET, 2)
    assert found.act_by == datetime(2026, 12, 22, tzinfo=UTC)  # a working day after it opened
    assert steps_of(session, found)[1:] == [(FOR_TODAY, SWEEP, OPEN, OPEN, TODAY, "raised")]


def test_a_contact_closes_the_alert_while_one_looks(session, make_act, jay, alert, sam):
    now = QUIET + 10 * HOUR
    act = make_act(sam.id, at=now)
    logged(session, act, jay, sam)
    found = the_alert(session, jay)
    assert (found.state, found.closed_how, found.closed_at, found.next_at) == (
        CLOSED,
        Closed.CAUSE_GONE,
        now,
        None,
    )
    assert steps_of(session, found)[1:] == [
        (now, f"worker:{sam.id}", OPEN, CLOSED, THIS_WEEK, "cause_gone")
    ]
    assert act.notes[-1] == Note("alert.closed", jay.id)
    assert (rules_open(session, jay), top(session, jay)) == ([], None)


def test_a_contact_with_someone_else_does_not(session, make_act, jay, alert, ana):
    logged(session, make_act(ana.id, at=QUIET + HOUR), jay, ana)
    assert rules_open(session, jay) == [RuleKey.QUIET]


def test_a_pause_closes_it_and_after_the_pause_it_counts_on(session, make_act, jay, alert, sam):
    away = NewPause(PauseKind.HOLIDAY, date(2027, 1, 4), "Christmas")
    pause(session, make_act(sam.id, at=QUIET + HOUR), jay.id, away)
    found = the_alert(session, jay)
    assert (found.closed_how, found.closed_at) == (Closed.PAUSED, QUIET + HOUR)
    assert session.get_one(Standing, jay.id).quiet_from is None


def test_an_alert_moves_to_cover_and_back(session, make_act, jay, alert, sam, ana):
    starts, ends = QUIET + DAY, QUIET + 3 * DAY
    a_pairing(session, jay, ana, PairingRole.COVER, since=starts, until=ends)
    judging.look_again(session, [jay.id], QUIET + HOUR)  # a cover written past the services
    owners = {}
    for at in (QUIET + HOUR, starts - MOMENT, starts, ends - MOMENT, ends):
        swept(session, make_act, at)
        owners[at] = the_alert(session, jay).owner_id
    assert owners == {
        QUIET + HOUR: sam.id,
        starts - MOMENT: sam.id,
        starts: ana.id,
        ends - MOMENT: ana.id,
        ends: sam.id,
    }
    assert [step[-1] for step in steps_of(session, alert)] == ["opened", "changed", "changed"]


def test_a_lead_hears_about_us_and_the_deputy_lead_where_the_lead_is_the_key_worker(
    session, make_act, jay, met, team, sam, lee, dot
):
    amina = written_in(session, make_act(lee.id, at=WRITTEN_IN), team, name="Amina")
    matched(session, make_act(lee.id, at=MATCHED), amina, lee)
    for person, worker in ((jay, sam), (amina, lee)):
        for hours in (1, 2):
            act = make_act(worker.id, at=LAST_MET + hours * HOUR)
            logged(session, act, person, worker, Outcome.WE_CANCELLED)
    owners = {
        person.id: the_alert(session, person, RuleKey.WE_CANCELLED).owner_id
        for person in (jay, amina)
    }
    assert owners == {jay.id: lee.id, amina.id: dot.id}


def test_there_is_one_alert_of_a_rule_at_a_time_however_often_it_comes_back(
    session, make_act, jay, alert, sam
):
    logged(session, make_act(sam.id, at=QUIET + HOUR), jay, sam)
    again = QUIET + 18 * DAY
    swept(session, make_act, again)
    rows = select(Alert.state, Alert.true_since).where(Alert.rule == RuleKey.QUIET)
    assert [tuple(row) for row in session.execute(rows.order_by(Alert.id))] == [
        (CLOSED, QUIET),
        (OPEN, again),
    ]


def test_undoing_the_contact_that_closed_it_opens_another_of_the_same_cause(
    session, make_act, jay, alert, sam
):
    contact = logged(session, make_act(sam.id, at=QUIET + HOUR), jay, sam)
    undo_contact(session, make_act(sam.id, at=QUIET + HOUR + timedelta(minutes=5)), contact.id)
    found = the_alert(session, jay)
    assert (found.id != alert.id, found.state, found.true_since) == (True, OPEN, QUIET)
