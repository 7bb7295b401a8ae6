"""The sample through the commands, on both databases: exactly the rows and the alerts expected."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SAMPLE = ROOT / "sample"
AS_OF = "2026-11-20T20:00:00Z"
EXPECTED = json.loads((SAMPLE / "expected.json").read_text())
ALERTS = json.loads((SAMPLE / "expected_alerts.json").read_text())
DONE, FOUND, REFUSED = 0, 1, 2


@pytest.fixture
def tracker(fresh_url, tmp_path):
    """Run `tracker …` as its own process, as someone outside would."""
    environment = os.environ | {
        "TRACKER_DATABASE_URL": fresh_url,
        "TRACKER_DATA_DIR": str(tmp_path),
        "PYTHONPATH": str(ROOT),
    }

    def run(*arguments, status=DONE):
        command = [sys.executable, "-c", "from tracker.cli import main; main()", *arguments]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == status, done.stderr
        return done.stdout

    return run


def test_the_sample_gives_exactly_the_expected_rows_and_alerts(tracker, measure, database):
    compared = 0
    tracker("import", "workers", str(SAMPLE / "workers.csv"), "--as-of", AS_OF)
    for kind in ("people", "contacts", "justice"):
        first = json.loads(
            tracker(
                "import",
                kind,
                str(SAMPLE / f"{kind}.csv"),
                "--as-of",
                AS_OF,
                "--json",
                status=FOUND,
            )
        )
        said = [{"row": r["row"], "reason": r["reason"]} for r in first["rejected"]]
        assert (first["ok"], said) == (EXPECTED[kind]["ok"], EXPECTED[kind]["rejected"])
        assert all(r["help"] for r in first["rejected"])
        compared += len(said)
    for instant, wanted in ALERTS.items():
        found = json.loads(tracker("evaluate-alerts", "--as-of", instant, "--json"))
        told = [
            {key: alert[key] for key in want} for alert, want in zip(found, wanted, strict=True)
        ]
        assert told == wanted
        compared += len(told)
    dry = json.loads(tracker("evaluate-alerts", "--as-of", max(ALERTS), "--dry-run", "--json"))
    assert dry == found
    tracker("evaluate-alerts", "--as-of", min(ALERTS), status=REFUSED)
    tracker("verify-state")
    measure(
        "sample rows and alerts",
        wanted=compared,
        reached=compared,
        count=compared,
        database=database,
    )
