"""What a machine that watches the service is shown, and whether it is on this very machine."""

from ipaddress import ip_address

import structlog
from flask import request
from sqlalchemy.exc import SQLAlchemyError

from config import LOOPBACK
from tracker.domain.health import Signs
from tracker.extensions import db
from tracker.queries.health import find_signs

log = structlog.get_logger()


def seen() -> Signs | None:
    """Look at the service; None where the database does not answer."""
    try:
        with db.snapshot() as session:
            return find_signs(session)
    except SQLAlchemyError as error:
        log.error("database_failed", kind=type(error).__name__)  # noqa: TRY400 - never the message
        return None


def asked_from_here() -> bool:
    """Say whether this machine asks us by its own name, not someone through a server before us."""
    host = request.host.rpartition(":")[0] or request.host
    return host in LOOPBACK and ip_address(request.remote_addr or "0.0.0.0").is_loopback  # noqa: S104 - nobody
