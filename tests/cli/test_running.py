"""`tracker serve` and `tracker scheduler`: what runs by itself, where, and until when."""

import json
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from sqlalchemy import text

from tests.cli.conftest import all_of, refused
from tracker.models.counters import DailyWork, Tick
from tracker.models.database import sqlite_file

STARTS = {"serve": "Alongside is at {}. Stop it", "scheduler": "The scheduler is running. Stop it"}
PATIENCE = 30


@pytest.fixture
def start(environment):
    """Start a command as a process of its own; it is stopped as a service manager stops it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    started = []

    def begin(*words):
        process = subprocess.Popen(
            [sys.executable, "-c", "from tracker.cli import main; main()", *words],
            env=environment | {"TRACKER_PORT": str(port), "PYTHONPATH": str(Path.cwd())},
            stderr=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        assert process.stderr.readline() == f"{STARTS[words[0]].format(address)} with Ctrl+C.\n"
        return process, address

    yield begin
    for process in started:
        process.kill()
        process.wait()
        process.stderr.close()


def stopped(process):
    process.send_signal(signal.SIGTERM)
    return process.wait(timeout=PATIENCE), process.stderr.read()


def ticks(sessions, enough=None):
    """Give what has ticked; with `enough` wait until that has."""
    until = time.monotonic() + PATIENCE
    while True:
        found = {name for (name,) in all_of(sessions, Tick.name) + all_of(sessions, DailyWork.name)}
        if enough is None or found == enough or time.monotonic() > until:
            return found
        time.sleep(0.05)


def test_the_scheduler_runs_by_itself_until_it_is_stopped(start, sessions, tracker, database):
    process, _ = start("scheduler")
    assert ticks(sessions, {"sweep", "clean-up"}) == {"sweep", "clean-up"}
    if database == "sqlite":  # the only one that writes; on PostgreSQL there may be any number
        name = sqlite_file(str(sessions.kw["bind"].url)).name
        refused(
            tracker("serve"),
            f"Another process is writing to {name}. Stop that one first (it may be "
            "`tracker serve`), or use PostgreSQL: set TRACKER_DATABASE_URL to "
            "postgresql://user@host/name.",
        )
    assert stopped(process) == (0, "")


def test_it_runs_inside_serve_on_sqlite_and_only_there(start, sessions, database):
    process, address = start("serve")
    wanted = {"sweep", "clean-up"} if database == "sqlite" else set()
    assert ticks(sessions, wanted) == wanted
    with urllib.request.urlopen(f"{address}/sign-in", timeout=PATIENCE) as page:
        assert page.status == 200
    assert ticks(sessions) == wanted
    assert stopped(process) == (0, "")


def test_a_database_that_fails_is_told_in_a_log_line_and_stops_nothing(start, sessions):
    with sessions.begin() as session:
        session.execute(text("ALTER TABLE tick RENAME TO elsewhere"))
    process, _ = start("scheduler")
    first = process.stderr.readline()
    line = json.loads(first)
    assert (line["event"], line["task"], line["kind"]) == ("task_failed", "sweep", "ConflictError")
    assert process.poll() is None
    assert stopped(process) == (0, "")
