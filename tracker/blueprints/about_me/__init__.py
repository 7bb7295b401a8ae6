"""The person's own page: read it, and write it with them."""

from flask import Blueprint

blueprint = Blueprint("about_me", __name__, url_prefix="/people/<public_id:person>/about-me")

from tracker.blueprints.about_me import routes  # noqa: E402, F401 - adds its routes
