"""The sweep as the scheduler runs it: each alert once, however many sweep, however late, whatever
the clock does.
"""

import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select

from tests.conftest import NOW
from tests.factories.alerts import steps_of, the_alert
from tests.factories.bonds import a_team, a_worker
from tests.factories.contacts import logged
from tests.factories.pairings import matched
from tests.factories.people import written_in
from tests.jobs.crowd import SCHEDULERS, SWEEPERS, schedule, sweep
from tests.stored import everything
from tracker.domain.vocabulary import PauseKind, RuleKey, StayEnding
from tracker.jobs import evaluations
from tracker.jobs.schedule import SCHEDULE
from tracker.models.alerts import Alert, AlertStep, Escalation, Standing
from tracker.models.counters import DailyWork, Tick
from tracker.models.people import Person
from tracker.services import audit, judging
from tracker.services.pauses import NewPause, pause
from tracker.services.replaying import differences
from tracker.services.rhythms import NewRhythm
from tracker.services.stays import NewEnding, end_stay

WRITTEN_IN = datetime(2026, 9, 1, 10, tzinfo=UTC)
MATCHED = datetime(2026, 9, 2, 10, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
DUE = 37  # people with whom it never started, far past its day
OPEN_ALREADY = 23  # of whose alerts nobody has taken any notice for a week


class Team:
    """A worker's people, of whom most are due; in a database where everything really commits."""

    def __init__(self, sessions, make_act):
        self.sessions, self.make_act = sessions, make_act
        with sessions.begin() as session:
            self.lead, self.worker = a_worker(session), a_worker(session)
            self.team = a_team(session, lead=self.lead)

    def someone(self, session, name="Jay", *, since=MATCHED, met=None):
        person = written_in(
            session, self.make_act(self.lead.id, at=WRITTEN_IN), self.team, name=name
        )
        by_lead = self.make_act(self.lead.id, at=since)
        matched(session, by_lead, person, self.worker, rhythm=NewRhythm(7))
        if met:
            logged(session, self.make_act(self.worker.id, at=met), person, self.worker)
        return person

    def fill(self, since=MATCHED):
        """Write down who is due, and beside them who is not, each for a reason of their own."""
        with self.sessions.begin() as session:
            for number in range(DUE):
                self.someone(session, f"Person {number}", since=since)
            by_worker = self.make_act(self.worker.id, at=MATCHED + HOUR)
            paused, over = self.someone(session), self.someone(session)
            away = NewPause(PauseKind.HOLIDAY, date(2026, 12, 1), "At her aunt's")
            pause(session, by_worker, paused.id, away)
            end_stay(session, by_worker, over.id, NewEnding(StayEnding.MOVED_ON))
            self.someone(session, met=NOW - DAY)  # met yesterday

    def count(self, table, *where):
        with self.sessions() as session:
            return session.scalar(select(func.count()).select_from(table).where(*where))

    def tells_the_truth(self):
        with self.sessions() as session:
            people = session.scalars(select(Standing.person_id)).all()
            assert list(differences(session, self.make_act(), people)) == []


@pytest.fixture
def team(fresh_sessions, make_act):
    return Team(fresh_sessions, make_act)


def swept(service, at):
    return sum(evaluations.sweep(service, lambda: at))


def everything_due(service, at):
    """Run each task of the schedule once."""
    for tick in SCHEDULE:
        list(tick.task(service, lambda: at))


# However many sweep


def crowd_of_threads(service):
    """Two schedulers in one process, and eight threads that sweep; give how many ended well."""
    gate = threading.Barrier(SCHEDULERS + SWEEPERS)

    def one(work):
        gate.wait()
        work(service, lambda: NOW)
        return True

    with ThreadPoolExecutor(SCHEDULERS + SWEEPERS) as threads:
        return sum(threads.map(one, [schedule] * SCHEDULERS + [sweep] * SWEEPERS))


def crowd_of_processes(service):
    """Two schedulers and eight that sweep, each a process of its own; how many ended well."""
    config = service.config
    words = [config.database_url, config.key_file, config.data_dir, NOW.isoformat()]
    done = subprocess.run(
        [sys.executable, "-m", "tests.jobs.crowd", *map(str, words)],
        capture_output=True, text=True, check=True, timeout=120,
    )  # fmt: skip
    assert done.stderr == ""
    return int(done.stdout)


def test_two_schedulers_and_eight_sweeps_at_once_raise_each_alert_once(
    service, team, fresh_sessions, database, measure
):
    """In one process on SQLite, where there may be only one; in ten on PostgreSQL.

    Some alerts are to be opened, others have waited a week and are to come to the lead.
    """
    with fresh_sessions.begin() as session:
        for number in range(OPEN_ALREADY):
            team.someone(session, f"Person of old {number}")
    assert swept(service, NOW - 7 * DAY) == OPEN_ALREADY
    team.fill(since=NOW - 15 * DAY)
    began = time.perf_counter()
    crowd = crowd_of_threads if database == "sqlite" else crowd_of_processes
    assert crowd(service) == SCHEDULERS + SWEEPERS
    opened = team.count(AlertStep, AlertStep.why == "opened", AlertStep.stepped_at == NOW)
    assert opened == DUE
    assert team.count(Alert) == team.count(Alert, Alert.closed_at.is_(None)) == DUE + OPEN_ALREADY
    escalated = team.count(AlertStep, AlertStep.why == "escalated")
    assert escalated == team.count(Escalation, Escalation.worker_id == team.lead.id) == OPEN_ALREADY
    assert team.count(AlertStep) == DUE + 2 * OPEN_ALREADY  # and nothing else happened to them
    with fresh_sessions() as session:
        assert session.scalars(select(Alert.rule).distinct()).all() == [RuleKey.NEVER_STARTED]
        kept = session.execute(select(DailyWork.name, DailyWork.local_day)).all()
        assert kept == [("clean-up", date(2026, 11, 20))]
        last = session.execute(select(Tick.name, Tick.ran_at)).all()
        assert last == [("sweep", NOW)]
    team.tells_the_truth()
    measure(
        "alerts that two schedulers and eight sweeps opened or brought to the lead, each once",
        wanted=DUE + OPEN_ALREADY,
        reached=opened + escalated,
        count=opened + escalated,
        database=database,
        seconds=time.perf_counter() - began,
    )


def test_a_crash_in_the_middle_of_a_batch_undoes_that_batch_and_the_next_sweep_does_the_rest(
    service, team
):
    team.fill()
    batches = evaluations.sweep(service, lambda: NOW, 10)
    assert [next(batches), next(batches)] == [10, 10]
    with pytest.raises(RuntimeError, match="power cut"):
        half_a_batch(service)
    before = team.count(Alert)
    assert swept(service, NOW) == DUE + 1 - 20  # whoever paused is looked at too
    assert before <= 20
    assert team.count(Alert) == team.count(AlertStep) == DUE
    team.tells_the_truth()


def half_a_batch(service):
    with service.run(NOW) as run:
        assert len(judging.sweep(run.session, run.act, 10)) == 10
        raise RuntimeError("power cut")


def test_someone_who_cannot_be_judged_holds_up_nobody_else_and_is_tried_again(
    service, team, fresh_sessions, monkeypatch, capsys
):
    team.fill()
    with fresh_sessions() as session:
        unlucky = judging.due(session, NOW)[0]
    decide = judging._decide

    def refuse(facts, *more):
        if facts.person_id == unlucky:
            raise ValueError("something about Jay that no rule expects")
        return decide(facts, *more)

    monkeypatch.setattr(judging, "_decide", refuse)
    swept(service, NOW)
    others = team.count(Alert)
    with fresh_sessions() as session:
        standing = session.get_one(Standing, unlucky)
        assert (standing.judged_at, standing.look_again_at) == (MATCHED, NOW + HOUR)
    written = capsys.readouterr().err
    assert f'"person": {unlucky}' in written
    assert "ValueError" in written
    assert "Jay" not in written
    monkeypatch.undo()
    assert swept(service, NOW + HOUR) == 1
    assert (others, team.count(Alert)) == (DUE - 1, DUE)


# However late


def test_a_sweep_that_missed_three_days_opens_what_is_true_now_once_with_its_true_moment(
    service, team, fresh_sessions
):
    """Met on Monday 30 November and agreed about every 7 days: quiet from Friday 18 December."""
    with fresh_sessions.begin() as session:
        jay = team.someone(session, met=datetime(2026, 11, 30, 10, tzinfo=UTC))
    before, after = (datetime(2026, 12, d, h, tzinfo=UTC) for d, h in ((17, 20), (21, 9)))
    everything_due(service, before)
    for _ in range(3):
        everything_due(service, after)
    with fresh_sessions() as session:
        rows = select(Alert.rule, Alert.true_since, Alert.opened_at, Alert.closed_how)
        midnight = datetime(2026, 12, 7, tzinfo=UTC), datetime(2026, 12, 18, tzinfo=UTC)
        assert [tuple(row) for row in session.execute(rows.order_by(Alert.id))] == [
            (RuleKey.NOTHING_PLANNED, midnight[0], before, "another_first"),
            (RuleKey.QUIET, midnight[1], after, None),
        ]
        opened = steps_of(session, the_alert(session, jay))
        assert [(step[0], step[-1]) for step in opened] == [(after, "opened")]


# Whatever the clock does


def a_day_and_a_half(day):
    """Every half hour from six in the evening before a local day until six in the morning after."""
    first = datetime(day.year, day.month, day.day, tzinfo=UTC) - 6 * HOUR
    return [first + HOUR / 2 * n for n in range(2 * 36 + 1)]


@pytest.mark.parametrize(
    ("day", "met", "midnight"),
    [
        pytest.param(
            date(2026, 10, 25),
            datetime(2026, 10, 7, 9, tzinfo=UTC),
            datetime(2026, 10, 24, 23, tzinfo=UTC),
            id="the hour that comes twice",
        ),
        pytest.param(
            date(2027, 3, 28),
            datetime(2027, 3, 10, 9, tzinfo=UTC),
            datetime(2027, 3, 28, 0, tzinfo=UTC),
            id="the hour that never comes",
        ),
    ],
)
def test_on_both_summer_time_sundays_everything_happens_once(
    service, team, fresh_sessions, day, met, midnight
):
    """It is quiet from that Sunday's local midnight; the scheduler runs all through it."""
    with fresh_sessions.begin() as session:
        jay = team.someone(session, met=met)
    for at in a_day_and_a_half(day):
        everything_due(service, at)
    with fresh_sessions() as session:
        alert = the_alert(session, jay)
        assert (alert.true_since, alert.opened_at) == (midnight, midnight)
        assert [step[-1] for step in steps_of(session, alert)] == ["opened"]
        days = session.scalars(select(DailyWork.local_day).order_by(DailyWork.local_day)).all()
        assert days == [day - DAY, day, day + DAY]


def test_a_clock_that_is_set_back_an_hour_changes_nothing(service, team, fresh_sessions):
    """Right after the alerts came to the lead, at the midnight on which their time was over."""
    team.fill()
    swept(service, NOW)
    midnight = datetime(2026, 11, 26, tzinfo=UTC)
    everything_due(service, midnight - HOUR)  # that day's work is done as well
    everything_due(service, midnight)
    assert team.count(Escalation) == DUE
    with fresh_sessions() as session:
        before = everything(session)
    for minutes in range(-60, 1, 20):
        everything_due(service, midnight + timedelta(minutes=minutes))
    with fresh_sessions() as session:
        assert everything(session) == before


def test_who_was_judged_before_the_clock_went_back_waits_until_it_is_there_again(
    service, team, fresh_sessions
):
    """Judged as at an earlier instant, what was known since would be forgotten."""
    team.fill()
    swept(service, NOW)
    with fresh_sessions.begin() as session:
        judging.look_again(session, select(Standing.person_id), NOW - HOUR)
    assert swept(service, NOW - HOUR) == 2  # the one whose time is over, and the one met yesterday
    assert swept(service, NOW) == DUE + 1
    assert team.count(Alert) == DUE


def test_what_someone_writes_while_the_clock_is_back_is_judged_and_not_forgotten(
    service, team, fresh_sessions, make_act
):
    team.fill()
    swept(service, NOW)
    with fresh_sessions.begin() as session:
        person = session.scalar(select(Person).join(Alert).limit(1))
        act = make_act(team.worker.id, at=NOW - HOUR)
        logged(session, act, person, team.worker)
        audit.write(session, act)
        assert the_alert(session, person, RuleKey.NEVER_STARTED).closed_how == "cause_gone"
    swept(service, NOW - HOUR)
    swept(service, NOW + HOUR)
    assert team.count(Alert) == DUE
    team.tells_the_truth()
