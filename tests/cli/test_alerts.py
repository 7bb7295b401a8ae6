"""`tracker evaluate-alerts` and `verify-state`."""

import json

from sqlalchemy import select

from tests.cli.conftest import MONDAY, all_of, refused, said
from tests.services.imports.looking import checksums
from tracker.models.alerts import Standing
from tracker.models.people import Person


def test_evaluate_alerts_prints_json_of_the_fixed_shape(tracker, sample, sessions):
    dry = tracker("evaluate-alerts", "--as-of", MONDAY, "--dry-run", "--json")
    assert set(all_of(sessions, Standing.judged_at)) == {(None,)}
    wet = tracker("evaluate-alerts", "--as-of", MONDAY, "--json")
    assert (wet.exit_code, wet.stderr) == (0, "")
    alerts = json.loads(wet.stdout)
    assert json.loads(dry.stdout) == alerts
    assert len(alerts) == 18
    assert alerts[0] == {
        "reference": "P1004",
        "rule": "quiet",
        "tier": "today",
        "true_since": "2026-10-05T23:00:00Z",
        "opened_at": "2026-11-23T09:00:00Z",
        "owner": "dev.patel@example.org",
        "owner_role": "worker",
    }
    assert alerts == sorted(alerts, key=lambda row: (row["reference"], row["rule"]))


def test_evaluate_alerts_again_changes_nothing(tracker, sample, sessions):
    first = tracker("evaluate-alerts", "--as-of", MONDAY)
    assert first.stdout.splitlines()[-1] == "Alerts open: 18."
    with sessions() as session:
        before = checksums(session)
    assert tracker("evaluate-alerts", "--as-of", MONDAY).stdout == first.stdout
    with sessions() as session:
        assert checksums(session) == before
    assert tracker("evaluate-alerts", "--as-of", MONDAY, "--all").stdout == first.stdout


def test_evaluate_alerts_refuses_the_past_but_looks_back_dry(tracker, sample):
    tracker("evaluate-alerts", "--as-of", MONDAY)
    sunday = ("evaluate-alerts", "--as-of", "2026-11-22T09:00:00Z")
    refused(
        tracker(*sunday),
        "Something was already judged at 2026-11-23T09:00:00Z, after that instant. "
        "Use --dry-run to look back without writing.",
    )
    dry = tracker(*sunday, "--dry-run")
    assert (dry.exit_code, dry.stdout.splitlines()[-1]) == (0, "Alerts that would be open: 17.")


def test_verify_state_says_where_the_written_differs(tracker, sample, sessions):
    tracker("evaluate-alerts", "--as-of", MONDAY)
    said(tracker("verify-state"), "People compared: 59. Differences: 0.")
    with sessions.begin() as session:
        jay = session.scalars(select(Person.id).where(Person.reference == "P1001")).one()
        session.get(Standing, jay).agreed_days = 99
    said(
        tracker("verify-state"),
        "P1001: agreed_days is 99, the facts say 14.",
        "People compared: 59. Differences: 1.",
        status=1,
    )
