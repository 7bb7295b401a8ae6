"""Help in plain words, and how accessible this is."""

from flask import Blueprint, render_template

from tracker.web.access import public, signed_in

blueprint = Blueprint("help", __name__)


@blueprint.get("/help")
@signed_in
def index() -> str:
    return render_template("help/index.html")


@blueprint.get("/accessibility")
@public
def accessibility() -> str:
    return render_template("help/accessibility.html")
