"""What one typed and has not saved: to go on with, or to discard."""

from flask import Blueprint, abort, redirect, render_template, url_for
from werkzeug import Response

from tracker.queries import drafts as queries
from tracker.queries.sealed import Opener
from tracker.services import drafts as services
from tracker.web import done
from tracker.web.access import signed_in
from tracker.web.alarms import report_unreadable
from tracker.web.forms import Form
from tracker.web.here import here

blueprint = Blueprint("drafts", __name__, url_prefix="/drafts")


@blueprint.get("")
@signed_in
def index() -> str:
    opener = Opener(here.act.keys)
    rows = queries.list_own(here.session, opener, here.viewer, here.at)
    report_unreadable(opener.failed)
    here.shows(*(row.person_id for row in rows))
    return render_template("drafts/index.html", rows=rows, form=Form())


@blueprint.post("/<public_id:draft>/discard")
@signed_in
def discard(draft: str) -> Response:
    """Throw one's own draft away; whoever else's is not there at all."""
    if not Form().validate_on_submit():
        abort(400)
    opener = Opener(here.act.keys)
    found = queries.find_own(here.session, opener, here.viewer.worker_id, draft, here.at)
    if found is not None:
        services.discard(here.session, here.viewer.worker_id, draft)
        done.say("draft.discarded")
    return redirect(url_for("drafts.index"))
