"""Set up the authenticator app; make recovery codes."""

from flask import render_template, request
from flask_babel import lazy_gettext as lazy
from werkzeug import Response
from wtforms import HiddenField

from tracker.blueprints.account import blueprint
from tracker.domain.errors import InvalidError
from tracker.web import second_factor as factor
from tracker.web.access import signed_in, signed_in_before_second_factor
from tracker.web.fields import TextField
from tracker.web.forms import Form, show
from tracker.web.here import here

DIGITS = {"autocomplete": "one-time-code", "inputmode": "numeric"}


class SetUpForm(Form):
    """The code that shows the app works, and one of the app used until now."""

    sealed = HiddenField()
    present_code = TextField(
        lazy("Code of the app you use now"),
        longest=40,
        hint=lazy("Or one of your recovery codes."),
        render_kw={"autocomplete": "off"},
    )
    code = TextField(
        lazy("6-digit code of the new app"),
        missing=lazy("Enter the 6-digit code."),
        longest=20,
        render_kw=DIGITS,
    )


class NewCodesForm(Form):
    """A code, before the recovery codes are replaced."""

    present_code = TextField(
        lazy("6-digit code"),
        missing=lazy("Enter the 6-digit code."),
        longest=40,
        hint=lazy("Your authenticator app shows it. A recovery code works too."),
        render_kw={"autocomplete": "one-time-code"},
    )


@blueprint.route("/account/second-factor", methods=["GET", "POST"])
@signed_in_before_second_factor
def second_factor() -> Response | str:
    form = SetUpForm()
    if form.validate_on_submit():
        try:
            made = factor.turn_on(form.sealed.data or "", form.code.data, form.present_code.data)
            return render_template("account/recovery_codes.html", codes=made)
        except InvalidError as error:
            form.refuse(error)
    offer = factor.offer(form.sealed.data if request.method == "POST" else None)
    form.sealed.data = offer.sealed
    is_on = here.signed_in.has_second_factor
    return show("account/second_factor.html", form, offer=offer, is_on=is_on)


@blueprint.route("/account/recovery-codes", methods=["GET", "POST"])
@signed_in
def recovery_codes() -> Response | str:
    form = NewCodesForm()
    if form.validate_on_submit():
        try:
            made = factor.new_recovery_codes(form.present_code.data)
            return render_template("account/recovery_codes.html", codes=made)
        except InvalidError as error:
            form.refuse(error)
    return show("account/new_recovery_codes.html", form, codes_left=factor.codes_left())
