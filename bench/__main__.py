"""`python -m bench --people N`: print every ratio with its budget; exit 1 if one is over."""

import argparse
import platform
import sqlite3
import sys

from bench import imports, pages, start, sweep
from bench.cohort import AT
from bench.harness import ROUNDS, Report
from tracker.jobs.collector import calm_the_collector

DATABASES = ("sqlite", "postgresql")


def main():
    asked = argparse.ArgumentParser()
    asked.add_argument("--people", type=int, default=100_000)
    asked.add_argument("--database", choices=DATABASES, action="append")
    options = asked.parse_args()
    calm_the_collector()  # as every command does
    report = Report()
    report.say(
        f"python -m bench --people {options.people}   Python {platform.python_version()}, "
        f"SQLite {sqlite3.sqlite_version}; medians of {ROUNDS} rounds unless said, A B A B …"
    )
    for kind in options.database or DATABASES:
        sweep.run(kind, options.people, report)
        imports.run(kind, AT, report)
        pages.run(kind, options.people // 10, report)
    start.run(report)
    report.say(
        f"\n{report.judged} ratios, {len(report.over)} over budget: {', '.join(report.over) or 'none'}"
    )
    return 1 if report.over or not report.judged else 0


if __name__ == "__main__":
    sys.exit(main())
