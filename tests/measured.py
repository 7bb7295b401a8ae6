"""What each gate reached: its own count, so that a test that did nothing cannot pass."""

import json
import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LINES = ROOT / "var" / "measured.jsonl"
REPORT = ROOT / "measured.json"


def measured(name, *, wanted, reached, count, database="none", seconds=0.0):
    """Write one gate's figures down, then fail if it counted nothing or fell short."""
    row = {
        "name": name,
        "wanted": wanted,
        "reached": reached,
        "count": count,
        "seconds": round(seconds, 3),
        "database": database,
    }
    LINES.parent.mkdir(exist_ok=True)
    with LINES.open("a") as file:
        file.write(json.dumps(row) + "\n")
    assert count > 0, f"{name} counted nothing"
    assert reached >= wanted, f"{name} reached {reached} of {wanted}"


def start():
    LINES.unlink(missing_ok=True)
    LINES.parent.mkdir(exist_ok=True)


def finish(tests):
    """Write the report; give the names of gates that counted nothing."""
    rows = [json.loads(line) for line in LINES.read_text().splitlines()] if LINES.exists() else []
    rows += [
        {
            "name": f"tests on {database}",
            "wanted": 1,
            "reached": n,
            "count": n,
            "seconds": 0,
            "database": database,
        }
        for database, n in sorted(tests.items())
    ]
    REPORT.write_text(json.dumps(rows, indent=1) + "\n")
    return [row["name"] for row in rows if not row["count"] or row["reached"] < row["wanted"]]


def in_worker():
    return "PYTEST_XDIST_WORKER" in os.environ
