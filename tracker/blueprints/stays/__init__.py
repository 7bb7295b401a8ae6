"""What is agreed inside a time with us: the rhythm, a pause, an end."""

from flask import Blueprint

blueprint = Blueprint("stays", __name__, url_prefix="/people/<public_id:person>")

from tracker.blueprints.stays import routes  # noqa: E402, F401 - adds its routes
