"""The scheduler says tick: in time, again after a failure, and no more once it is stopped."""

import json
import threading
from datetime import timedelta

import pytest

from tests.conftest import NOW
from tracker.clock import now
from tracker.jobs.runner import Runner
from tracker.jobs.schedule import SCHEDULE, Tick

SOON, A_MINUTE = timedelta(seconds=0.02), timedelta(minutes=1)
PATIENCE = 20


def clock():
    return NOW


class Work:
    """A task that counts its runs, and says when it was run so often."""

    def __init__(self, runs, *, raising=None):
        self.wanted, self.raising, self.runs = runs, raising, 0
        self.enough = threading.Event()

    def __call__(self, _service, _clock):
        self.runs += 1
        if self.runs >= self.wanted:
            self.enough.set()
        if self.raising:
            raise self.raising
        yield 1


def test_what_ticks_how_often():
    assert [(tick.name, tick.every) for tick in SCHEDULE] == [
        ("sweep", A_MINUTE),
        ("alert-times", A_MINUTE),
        ("clean-up", 10 * A_MINUTE),
    ]


def test_everything_runs_at_once_when_it_starts_and_then_at_its_interval():
    often, once = Work(3), Work(1)
    with Runner(None, clock, (Tick("often", SOON, often), Tick("once", A_MINUTE, once))):
        assert often.enough.wait(PATIENCE)
        assert once.enough.wait(PATIENCE)
    assert (often.runs >= 3, once.runs) == (True, 1)


def test_a_task_that_raises_is_logged_without_what_it_says_and_runs_again(capsys):
    failing = Work(3, raising=ValueError("Jay was stopped on Friday"))
    with Runner(None, clock, (Tick("sweep", SOON, failing),)):
        assert failing.enough.wait(PATIENCE)
    written = capsys.readouterr().err
    lines = [json.loads(line) for line in written.splitlines()]
    assert [(line["event"], line["task"], line["kind"]) for line in lines] == [
        ("task_failed", "sweep", "ValueError")
    ] * failing.runs
    assert all(line["where"][-1].endswith("__call__") for line in lines)
    assert "Jay" not in written


def test_a_failing_task_holds_up_no_other():
    failing, other = Work(2, raising=ValueError()), Work(2)
    with Runner(None, clock, (Tick("failing", SOON, failing), Tick("other", SOON, other))):
        assert failing.enough.wait(PATIENCE)
        assert other.enough.wait(PATIENCE)


def test_stopping_waits_for_the_batch_and_begins_no_other():
    begun, done = threading.Event(), []

    def batches(service, clock):
        for number in range(1_000_000):
            begun.set()
            done.append(number)
            yield 1

    with Runner(None, clock, (Tick("sweep", A_MINUTE, batches),)):
        assert begun.wait(PATIENCE)
    after = len(done)
    assert 0 < after < 1_000_000
    threading.Event().wait(0.1)
    assert len(done) == after


def test_one_run_at_a_time_in_one_process():
    together, running, most = threading.Lock(), [], []
    enough = threading.Event()

    def slow(service, clock):
        with together:
            running.append(1)
            most.append(len(running))
        enough.wait(0.1)
        with together:
            running.pop()
        if len(most) >= 3:
            enough.set()
        yield 1

    with Runner(None, clock, (Tick("slow", SOON, slow),)):
        assert enough.wait(PATIENCE)
    assert max(most) == 1


@pytest.mark.parametrize(
    ("clock_is_set_back", "ticks_at_once"),
    [
        pytest.param(timedelta(), False, id="nothing happened: it waits for its minute"),
        pytest.param(timedelta(hours=1), True, id="an hour: it does not sleep that hour"),
        pytest.param(timedelta(days=3650), True, id="ten years"),
    ],
)
def test_a_clock_that_is_set_back_stops_no_tick(clock_is_set_back, ticks_at_once):
    work = Work(2)
    with Runner(None, clock, (Tick("sweep", A_MINUTE, work),)) as runner:
        job = runner._ticker.get_job("sweep")
        while not work.runs or job.next_run_time < now():
            threading.Event().wait(0.01)
        job.modify(next_run_time=now() + A_MINUTE / 2 + clock_is_set_back)  # as seen from there
        runner.mend(now())
        assert work.enough.wait(PATIENCE if ticks_at_once else 0.2) is ticks_at_once
