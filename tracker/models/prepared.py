"""Statements that are built once: to build one anew for each request costs more than to run it."""

from collections.abc import Callable
from functools import cache, wraps
from inspect import signature
from typing import Any, ParamSpec, TypeVar

from sqlalchemy import bindparam

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

    @cache
    def statement() -> Statement:
        return build(*(bindparam(name) for name in expected.parameters))  # type: ignore[call-arg, arg-type]

    @wraps(build)
    def asked(*values: Asked.args, **named: Asked.kwargs) -> tuple[Statement, dict[str, Any]]:
        return statement(), expected.bind(*values, **named).arguments

    return asked
