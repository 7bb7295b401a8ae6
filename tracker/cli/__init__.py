"""The `tracker` command: it says what it did, and refuses in one sentence.

Exit status: 0 done, 1 found something, 2 refused.
"""

from tracker.cli import accounts, alerts, backups, demo, imports, running, verifying
from tracker.cli.edge import main

__all__ = ["accounts", "alerts", "backups", "demo", "imports", "main", "running", "verifying"]
