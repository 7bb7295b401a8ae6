"""Whatever is changed in the audit behind its back is found, and what cannot be proven is named."""

import dataclasses
import random
import time

import pytest
from sqlalchemy import event, text

from tests.conftest import NOW
from tests.factories.chains import a_chain, many_people
from tracker.adapters.keys import KeyRing
from tracker.domain.chain import Anchor, Anchors, Link, Verification
from tracker.models.audit import AuditEvent
from tracker.queries.audit import verify

EVENTS = 260
ANCHORED = 240
EACH = 50
CHANGES = {
    "happened_at": "'2026-11-20T12:00:00.000001Z'",
    "actor": "'worker:999'",
    "act": "'something.else'",
    "outcome": "'refused'",
    "object_kind": "'meeting'",
    "object_id": "'zzzzzzzzzz'",
    "detail": """'{"fields": ["way"]}'""",
    "reason_ct": None,  # of another event: a value moved
    "request_id": "'another'",
    "prev_mac": None,
    "mac": None,
}
COLUMNS = ", ".join(CHANGES)


@pytest.fixture
def chain(session, make_act, keys):
    """A chain anchored twice, the last events not yet, and no guard left: a database owner's view."""
    people = many_people(session, 6)
    a_chain(session, make_act, people, EVENTS)
    anchors = Anchors(tuple(_anchor(session, seq) for seq in (100, ANCHORED)))
    _drop_guards(session)
    return anchors


def _anchor(session, seq):
    return Anchor(seq, session.get_one(AuditEvent, seq).mac, seq, NOW)


def _drop_guards(session):
    run = session.connection().exec_driver_sql
    postgres = session.get_bind().dialect.name == "postgresql"
    for name in (
        *(
            f"audit_{table}_refuses_{verb}"
            for table in ("event", "subject")
            for verb in ("update", "delete")
        ),
        "audit_event_goes_up_by_one",
        "audit_subject_joins_the_last_event",
    ):
        table = "_".join(name.split("_")[:2])
        run(f"DROP TRIGGER {name}" + (f" ON {table}" if postgres else ""))
    if postgres:
        for table, kept in (
            ("audit_subject", "fk_audit_subject_seq_audit_event"),
            ("audit_subject", "pk_audit_subject"),
            ("audit_event", "pk_audit_event"),
        ):
            run(f"ALTER TABLE {table} DROP CONSTRAINT {kept}")
    else:
        run("PRAGMA defer_foreign_keys=ON")


def _changed(session, pick):
    column, seq = pick.choice(list(CHANGES)), pick.randint(1, ANCHORED)
    other = pick.choice([n for n in range(1, EVENTS + 1) if n != seq])
    value = CHANGES[column] or f"(SELECT {column} FROM audit_event WHERE seq = {other})"
    if column == "reason_ct":  # every third event has one
        seq, value = (
            2 + 3 * (seq // 3 % 70),
            f"(SELECT reason_ct FROM audit_event WHERE seq = {2 + 3 * 75})",
        )
    session.execute(text(f"UPDATE audit_event SET {column} = {value} WHERE seq = {seq}"))
    return seq


def _swapped(session, pick):
    one, other = sorted(pick.sample(range(1, ANCHORED + 1), 2))
    for table in ("audit_event", "audit_subject") if pick.random() < 0.5 else ("audit_event",):
        for before, after in ((one, -1), (other, one), (-1, other)):
            session.execute(text(f"UPDATE {table} SET seq = {after} WHERE seq = {before}"))
    return one


def _deleted(session, pick):
    seq = pick.randint(1, ANCHORED)
    for table in ("audit_event", "audit_subject") if pick.random() < 0.5 else ("audit_event",):
        session.execute(text(f"DELETE FROM {table} WHERE seq = {seq}"))
    return seq


def _subject_changed(session, pick):
    seq = pick.randint(1, ANCHORED)
    one = f"(SELECT min(person_id) FROM audit_subject WHERE seq = {seq})"
    absent = f"(SELECT max(id) FROM person WHERE id NOT IN (SELECT person_id FROM audit_subject WHERE seq = {seq}))"
    how = pick.choice(
        [
            f"DELETE FROM audit_subject WHERE seq = {seq} AND person_id = {one}",
            f"DELETE FROM audit_subject WHERE seq = {seq}",
            f"UPDATE audit_subject SET person_id = {absent} WHERE seq = {seq} AND person_id = {one}",
            f"INSERT INTO audit_subject (seq, person_id) VALUES ({seq}, {absent})",
        ]
    )
    session.execute(text(how))
    return seq


def _cut(session, pick):
    last = pick.randint(0, ANCHORED - 1)
    for table in ("audit_subject", "audit_event"):
        session.execute(text(f"DELETE FROM {table} WHERE seq > {last}"))
    return last + 1


def _renumbered(session, pick):
    """Take one out, move all later ones down, and hash what moved with a key of one's own."""
    gone = pick.randint(1, ANCHORED)
    for table in ("audit_subject", "audit_event"):
        session.execute(text(f"DELETE FROM {table} WHERE seq = {gone}"))
        session.execute(text(f"UPDATE {table} SET seq = -seq WHERE seq > {gone}"))
        session.execute(text(f"UPDATE {table} SET seq = -seq - 1 WHERE seq < 0"))
    if pick.random() < 0.5:
        session.execute(text(f"UPDATE audit_event SET mac = prev_mac WHERE seq >= {gone}"))
    return gone


TAMPERINGS = {
    "a field changed": _changed,
    "two rows swapped": _swapped,
    "a row deleted": _deleted,
    "who was shown changed": _subject_changed,
    "the tail cut below the anchor": _cut,
    "renumbered": _renumbered,
}


def test_every_tampering_before_the_last_anchor_is_found(session, chain, keys, database, measure):
    pick, began, missed, found = random.Random(20261120), time.perf_counter(), [], 0
    for kind, tamper in TAMPERINGS.items():
        for number in range(EACH):
            undone = session.begin_nested()
            seq = tamper(session, pick)
            result = verify(session, keys, chain)
            undone.rollback()
            if result.wrong and result.broken_seq == seq:
                found += 1
            else:
                missed.append((kind, number, seq, result))
    assert missed == []
    wanted = EACH * len(TAMPERINGS)
    took = time.perf_counter() - began
    measure(
        "tamperings with the audit found",
        wanted=wanted,
        reached=found,
        count=wanted,
        database=database,
        seconds=took,
    )
    assert verify(session, keys, chain).wrong is None  # each was undone


def test_a_chain_left_alone_is_clean_and_its_unproven_tail_is_named(session, chain, keys):
    head = session.get_one(AuditEvent, EVENTS).mac
    assert verify(session, keys, chain) == Verification(
        events=260, broken_seq=None, wrong=None, proven_to=240, unproven=(241, 260), head_mac=head
    )


def test_without_an_anchor_nothing_is_proven(session, chain, keys):
    found = verify(session, keys, Anchors())
    assert (found.wrong, found.proven_to, found.unproven) == (None, None, (1, 260))


def test_an_empty_chain_is_clean(session, keys):
    assert verify(session, keys, Anchors()) == Verification(0, None, None, None, None)


def test_an_empty_table_below_an_anchor_is_not(session, keys):
    found = verify(session, keys, Anchors((Anchor(3, b"m" * 32, 3, NOW),)))
    assert (found.broken_seq, found.wrong) == (
        1,
        "Events 1 to 3 are gone: event 3 was anchored on 20 November 2026 at 12:00 UTC.",
    )


def test_a_tail_cut_above_the_last_anchor_leaves_no_trace_and_a_shorter_unproven_tail(
    session, chain, keys
):
    """The limit of a chain: only what an anchor has seen is known to have been there."""
    for table in ("audit_subject", "audit_event"):
        session.execute(text(f"DELETE FROM {table} WHERE seq > 250"))
    found = verify(session, keys, chain)
    assert (found.wrong, found.proven_to, found.unproven) == (None, 240, (241, 250))


def test_a_tail_cut_above_the_anchor_that_forgot_the_lists_of_people_is_seen(session, chain, keys):
    session.execute(text("DELETE FROM audit_event WHERE seq > 250"))
    found = verify(session, keys, chain)
    assert (found.broken_seq, found.wrong) == (
        251,
        "Events after 250 are gone; lists of people they showed are still here.",
    )


@pytest.mark.parametrize(
    ("statement", "broken_seq", "wrong"),
    [
        pytest.param(
            "UPDATE audit_event SET act = 'other' WHERE seq = 17",
            17,
            "Event 17 or the list of people it showed was changed.",
            id="changed",
        ),
        pytest.param(
            "DELETE FROM audit_event WHERE seq = 17", 17, "Event 17 is missing.", id="deleted"
        ),
        pytest.param(
            """UPDATE audit_event SET detail = '{"fields": ["way"], "fields": ["outcome"]}' WHERE seq = 1""",
            1,
            "The detail of event 1 was changed.",
            id="a name twice, read by some as another value",
        ),
        pytest.param(
            "INSERT INTO audit_event (seq, happened_at, actor, act, outcome, prev_mac, mac) "
            "SELECT -5, happened_at, actor, act, outcome, prev_mac, mac FROM audit_event WHERE seq = 1",
            None,
            "There are 261 events where 260 were written.",
            id="one more, where no one looks",
        ),
    ],
)
def test_the_sentence_says_what_is_wrong(session, chain, keys, statement, broken_seq, wrong):
    session.connection().exec_driver_sql(statement)
    found = verify(session, keys, chain)
    assert (found.broken_seq, found.wrong) == (broken_seq, wrong)


def test_what_is_no_json_any_more_is_found_and_stops_no_one(session, chain, keys, database):
    broken = {"sqlite": "detail = '{not json'", "postgresql": "happened_at = 'infinity'"}[database]
    if database == "postgresql":
        rule = "ck_audit_event_happened_at_is_between_1900_and_2200"
        session.execute(text(f"ALTER TABLE audit_event DROP CONSTRAINT {rule}"))
    session.connection().exec_driver_sql(f"UPDATE audit_event SET {broken} WHERE seq = 30")
    assert verify(session, keys, chain).broken_seq == 30


def test_an_anchor_of_another_history_is_found(session, chain, keys):
    """A chain that is whole in itself, made anew with the right key after a restore that lost some."""
    other = Anchors((Anchor(120, b"m" * 32, 120, NOW), *chain.held))
    found = verify(session, keys, other)
    assert (found.broken_seq, found.wrong, found.proven_to) == (
        120,
        "Event 120 is another one than before: event 120 was anchored on 20 November 2026 at 12:00 UTC.",
        100,
    )


def test_two_anchors_of_one_event_must_agree(session, chain, keys):
    other = Anchors((*chain.held, Anchor(ANCHORED, b"m" * 32, ANCHORED, NOW)))
    assert verify(session, keys, other).broken_seq == ANCHORED


def test_a_damaged_anchor_line_is_said_even_when_the_chain_is_clean(session, chain, keys):
    damaged = dataclasses.replace(chain, damage=("Line 3 of anchors.jsonl is damaged.",))
    found = verify(session, keys, damaged)
    assert (found.broken_seq, found.wrong) == (None, "Line 3 of anchors.jsonl is damaged.")


def test_another_services_keys_prove_nothing(session, chain):
    found = verify(session, KeyRing({1: b"k" * 32}), chain)
    assert (found.broken_seq, found.events) == (1, 0)


def test_from_the_newest_anchor_only_what_came_after_is_walked(session, chain, keys):
    assert (
        verify(session, keys, chain, since_newest=True).events == 21
    )  # 240 itself, and 241 to 260
    session.execute(text("UPDATE audit_event SET actor = 'worker:9' WHERE seq = 5"))
    assert verify(session, keys, chain, since_newest=True).wrong is None
    session.execute(text("UPDATE audit_event SET actor = 'worker:9' WHERE seq = 240"))
    assert verify(session, keys, chain, since_newest=True).broken_seq == 240


def test_the_walk_asks_in_proportion_and_holds_a_few_hundred(session, chain, keys):
    statements = []
    listening = (
        session.get_bind(),
        "before_cursor_execute",
        lambda *given: statements.append(given[2]),
    )
    event.listen(*listening)
    verify(session, keys, chain)
    event.remove(*listening)
    assert (
        len(statements) == 5
    )  # how many; one page; who it showed; no page more; lists left behind


def test_the_hash_covers_every_column():
    """A column added to the table and not to the link could be changed without a trace."""
    hashed = {field.name for field in dataclasses.fields(Link)} - {"subjects"}
    assert hashed == {column.name for column in AuditEvent.__table__.columns} - {"prev_mac", "mac"}
