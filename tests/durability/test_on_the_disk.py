"""A contact that was acknowledged is on the disk: seen from outside, call by call."""

import os
import shutil
import signal
import subprocess
import sys
import time
from contextlib import contextmanager

import pytest

from tests.durability.service import ROOT
from tests.durability.traces import TRACED, forced_before_answer

STRACE = shutil.which("strace")
FOUND, LOG = 302, ".db-wal"
CONTACTS, FEWER = 100, 10
# The scheduler inside writes to the same log in its own time: only the requests are looked at.
SERVE = "from tracker.cli import main; main(['serve', '--no-scheduler'])"
LESS_SURE = (
    "from tracker.models import database as d; "
    "d.PRAGMAS = tuple(p.replace('=FULL', '=NORMAL') for p in d.PRAGMAS); "
)


@pytest.fixture
def a_file(database):
    if database != "sqlite":
        pytest.skip("about a database that is a file")
    assert STRACE, "Install strace: what reaches the disk is seen from outside."


@pytest.fixture
def traced(service, tmp_path):
    """Log so many contacts one after another under strace: give what it saw, line by line."""

    def log(contacts, code=SERVE):
        seen = tmp_path / "seen"
        with _served_under_strace(service, code, seen):
            client = service.clients[0]
            for number in range(contacts):
                client.send(client.load(number))
        return seen.read_text().splitlines()

    return log


@contextmanager
def _served_under_strace(service, code, seen):
    strace = [STRACE, "-f", "-y", "-s", "16", "--seccomp-bpf", "-e", f"trace={TRACED}", "-o", seen]
    server = subprocess.Popen(
        [*strace, sys.executable, "-c", code],
        env=service.environment, cwd=ROOT, start_new_session=True,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        service.wait_until_up()
        yield
    finally:
        service.hang_up()
        os.killpg(server.pid, signal.SIGTERM)
        server.wait()


def test_every_logged_contact_is_on_the_disk_before_its_answer_leaves(a_file, traced, measure):
    began = time.perf_counter()
    forced = forced_before_answer(traced(CONTACTS), LOG, FOUND)
    assert len(forced) == CONTACTS
    measure(
        "contacts on the disk before their answer left",
        wanted=CONTACTS, reached=sum(forced), count=len(forced), database="sqlite",
        seconds=time.perf_counter() - began,
    )  # fmt: skip


def test_with_a_less_careful_setting_the_same_look_finds_none_on_the_disk(a_file, traced):
    assert forced_before_answer(traced(FEWER, LESS_SURE + SERVE), LOG, FOUND) == [False] * FEWER


WRITTEN = '7 pwrite64(9</x/a.db-wal>, "..."..., 4096, 32) = 4096'
FORCED = "7 fdatasync(9</x/a.db-wal>) = 0"
ANSWERED = '7 sendto(11<socket:[1]>, "HTTP/1.1 302 FOU"..., 935, 0, NULL, 0) = 935'
SHOWN = ANSWERED.replace("302 FOU", "200 OK\\r")
BEGUN = "8 fdatasync(9</x/a.db-wal> <unfinished ...>"
DONE = "8 <... fdatasync resumed>) = 0"
SEEN = {
    "written, forced, answered": ([WRITTEN, FORCED, ANSWERED], [True]),
    "by the other call": ([WRITTEN, FORCED.replace("fdata", "f"), ANSWERED], [True]),
    "not forced at all": ([WRITTEN, ANSWERED], [False]),
    "forced after the answer": ([WRITTEN, ANSWERED, FORCED], [False]),
    "forced before the writing": ([FORCED, WRITTEN, ANSWERED], [False]),
    "forced half-way through the writing": ([WRITTEN, FORCED, WRITTEN, ANSWERED], [False]),
    "nothing was written": ([FORCED, ANSWERED], [False]),
    "only another file was forced": (
        [WRITTEN, FORCED.replace("a.db-wal", "a.db"), ANSWERED],
        [False],
    ),
    "the disk refused": (
        [WRITTEN, FORCED.replace("= 0", "= -1 EIO (Input/output error)"), ANSWERED],
        [False],
    ),
    "come back before the answer": ([WRITTEN, BEGUN, DONE, ANSWERED], [True]),
    "come back after the answer": ([WRITTEN, BEGUN, ANSWERED, DONE], [False]),
    "under way before the last writing": ([WRITTEN, BEGUN, WRITTEN, DONE, ANSWERED], [False]),
    "the writing came back late": (
        [WRITTEN.replace("= 4096", "<unfinished ...>"), FORCED, ANSWERED],
        [True],
    ),
    "one commit is no cover for the next": (
        [WRITTEN, FORCED, ANSWERED, WRITTEN, ANSWERED],
        [True, False],
    ),
    "a page shown in between is not counted": ([WRITTEN, FORCED, SHOWN, ANSWERED], [False]),
    "its body is no second answer": (
        [WRITTEN, FORCED, ANSWERED, ANSWERED.replace("HTTP/1.1 302 FOU", "<!doctype html>")],
        [True],
    ),
}


@pytest.mark.parametrize("what", SEEN)
def test_how_a_trace_is_read(what):
    lines, said = SEEN[what]
    assert forced_before_answer(lines, LOG, FOUND) == said
