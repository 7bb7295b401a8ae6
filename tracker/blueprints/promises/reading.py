"""The page of what we agreed, and one promise of it; what will not open raises the alarm."""

from flask import abort, make_response, render_template
from werkzeug import Response

from tracker.queries import promises as queries
from tracker.queries.promises import AnswerRow, PromiseRow
from tracker.queries.scope import VisiblePerson
from tracker.queries.sealed import opener_for
from tracker.services.conflicts import UNDO_WITHIN
from tracker.web.alarms import report_unreadable
from tracker.web.here import here
from tracker.web.people import page_of

CONFLICT = 409


def page_of_all(person: VisiblePerson, refused: str | None = None) -> Response:
    """Show what we agreed; `refused` says why an answer was not taken."""
    opener = opener_for(here.session, here.act.keys, [person.person_id])
    rows = queries.list_promises(here.session, opener, person.person_id)
    report_unreadable(opener.failed)
    shown = render_template(
        "promises/index.html",
        page=page_of(person),
        promises=[row for row in rows if row.is_open],
        over=[row for row in rows if not row.is_open],
        undoes=undoes,
        refused=refused,
    )
    return make_response(shown, CONFLICT if refused else 200)


def undoes(answer: AnswerRow | None) -> bool:
    """Say whether to offer Undo of an answer; the service decides."""
    return (
        answer is not None
        and answer.recorded_by == here.act.by
        and here.at <= answer.recorded_at + UNDO_WITHIN
    )


def find(person: VisiblePerson, public_id: str) -> PromiseRow:
    """Give a promise of this person, standing or set right since; 404 for any other."""
    opener = opener_for(here.session, here.act.keys, [person.person_id])
    row = queries.find_promise(here.session, opener, person.person_id, public_id)
    report_unreadable(opener.failed)
    return row or abort(404)


def what_stands(person: VisiblePerson, row: PromiseRow) -> PromiseRow:
    """Give what stands in a promise's place now."""
    return find(person, queries.standing_now(here.session, row.promise_id))
