"""What we agreed, what the person says about themselves, what the key worker believes they can do."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from tracker.models.types import Instant

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

Key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _create_fact(
        "promise",
        _id_of("promise", "worker_id", "worker"),
        _id_of("promise", "contact_id", "contact", nullable=True),
        _id_of("promise", "first_id", "promise", nullable=True),
        (sa.Column("whose", sa.String(40), nullable=False),),
        (sa.Column("words_ct", sa.LargeBinary(), nullable=False),),
        _instant("promise", "promised_at"),
        _day("promise", "due_on", nullable=True),
        _check("promise", "whose_is_one_of_the_words", "whose IN ('ours', 'theirs')"),
        _check("promise", "was_made_before_it_was_known", "promised_at <= known_at"),
        _check(
            "promise",
            "ours_has_a_day_and_theirs_has_none",
            "(whose = 'ours') = (due_on IS NOT NULL)",
        ),
        _check(
            "promise",
            "is_the_first_or_replaces_one",
            "(first_id IS NULL) = (replaces_id IS NULL)",
        ),
    )
    op.create_index("ix_promise_first_id", "promise", ["first_id"], unique=False)
    _create_fact(
        "promise_answer",
        _id_of("promise_answer", "promise_id", "promise"),
        (sa.Column("answer", sa.String(40), nullable=False),),
        _instant("promise_answer", "answered_at"),
        _day("promise_answer", "due_on", nullable=True),
        _check(
            "promise_answer",
            "answer_is_one_of_the_words",
            "answer IN ('kept', 'not_yet', 'let_go')",
        ),
        _check("promise_answer", "was_given_before_it_was_known", "answered_at <= known_at"),
        _check(
            "promise_answer",
            "only_not_yet_names_a_new_day",
            "(answer = 'not_yet') = (due_on IS NOT NULL)",
        ),
    )
    op.create_index("ix_promise_answer_promise_id", "promise_answer", ["promise_id"], unique=False)
    _only_one(
        "uq_promise_answer_settles_a_promise_once",
        "promise_answer",
        "promise_id",
        "answer <> 'not_yet' AND superseded_at IS NULL",
    )
    _create_fact(
        "about_me",
        _id_of("about_me", "worker_id", "worker"),
        _day("about_me", "agreed_on"),
        tuple(
            sa.Column(name, sa.LargeBinary(), nullable=True)
            for name in ("likes_ct", "matters_ct", "support_ct", "not_again_ct")
        ),
        _check(
            "about_me",
            "says_something",
            "coalesce(likes_ct, matters_ct, support_ct, not_again_ct) IS NOT NULL",
        ),
    )
    _create_fact(
        "belief",
        _id_of("belief", "worker_id", "worker"),
        (sa.Column("words_ct", sa.LargeBinary(), nullable=False),),
    )
    for table in ("about_me", "belief"):
        _only_one(f"uq_{table}_one_stands_per_person", table, "person_id", "superseded_at IS NULL")


def downgrade() -> None:
    for table in ("belief", "about_me", "promise_answer", "promise"):
        op.drop_table(table)


def _create_fact(table: str, *parts: tuple[Any, ...]) -> None:
    """Create a table with what every fact has, as it is at this migration."""
    op.create_table(
        table,
        sa.Column("id", Key, nullable=False),
        sa.PrimaryKeyConstraint("id", name=f"pk_{table}"),
        *(item for part in parts for item in part),
        sa.Column("public_id", sa.String(10), nullable=False),
        sa.Column("form_token", sa.String(64), nullable=True),
        *_instant(table, "known_at"),
        *_instant(table, "recorded_at"),
        sa.Column("recorded_by", sa.String(80), nullable=False),
        sa.Column("reason_ct", sa.LargeBinary(), nullable=True),
        *_instant(table, "superseded_at", nullable=True),
        *_id_of(table, "person_id", "person"),
        *_id_of(table, "replaces_id", table, nullable=True),
        *(
            sa.UniqueConstraint(name, name=f"uq_{table}_{name}")
            for name in ("form_token", "public_id", "replaces_id")
        ),
        *_check(table, "is_known_before_it_is_recorded", "known_at <= recorded_at"),
        *_check(
            table,
            "recorded_by_names_a_worker_or_a_system",
            "recorded_by LIKE 'worker:%' OR recorded_by LIKE 'system:%'",
        ),
        sqlite_strict=True,
    )
    op.create_index(f"ix_{table}_person_id", table, ["person_id"], unique=False)


def _id_of(table: str, name: str, of: str, *, nullable: bool = False) -> tuple[Any, ...]:
    return (
        sa.Column(name, Key, nullable=nullable),
        sa.ForeignKeyConstraint([name], [f"{of}.id"], name=f"fk_{table}_{name}_{of}"),
    )


def _instant(table: str, name: str, *, nullable: bool = False) -> tuple[Any, ...]:
    bounds = f"{name} >= '1900-01-01T00:00:00.000000Z' AND {name} < '2200-01-01T00:00:00.000000Z'"
    return (
        sa.Column(name, Instant(), nullable=nullable),
        *_check(table, f"{name}_is_between_1900_and_2200", bounds),
    )


def _day(table: str, name: str, *, nullable: bool = False) -> tuple[Any, ...]:
    bounds = f"{name} >= '1900-01-01' AND {name} < '2200-01-01'"
    return (
        sa.Column(name, sa.Date(), nullable=nullable),
        *_check(table, f"{name}_is_between_1900_and_2200", bounds),
    )


def _check(table: str, name: str, rule: str) -> tuple[Any, ...]:
    return (sa.CheckConstraint(rule, name=op.f(f"ck_{table}_{name}")),)


def _only_one(name: str, table: str, column: str, where: str) -> None:
    op.create_index(
        name,
        table,
        [column],
        unique=True,
        sqlite_where=sa.text(where),
        postgresql_where=sa.text(where),
    )
