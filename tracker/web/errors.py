"""Every refusal in plain words, in the house design, with what to do next."""

import structlog
from flask import Flask, Response, make_response, render_template, request
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from limits.errors import StorageError
from sqlalchemy.exc import SQLAlchemyError
from werkzeug import Response as Answer
from werkzeug.exceptions import HTTPException, InternalServerError, SecurityError

from tracker.domain.errors import (
    ConflictError,
    DomainError,
    NotFoundError,
    OutsideCalendarError,
    UnreadableError,
)
from tracker.web import drafts
from tracker.web.alarms import UNREADABLE
from tracker.web.failures import NoAuditError, is_down, is_hostile, is_second
from tracker.web.fields import NOT_TEXT
from tracker.web.here import known

log = structlog.get_logger()
PAGES = frozenset({400, 403, 404, 405, 409, 413, 414, 415, 422, 429, 500, 503})
GIVES_BACK = frozenset({400, 409, 422, 500, 503})  # those where the form was read
RETRY_SECONDS = {429: 60, 503: 5}
OF_DOMAIN: tuple[tuple[type[DomainError], int], ...] = (
    (NotFoundError, 404),
    (ConflictError, 409),
    (UnreadableError, 503),
    (OutsideCalendarError, 422),
    (DomainError, 422),
)


def init_app(app: Flask) -> None:
    app.register_error_handler(HTTPException, http_error)
    app.register_error_handler(SecurityError, not_our_name)
    app.register_error_handler(CSRFError, stale_form)
    app.register_error_handler(DomainError, domain_error)
    for failure in (SQLAlchemyError, OverflowError, UnicodeEncodeError, StorageError, NoAuditError):
        app.register_error_handler(failure, database_error)
    app.register_error_handler(InternalServerError, our_fault)


def page(status: int, sentence: str | None = None) -> Response:
    """Render the page of one status; `sentence` says what is special about this time."""
    shown, mine = status if status in PAGES else 400, known()
    more = {"typed": _typed(status), "person": mine.person if mine else None}
    words = render_template(f"errors/{shown}.html", sentence=sentence, **more)
    answer = make_response(words, status)
    if status in RETRY_SECONDS:
        answer.headers["Retry-After"] = str(RETRY_SECONDS[status])
    return answer


def _typed(status: int) -> list[str]:
    """Give the sentences of a form that could not be taken, to be shown back: none is lost.

    Nothing from the door, where secrets are typed; words of closed lists have no blanks.
    """
    if status not in GIVES_BACK or request.method != "POST" or request.blueprint == "account":
        return []
    sent = [NOT_TEXT.sub("", text).strip() for _name, text in request.form.items(multi=True)]
    return [text for text in sent if " " in text]


def http_error(error: HTTPException) -> Response:
    """Give the page of an HTTP error; keep the headers it must carry, such as Allow."""
    if error.response is not None:
        return make_response(error.get_response())
    answer = page(error.code or 500)
    answer.headers.update({k: v for k, v in error.get_headers() if k == "Allow"})
    return answer


def not_our_name(_error: SecurityError) -> Response:
    """Answer a Host header that is not ours: no page of ours can be linked from there."""
    return Response("This service does not answer to that name.\n", 400, mimetype="text/plain")


def stale_form(_error: CSRFError) -> Response | Answer:
    """Answer a form of an earlier sign-in: words of a kept form go on to the door, to come back."""
    if carried := drafts.carried_to_the_door():
        return carried
    return page(
        400, _("This page was open too long. Go back, load it again, and send it once more.")
    )


def domain_error(error: DomainError) -> Response:
    if isinstance(error, UnreadableError):
        UNREADABLE.labels("unknown", "unknown").inc()
        log.error("record_unavailable", endpoint=request.endpoint)
        return page(503, _("record unavailable"))
    status = next(code for kind, code in OF_DOMAIN if isinstance(error, kind))
    return page(status, None if status == 404 else error.sentence)  # noqa: PLR2004 - HTTP's number


def database_error(error: Exception) -> Response:
    """Say whether it is worth trying again; a value that cannot be stored is the sender's."""
    if is_second(error):
        return page(409)
    if is_hostile(error):
        log.error("value_reached_the_database", kind=type(error).__name__)
        return page(400)
    log.error("database_failed", kind=type(error).__name__, cause=type(error.__cause__).__name__)
    return page(503 if is_down(error) or isinstance(error, StorageError) else 500)


def our_fault(_error: InternalServerError) -> Response:
    return page(500)
