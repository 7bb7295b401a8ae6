"""A word of its own for each place where someone types, and every way it may lie in a database."""

import base64
import hashlib
import os
import sqlite3
import subprocess
from contextlib import closing

import psycopg

from tests.factories.backups import POSTGRES_TOOLS
from tracker.models.database import sqlite_file

MARK = "canary"
LETTERS = str.maketrans("0123456789abcdef", "ghijklmnopqrstuv")  # no word is a number in hex


class Canaries:
    """The words typed so far, by place; some places are clear by design."""

    def __init__(self, clear):
        self.clear, self.words = clear, {}

    def word(self, *place):
        digest = hashlib.sha256("|".join(place).encode()).hexdigest()[:20]
        return self.words.setdefault(place, MARK + digest.translate(LETTERS))

    def is_clear(self, place):
        return any(place[-len(clear) :] == clear for clear in self.clear)

    def found_in(self, *heaps):
        """Give the places whose word stands in these bytes, and how it is written there."""
        hidden = [(place, word) for place, word in self.words.items() if not self.is_clear(place)]
        found = set()
        for heap in heaps:
            for how, write in WRITTEN.items():
                looked_in = heap if how in EXACT else heap.lower()
                if write(MARK) in looked_in:  # else none of them is
                    found |= {(*place, how) for place, word in hidden if write(word) in looked_in}
        return found


def _base64_from(skip):
    """Write a word in base64 as if so many of its letters went to the block before."""
    return lambda word: base64.b64encode(word[skip : skip + (len(word) - skip) // 3 * 3].encode())


EXACT = tuple(f"in base64, from {skip}" for skip in range(3))
PLAIN = {
    "as it is": str.encode,
    "in UTF-16": lambda word: word.encode("utf-16-le"),
    "in UTF-16, big end first": lambda word: word.encode("utf-16-be"),
    "backwards": lambda word: word[::-1].encode(),
}
IN_HEX = {
    f"{how}, in hex": lambda word, w=write: w(word).hex().encode() for how, write in PLAIN.items()
}
WRITTEN = PLAIN | IN_HEX | {how: _base64_from(skip) for skip, how in enumerate(EXACT)}


def dump(url):
    """Give all that a database holds, as heaps of bytes: its files, its rows as text, its blobs."""
    file = sqlite_file(url)
    return _sqlite(file) if file else list(_postgres(url))


def _sqlite(file):
    files = [file.with_name(file.name + end) for end in ("", "-wal", "-shm")]
    with closing(sqlite3.connect(file)) as opened:
        rows = "\n".join(opened.iterdump())
    return [*(each.read_bytes() for each in files if each.exists()), rows.encode()]


def _postgres(url):
    plain = url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain, autocommit=True) as opened:
        tables = opened.execute(
            "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'"
        ).fetchall()
        for (table,) in tables:
            with (
                opened.cursor(binary=False) as cursor,
                cursor.copy(f"COPY {table} TO STDOUT") as rows,
            ):
                yield b"".join(rows)
            for row in opened.execute(f"SELECT * FROM {table}").fetchall():
                yield b"|".join(value for value in row if isinstance(value, bytes))


def written_out(url):
    """Give what PostgreSQL's own tool writes of a database; nothing for SQLite."""
    if sqlite_file(url):
        return []
    plain = url.set(drivername="postgresql").render_as_string(hide_password=False)
    path = f"{POSTGRES_TOOLS}:{os.environ['PATH']}"
    done = subprocess.run(
        ["pg_dump", plain], env=os.environ | {"PATH": path}, capture_output=True, check=True
    )
    return [done.stdout]
