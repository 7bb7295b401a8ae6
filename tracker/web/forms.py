"""A form of ours: protected, kept whole when it is refused, one row however often it is sent."""

import secrets
from dataclasses import replace
from typing import Any

from flask import Response, current_app, make_response, render_template, request
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from itsdangerous import BadSignature, URLSafeSerializer
from wtforms import Field, HiddenField

from tracker.domain.errors import DomainError, InvalidError
from tracker.services.acts import Act
from tracker.web.here import here

TOKEN_BYTES = 24


class Form(FlaskForm):
    """Fields that say what to do; `show` renders it, with 422 when something is to be put right."""

    def __init__(self, **more: Any) -> None:  # noqa: ANN401 - as WTForms takes it
        """Read what was typed and nothing else: a file under a field's name is no text."""
        super().__init__(request.form if self.is_submitted() else None, **more)

    def refuse(self, error: DomainError) -> None:
        """Put a service's sentence beside its field, or at the top where it names none."""
        field = self._fields.get(error.field or "")
        if field is None:
            self.form_errors.append(error.sentence)
        else:
            field.errors = [*field.errors, error.sentence]

    def shown_fields(self) -> list[Field]:
        return [field for field in self if not isinstance(field, HiddenField)]


def show(template: str, form: Form, **more: object) -> Response:
    """Render a page with its form; what was typed is kept."""
    status = 422 if form.errors else 200
    return make_response(render_template(template, form=form, **more), status)


class Seen(HiddenField):
    """The public id of what stood there when the page was made; left out, nothing was seen."""

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = valuelist[0] if valuelist else ""


class FormToken(HiddenField):
    """A random text we signed for this worker: a form sent twice makes one row."""

    def process_data(self, _value: object) -> None:
        made = secrets.token_urlsafe(TOKEN_BYTES)
        self.data = _signer().dumps([made, here.viewer.worker_id])

    def process_formdata(self, valuelist: list[str]) -> None:
        if valuelist:
            self.data = valuelist[0]

    def pre_validate(self, form: FlaskForm) -> None:
        """Raise InvalidError for a token that is not ours: no one's typing can mend that."""
        _token(self.data)
        super().pre_validate(form)


class CreateForm(Form):
    """A form that makes something new."""

    form_token = FormToken()

    @property
    def act(self) -> Act:
        """Give this request's act with the token: a second sending finds the first one's row."""
        return replace(here.act, form_token=_token(self.form_token.data))


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.secret_key or "", salt="form token")


def _token(signed: str | None) -> str:
    try:
        made, worker_id = _signer().loads(signed or "")
    except (BadSignature, ValueError, TypeError) as error:
        raise InvalidError(_("Load the page again, then send it once more.")) from error
    if worker_id != here.viewer.worker_id:
        raise InvalidError(_("Load the page again, then send it once more."))
    return str(made)
