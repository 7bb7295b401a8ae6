"""The token of an opened form: signed for one worker, so that a form sent twice makes one row."""

import hashlib
import secrets
from functools import cache

from flask import current_app
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from itsdangerous import BadSignature, URLSafeSerializer
from wtforms import HiddenField

from tracker.domain.errors import InvalidError
from tracker.web.here import here

TOKEN_BYTES = 24


class FormToken(HiddenField):
    """A random text we signed for this worker: a form sent twice makes one row."""

    def process_data(self, _value: object) -> None:
        self.data = None

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = valuelist[0] if valuelist else _new_token()

    def _value(self) -> str:
        """Give what was sent; a page that is opened gets a new one, as it is shown."""
        if self.data is None:
            self.data = _new_token()
        return str(self.data)

    def pre_validate(self, form: FlaskForm) -> None:
        """Raise InvalidError for a token that is not ours: no one's typing can mend that."""
        self.token = own_token(self.data)
        super().pre_validate(form)


def _new_token() -> str:
    made = secrets.token_urlsafe(TOKEN_BYTES)
    return str(_signer().dumps([made, here.viewer.worker_id]))


def own_token(signed: str | None) -> str:
    """Give the token of a form of the viewer's; raises InvalidError for any other."""
    found = read_token(signed)
    if found is None or found[1] != here.viewer.worker_id:
        raise InvalidError(_("Load the page again, then send it once more."))
    return found[0]


def read_token(signed: str | None) -> tuple[str, int] | None:
    """Give a token we signed and the id of the worker it is for, whoever brings it."""
    try:
        made, worker_id = _signer().loads(signed or "")
    except (BadSignature, ValueError, TypeError):
        return None
    return str(made), worker_id


def page_of_token(token: str) -> str:
    """Give the short name of the page that a token was made for."""
    return hashlib.sha256(token.encode()).hexdigest()[:32]


def _signer() -> URLSafeSerializer:
    return _signing_with(current_app.secret_key or "")


@cache
def _signing_with(secret: str | bytes) -> URLSafeSerializer:
    return URLSafeSerializer(secret, salt="form token")
