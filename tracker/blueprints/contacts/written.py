"""A contact as it was written: read it, set it right with a reason, undo it while it is fresh.

Setting right and undoing name a version: someone may have set it right meanwhile, and what was
typed must then stand beside theirs.
"""

from typing import Any

from flask import abort, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug import Response

from tracker.blueprints.contacts import blueprint
from tracker.blueprints.contacts.forms import HAPPENED, CorrectForm
from tracker.domain.access import Permission
from tracker.domain.errors import ConflictError, InvalidError, UnreadableError
from tracker.domain.sealing import Unreadable
from tracker.domain.vocabulary import Outcome
from tracker.queries import contacts as queries
from tracker.queries.contacts import Version
from tracker.queries.people import PersonPage
from tracker.queries.scope import VisiblePerson
from tracker.queries.sealed import opener_for
from tracker.queries.stories import ContactRow
from tracker.queries.teams import Colleague
from tracker.services import contacts as services
from tracker.services.conflicts import UNDO_WITHIN
from tracker.web.access import requires
from tracker.web.alarms import report_unreadable
from tracker.web.colleagues import around
from tracker.web.fields import When
from tracker.web.forms import show as show_form
from tracker.web.here import here
from tracker.web.people import page_of, saved
from tracker.web.planned import is_under_18
from tracker.web.transactions import READS

CONFLICT = 409
AS_WRITTEN = (
    "outcome", "way", "place", "agreed", "shared", "team", "held_back_reason", "minutes",
    "with_whom", "who_started", "worried_told_who",
)  # fmt: skip
ALONE = {"now": None, "shows_team": False, "action": "", "saves": True}


@blueprint.get("/log/<public_id:contact>")
@requires(Permission.SEE_PAGE)
def show(person: VisiblePerson, contact: str) -> Response:
    return _page(person, contact)


@blueprint.post("/log/<public_id:version>/undo")
@requires(Permission.CORRECT_OWN_CONTACT)
def undo(person: VisiblePerson, version: str) -> Response:
    found = _find(person, version)
    standing = queries.standing_now(here.session, version)
    if standing is not None:
        try:
            services.undo_contact(here.session, here.act, found.row.contact_id)
        except ConflictError as error:
            return _page(person, standing, error.sentence)
    return saved(person, "contact.undone")


@blueprint.route("/log/<public_id:version>/edit", methods=["GET", "POST"])
@requires(Permission.CORRECT_OWN_CONTACT)
def edit(person: VisiblePerson, version: str) -> Response:
    old, page = _find_to_correct(person, version), page_of(person)
    if request.method in READS and not old.stands:
        return redirect(_address_of_what_stands(person, version))
    colleagues = around(person, old.row.worker_id, *old.also_there)
    form = _form(page, old, colleagues)
    if form.validate_on_submit():
        try:
            _correct(form, old, colleagues)
        except InvalidError as error:
            form.refuse(error)
        except ConflictError as error:
            form.refuse(error)
            shown = _edit_page(form, page, _beside(person, version))
            shown.status_code = CONFLICT
            return shown
        else:
            return saved(person, "contact.corrected")
    return _edit_page(form, page, ALONE)


def _page(person: VisiblePerson, contact: str, refused: str | None = None) -> Response:
    """Show a contact; `refused` says why something about it was not done."""
    found = _find(person, contact)
    shown = render_template(
        "contacts/show.html",
        page=page_of(person),
        written=found,
        shows_team=_shows_team(found.row),
        corrects=_corrects(found),
        undoes=_undoes(found.row),
        refused=refused,
    )
    return make_response(shown, CONFLICT if refused else 200)


def _find(person: VisiblePerson, public_id: str) -> Version:
    """Give a version of a contact of this person; what will not open raises the alarm."""
    opener = opener_for(here.session, here.act.keys, [person.person_id])
    found = queries.find_version(here.session, opener, person.person_id, public_id)
    report_unreadable(opener.failed)
    return found or abort(404)


def _find_to_correct(person: VisiblePerson, public_id: str) -> Version:
    """Give a version that the viewer may set right, all of it readable: it is written anew."""
    found = _find(person, public_id)
    if not _corrects(found):
        abort(403)
    if any(isinstance(text, Unreadable) for text in found.texts):
        raise UnreadableError("record unavailable")
    return found


def _shows_team(row: ContactRow) -> bool:
    own = row.recorded_by == here.act.by
    return here.may(Permission.SEE_TEAM_NOTES) or (own and here.may(Permission.SEE_OWN_TEAM_NOTES))


def _corrects(found: Version) -> bool:
    own = found.row.recorded_by == here.act.by
    return here.may(Permission.CORRECT_CONTACT) or (
        own and here.may(Permission.CORRECT_OWN_CONTACT)
    )


def _undoes(row: ContactRow) -> bool:
    """Say whether to offer Undo; the service decides."""
    fresh = here.at <= row.recorded_at + UNDO_WITHIN
    own = row.recorded_by == here.act.by and here.may(Permission.CORRECT_OWN_CONTACT)
    return fresh and own and not row.corrected


def _form(page: PersonPage, old: Version, colleagues: dict[str, Colleague]) -> CorrectForm:
    """Give the form filled with what was written; a team note one may not read is not in it."""
    row = old.row
    by_id = {one.worker_id: public_id for public_id, one in colleagues.items()}
    form = CorrectForm(
        data={
            **{name: getattr(row, name) for name in AS_WRITTEN},
            "occurred_at": When(row.occurred_at, row.precision),
            "setting": old.setting,
            "worker": by_id[row.worker_id],
            "also_there": tuple(by_id[one] for one in sorted(old.also_there)),
            "reason": _("More was added.") if request.args.get("more") else None,
        }
    )
    brought = row.outcome is Outcome.COULD_NOT_BE_BROUGHT
    form.ask(page.name, colleagues, under_18=is_under_18(page) or brought)
    if not _shows_team(row):
        del form.team, form.held_back_reason
    return form


def _correct(form: CorrectForm, old: Version, colleagues: dict[str, Colleague]) -> None:
    """Write it anew; the team note that was not on the page is kept as it is."""
    kept: dict[str, Any] = {}
    if "team" not in form:
        kept = {"team": old.row.team, "held_back_reason": old.row.held_back_reason}
    new = form.as_contact(colleagues, **kept)
    services.correct_contact(here.session, form.act, old.row.contact_id, new, form.reason.data)


def _edit_page(form: CorrectForm, page: PersonPage, beside: dict[str, Any]) -> Response:
    return show_form("contacts/edit.html", form, page=page, happened=HAPPENED, **beside)


def _address_of_what_stands(person: VisiblePerson, version: str) -> str:
    standing = queries.standing_now(here.session, version) or abort(404)
    return url_for(".edit", person=person.public_id, version=standing)


def _beside(person: VisiblePerson, version: str) -> dict[str, Any]:
    """Give what stands now beside what was typed, and where that can be saved on top of it."""
    standing = queries.standing_now(here.session, version)
    if standing is None:
        again = url_for(".full", person=person.public_id)
        may_log = here.may(Permission.LOG_CONTACT)
        return {"now": None, "shows_team": False, "action": again, "saves": may_log}
    now = _find(person, standing)
    return {
        "now": now,
        "shows_team": _shows_team(now.row),
        "action": url_for(".edit", person=person.public_id, version=standing),
        "saves": _corrects(now),
    }
