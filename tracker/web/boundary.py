"""The one place that meets hostile input first: what no page could read is refused in words."""

import re
import secrets
from urllib.parse import unquote_to_bytes

import structlog
from flask import Flask, abort, g, request

LONGEST_ADDRESS = 8_000
CONTROL = re.compile(r"[\x00-\x1f\x7f]")
BODY_METHODS = frozenset({"POST", "PUT", "PATCH"})
FORM_TYPES = frozenset({"application/x-www-form-urlencoded", "multipart/form-data", ""})


def init_app(app: Flask) -> None:
    app.before_request(name_the_request)
    app.before_request(refuse_the_unreadable)


def name_the_request() -> None:
    """Give the request an id of our own, which every log line and the audit carry."""
    g.request_id = secrets.token_hex(8)
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request_id=g.request_id, endpoint=request.endpoint)


def refuse_the_unreadable() -> None:
    """Refuse an address or a form that is not readable text; forms then check each field."""
    path = request.environ.get("PATH_INFO", "").encode("latin-1", "replace")
    query = request.query_string
    if len(path) + len(query) > LONGEST_ADDRESS:
        abort(414)
    for part in (path, unquote_to_bytes(query.replace(b"+", b" "))):
        _readable(part)
    if request.method in BODY_METHODS:
        _readable_form()


def _readable(part: bytes) -> None:
    try:
        text = part.decode()
    except UnicodeDecodeError:
        abort(400)
    if CONTROL.search(text):
        abort(400)


def _readable_form() -> None:
    """Read the form now, so that one that is too large, or is none, is refused before a view."""
    if request.mimetype not in FORM_TYPES:
        abort(415)
    if request.mimetype_params.get("charset", "utf-8").lower() not in {"utf-8", "utf8", "us-ascii"}:
        abort(415)
    _ = request.form
    if any(CONTROL.search(name) for name in request.form):
        abort(400)
