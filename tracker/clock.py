"""The only reader of the wall clock. Entry points ask once per request or run."""

from datetime import UTC, datetime


def now() -> datetime:
    return datetime.now(UTC)
