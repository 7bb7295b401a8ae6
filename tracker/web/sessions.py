"""The signed cookie holds an opaque id; whether it still counts is a row in the database."""

from datetime import datetime

from flask import Flask
from flask import session as cookie
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy.orm import Session

from tracker.queries.scope import Address
from tracker.queries.sign_ins import SignedIn, signed_in
from tracker.services import sign_ins

OPAQUE_ID = "id"


class Cookies(SecureCookieSessionInterface):
    """Flask's own, with a serializer that is made once: it would be made for each look."""

    made: URLSafeTimedSerializer | None = None

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        self.made = self.made or super().get_signing_serializer(app)
        return self.made


def init_app(app: Flask) -> None:
    app.session_interface = Cookies()


def holds_one() -> bool:
    return OPAQUE_ID in cookie


def find(
    session: Session, at: datetime, *, counted: bool = False, address: Address | None = None
) -> SignedIn | None:
    """Give the sign-in of this request's cookie, if it still counts, as `signed_in` does."""
    opaque_id = cookie.get(OPAQUE_ID)
    if not opaque_id:
        return None
    return signed_in(session, sign_ins.hash_of(opaque_id), at, counted=counted, address=address)


def begin(session: Session, worker_id: int, at: datetime) -> None:
    """Sign in: a new id and a new CSRF token; nothing of the old cookie is kept."""
    forget()
    cookie[OPAQUE_ID] = sign_ins.begin(session, worker_id, at)


def end(session: Session, at: datetime) -> None:
    """Sign out: the row ends, so a copied cookie stops working too."""
    if opaque_id := cookie.get(OPAQUE_ID):
        sign_ins.end(session, sign_ins.hash_of(opaque_id), at)
    forget()


def forget() -> None:
    cookie.clear()
