"""The door: email and password, then a code where a second factor is set up."""

from flask import Response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as lazy
from werkzeug import Response as Answer
from wtforms import HiddenField

from tracker.blueprints.account import blueprint
from tracker.domain.errors import InvalidError
from tracker.extensions import csrf, limiter
from tracker.web import accounts, carried
from tracker.web.access import public
from tracker.web.accounts import Refused
from tracker.web.fields import EmailField, SecretField, TextField
from tracker.web.forms import Form, show
from tracker.web.places import safe_next

often = limiter.limit("100 per minute", methods=["POST"])
WAIT = lazy("Wait 15 minutes, or ask your administrator to reset it.")


class PasswordForm(Form):
    """Email and password, and the words that someone signed out meanwhile sent."""

    email = EmailField(
        lazy("Email"),
        missing=lazy("Enter your email."),
        longest=254,
        render_kw={"autocomplete": "username", "spellcheck": "false"},
    )
    password = SecretField(
        lazy("Password"),
        missing=lazy("Enter your password."),
        render_kw={"autocomplete": "current-password"},
    )
    carried = HiddenField()


class CodeForm(Form):
    """A code of the authenticator app."""

    code = TextField(
        lazy("6-digit code"),
        missing=lazy("Enter the 6-digit code."),
        longest=20,
        hint=lazy("Your authenticator app shows it."),
        render_kw={"autocomplete": "one-time-code", "inputmode": "numeric"},
    )
    carried = HiddenField()


class RecoveryForm(Form):
    """One of the codes kept for when there is no app."""

    code = TextField(
        lazy("Recovery code"),
        missing=lazy("Enter a recovery code."),
        longest=40,
        hint=lazy("One of the codes you kept when you set up the app. Each works once."),
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )
    carried = HiddenField()


@blueprint.route("/sign-in", methods=["GET", "POST"])
@csrf.exempt  # a form of another page may be sent on to here: it is carried, and signs nobody in
@public
@often
def sign_in() -> Answer:
    form = PasswordForm()
    if sent := carried.seal():
        form.carried.data = sent
    elif form.is_submitted():
        csrf.protect()
        if form.validate() and (onward := _come_in(form)):
            return onward
    return show("account/sign_in.html", form)


def _come_in(form: PasswordForm) -> Answer | None:
    """Sign in, or ask for the code first; None with the sentence in the form when refused."""
    found = accounts.check_password(form.email.data, form.password.data)
    if isinstance(found, Refused):
        no_match = _("That email and password do not match. Check both and try again.")
        form.refuse(InvalidError(str(WAIT) if found is Refused.WAIT else no_match))
        return None
    if not found.wants_code:
        accounts.sign_in(found)
        carried.take_back(form.carried.data)
        return redirect(safe_next())
    accounts.half_way(found)
    if form.carried.data:
        return show("account/code.html", CodeForm(), action=_code_address())
    return redirect(_code_address())


@blueprint.route("/sign-in/code", methods=["GET", "POST"])
@public
@often
def code() -> Answer:
    return _ask_for_code(CodeForm(), "account/code.html")


@blueprint.route("/sign-in/recovery-code", methods=["GET", "POST"])
@public
@often
def recovery_code() -> Answer:
    return _ask_for_code(RecoveryForm(), "account/recovery_code.html")


def _ask_for_code(form: CodeForm | RecoveryForm, template: str) -> Answer:
    public_id = accounts.who_is_half_way()
    if public_id is None:
        return redirect(url_for("account.sign_in", next=request.args.get("next")))
    if form.validate_on_submit():
        refused = accounts.check_code(public_id, form.code.data)
        if refused is None:
            carried.take_back(form.carried.data)
            return redirect(safe_next())
        no_match = _("That code does not fit. Check it and try again.")
        form.refuse(InvalidError(str(WAIT) if refused is Refused.WAIT else no_match, field="code"))
    return show(template, form)


def _code_address() -> str:
    return url_for("account.code", next=request.args.get("next"))


@blueprint.post("/sign-out")
@public
def sign_out() -> Answer:
    accounts.sign_out()
    return redirect(url_for("account.sign_in"))


@blueprint.get("/sign-in/help")
@public
def help() -> Response | str:  # noqa: A001 - the page's name
    return render_template("account/help.html")
