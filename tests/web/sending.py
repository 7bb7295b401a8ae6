"""A request byte by byte, past every client that would clean it, and what the database held."""

import io
import sqlite3
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

import psycopg
from sqlalchemy import select

from tests.web.corpus import FORM
from tracker.models import Base

HOST = "localhost"
NOT_WATCHED = frozenset({"audit_event", "audit_subject"})  # append-only: never put back either
MAY_CHANGE = NOT_WATCHED | {"rate_limit", "worker_session", "draft"}
# What the rules made of it; and what is left of a draft whose words were saved.
DERIVED = frozenset({"alert", "alert_step", "standing", "draft"})


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    @property
    def text(self):
        return self.body.decode("utf-8", "replace")

    def header(self, name):
        return next((value for key, value in self.headers if key.lower() == name.lower()), "")

    @property
    def is_page(self):
        return self.header("Content-Type").startswith("text/html")


class Sender:
    """Hands requests to the application as a server does. Cookies are the caller's."""

    def __init__(self, app):
        self.app = app
        self.count = 0

    def send(self, method, target, *, headers=(), body=b"", kind=None):
        """Send raw bytes; `target` is the address as it stands on the request line."""
        path, _, query = (target if isinstance(target, bytes) else target.encode()).partition(b"?")
        environ = {
            "REQUEST_METHOD": method,
            "SCRIPT_NAME": "",
            "PATH_INFO": unquote_to_bytes(path).decode("latin-1"),
            "QUERY_STRING": query.decode("latin-1"),
            "SERVER_NAME": HOST,
            "SERVER_PORT": "8000",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
            "HTTP_HOST": HOST,
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(body),
            "wsgi.errors": io.StringIO(),
            "wsgi.multithread": True,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
        }
        if body or method == "POST":
            environ |= {"CONTENT_LENGTH": str(len(body)), "CONTENT_TYPE": kind or FORM}
        for name, value in headers:
            environ[_key(name)] = value if isinstance(value, str) else value.decode("latin-1")
        self.count += 1
        return self._answered(environ)

    def _answered(self, environ):
        begun = []

        def start_response(status, headers, _error=None):
            begun[:] = [int(status.split()[0]), tuple(headers)]

        parts = self.app(environ, start_response)
        try:
            body = b"".join(parts)
        finally:
            getattr(parts, "close", lambda: None)()
        return Answer(*begun, body)


def _key(header):
    name = header.upper().replace("-", "_")
    return name if name in {"CONTENT_TYPE", "CONTENT_LENGTH"} else f"HTTP_{name}"


class Stored:
    """What all tables but the audit hold: a checksum of each, and a way back to the beginning."""

    def __init__(self, engine):
        self.engine = engine
        self.tables = [t for t in Base.metadata.sorted_tables if t.name not in NOT_WATCHED]
        self.driver = (_Postgres if engine.dialect.name == "postgresql" else _Sqlite)(engine.url)
        self.sums = self.driver.checksums(self.tables)
        self.rows = {table.name: self.driver.dump(table.name) for table in self.tables}
        self.known = {table.name: set(map(repr, self._read(table))) for table in self.tables}

    def changed(self):
        """Give the names of tables that are not as they were."""
        now = self.driver.checksums(self.tables)
        return {name for name, before in self.sums.items() if now[name] != before}

    def added(self, names):
        """Give the rows of these tables that are new or were changed, as (table, values)."""
        return [
            (table.name, row)
            for table in self.tables
            if table.name in names
            for row in self._read(table)
            if repr(row) not in self.known[table.name]
        ]

    def put_back(self, names):
        """Make these tables hold what they held at the beginning."""
        if names:
            self.driver.put_back({name: self.rows[name] for name in names})

    def _read(self, table):
        with self.engine.connect().execution_options(read_only=True) as connection:
            return [dict(row) for row in connection.execute(select(table)).mappings()]

    def close(self):
        self.driver.connection.close()


class _Sqlite:
    def __init__(self, url):
        self.connection = sqlite3.connect(url.database, isolation_level=None, timeout=10)
        for pragma in ("foreign_keys=OFF", "synchronous=OFF"):
            self.connection.execute(f"PRAGMA {pragma}")

    def dump(self, name):
        return self.connection.execute(f"SELECT * FROM {name} ORDER BY rowid").fetchall()

    def checksums(self, tables):
        return {t.name: hash(tuple(self.dump(t.name))) for t in tables}

    def put_back(self, dumps):
        self.connection.execute("BEGIN IMMEDIATE")
        for name, rows in dumps.items():
            self.connection.execute(f"DELETE FROM {name}")
            if rows:
                marks = ",".join("?" * len(rows[0]))
                self.connection.executemany(f"INSERT INTO {name} VALUES ({marks})", rows)
        self.connection.execute("COMMIT")


class _Postgres:
    def __init__(self, url):
        plain = url.set(drivername="postgresql").render_as_string(hide_password=False)
        self.connection = psycopg.connect(plain, autocommit=True)

    def dump(self, name):
        with self.connection.cursor().copy(f"COPY (SELECT * FROM {name}) TO STDOUT") as copy:
            return b"".join(copy)

    def checksums(self, tables):
        each = (
            f"SELECT '{t.name}', md5(string_agg(x::text, '|' ORDER BY x::text)) FROM {t.name} x"
            for t in tables
        )
        return dict(self.connection.execute(" UNION ALL ".join(each)).fetchall())

    def put_back(self, dumps):
        """Past triggers and foreign keys, which look at one row after the other."""
        with self.connection.transaction(), self.connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")
            for name, rows in dumps.items():
                cursor.execute(f"DELETE FROM {name}")
                with cursor.copy(f"COPY {name} FROM STDIN") as copy:
                    copy.write(rows)
