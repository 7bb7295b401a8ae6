"""Killed while contacts are being logged over HTTP, the service has kept what it said it kept."""

import http.client
import os
import random
import signal
import subprocess
import sys
import threading
import time

import pytest
from sqlalchemy import select, text

from config import Config
from tests.durability.service import PATIENCE, ROOT
from tracker import clock
from tracker.jobs.runs import open_service
from tracker.jobs.verifications import compare_state, verify_audit
from tracker.models.audit import AuditEvent
from tracker.models.contacts import Contact

LONGEST_BEFORE_THE_KILL = 0.4  # seconds
ROUNDS = {"sqlite": 20, "postgresql": 5}
DEEP_ROUNDS = {"sqlite": 200, "postgresql": 40}
CUT_OFF = (OSError, http.client.HTTPException)


class Killing:
    """Serve, let every client log contacts, kill, serve again; and remember what was answered."""

    def __init__(self, service, log):
        self.service = service
        self.chance = random.Random(9)
        self.acknowledged, self.unanswered = set(), []
        self.again = subprocess.Popen(
            [sys.executable, "-m", "tests.durability.again"],
            env=service.environment, cwd=ROOT, text=True, bufsize=1,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log,
        )  # fmt: skip
        self.serve()

    def serve(self):
        self.again.stdin.write("serve\n")
        self.server = int(self.again.stdout.readline())
        self.service.wait_until_up()

    def kill(self):
        os.kill(self.server, signal.SIGKILL)
        assert self.again.stdout.readline() == "gone\n"

    def kill_while_they_write(self):
        """Kill at a random moment; say how many sent a form and got no answer."""
        under_way = threading.Event()
        threads = [
            threading.Thread(target=self._log, args=(client, under_way))
            for client in self.service.clients
        ]
        for thread in threads:
            thread.start()
        assert under_way.wait(PATIENCE), "Nothing was acknowledged."
        time.sleep(self.chance.uniform(0, LONGEST_BEFORE_THE_KILL))
        self.kill()
        for thread in threads:
            thread.join()
        self.serve()
        return len(self.unanswered)

    def _log(self, client, under_way):
        number = 0
        while True:
            number += 1
            form = None
            try:
                form = client.load(number)
                client.send(form)
                self.acknowledged.add(form.token)
                under_way.set()
            except CUT_OFF:
                client.hang_up()
                if form:
                    self.unanswered.append((client, form))
                return

    def send_again(self):
        """Send what had no answer once more, as people do: now it is answered."""
        for client, form in self.unanswered:
            client.send(form)
            self.acknowledged.add(form.token)
        self.unanswered.clear()

    def stop(self):
        self.kill()
        self.again.stdin.close()
        self.again.stdout.close()
        self.again.wait()


@pytest.fixture
def killing(service, tmp_path):
    with (tmp_path / "served.log").open("w") as log:
        made = Killing(service, log)
        yield made
        made.stop()


@pytest.fixture
def opened(service):
    config = Config.from_environment(service.environment)
    with open_service(config, writes=False) as made:
        yield made


def test_killed_while_contacts_are_logged_no_acknowledged_one_is_lost(
    killing, opened, database, measure
):
    kill_again_and_again(killing, opened, ROUNDS[database], (database, measure))


@pytest.mark.deep
def test_killed_two_hundred_times_no_acknowledged_one_is_lost(killing, opened, database, measure):
    kill_again_and_again(killing, opened, DEEP_ROUNDS[database], (database, measure))


def kill_again_and_again(killing, opened, rounds, report):
    """Kill until so many kills cut someone off; each time look at everything that is written."""
    database, measure = report
    began, killed, at_once = time.perf_counter(), 0, 0
    while killed < rounds:
        before = len(killing.acknowledged)
        killed += killing.kill_while_they_write() > 0
        at_once += len(killing.acknowledged) - before
        look(opened, lost_none_of=killing.acknowledged)
        killing.send_again()
    kept = look(opened, lost_none_of=killing.acknowledged)
    assert kept == sorted(killing.acknowledged), "what was never sent is written, or written twice"
    measure(
        "kill -9 while contacts are logged over HTTP, nothing acknowledged lost",
        wanted=rounds, reached=killed, count=at_once, database=database,
        seconds=time.perf_counter() - began,
    )  # fmt: skip


def look(opened, lost_none_of):
    """Check everything that is written; give the tokens of the contacts."""
    with opened.database.snapshot() as session:
        kept = session.execute(select(Contact.form_token, Contact.public_id)).all()
        logged = select(AuditEvent.object_id).where(AuditEvent.act == "contact.logged")
        told = session.scalars(logged).all()
        if session.get_bind().dialect.name == "sqlite":
            assert session.scalars(text("PRAGMA integrity_check")).all() == ["ok"]
            assert session.execute(text("PRAGMA foreign_key_check")).all() == []
    tokens = sorted(token for token, _ in kept)
    assert lost_none_of <= set(tokens)
    assert sorted(told) == sorted(public_id for _, public_id in kept), "half of a contact is there"
    assert verify_audit(opened, clock.now()).wrong is None
    assert [wrong for _, wrong in compare_state(opened, clock.now()) if wrong] == []
    return tokens
