"""Plan the next meeting, and take one out of the plan."""

from flask import Blueprint

blueprint = Blueprint("meetings", __name__, url_prefix="/people/<public_id:person>/plan")

from tracker.blueprints.meetings import routes  # noqa: E402, F401 - adds its routes
