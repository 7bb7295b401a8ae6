"""The scene's own database: read what it holds, and put it back as it was."""

import shutil
from collections import defaultdict
from dataclasses import dataclass, replace
from functools import cache

from sqlalchemy import event

from tests.conftest import NOW
from tests.web.browser import Clock
from tracker.models import Base
from tracker.models.database import make_engine, sqlite_file

AUDIT = {"audit_event", "audit_subject"}
NOT_FACTS = AUDIT | {"rate_limit", "worker_session"}
FACTS = tuple(table for table in Base.metadata.sorted_tables if table.name not in NOT_FACTS)


@dataclass(frozen=True)
class Event:
    """One audit event, as it was written."""

    act: str
    outcome: str
    actor: str
    thing: tuple[str | None, str | None]
    subjects: frozenset[int]


class Stage:
    """The application on the scene's database; `again` puts it back as the scene was."""

    def __init__(self, app, url):
        self.app, self.before = app, app.extensions["installation"]
        self.engine, self.seq, self.eye = make_engine(url), 0, None
        self.file = sqlite_file(url)
        if self.file:
            shutil.copy(self.file, self._kept())
            event.listen(self.engine, "connect", _need_not_last)
        else:
            self._send("CREATE SCHEMA kept", "CREATE TABLE kept.{0} AS TABLE public.{0}")
        wired = replace(self.before, engine=self.engine, clock=Clock(NOW))
        app.extensions["installation"] = wired
        self.again()

    def again(self, changed=()):
        """Put everything back, or of PostgreSQL's tables those that changed."""
        if self.file:
            self._shut_the_eye()
            self.engine.dispose()  # the last one out takes what is beside the file along
            shutil.copy(self._kept(), self.file)
            self.seq = 0
        else:
            # Neither foreign keys nor triggers look on; those of the audit do, so it grows.
            self._send(
                "SET LOCAL session_replication_role = replica",
                "DELETE FROM {0}",
                "INSERT INTO {0} OVERRIDING SYSTEM VALUE SELECT * FROM kept.{0}",
                only=changed and {*changed, *NOT_FACTS},
            )
        self.events()

    def close(self):
        self.app.extensions["installation"] = self.before
        self._shut_the_eye()
        self.engine.dispose()
        if self.file:
            self._kept().unlink()

    def _kept(self):
        return self.file.with_suffix(".kept")

    def _send(self, first, *for_each_table, only=()):
        """Send statements to PostgreSQL, all in one transaction."""
        names = [t.name for t in Base.metadata.sorted_tables if t.name not in AUDIT]
        tables = [f'"{name}"' for name in names if not only or name in only]
        each = [statement.format(table) for statement in for_each_table for table in tables]
        with self.engine.begin() as connection:
            connection.exec_driver_sql("; ".join([first, *each]))

    def facts(self):
        """Give every row but what remembers requests: its table, whom it is about, and all it says."""
        return frozenset(self._look(every_row(bool(self.file))))

    def events(self):
        """Give the audit events since this was last asked."""
        rows = self._look(
            "SELECT event.seq, act, outcome, actor, object_kind, object_id, person_id"
            " FROM audit_event AS event LEFT JOIN audit_subject AS shown ON shown.seq = event.seq"
            f" WHERE event.seq > {self.seq} ORDER BY event.seq"
        )
        subjects = defaultdict(set)
        for seq, act, outcome, actor, *thing, person in rows:
            subjects[seq, act, outcome, actor, tuple(thing)] |= {person} - {None}
            self.seq = seq
        return [Event(*said, frozenset(shown)) for (_seq, *said), shown in subjects.items()]

    def _look(self, statement):
        """Read with the driver alone, on a connection of our own: this is done after every request."""
        if self.eye is None:
            pooled = self.engine.raw_connection()
            self.eye = pooled.driver_connection
            pooled.detach()
            if not self.file:
                self.eye.autocommit = True
        return self.eye.execute(statement).fetchall()

    def _shut_the_eye(self):
        if self.eye:
            self.eye.close()
        self.eye = None


@cache
def every_row(on_sqlite):
    return " UNION ALL ".join(every_row_of(table, on_sqlite) for table in FACTS)


def every_row_of(table, on_sqlite):
    """Write the statement that gives a table's rows as texts."""
    person = "id" if table.name == "person" else "person_id" if "person_id" in table.c else "NULL"
    whole = "row_of::text"
    if on_sqlite:
        whole = " || ',' || ".join(f'quote("{column.name}")' for column in table.c)
    name = table.name
    return f"SELECT '{name}', CAST({person} AS bigint), {whole} FROM \"{name}\" AS row_of"


def touched(before, after):
    """Give the tables that changed, and the ids of the people their changed rows are about."""
    changed = before ^ after
    return {table for table, _person, _row in changed}, {
        person for _table, person, _row in changed if person
    }


def _need_not_last(dbapi, _record):
    dbapi.execute("PRAGMA synchronous=OFF")
