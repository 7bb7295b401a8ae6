"""PostgreSQL's own tools: a dump of one moment without people's keys, and the way back."""

import os
import re
import shutil
import subprocess
from pathlib import Path

from sqlalchemy import URL, text
from sqlalchemy.orm import Session

from tracker.domain.errors import InvalidError

KEYS_TABLE = "person_key"


def server_major(session: Session) -> int:
    """Give the server's major version, which its tools must not be older than."""
    return int(session.scalars(text("SHOW server_version_num")).one()) // 10000


def find(tool: str, needed: int, folders: str | None = None) -> str:
    """Give the path of a tool of at least this major version; raise InvalidError otherwise.

    `folders` are where to look, as in PATH; None looks in PATH.
    """
    path = shutil.which(tool, path=folders)
    if path is None:
        raise InvalidError(
            f"{tool} is not on the PATH. Install the PostgreSQL {needed} client programs."
        )
    said = subprocess.run([path, "--version"], check=True, capture_output=True, text=True).stdout  # noqa: S603 - found above
    version = re.search(r"\d+", said)
    if version is None or int(version[0]) < needed:
        raise InvalidError(
            f"{path} is older than the server. Install the PostgreSQL {needed} client programs."
        )
    return path


def dump(pg_dump: str, url: URL, snapshot: str, part: Path) -> None:
    """Dump the database as another transaction's snapshot sees it, with the table of keys empty."""
    _run(
        [
            pg_dump,
            "--format=custom",
            f"--exclude-table-data={KEYS_TABLE}",
            f"--snapshot={snapshot}",
            f"--file={part}",
        ],
        url,
    )


def prove_keyless(pg_restore: str, part: Path) -> None:
    """Read a dump from end to end; raise InvalidError if it is damaged or holds people's keys."""
    _run([pg_restore, "--file=/dev/null", str(part)])
    listed = _run([pg_restore, "--list", str(part)])
    if re.search(rf"TABLE DATA \S+ {KEYS_TABLE} ", listed):
        raise InvalidError("The dump still holds people's keys, so it was not kept.")


def load(pg_restore: str, url: URL, path: Path) -> None:
    """Load a dump into an empty database: all of it or nothing."""
    whole = ("--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges")
    _run([pg_restore, *whole, str(path)], url)


def _run(command: list[str], url: URL | None = None) -> str:
    """Run a tool; the password goes by the environment, where other users cannot see it."""
    environment = dict(os.environ)
    if url is not None:
        plain = url.set(drivername="postgresql", password=None)
        command = [*command, f"--dbname={plain.render_as_string(hide_password=False)}"]
        if url.password is not None:
            environment["PGPASSWORD"] = str(url.password)
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)  # noqa: S603 - ours
    if done.returncode:
        said = (done.stderr.strip().splitlines() or ["it said nothing"])[0]
        raise InvalidError(f"{Path(command[0]).name} did not finish: {said}")
    return done.stdout
