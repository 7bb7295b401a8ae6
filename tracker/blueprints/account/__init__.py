"""Signing in and out, and a worker's own account."""

from flask import Blueprint

blueprint = Blueprint("account", __name__)

from tracker.blueprints.account import (  # noqa: E402, F401 - each adds its routes
    first_password,
    mine,
    second_factor,
    signing_in,
)
