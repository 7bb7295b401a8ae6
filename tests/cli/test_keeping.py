"""`tracker init-db`, `backup`, `restore`, `verify-audit` and `serve`."""

import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from tests.cli.conftest import MONDAY, all_of, refused, said
from tests.services.imports.looking import checksums
from tracker.models.counters import Tick


def test_init_db_makes_the_tables_and_does_no_harm_again(tracker, empty_url, database):
    missing = tracker("verify-audit", TRACKER_DATABASE_URL=empty_url)
    first = "There is no database yet." if database == "sqlite" else "The database is empty."
    refused(missing, f"{first} Run `tracker init-db` first.")
    for _ in range(2):
        said(tracker("init-db", TRACKER_DATABASE_URL=empty_url), "The database is ready.")
    said(
        tracker("verify-audit", TRACKER_DATABASE_URL=empty_url),
        "Events that are what was written: 0.",
    )


def test_init_db_refuses_a_database_newer_than_the_code(tracker, sessions):
    with sessions.begin() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    refused(
        tracker("init-db"),
        "The database is newer than this code (it is at 9999). Install the newer version.",
    )
    assert tracker("verify-state").stderr.startswith("The database is newer than this code")


def test_verify_audit_says_what_was_changed(tracker, sample, sessions, database):
    said(
        tracker("verify-audit"),
        "Events that are what was written: 4.",
        "No anchor covers events 1 to 4: a cut there would leave no trace.",
    )
    with sessions.begin() as session:
        on_table = " ON audit_event" if database == "postgresql" else ""
        session.execute(text(f"DROP TRIGGER audit_event_refuses_update{on_table}"))
        session.execute(text("UPDATE audit_event SET actor = 'nobody' WHERE seq = 2"))
    result = tracker("verify-audit")
    said(result, "Event 2 or the list of people it showed was changed.", status=1)


def test_a_backup_becomes_the_same_service_again(tracker, sample, sessions, empty_url, tmp_path):
    tracker("evaluate-alerts", "--as-of", MONDAY)
    file = tmp_path / "monday"
    said(tracker("backup", str(file)), f"People in {file}: 59. Their keys are in {file}.keys.")
    refused(
        tracker("backup", str(file)), f"There is already a file at {file}. Choose another name."
    )
    said(
        tracker("restore", str(file), TRACKER_DATABASE_URL=empty_url),
        "People who are back, with their keys: 59.",
    )
    assert tracker("restore", str(file), TRACKER_DATABASE_URL=empty_url).exit_code == 2
    assert tracker("verify-audit", TRACKER_DATABASE_URL=empty_url).exit_code == 0
    said(
        tracker("verify-state", TRACKER_DATABASE_URL=empty_url),
        "People compared: 59. Differences: 0.",
    )
    restored = create_engine(empty_url.replace("postgresql://", "postgresql+psycopg://"))
    with sessions() as session, restored.connect() as other:
        ours, theirs = checksums(session), checksums(other)
    restored.dispose()
    for only_audited in ("audit_event", "audit_subject"):  # the restore itself is one more event
        ours.pop(only_audited), theirs.pop(only_audited)
    assert theirs == ours


def test_restore_refuses_what_is_no_backup(tracker, empty_url, tmp_path):
    result = tracker("restore", str(tmp_path / "none"), TRACKER_DATABASE_URL=empty_url)
    assert (result.exit_code, result.stdout) == (2, "")
    assert len(result.stderr.splitlines()) == 1


@pytest.fixture
def serving(tracker, environment):
    """A server in a process of its own, and its address; stopped as a service manager stops it."""
    tracker("team", "add", "North")  # so that there is something to pin
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-c", "from tracker.cli import main; main()", "serve", "--no-scheduler"],
        env=environment | {"TRACKER_PORT": str(port), "PYTHONPATH": str(Path.cwd())},
        stderr=subprocess.PIPE,
        text=True,
    )
    told = process.stderr.readline()
    yield process, f"http://127.0.0.1:{port}", told
    process.kill()
    process.wait()
    process.stderr.close()


def test_serve_answers_until_it_is_stopped_and_pins_the_audit(serving, tracker, sessions, database):
    process, address, told = serving
    assert told == f"Alongside is at {address}. Stop it with Ctrl+C.\n"
    with urllib.request.urlopen(f"{address}/sign-in", timeout=20) as page:
        assert (page.status, b"<h1>Sign in</h1>" in page.read()) == (200, True)
        assert "server" not in {name.lower() for name in page.headers}
    assert all_of(sessions, Tick.name) == []  # as it was told, nothing runs by itself
    assert tracker("verify-audit").exit_code == 0
    beside = tracker("team", "add", "West")
    assert beside.exit_code == (2 if database == "sqlite" else 0)
    process.send_signal(signal.SIGTERM)
    assert (process.wait(timeout=20), process.stderr.read()) == (0, "")
    happened = 1 if database == "sqlite" else 2
    said(tracker("verify-audit"), f"Events that are what was written: {happened}.")
