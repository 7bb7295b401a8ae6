"""Many rows at once: ids before insert, batches, locks in one order."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

from sqlalchemy import Integer, column, func, insert, select
from sqlalchemy.orm import Session

from tracker.models.alerts import Standing
from tracker.models.base import Base

IMPORTS_LOCK = 0x696D706F7274  # "import": PostgreSQL takes imports one after another
AT_ONCE = 5000  # values in one IN (…): both databases bound the number of parameters
T = TypeVar("T")


def batches(values: Sequence[T]) -> Iterator[Sequence[T]]:
    for start in range(0, len(values), AT_ONCE):
        yield values[start : start + AT_ONCE]


def one_import_at_a_time(session: Session) -> None:
    """Wait for other imports: two of one file must not both find its rows new."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(IMPORTS_LOCK)))


def lock_people(session: Session, person_ids: Iterable[int]) -> None:
    """Lock these people's standing in the order of their ids; SQLite has one writer anyway."""
    for some in batches(sorted(person_ids)):
        session.execute(
            select(Standing.person_id)
            .where(Standing.person_id.in_(some))
            .order_by(Standing.person_id)
            .with_for_update()
        )


def reserve(session: Session, table: type[Base], count: int) -> list[int]:
    """Give `count` ids that no row has or will be given, so that rows can name each other."""
    if session.get_bind().dialect.name == "postgresql":
        sequence = func.pg_get_serial_sequence(table.__tablename__, "id")
        series = func.generate_series(1, count).table_valued("n")
        return list(session.scalars(select(func.nextval(sequence)).select_from(series)))
    last = session.scalar(
        select(func.coalesce(func.max(column("id", Integer)), 0)).select_from(table)
    )
    first = (last or 0) + 1
    return list(range(first, first + count))


def insert_all(session: Session, table: type[Base], rows: list[dict[str, object]]) -> None:
    """Insert rows that all name the same columns, in one statement, empty values and all."""
    if rows:
        session.execute(insert(table), rows, execution_options={"render_nulls": True})
