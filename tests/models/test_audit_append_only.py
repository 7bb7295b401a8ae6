"""What the database itself refuses to do to the audit, whoever asks with the service's own rights."""

import sqlite3
from contextlib import closing

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from tests.factories.chains import a_chain, many_people
from tracker.domain.chain import Anchors
from tracker.models import schema, triggers
from tracker.models.database import make_engine
from tracker.queries.audit import verify

EVENT = "(seq, happened_at, actor, act, outcome, prev_mac, mac)"
SAME = "happened_at, 'worker:99', act, outcome, prev_mac, mac FROM audit_event WHERE seq = 3"
APPEND_ONLY = "audit_is_append_only"
UP_BY_ONE = "audit_goes_up_by_one"

BOTH = {
    "an event is changed": (
        "UPDATE audit_event SET actor = 'worker:99' WHERE seq = 3",
        APPEND_ONLY,
    ),
    "an event is renumbered": ("UPDATE audit_event SET seq = 99 WHERE seq = 10", APPEND_ONLY),
    "an event is deleted": ("DELETE FROM audit_event WHERE seq = 10", APPEND_ONLY),
    "all events are deleted": ("DELETE FROM audit_event", APPEND_ONLY),
    "who was shown is changed": ("UPDATE audit_subject SET seq = 2 WHERE seq = 3", APPEND_ONLY),
    "who was shown is deleted": ("DELETE FROM audit_subject", APPEND_ONLY),
    "someone is added to an old event": (
        (
            "INSERT INTO audit_subject (seq, person_id) SELECT 1, id FROM person "
            "WHERE id NOT IN (SELECT person_id FROM audit_subject WHERE seq = 1)"
        ),
        APPEND_ONLY,
    ),
    "a number is left out": (f"INSERT INTO audit_event {EVENT} SELECT 12, {SAME}", UP_BY_ONE),
    "a number is used again": (f"INSERT INTO audit_event {EVENT} SELECT 3, {SAME}", UP_BY_ONE),
    "a number below the first": (f"INSERT INTO audit_event {EVENT} SELECT 0, {SAME}", UP_BY_ONE),
    "a number twice in one statement": (
        f"INSERT INTO audit_event {EVENT} SELECT 11, {SAME} UNION ALL SELECT 11, {SAME}",
        UP_BY_ONE,
    ),
    "an event is written over on conflict": (
        (
            f"INSERT INTO audit_event {EVENT} SELECT 3, {SAME} "
            "ON CONFLICT (seq) DO UPDATE SET actor = 'worker:99'"
        ),
        UP_BY_ONE,
    ),
}
ONLY = {
    "sqlite": {
        "an event is replaced": (
            f"INSERT OR REPLACE INTO audit_event {EVENT} SELECT 3, {SAME}",
            UP_BY_ONE,
        ),
        "an event is replaced by an update": (
            "UPDATE OR REPLACE audit_event SET seq = 3 WHERE seq = 4",
            APPEND_ONLY,
        ),
        "who was shown is replaced": (
            (
                "INSERT OR REPLACE INTO audit_subject (seq, person_id) "
                "SELECT seq, person_id FROM audit_subject WHERE seq = 10"
            ),
            APPEND_ONLY,
        ),
    },
    "postgresql": {
        "the events are emptied": ("TRUNCATE audit_event CASCADE", APPEND_ONLY),
        "the lists are emptied": ("TRUNCATE audit_subject", APPEND_ONLY),
        "the people are emptied, and what names them": ("TRUNCATE person CASCADE", APPEND_ONLY),
        "triggers are put to sleep first": (
            "SET LOCAL session_replication_role = replica; DELETE FROM audit_event",
            APPEND_ONLY,
        ),
        "triggers are put to sleep and a list is emptied": (
            "SET LOCAL session_replication_role = replica; TRUNCATE audit_subject",
            APPEND_ONLY,
        ),
        "triggers are put to sleep and a number is left out": (
            (
                "SET LOCAL session_replication_role = replica; "
                f"INSERT INTO audit_event {EVENT} SELECT 12, {SAME}"
            ),
            UP_BY_ONE,
        ),
    },
}


def refusal(session, statement):
    undone = session.begin_nested()
    try:
        session.connection().exec_driver_sql(statement)
    except DatabaseError as error:
        return str(error.orig)
    finally:
        undone.rollback()
    return "done"


def test_the_database_refuses_to_rewrite_the_audit(session, make_act, keys, database, measure):
    a_chain(session, make_act, many_people(session, 6), 10)
    rows = {**BOTH, **ONLY[database]}
    said = {name: refusal(session, statement) for name, (statement, _) in rows.items()}
    wrong = {name: said[name] for name, (_, word) in rows.items() if word not in said[name]}
    assert wrong == {}
    assert verify(session, keys, Anchors()).events == 10
    measure(
        "ways to rewrite the audit refused",
        wanted=len(rows),
        reached=len(rows) - len(wrong),
        count=len(rows),
        database=database,
    )


def test_replacing_is_refused_even_where_deleting_wakes_no_trigger(tmp_path, make_act):
    """SQLite deletes silently when it replaces, unless a connection asks otherwise as ours do."""
    engine = make_engine(f"sqlite:///{tmp_path / 'own.db'}")
    schema.upgrade(engine)
    with Session(engine) as session:
        a_chain(session, make_act, many_people(session, 6), 10)
        session.commit()
    engine.dispose()
    with closing(sqlite3.connect(tmp_path / "own.db")) as other_tool:
        assert other_tool.execute("PRAGMA recursive_triggers").fetchone() == (0,)
        for statement, word in ONLY["sqlite"].values():
            with pytest.raises(sqlite3.IntegrityError, match=word):
                other_tool.execute(statement)


def test_every_guard_is_there_and_on_the_audit_always_awake(session, database):
    found = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    if database == "postgresql":
        found = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
    assert set(session.scalars(text(found))) == set(triggers.expected(database))
    if database == "postgresql":
        asleep = text(
            "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'A' "
            "AND tgrelid IN ('audit_event'::regclass, 'audit_subject'::regclass)"
        )
        assert session.scalars(asleep).all() == []
