"""A made-up service of any size: N people, 40 contacts each over a year, 25 people a worker.

Deterministic by seed. Rows go in by the driver's bulk way; nothing here is timed.
"""

import random
from datetime import UTC, datetime, timedelta

from sqlalchemy import insert

from tracker.domain.vocabulary import Outcome
from tracker.models import Base
from tracker.models.types import instant_text

AT = datetime(2026, 11, 20, 12, tzinfo=UTC)
YEAR = timedelta(days=365)
CONTACTS = 40
PEOPLE_A_WORKER = 25
WORKERS_A_TEAM = 8
SEALED = bytes(range(120))
OUTCOMES = (
    ["met"] * 45 + ["spoke"] * 15 + ["messaged"] * 14 + ["we_tried"] * 8 + ["missed_each_other"] * 7
    + ["they_cancelled"] * 5 + ["we_cancelled"] * 4 + ["could_not_come"] * 2
)  # fmt: skip
WAYS = {"met": "in_person", "spoke": "call", "messaged": "text", "we_tried": "call"}


def fill(engine, people, seed=1):
    """Put a cohort into an empty, migrated database."""
    load = _postgres if engine.dialect.name == "postgresql" else _sqlite
    with engine.begin() as connection:
        _staff(connection, people)
    for table, columns, rows in _tables(people, random.Random(seed)):
        load(engine, table, columns, rows)
    settle(engine)


def _staff(connection, people):
    workers = max(1, people // PEOPLE_A_WORKER)
    tables = Base.metadata.tables
    connection.execute(insert(tables["worker"]), [
        {"id": w, "public_id": f"w{w:09d}", "name": f"Worker {w}", "email": f"w{w}@example.org",
         "fs_uniquifier": f"{w}", "active": True, "create_datetime": AT - 2 * YEAR}
        for w in range(1, workers + 1)
    ])  # fmt: skip
    connection.execute(insert(tables["team"]), [
        {"id": t, "public_id": f"t{t:09d}", "name": f"Team {t}", "calendar": "GB-ENG",
         "lead_id": min(workers, t), "deputy_lead_id": None}
        for t in range(1, workers // WORKERS_A_TEAM + 2)
    ])  # fmt: skip


def _tables(people, chance):
    """Give each table's name, columns and rows, parents first; a row is a tuple of plain values."""
    by, known = "system:bench", instant_text(AT - YEAR)
    start = instant_text(AT - YEAR)
    ids = range(1, people + 1)
    worker = lambda p: 1 + (p - 1) // PEOPLE_A_WORKER  # noqa: E731 - a name for it
    team = lambda p: 1 + (worker(p) - 1) // WORKERS_A_TEAM  # noqa: E731 - a name for it
    agreed = {p: chance.choice((7, 7, 14, 14, 30)) for p in ids}
    yield (
        "person",
        (
            "id",
            "public_id",
            "reference",
            "team_id",
            "name_ct",
            "born_on",
            "first_here_at",
            "written_in_by",
            "version",
        ),
        (
            (p, f"p{p:09d}", f"P{p}", team(p), SEALED[:40], f"{1990 + p % 20}-03-01", start, by, 1)
            for p in ids
        ),
    )
    yield "person_key", ("person_id", "wrapped", "key_version"), ((p, SEALED[:60], 1) for p in ids)
    yield (
        "standing",
        ("person_id", "look_again_at", "rules_version", "version"),
        ((p, start, 0, 1) for p in ids),
    )
    fact = ("id", "public_id", "person_id", "known_at", "recorded_at", "recorded_by")
    yield (
        "stay",
        (*fact, "referred_at", "started_at", "came_from"),
        ((p, f"s{p:09d}", p, known, known, by, start, start, "imported") for p in ids),
    )
    yield (
        "pairing",
        (*fact, "worker_id", "role", "started_at", "start_reason", "started_by"),
        (
            (p, f"k{p:09d}", p, known, known, by, worker(p), "key_worker", start, "imported", by)
            for p in ids
        ),
    )
    yield (
        "rhythm",
        (*fact, "every_days", "agreed_at", "agreed_with_person"),
        (
            (
                p,
                f"r{p:09d}",
                p,
                known,
                known,
                by,
                agreed[p],
                instant_text(AT - timedelta(days=60)),
                True,
            )
            for p in ids
        ),
    )
    yield "contact", (
        *fact, "worker_id", "occurred_at", "precision", "with_whom", "setting", "way", "outcome",
        "who_started", "minutes", "shared_ct",
    ), _contacts(ids, worker, chance)  # fmt: skip


def _contacts(ids, worker, chance):
    number = 0
    step = YEAR / CONTACTS
    for p in ids:
        for n in range(CONTACTS):
            number += 1
            at = instant_text(
                AT - YEAR + step * n + timedelta(minutes=chance.randrange(60 * 24 * 8))
            )
            outcome = chance.choice(OUTCOMES)
            yield (
                number, f"{number:010d}", p, at, at, "system:bench", worker(p), at, "exact", "person",
                "one_to_one", WAYS.get(outcome, "in_person"), outcome, "us", 30, SEALED,
            )  # fmt: skip


def _sqlite(engine, table, columns, rows):
    marks = ", ".join("?" * len(columns))
    raw = engine.raw_connection()
    raw.execute("BEGIN IMMEDIATE")
    raw.cursor().executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", rows)
    raw.commit()
    raw.close()


def _postgres(engine, table, columns, rows):
    raw = engine.raw_connection()
    raw.cursor().execute("SET LOCAL statement_timeout = 0")  # millions of rows take their minutes
    with raw.cursor().copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)
    raw.commit()
    raw.close()


def settle(engine):
    """Let the planner know the sizes; on PostgreSQL the sequences too."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if engine.dialect.name == "postgresql":
            connection.exec_driver_sql("SET statement_timeout = 0")
            connection.exec_driver_sql("VACUUM ANALYZE")
            for table in Base.metadata.sorted_tables:
                if "id" in table.columns and table.columns["id"].autoincrement is not False:
                    _let_numbers_follow(connection, table.name)
        else:
            connection.exec_driver_sql("ANALYZE")


def _let_numbers_follow(connection, table):
    connection.exec_driver_sql(
        f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}"
    )


assert set(OUTCOMES) <= {outcome.value for outcome in Outcome}
