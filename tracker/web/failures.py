"""What a failure of the database means: busy, someone else first, or a value no one can store."""

import sqlite3

from sqlalchemy.exc import (
    DataError,
    DBAPIError,
    IntegrityError,
    OperationalError,
    StatementError,
    TimeoutError,  # noqa: A004 - the pool's: every connection is in use
)
from sqlalchemy.orm.exc import StaleDataError

BUSY_POSTGRES = frozenset({"40001", "40P01", "55P03", "57014"})
BUSY_SQLITE = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})
PRIMARY_CODE = 0xFF
UNIQUE = frozenset({"23505", "23P01"})
UNIQUE_SQLITE = frozenset({sqlite3.SQLITE_CONSTRAINT_UNIQUE, sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY})


class NoAuditError(Exception):
    """What was about to be shown or done could not be written down, so it is not."""


def is_busy(error: Exception) -> bool:
    """Say whether trying again may help: a lock not given, a deadlock, a clash of two writers."""
    if not isinstance(error, DBAPIError):
        return False
    code = getattr(error.orig, "sqlite_errorcode", None)
    if code is not None:
        return code & PRIMARY_CODE in BUSY_SQLITE
    return getattr(error.orig, "sqlstate", None) in BUSY_POSTGRES


def is_second(error: Exception) -> bool:
    """Say whether someone else was here first: a row there may only be one of, or a newer one."""
    if isinstance(error, StaleDataError):
        return True
    if not isinstance(error, IntegrityError):
        return False
    code = getattr(error.orig, "sqlite_errorcode", None)
    return code in UNIQUE_SQLITE or getattr(error.orig, "sqlstate", None) in UNIQUE


def is_hostile(error: Exception) -> bool:
    """Say whether a value no database can hold got past the forms: the last net, and logged."""
    if isinstance(error, DataError | IntegrityError | OverflowError | UnicodeEncodeError):
        return True
    return isinstance(error, StatementError) and not isinstance(error, DBAPIError)


def is_down(error: Exception) -> bool:
    """Say whether the database is away, full or too busy: worth trying again in a moment."""
    return isinstance(error, NoAuditError | OperationalError | TimeoutError) or is_busy(error)
