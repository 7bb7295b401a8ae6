"""A worker's own account."""

from flask import render_template

from tracker.blueprints.account import blueprint
from tracker.web import second_factor
from tracker.web.access import signed_in_before_second_factor
from tracker.web.here import here


@blueprint.get("/account")
@signed_in_before_second_factor
def index() -> str:
    return render_template(
        "account/index.html",
        is_on=here.signed_in.has_second_factor,
        codes_left=second_factor.codes_left(),
    )
