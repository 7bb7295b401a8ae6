"""A form of ours: protected, kept whole when it is refused, one row however often it is sent."""

from dataclasses import replace
from typing import Any

from flask import Response, make_response, render_template, request
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import Field, HiddenField

from tracker.domain.errors import ConflictError, DomainError
from tracker.queries.drafts import DraftRow
from tracker.services.acts import Act
from tracker.web import drafts
from tracker.web.here import here
from tracker.web.tokens import FormToken


class Form(FlaskForm):
    """Fields that say what to do; `show` renders it, with 422 when something is to be put right."""

    class Meta(FlaskForm.Meta):  # noqa: D106 - as WTForms takes its settings
        csrf = False  # CSRFProtect has looked at what was sent; `begin` writes the token

    found: DraftRow | None = None

    def __init__(self, **more: Any) -> None:  # noqa: ANN401 - as WTForms takes it
        """Read what was typed and nothing else: a file under a field's name is no text."""
        super().__init__(self.typed(), **more)

    def typed(self) -> MultiDict[str, str] | None:
        """Give what was typed into it: what was sent, or nothing yet."""
        return request.form if self.is_submitted() else None

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


class CreateForm(Form):
    """A form that makes something new."""

    form_token = FormToken()

    @property
    def act(self) -> Act:
        """Give this request's act with the token: a second sending finds the first one's row."""
        return replace(here.act, form_token=self.form_token.token)


class KeptForm(CreateForm):
    """A form whose words are kept while they are typed; opened again, it holds them still."""

    draft = HiddenField()
    kept = HiddenField()

    def __init__(self, **more: Any) -> None:  # noqa: ANN401 - as WTForms takes it
        super().__init__(**more)
        self.draft.data = drafts.id_of(self.found.public_id if self.found else self.draft.data)
        if self.found:
            self.kept.data = str(self.found.version)

    def typed(self) -> MultiDict[str, str] | None:
        if self.is_submitted():
            return request.form
        self.found = drafts.found()
        return drafts.typed_in(self.found) if self.found else None

    def validate(self, *args: Any, **more: Any) -> bool:  # noqa: ANN401 - as WTForms takes it
        return super().validate(*args, **more) and (not drafts.is_begun() or self._is_unsaved())

    def _is_unsaved(self) -> bool:
        """Say whether no other page saved these words; if one did, sending again saves these."""
        try:
            drafts.refuse_saved()
        except ConflictError as error:
            self.refuse(error)
            self.draft.data, self.kept.data = drafts.id_of(None), ""
            return False
        return True
