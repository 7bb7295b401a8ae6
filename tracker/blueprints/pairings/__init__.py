"""Agree a match, name a deputy, end a match."""

from flask import Blueprint

blueprint = Blueprint("pairings", __name__, url_prefix="/people/<public_id:person>")

from tracker.blueprints.pairings import routes  # noqa: E402, F401 - adds its routes
