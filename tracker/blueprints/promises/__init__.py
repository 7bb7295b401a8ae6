"""What we agreed: read it, write it down, say what came of it, set it right."""

from flask import Blueprint

blueprint = Blueprint("promises", __name__, url_prefix="/people/<public_id:person>/agreements")

from tracker.blueprints.promises import answers, written  # noqa: E402, F401 - they add their routes
