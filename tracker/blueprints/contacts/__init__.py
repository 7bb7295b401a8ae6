"""Log what happened or did not, read it, set it right, undo it."""

from flask import Blueprint

blueprint = Blueprint("contacts", __name__, url_prefix="/people/<public_id:person>")

from tracker.blueprints.contacts import full, log, not_happened, written  # noqa: E402, F401 - their routes
