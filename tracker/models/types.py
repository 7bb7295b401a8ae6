"""Column meanings, spelt once, the same on both databases."""

from datetime import UTC, date, datetime
from enum import StrEnum
from functools import lru_cache
from typing import Annotated, Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Date,
    Dialect,
    Integer,
    LargeBinary,
    String,
    text,
    types,
)
from sqlalchemy.dialects import postgresql
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import mapped_column

EARLIEST = "1900-01-01T00:00:00.000000Z"
LATEST = "2200-01-01T00:00:00.000000Z"


@lru_cache(maxsize=1 << 12)  # a sweep writes the same few midnights over and over
def instant_text(at: datetime) -> str:
    """Write an aware instant as fixed-width UTC text, which sorts as time does."""
    if at.tzinfo is None:
        raise ValueError("A naive instant has no place in the database; give it a time zone.")
    in_utc = at if at.tzinfo is UTC else at.astimezone(UTC)
    return in_utc.isoformat(timespec="microseconds")[:-6] + "Z"


def _read_text(value: str | None) -> datetime | None:
    return None if value is None else datetime.fromisoformat(value)


def _read_instant(value: datetime | None) -> datetime | None:
    return None if value is None else value.astimezone(UTC)


class Instant(types.TypeDecorator[datetime]):
    """UTC instant: fixed-width text on SQLite, timestamptz on PostgreSQL. Refuses naive ones."""

    impl = types.String
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> types.TypeEngine[Any]:
        if dialect.name == "postgresql":
            return dialect.type_descriptor(postgresql.TIMESTAMP(timezone=True))
        return dialect.type_descriptor(String(27))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:  # noqa: ANN401 - SQLAlchemy's hook
        if value is None:
            return None
        text = instant_text(value)  # refuses a naive one, whatever the database
        return value if dialect.name == "postgresql" else text

    def result_processor(self, dialect: Dialect, coltype: object) -> Any:  # noqa: ANN401, ARG002 - SQLAlchemy's hook
        """Read without a detour: a sweep reads these by the million."""
        return _read_instant if dialect.name == "postgresql" else _read_text


def _written(compared: object) -> object:
    """Give a word of ours as it stands in SQL; anything else is compared as it is."""
    return text(f"'{compared.value}'") if isinstance(compared, StrEnum) else compared


class Word(types.TypeDecorator[StrEnum]):
    """One of a closed list of words; the CHECK is made from the same list."""

    impl = types.String
    cache_ok = True

    class comparator_factory(types.TypeDecorator.Comparator[StrEnum]):  # noqa: N801 - SQLAlchemy's name
        """Write a word into the statement: it is ours, and there are few.

        As a parameter, SQLite would plan each time anew what a partial index with that word may
        serve, which takes ten times as long as to find one person's rows.
        """

        def operate(self, op: Any, *other: Any, **more: Any) -> Any:  # noqa: ANN401 - SQLAlchemy's hook
            return super().operate(op, *map(_written, other), **more)

    def __init__(self, words: type[StrEnum]) -> None:
        super().__init__(40)
        self.words = words
        known: dict[str | None, StrEnum | None] = {None: None}
        self._read = (known | {word.value: word for word in words}).__getitem__

    def process_bind_param(self, value: StrEnum | str | None, dialect: Dialect) -> str | None:  # noqa: ARG002 - SQLAlchemy's hook
        return None if value is None else self.words(value).value

    def process_result_value(self, value: str | None, dialect: Dialect) -> StrEnum | None:  # noqa: ARG002 - SQLAlchemy's hook
        return self._read(value)

    def result_processor(self, dialect: Dialect, coltype: object) -> Any:  # noqa: ANN401, ARG002 - SQLAlchemy's hook
        """Read without a detour: a sweep reads these by the million."""
        return self._read


# STRICT tables know five types; SQLAlchemy's names are mapped to them once, here.
@compiles(String, "sqlite")
@compiles(Date, "sqlite")
@compiles(types.DateTime, "sqlite")
@compiles(types.JSON, "sqlite")
def _text(_type: Any, _compiler: Any, **_kw: Any) -> str:  # noqa: ANN401 - SQLAlchemy's hook
    return "TEXT"


@compiles(Boolean, "sqlite")
@compiles(BigInteger, "sqlite")
@compiles(Integer, "sqlite")
def _integer(_type: Any, _compiler: Any, **_kw: Any) -> str:  # noqa: ANN401 - SQLAlchemy's hook
    return "INTEGER"


@compiles(LargeBinary, "sqlite")
def _blob(_type: Any, _compiler: Any, **_kw: Any) -> str:  # noqa: ANN401 - SQLAlchemy's hook
    return "BLOB"


Key = BigInteger().with_variant(Integer, "sqlite")
PrimaryKey = Annotated[int, mapped_column(Key, primary_key=True)]
PublicId = Annotated[str, mapped_column(String(10), unique=True)]
Sealed = Annotated[bytes, mapped_column(LargeBinary)]
At = Annotated[datetime, mapped_column(Instant)]
Day = Annotated[date, mapped_column(Date)]
Short = Annotated[str, mapped_column(String(200))]
