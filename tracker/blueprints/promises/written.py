"""What we agreed as it was written: all of it, something new, something set right."""

from typing import Any

from flask import abort, redirect, request, url_for
from werkzeug import Response

from tracker.blueprints.promises import blueprint
from tracker.blueprints.promises.forms import EditForm, PromiseForm
from tracker.blueprints.promises.reading import CONFLICT, find, page_of_all, what_stands
from tracker.domain.access import Permission
from tracker.domain.errors import ConflictError, InvalidError, UnreadableError
from tracker.domain.sealing import Unreadable
from tracker.domain.vocabulary import WhosePromise
from tracker.queries import contacts
from tracker.queries.people import PersonPage
from tracker.queries.promises import PromiseRow
from tracker.queries.scope import VisiblePerson
from tracker.queries.sealed import opener_for
from tracker.queries.stories import ContactRow
from tracker.queries.teams import Colleague
from tracker.services import promises as services
from tracker.services.promises import NewPromise, SetRight
from tracker.web.access import requires
from tracker.web.alarms import report_unreadable
from tracker.web.colleagues import around, names
from tracker.web.forms import show
from tracker.web.here import here
from tracker.web.people import page_of, saved
from tracker.web.planned import typed_again
from tracker.web.transactions import READS


@blueprint.get("")
@requires(Permission.SEE_PAGE)
def index(person: VisiblePerson) -> Response:
    return page_of_all(person)


@blueprint.route("/new", methods=["GET", "POST"])
@requires(Permission.AGREE_PROMISE)
def new(person: VisiblePerson) -> Response:
    page, said_in = page_of(person), _said_in(person)
    colleagues = around(person, *([said_in.worker_id] if said_in else ()))
    form = PromiseForm(data=_start(said_in, colleagues))
    form.ask(page.name, names(colleagues))
    if form.validate_on_submit():
        made = _new_promise(form, colleagues, said_in)
        try:
            services.make_promise(here.session, form.act, person.person_id, made)
        except (InvalidError, ConflictError) as error:
            form.refuse(error)
        else:
            return saved(person, "promise.made")
    return show("promises/new.html", form, page=page, said_in=said_in)


def _said_in(person: VisiblePerson) -> ContactRow | None:
    """Give the contact the address says it was said in; 404 for one of nobody's, or of another."""
    public_id = request.args.get("contact")
    if not public_id:
        return None
    opener = opener_for(here.session, here.act.keys, [person.person_id])
    found = contacts.find_version(here.session, opener, person.person_id, public_id)
    report_unreadable(opener.failed)
    return found.row if found and found.stands else abort(404)


def _start(said_in: ContactRow | None, colleagues: dict[str, Colleague]) -> dict[str, Any]:
    """Give what the form knows already: it is ours, I said it, or whoever was there then."""
    who = said_in.worker_id if said_in else here.viewer.worker_id
    return {
        "whose": WhosePromise.OURS,
        "words": typed_again(said_in.agreed) if said_in else None,
        "worker": next(public_id for public_id, one in colleagues.items() if one.worker_id == who),
    }


def _new_promise(
    form: PromiseForm, colleagues: dict[str, Colleague], said_in: ContactRow | None
) -> NewPromise:
    return NewPromise(
        worker_id=colleagues[form.worker.data].worker_id,
        whose=form.whose.data,
        words=form.words.data,
        due_on=form.due_on.data,
        contact_id=said_in.contact_id if said_in else None,
    )


@blueprint.route("/<public_id:promise>/edit", methods=["GET", "POST"])
@requires(Permission.CORRECT_PROMISE)
def edit(person: VisiblePerson, promise: str) -> Response:
    old, page = _find_to_correct(person, promise), page_of(person)
    if request.method in READS and not old.stands:
        return redirect(_address(person, what_stands(person, old)))
    form = _edit_form(old)
    if form.validate_on_submit():
        right = SetRight(form.words.data, form.reason.data, form.data.get("due_on"))
        try:
            services.correct_promise(here.session, form.act, old.promise_id, right)
        except InvalidError as error:
            form.refuse(error)
        except ConflictError as error:
            form.refuse(error)
            return _beside(form, page, person, old)
        else:
            return saved(person, "promise.corrected")
    return show("promises/edit.html", form, page=page, now=None, action="")


def _find_to_correct(person: VisiblePerson, public_id: str) -> PromiseRow:
    """Give a promise whose words can be read: it is written anew."""
    found = find(person, public_id)
    if isinstance(found.words, Unreadable):
        raise UnreadableError("record unavailable")
    return found


def _edit_form(old: PromiseRow) -> EditForm:
    """Give the form filled with what was written; theirs has no day."""
    form = EditForm(data={"words": old.words, "due_on": old.first_due_on})
    if not old.is_ours:
        del form.due_on
    return form


def _beside(form: EditForm, page: PersonPage, person: VisiblePerson, old: PromiseRow) -> Response:
    """Show what stands now beside what was typed, and where that can be saved on top of it."""
    now = what_stands(person, old)
    shown = show("promises/edit.html", form, page=page, now=now, action=_address(person, now))
    shown.status_code = CONFLICT
    return shown


def _address(person: VisiblePerson, row: PromiseRow) -> str:
    return url_for("promises.edit", person=person.public_id, promise=row.public_id)
