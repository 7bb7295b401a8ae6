"""The start page: to the right home for the role."""

from flask import Blueprint, current_app, redirect, render_template, url_for
from werkzeug import Response

from tracker.web.access import signed_in
from tracker.web.rendering import navigation

blueprint = Blueprint("home", __name__)


@blueprint.get("/")
@signed_in
def index() -> Response | str:
    links = navigation()
    if links and "people.index" in current_app.view_functions:
        return redirect(url_for("people.index"))
    return render_template("home/index.html", links=links)
