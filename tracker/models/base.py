"""The declarative base, and what every recorded fact has in common."""

import secrets
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, MetaData, String, Table
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column
from sqlalchemy.sql.schema import Column

from tracker.models.types import (
    EARLIEST,
    LATEST,
    At,
    Instant,
    Key,
    PrimaryKey,
    PublicId,
    Sealed,
    Word,
)

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"  # no look-alikes: ids are read aloud


_FAIR = 256 - 256 % len(ALPHABET)  # a byte above would make some letters likelier
_UNFAIR = bytes(range(_FAIR, 256))
_LETTERS = bytes(ord(ALPHABET[byte % len(ALPHABET)]) for byte in range(256))


def new_public_id() -> str:
    """Make a random 10-character id for addresses (49 bits)."""
    letters = b""
    while len(letters) < 10:  # noqa: PLR2004 - the characters
        letters += secrets.token_bytes(16).translate(_LETTERS, _UNFAIR)
    return letters[:10].decode()


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMES)

    @declared_attr.directive
    def __table_args__(cls) -> Any:  # noqa: ANN401, N805 - SQLAlchemy's hook
        return {"sqlite_strict": True}

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {getattr(self, 'public_id', getattr(self, 'id', '?'))}>"


class Fact:
    """A dated fact about a person: corrected by a new row, never changed (PRODUCT 4)."""

    id: Mapped[PrimaryKey]
    public_id: Mapped[PublicId] = mapped_column(default=new_public_id)
    form_token: Mapped[str | None] = mapped_column(String(64), unique=True)
    known_at: Mapped[At]
    recorded_at: Mapped[At]
    recorded_by: Mapped[str] = mapped_column(String(80))
    reason_ct: Mapped[Sealed | None]
    superseded_at: Mapped[datetime | None] = mapped_column(Instant)

    @declared_attr
    def person_id(cls) -> Mapped[int]:  # noqa: N805 - SQLAlchemy's hook
        return mapped_column(Key, ForeignKey("person.id"), index=True)

    @declared_attr
    def replaces_id(cls) -> Mapped[int | None]:  # noqa: N805 - SQLAlchemy's hook
        return mapped_column(Key, ForeignKey(f"{cls.__tablename__}.id"), unique=True)  # type: ignore[attr-defined] # the table's class has it


def fact_rules(*more: Any) -> tuple[Any, ...]:  # noqa: ANN401 - as SQLAlchemy takes them
    """Give a fact table's arguments: the rules of every fact, then its own."""
    return (
        CheckConstraint("known_at <= recorded_at", name="is_known_before_it_is_recorded"),
        CheckConstraint(
            "recorded_by LIKE 'worker:%' OR recorded_by LIKE 'system:%'",
            name="recorded_by_names_a_worker_or_a_system",
        ),
        *more,
        {"sqlite_strict": True},
    )


def bound_every_column(metadata: MetaData) -> None:
    """Add the CHECKs that follow from a column's meaning: instants in bounds, words in lists."""
    for table in metadata.sorted_tables:
        for column in table.columns:
            _bound(table, column)


def _bound(table: Table, column: Column[Any]) -> None:
    kind = column.type
    if isinstance(kind, Instant):
        rule = f"{column.name} >= '{EARLIEST}' AND {column.name} < '{LATEST}'"
        table.append_constraint(
            CheckConstraint(rule, name=f"{column.name}_is_between_1900_and_2200")
        )
    elif isinstance(kind, Word):
        words = ", ".join(f"'{word.value}'" for word in kind.words)
        rule = f"{column.name} IN ({words})"
        table.append_constraint(CheckConstraint(rule, name=f"{column.name}_is_one_of_the_words"))
    elif kind.python_type.__name__ == "date":
        rule = f"{column.name} >= '1900-01-01' AND {column.name} < '2200-01-01'"
        table.append_constraint(
            CheckConstraint(rule, name=f"{column.name}_is_between_1900_and_2200")
        )
