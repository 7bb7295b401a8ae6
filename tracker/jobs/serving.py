"""Serve pages, run the schedule, or both in one process; until it is stopped."""

import logging
import signal
import sys
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from types import FrameType

import waitress  # type: ignore[import-untyped] # it ships no types
from flask import Flask

from tracker.domain.errors import InvalidError
from tracker.jobs.runs import Service
from tracker.services import audit

THREADS = 8


def serve(
    service: Service,
    app: Flask,
    clock: Callable[[], datetime],
    say: Callable[[str], None],
    beside: AbstractContextManager[object],
) -> None:
    """Serve until stopped, many threads, with the schedule or nothing running `beside`.

    The caller holds the database (`open_service(writes=True)`). The audit's head is anchored as it
    begins and as it ends.
    """
    config = service.config
    anchor(service, clock(), say)
    # It warns of every request that waits for a thread, which is what a queue is for.
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    server = waitress.create_server(
        app,
        host=config.host,
        port=config.port,
        threads=THREADS,
        url_scheme=config.address.partition(":")[0],
        ident=None,
        max_request_body_size=app.config["MAX_CONTENT_LENGTH"],
        clear_untrusted_proxy_headers=True,
    )
    signal.signal(signal.SIGTERM, _stop)
    say(f"Alongside is at {config.address}. Stop it with Ctrl+C.")
    with beside:
        server.run()
    anchor(service, clock(), say)


def anchor(service: Service, at: datetime, say: Callable[[str], None]) -> None:
    """Pin the audit's head outside the database; a broken audit is told, and we still serve."""
    try:
        with service.look(at) as run:
            audit.anchor(run.session, service.keys, service.anchors, at)
    except InvalidError as error:
        say(f"The audit is not what was written. {error} Run: tracker verify-audit")


def keep_running(runner: AbstractContextManager[object], say: Callable[[str], None]) -> None:
    """Run the schedule alone until stopped."""
    stopped = threading.Event()
    for asked in (signal.SIGTERM, signal.SIGINT):
        signal.signal(asked, lambda _signal, _frame: stopped.set())
    with runner:
        say("The scheduler is running. Stop it with Ctrl+C.")
        stopped.wait()


def _stop(_signal: int, _frame: FrameType | None) -> None:
    sys.exit(0)
