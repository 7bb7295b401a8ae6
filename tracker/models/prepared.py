"""Statements that are built once: to build one anew for each request costs more than to run it."""

from collections.abc import Callable
from functools import cache, wraps
from inspect import signature
from typing import Any, ParamSpec, TypeVar

from sqlalchemy import Executable, Result, bindparam
from sqlalchemy.orm import Session

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
    statement, values = asked
    return session.connection().execute(statement, values)
