"""Run the tracker's own command as if these tests had been started on one certain Friday.

The demo ends when it is made, so on another day other people come first: what a test finds on a
page must not hang on the day on which it runs.
"""

import os
from datetime import UTC, datetime, timedelta

from tracker import clock
from tracker.cli import main

_real = clock.now
BEGINS = datetime(2026, 11, 20, 12, tzinfo=UTC)
AWAY = "SECONDS_TO_FRIDAY"  # the processes that these tests start are given the same
os.environ.setdefault(AWAY, str((BEGINS - _real()).total_seconds()))


def now():
    return _real() + timedelta(seconds=float(os.environ[AWAY]))


if __name__ == "__main__":
    clock.now = now
    main()
