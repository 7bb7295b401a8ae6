"""What a worker sets for themselves."""

from flask import Blueprint, Response, redirect, url_for
from flask_babel import lazy_gettext as _
from werkzeug import Response as Answer

from tracker.services import workers as services
from tracker.web import done
from tracker.web.access import signed_in
from tracker.web.fields import TickField
from tracker.web.forms import Form, show
from tracker.web.here import here

blueprint = Blueprint("settings", __name__)


class SettingsForm(Form):
    """Keys that act at once: some people press them without meaning to, so they start off."""

    shortcuts = TickField(
        _("Use keyboard shortcuts"),
        hint=_("Off unless you turn them on. They never act while you are writing."),
    )


@blueprint.route("/settings", methods=["GET", "POST"])
@signed_in
def index() -> Response | Answer:
    form = SettingsForm(data={"shortcuts": here.signed_in.shortcuts})
    if form.validate_on_submit():
        me = here.viewer.worker_id, here.viewer.public_id
        services.set_shortcuts(here.session, here.act, me, on=form.shortcuts.data)
        done.say("settings.saved")
        return redirect(url_for("settings.index"))
    return show("settings/index.html", form)
