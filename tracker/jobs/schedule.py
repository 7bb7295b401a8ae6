"""What ticks how often. A tick only asks; what is due lives in tables."""

from dataclasses import dataclass
from datetime import timedelta

from tracker.jobs import tasks
from tracker.jobs.tasks import Task

ONE_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Tick:
    """One piece of work and the interval at which it is asked for."""

    name: str
    every: timedelta
    task: Task


SCHEDULE = (
    Tick("sweep", ONE_MINUTE, tasks.sweep),
    Tick("alert-times", ONE_MINUTE, tasks.escalate),
    Tick("clean-up", 10 * ONE_MINUTE, tasks.clean_up),
)
