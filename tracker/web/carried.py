"""What a signed-out worker sends is carried through the sign-in, for that worker alone.

It is sealed: whoever else sits at the device reads nothing in the page and gets nothing back.
"""

import base64
import hashlib
import json
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from cryptography.fernet import Fernet, InvalidToken
from flask import current_app, request
from sqlalchemy.orm import Session
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from tracker.domain.access import Viewer, can
from tracker.extensions import db, installation
from tracker.queries.scope import Named, find_visible
from tracker.services import drafts as services
from tracker.services.drafts import Page
from tracker.web import access, done, drafts, sessions
from tracker.web.here import acting
from tracker.web.places import safe_next
from tracker.web.tokens import page_of_token, read_token

LASTS_SECONDS = 24 * 60 * 60


def seal() -> str | None:
    """Seal the form this request carries, if it is one of ours whose words are kept."""
    if request.method != "POST" or "draft" not in request.form:
        return None
    token = read_token(request.form.get("form_token"))
    if token is None:
        return None
    address = safe_next()
    held = {
        "worker_id": token[1],
        "page": page_of_token(token[0]),
        "draft": request.form["draft"],
        "kept": request.form.get("kept"),
        "address": address,
        "body": drafts.written(address, request.form),
    }
    return _box().encrypt(json.dumps(held).encode()).decode()


def take_back(sealed: str | None) -> None:
    """Keep what was carried as a draft of the worker who just signed in, if it is theirs."""
    held = _opened(sealed)
    if held is None:
        return
    at = installation().clock()
    with db.write() as session:
        who = sessions.find(session, at)
        if who is None or who.viewer.worker_id != held["worker_id"]:
            return
        page = _page(session, who.viewer, held)
        if page is not None:
            act = acting(f"worker:{who.viewer.worker_id}", at)
            services.keep(session, act, page, held["body"])
            done.say("draft.back")


def _page(session: Session, viewer: Viewer, held: dict[str, Any]) -> Page | None:
    """Give the form it was typed into, if the worker may still send it."""
    parts = urlsplit(str(held["address"]))
    try:
        endpoint, given = current_app.url_map.bind("").match(parts.path, method="POST")
    except (HTTPException, RequestRedirect):
        return None
    declared = access.of(current_app, endpoint)
    if endpoint not in drafts.FORMS or declared is None or declared.permission is None:
        return None
    at = installation().clock()
    person = find_visible(session, viewer, (Named.PERSON, given["person"]), at)
    if person is None or not can(viewer, declared.permission, person.relations):
        return None
    asked = dict(parse_qsl(parts.query))
    return Page(
        worker_id=viewer.worker_id,
        person_id=person.person_id,
        form=drafts.name_of_form(endpoint, given, asked),
        draft=drafts.id_of(held["draft"]),
        page=held["page"],
        version=drafts.version_of(held["kept"]),
    )


def _opened(sealed: str | None) -> dict[str, Any] | None:
    try:
        held: dict[str, Any] = json.loads(_box().decrypt((sealed or "").encode(), LASTS_SECONDS))
    except (InvalidToken, ValueError):
        return None
    return held


def _box() -> Fernet:
    secret = f"carried words:{current_app.config['SECRET_KEY']}".encode()
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(secret).digest()))
