"""Many keys as one parameter: `among(column, ids)` in place of a mark for each."""

import json
from collections.abc import Iterable
from typing import Any

from sqlalchemy import BigInteger, BindParameter, Boolean, Dialect, String, bindparam, types
from sqlalchemy.dialects import postgresql
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql import coercions, operators, roles
from sqlalchemy.sql.elements import BinaryExpression, ColumnElement


class Keys(types.TypeDecorator[list[int]]):
    """A list of keys: an array on PostgreSQL, JSON on SQLite. Only ever a parameter."""

    impl = types.String
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> types.TypeEngine[Any]:
        if dialect.name == "postgresql":
            return dialect.type_descriptor(postgresql.ARRAY(BigInteger))
        return dialect.type_descriptor(String())

    def process_bind_param(self, value: list[int] | None, dialect: Dialect) -> Any:  # noqa: ANN401 - SQLAlchemy's hook
        return value if value is None or dialect.name == "postgresql" else json.dumps(value)


class _Among(BinaryExpression[bool]):
    inherit_cache = True


@compiles(_Among)
def _any(element: _Among, compiler: Any, **kw: Any) -> str:  # noqa: ANN401 - SQLAlchemy's hook
    return f"{compiler.process(element.left, **kw)} = ANY ({compiler.process(element.right, **kw)})"


@compiles(_Among, "sqlite")
def _in_json(element: _Among, compiler: Any, **kw: Any) -> str:  # noqa: ANN401 - SQLAlchemy's hook
    keys = compiler.process(element.right, **kw)
    listed = f"SELECT value FROM json_each({keys})"  # noqa: S608 - a parameter
    return f"{compiler.process(element.left, **kw)} IN ({listed})"


def among(
    column: Any,  # noqa: ANN401 - a column of either style
    ids: Iterable[int] | BindParameter[list[int]],
) -> ColumnElement[bool]:
    """Tell rows whose `column` is one of these keys, however many: one statement, one parameter.

    A thousand marks cost the driver more than the rows that they find. A statement that is built
    once is given a parameter of type Keys in place of the ids.
    """
    if isinstance(ids, BindParameter):
        keys = bindparam(ids.key, type_=Keys())
    else:
        keys = bindparam(None, list(ids), type_=Keys(), unique=True)
    left = coercions.expect(roles.ExpressionElementRole, column)
    return _Among(left, keys, operators.in_op, type_=Boolean())
