"""Run the schedule in this process. The only importer of APScheduler, which only says *tick*.

Any number of these may run: the database decides who takes what. A task that raises is logged and
runs again at its next tick.
"""

import logging
import threading
from collections.abc import Iterable
from datetime import UTC, datetime
from types import TracebackType
from typing import Self

import structlog
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.jobstores.memory import MemoryJobStore
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.interval import IntervalTrigger

from tracker.adapters import logs
from tracker.jobs.runs import Service
from tracker.jobs.schedule import SCHEDULE, Tick
from tracker.jobs.tasks import Clock

WATCH_SECONDS = 10.0

log = structlog.get_logger()


class Runner:
    """The ticks of one process, from `with runner:` until it is left."""

    def __init__(self, service: Service, clock: Clock, schedule: Iterable[Tick] = SCHEDULE) -> None:
        self._service, self._clock = service, clock
        self._schedule = tuple(schedule)
        self._stopping = threading.Event()
        self._ticker = _ticker(len(self._schedule))
        self._watch = threading.Thread(target=self._keep_ticking, name="watch", daemon=True)

    def __enter__(self) -> Self:
        logs.configure()
        # Its own lines would quote what a task raised; that a run is still on is no news.
        logging.getLogger("apscheduler").setLevel(logging.CRITICAL)
        now = datetime.now(UTC)  # noqa: TID251 - the scheduler's own clock, never a task's
        for tick in self._schedule:
            every = IntervalTrigger(seconds=tick.every.total_seconds(), timezone=UTC)
            self._ticker.add_job(self.run, every, [tick], id=tick.name, next_run_time=now)
        self._ticker.start()
        self._watch.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop: what runs ends with the batch it is in."""
        self._stopping.set()
        self._ticker.shutdown()

    def run(self, tick: Tick) -> None:
        """Run one task as a tick does: whatever it raises is logged, without what it says."""
        try:
            for _ in tick.task(self._service, self._clock):
                if self._stopping.is_set():
                    return
        except Exception as error:  # noqa: BLE001 - the next tick tries again
            log.error("task_failed", task=tick.name, **logs.told(error))  # noqa: TRY400 - no message

    def _keep_ticking(self) -> None:
        while not self._stopping.wait(WATCH_SECONDS):
            self.mend(datetime.now(UTC))  # noqa: TID251 - the scheduler's own clock

    def mend(self, now: datetime) -> None:
        """Tick at once where the next tick lies further away than one interval.

        APScheduler waits for an instant: when the clock is set back an hour, it sleeps that hour.
        """
        for job in self._ticker.get_jobs():
            if job.next_run_time - now > job.trigger.interval:
                job.modify(next_run_time=now)


def _ticker(tasks: int) -> BackgroundScheduler:
    return BackgroundScheduler(
        jobstores={"default": MemoryJobStore()},
        executors={"default": ThreadPoolExecutor(tasks)},
        job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
        timezone=UTC,
    )
