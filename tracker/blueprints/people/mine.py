"""My people: in the order of need or another, and found by name."""

from datetime import timedelta

from flask import Response, render_template, request
from flask_babel import gettext as _

from tracker.blueprints.people import blueprint
from tracker.blueprints.people.forms import FindForm
from tracker.domain.access import Permission, Relation
from tracker.domain.standing import Order
from tracker.queries import openings, people
from tracker.queries.sealed import Opener
from tracker.web import words
from tracker.web.access import requires
from tracker.web.alarms import report_unreadable
from tracker.web.forms import show
from tracker.web.here import here

MINE = frozenset({Relation.KEY_WORKER, Relation.COVER})
TEAM = frozenset({Relation.LEAD})
ORDERS = {order.value: order for order in Order}


@blueprint.get("")
@requires(Permission.SEE_MY_PEOPLE)
def index() -> Response:
    whose = _whose(request.args.get("whose"))
    order = ORDERS.get(request.args.get("order", ""), Order.NEEDS)
    rows, opener = _rows(whose)
    return _page(FindForm(data={"whose": whose}), rows, opener, order)


@blueprint.post("/find")
@requires(Permission.SEE_MY_PEOPLE)
def find() -> Response:
    """Look for a name among one's own people, here in memory: names are sealed where they lie."""
    form = FindForm()
    form.whose.data = _whose(form.whose.data)
    rows, opener = _rows(form.whose.data)
    wanted = form.name.data.casefold() if form.validate_on_submit() and form.name.data else ""
    found = [row for row in rows if wanted in str(row.name).casefold()]
    return _page(form, found, opener, Order.NEEDS)


@blueprint.get("/order")
@requires(Permission.SEE_MY_PEOPLE)
def order() -> str:
    whose = _whose(request.args.get("whose"))
    return render_template("people/order.html", orders=words.ORDERS.items(), whose=whose)


def _whose(asked: str | None) -> str:
    return "team" if asked == "team" and here.viewer.leads else "mine"


def _rows(whose: str) -> tuple[list[people.MyPerson], Opener]:
    by = TEAM if whose == "team" else MINE
    return people.list_mine(here.session, here.viewer, here.act.keys, here.act.calendars, by)


def _page(form: FindForm, rows: list[people.MyPerson], opener: Opener, order: Order) -> Response:
    """Show these people and say so to the audit; where their order is unknown, by name."""
    lost = order is Order.NEEDS and any(row.where is None for row in rows)
    if lost or order is not Order.NEEDS:
        rows = people.in_order(rows, Order.NAME if lost else order)
    here.shows(*(row.person_id for row in rows))
    team = form.whose.data == "team"
    return show(
        "people/index.html",
        form,
        rows=rows,
        lost=lost,
        order=order,
        sought=form.name.data,
        heading=_("My team's people") if team else _("My people"),
        openings=_openings(opener),
        shapes=words.NEED_SHAPES,
    )


def _openings(opener: Opener) -> list[openings.OpeningLine]:
    """Give the lead's line about pages opened from outside in the last week."""
    lines = []
    if here.viewer.leads:
        since = here.at - timedelta(days=7)
        lines = openings.openings_in_teams(here.session, opener, here.viewer, since)
        here.shows(*(line.person_id for line in lines))
    report_unreadable(opener.failed)
    return lines
