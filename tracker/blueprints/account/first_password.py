"""The page a one-time link opens: choose a password."""

from flask import redirect, render_template, url_for
from flask_babel import lazy_gettext as lazy
from werkzeug import Response

from tracker.blueprints.account import blueprint
from tracker.domain.errors import InvalidError
from tracker.extensions import SHORTEST_PASSWORD, limiter
from tracker.web import first_password as link
from tracker.web.access import public
from tracker.web.fields import SecretField
from tracker.web.forms import Form, show

WEAK = lazy("Choose a longer one: three or four words that do not belong together work well.")


class ChooseForm(Form):
    """A new password."""

    password = SecretField(
        lazy("Password"),
        missing=lazy("Choose a password."),
        hint=lazy("At least %(n)s letters. Three or four words work well.", n=SHORTEST_PASSWORD),
        render_kw={"autocomplete": "new-password"},
    )


@blueprint.route("/welcome/<link_token:token>", methods=["GET", "POST"])
@public
@limiter.limit("30 per minute")
def first_password(token: str) -> Response | tuple[str, int]:
    if not link.opens(token):
        return render_template("account/link_over.html"), 404
    form = ChooseForm()
    if form.validate_on_submit():
        if link.weakness(form.password.data):
            form.refuse(InvalidError(str(WEAK), field="password"))
        elif link.choose_password(token, form.password.data):
            return redirect(url_for("account.sign_in", done="password"))
    return show("account/first_password.html", form)
