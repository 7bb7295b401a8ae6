"""One request, one transaction, one audit event.

A GET reads one snapshot; when the page is rendered and the snapshot has ended, the event is
committed, and only then the answer leaves. A POST writes one transaction, its event last before
the commit. What is refused is undone and written down in a transaction of its own. Where the
event cannot be written the answer is 503: no audit, no page.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from typing import Any, NoReturn

from flask import Response, abort, current_app, g, redirect, request, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import DBAPIError, IntegrityError, SQLAlchemyError
from sqlalchemy.orm import Session

from tracker.extensions import db, installation
from tracker.services import audit, sign_ins
from tracker.services.acts import Act
from tracker.web import drafts, sessions
from tracker.web.access import address_of
from tracker.web.failures import NoAuditError, is_busy
from tracker.web.here import Here, acting, here, known

CSRF = {"csrf_token"}
READS = frozenset({"GET", "HEAD"})
TRIES = 3

View = Callable[[Here], ResponseReturnValue]


def answer(view: View) -> Response:
    """Answer a signed-in request in its transaction."""
    if not sessions.holds_one():
        _go_and_sign_in()
    at = installation().clock()
    return _read(view, at) if request.method in READS else _write(view, at)


def _read(view: View, at: datetime) -> Response:
    try:
        with db.snapshot() as session:
            response = current_app.make_response(view(_arrive(session, at)))
    except Exception:
        _write_down_refusal()
        raise
    if response.status_code < 400:  # noqa: PLR2004 - where HTTP's errors begin
        _write_down_look()
    else:
        _write_down_refusal()
    return response


def _write(view: View, at: datetime) -> Response:
    before = dict(cookie)
    for tries_left in reversed(range(TRIES)):
        try:
            return _write_once(view, at, before)
        except DBAPIError as error:
            again = is_busy(error) or isinstance(error, IntegrityError)
            if not (tries_left and again):
                _write_down_refusal()
                raise
    raise AssertionError("the last try returns or raises")


def _write_once(view: View, at: datetime, before: dict[str, Any]) -> Response:
    """Try once; what was put into the cookie stands only if the transaction does."""
    try:
        with db.write() as session:
            response = current_app.make_response(view(_arrive(session, at)))
            if response.status_code < 400:  # noqa: PLR2004 - from 400 on it failed
                _finish(session)
                return response
            session.rollback()
    except DBAPIError:
        _put_back(before)
        raise
    except Exception:
        _put_back(before)
        _write_down_refusal()
        raise
    _put_back(before)
    _write_down_refusal()
    return response


def _put_back(before: dict[str, Any]) -> None:
    """Leave the cookie as it came but for its CSRF token, which the page just made carries."""
    kept = {name: cookie[name] for name in CSRF & cookie.keys()}
    cookie.clear()
    cookie.update(before | kept)


def _arrive(session: Session, at: datetime) -> Here:
    """Find out who is here; whoever is not signed in any more is sent to do so."""
    g.pop("here", None)
    reads, address = request.method in READS, address_of(request.view_args or {})
    found = sessions.find(session, at, counted=reads, address=address)
    if found is None:
        _go_and_sign_in()
    act = acting(f"worker:{found.viewer.worker_id}", at)
    arrived = g.here = Here(session, act, found.viewer, found)
    return arrived


def _go_and_sign_in() -> NoReturn:
    """Send whoever it is to sign in and come back; a form with words in it goes along."""
    if carried := drafts.carried_to_the_door():
        abort(carried)
    wanted = request.full_path.rstrip("?") if request.method in READS else None
    abort(redirect(url_for("account.sign_in", next=wanted if wanted != "/" else None)))


def _finish(session: Session) -> None:
    """End a writing transaction: what was asked for, then its audit event, then the commit."""
    session.flush()
    if request.method not in READS:
        drafts.let_go(session, here)
    _keep_signed_in(session)
    if here.act.notes or here.shown:
        _write_down(session, here.act, "done")


def _keep_signed_in(session: Session) -> None:
    if sign_ins.is_stale(here.signed_in.seen_at, here.at):
        sign_ins.seen(session, here.signed_in.id_hash, here.at)


def _write_down_look() -> None:
    """Commit who was shown to whom, and that the sign-in is in use."""
    if not (here.shown or sign_ins.is_stale(here.signed_in.seen_at, here.at)):
        return
    with _own_transaction() as session:
        _finish(session)


def _write_down_refusal() -> None:
    """Commit that something about a person was refused, if it was about one."""
    mine = known()
    if mine is None or not (mine.shown or mine.sought or mine.act.notes):
        return
    act = replace(mine.act, notes=[])
    if mine.sought:
        act.note(_act_name(), None, mine.sought)
    with _own_transaction() as session:
        _write_down(session, act, "refused")


@contextmanager
def _own_transaction() -> Iterator[Session]:
    try:
        with db.write() as session:
            yield session
    except SQLAlchemyError as error:
        raise NoAuditError from error


def _write_down(session: Session, act: Act, outcome: str) -> None:
    try:
        audit.write(
            session,
            act,
            request_id=g.request_id,
            outcome=outcome,
            seen=here.shown,
            act_name=_act_name(),
        )
    except Exception as error:
        if is_busy(error):
            raise
        raise NoAuditError from error


def _act_name() -> str:
    return request.endpoint or "unknown"
