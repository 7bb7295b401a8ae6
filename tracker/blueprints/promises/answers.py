"""What came of it: kept, not yet and a new day, no longer wanted; undone while it is fresh."""

from datetime import date, timedelta

from flask import abort
from werkzeug import Response

from tracker.blueprints.promises import blueprint
from tracker.blueprints.promises.forms import AnswerForm, NotYetForm
from tracker.blueprints.promises.reading import CONFLICT, find, page_of_all, what_stands
from tracker.domain.access import Permission
from tracker.domain.errors import ConflictError, InvalidError
from tracker.domain.vocabulary import KeptOrNot
from tracker.extensions import installation
from tracker.queries import promises as queries
from tracker.queries.scope import VisiblePerson
from tracker.services import promises as services
from tracker.services.promises import NewAnswer
from tracker.web.access import requires
from tracker.web.forms import show
from tracker.web.here import here
from tracker.web.people import page_of, saved

A_WEEK = timedelta(days=7)


def _in_a_week() -> date:
    return installation().calendar.day_of(here.at) + A_WEEK


@blueprint.post("/<public_id:promise>/kept")
@requires(Permission.AGREE_PROMISE)
def keep(person: VisiblePerson, promise: str) -> Response:
    return _settle(person, promise, KeptOrNot.KEPT)


@blueprint.post("/<public_id:promise>/let-go")
@requires(Permission.AGREE_PROMISE)
def let_go(person: VisiblePerson, promise: str) -> Response:
    return _settle(person, promise, KeptOrNot.LET_GO)


def _settle(person: VisiblePerson, promise: str, answer: KeptOrNot) -> Response:
    row, form = find(person, promise), AnswerForm()
    new = NewAnswer(answer, form.seen.data or "")
    try:
        made = services.answer_promise(here.session, here.act, row.promise_id, new)
    except ConflictError as error:
        return page_of_all(person, error.sentence)
    return _answered(person, made.public_id, answer)


def _answered(person: VisiblePerson, public_id: str, answer: KeptOrNot) -> Response:
    return saved(person, f"promise.{answer}", answer=public_id)


@blueprint.route("/<public_id:promise>/not-yet", methods=["GET", "POST"])
@requires(Permission.AGREE_PROMISE)
def not_yet(person: VisiblePerson, promise: str) -> Response:
    row = find(person, promise)
    form = NotYetForm(data={"seen": row.seen, "due_on": _in_a_week()})
    if form.validate_on_submit():
        new = NewAnswer(KeptOrNot.NOT_YET, form.seen.data or "", form.due_on.data)
        try:
            made = services.answer_promise(here.session, here.act, row.promise_id, new)
        except InvalidError as error:
            form.refuse(error)
        except ConflictError as error:
            form.refuse(error)
            return _beside(form, person, row)
        else:
            return _answered(person, made.public_id, KeptOrNot.NOT_YET)
    return show("promises/not_yet.html", form, page=page_of(person), promise=row)


def _beside(form: NotYetForm, person: VisiblePerson, row: queries.PromiseRow) -> Response:
    """Show what stands now with the day that was typed, to be saved on top of it."""
    now = what_stands(person, row)
    form.seen.data = now.seen
    shown = show("promises/not_yet.html", form, page=page_of(person), promise=now)
    shown.status_code = CONFLICT
    return shown


@blueprint.post("/answers/<public_id:answer>/undo")
@requires(Permission.AGREE_PROMISE)
def undo(person: VisiblePerson, answer: str) -> Response:
    answer_id, stands = queries.find_answer(here.session, person.person_id, answer) or abort(404)
    if stands:  # else it was sent twice
        try:
            services.undo_answer(here.session, here.act, answer_id)
        except ConflictError as error:
            return page_of_all(person, error.sentence)
    return saved(person, "promise.answer_undone")
