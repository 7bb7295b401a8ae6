"""My people, one person's page, writing someone in, opening a page with a reason."""

from flask import Blueprint

blueprint = Blueprint("people", __name__, url_prefix="/people")

from tracker.blueprints.people import mine, routes, story  # noqa: E402, F401 - they add their routes
