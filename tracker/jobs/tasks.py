"""What the scheduler runs: a few lines each, batch after batch, each batch one transaction.

A task is given the installation and the clock, and yields how much each batch was: between two
batches the runner may stop. What is due lives in tables, so any number may run at once.
"""

from collections.abc import Callable, Iterator
from datetime import datetime

from tracker.jobs import evaluations
from tracker.jobs.runs import Service
from tracker.services import cleaning

Clock = Callable[[], datetime]
Task = Callable[[Service, Clock], Iterator[int]]


def sweep(service: Service, clock: Clock) -> Iterator[int]:
    yield from evaluations.sweep(service, clock)


def escalate(service: Service, clock: Clock) -> Iterator[int]:
    yield from evaluations.escalate(service, clock)


def clean_up(service: Service, clock: Clock) -> Iterator[int]:
    with service.run(clock(), "system:clean-up") as run:
        gone = cleaning.clean_up(run.session, run.act, service.config.holidays)
    yield sum((gone or {}).values())
