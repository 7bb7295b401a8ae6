"""Statements that are built once: to build one anew for each request costs more than to run it.

So does looking up what it was compiled to: SQLAlchemy finds that by all that a statement says.
"""

from collections.abc import Callable
from functools import cache, wraps
from inspect import signature
from typing import Any, ParamSpec, TypeVar

from sqlalchemy import Connection, CursorResult, Executable, Insert, Result, bindparam, insert
from sqlalchemy.orm import DeclarativeBase, Session, make_transient_to_detached

Asked = ParamSpec("Asked")
Statement = TypeVar("Statement")


def prepared(
    build: Callable[Asked, Statement],
) -> Callable[Asked, tuple[Statement, dict[str, Any]]]:
    """Build the statement when it is first asked for, with a parameter for each argument.

    What it is asked with goes along: `session.execute(*_bonds_of(person_id, at))`. Inside, an
    argument is only ever compared with a column, whose type it takes, or given to `among`.
    """
    expected = signature(build)
    names = tuple(expected.parameters)

    @cache
    def statement() -> Statement:
        # Built with parameters in place of values: what comes out is the same statement.
        return build(*(bindparam(name) for name in names))  # type: ignore[call-arg, arg-type]  # see above

    @wraps(build)
    def asked(*values: Asked.args, **named: Asked.kwargs) -> tuple[Statement, dict[str, Any]]:
        if named or len(values) != len(names):
            return statement(), expected.bind(*values, **named).arguments
        return statement(), dict(zip(names, values, strict=True))

    return asked


def rows(session: Session, asked: tuple[Executable, dict[str, Any]]) -> Result[Any]:
    """Run a prepared statement that selects columns; the session adds nothing to them but time.

    What is pending in the session is not written first.
    """
    return run(session.connection(), *asked)


def run(connection: Connection, statement: Executable, values: Any = None) -> CursorResult[Any]:  # noqa: ANN401 - as SQLAlchemy takes them
    """Run a statement that was built once and lives as long as the process."""
    return connection.execute(statement, values, execution_options=_own(statement))


def add(session: Session, row: DeclarativeBase) -> None:
    """Write a new row now: as `session.add` and a flush would, which think of many and of order."""
    given = {name: value for name, value in vars(row).items() if name != "_sa_instance_state"}
    made = run(session.connection(), _insert(type(row)), given)
    vars(row)["id"] = made.inserted_primary_key[0]  # type: ignore[index]  # an insert has one
    make_transient_to_detached(row)
    session.add(row)


@cache
def _insert(table: type[DeclarativeBase]) -> Insert:
    return insert(table)


class _Compiled(dict[Any, Any]):
    """What one statement was compiled to, by database and the names of what it is given."""

    MOST = 8  # a process knows one database; a test run many, each for a moment

    def get(self, key: tuple[Any, ...], default: Any = None) -> Any:  # noqa: ANN401 - a cache of SQLAlchemy's
        return super().get(_without_what_it_says(key), default)

    def __setitem__(self, key: tuple[Any, ...], compiled: object) -> None:
        if len(self) == self.MOST:
            self.clear()
        super().__setitem__(_without_what_it_says(key), compiled)


def _without_what_it_says(key: tuple[Any, ...]) -> tuple[Any, ...]:
    dialect, _says, *given = key
    return (dialect, *given)


@cache
def _own(_statement: Executable) -> dict[str, _Compiled]:
    return {"compiled_cache": _Compiled()}
