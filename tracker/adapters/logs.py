"""Log lines: one event, one line of JSON on standard error, whatever its fields hold."""

import sys
import traceback
from typing import Any

import structlog

FRAMES = 12


def configure() -> None:
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(),
        ],
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),
        cache_logger_on_first_use=False,
    )


def told(error: BaseException) -> dict[str, Any]:
    """Give what a log line may tell of an error: what kind and where, never what it says.

    Its message may quote what someone typed.
    """
    cause = error.__cause__
    frames = traceback.extract_tb(error.__traceback__)[-FRAMES:]
    return {
        "kind": type(error).__name__,
        **({"cause": type(cause).__name__} if cause else {}),
        "where": [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames],
    }
