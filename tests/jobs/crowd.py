"""Many processes at once on one database: `python -m tests.jobs.crowd URL KEY_FILE FOLDER INSTANT`.

Two schedulers and eight that sweep, forked before anything is opened, let go together. Each ends
well or the crowd does not.
"""

import os
import sys
import time
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from config import Config
from tracker.adapters.calendars import Calendars
from tracker.adapters.database import Database
from tracker.adapters.keys import KeyRing
from tracker.jobs import evaluations
from tracker.jobs.runner import Runner
from tracker.jobs.runs import Service
from tracker.jobs.schedule import SCHEDULE

SCHEDULERS, SWEEPERS, SWEEPS, BATCH = 2, 8, 5, 7
SOON = timedelta(seconds=0.05)


def opened(url, key_file, folder, engine=None):
    """An installation as a command has it, without the lock."""
    config = Config(
        production=False,
        data_dir=Path(folder),
        database_url=url,
        secret_key="only-for-tests-" * 3,
        key_file=Path(key_file),
    )
    keys = KeyRing.from_file(config.key_file)
    return Service(config, Database(url, engine), keys, Calendars(config.timezone))


def sweep(service, clock):
    """Sweep five times, in batches so small that each has to come back for more."""
    for _ in range(SWEEPS):
        list(evaluations.sweep(service, clock, BATCH))
        list(evaluations.escalate(service, clock, BATCH))


def schedule(service, clock):
    """Let a scheduler tick some five times, everything it has to do at once."""
    with Runner(service, clock, [replace(tick, every=SOON) for tick in SCHEDULE]):
        time.sleep(SWEEPS * SOON.total_seconds())


def in_a_process(work, arguments, gate):
    """Fork; wait until the gate is closed; do the work and end."""
    child = os.fork()
    if child:
        return child
    waiting, open_end = gate
    os.close(open_end)
    url, key_file, folder, at = arguments
    os.read(waiting, 1)
    work(opened(url, key_file, folder), lambda: datetime.fromisoformat(at))
    os._exit(0)


def main(*arguments):
    gate = os.pipe()
    works = [schedule] * SCHEDULERS + [sweep] * SWEEPERS
    children = [in_a_process(work, arguments, gate) for work in works]
    os.close(gate[1])
    ended_well = sum(os.waitpid(child, 0)[1] == 0 for child in children)
    print(ended_well)


if __name__ == "__main__":
    main(*sys.argv[1:])
