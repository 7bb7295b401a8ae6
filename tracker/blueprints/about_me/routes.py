"""The person's own page: read it, and write it with them."""

from typing import Any

from flask import render_template
from werkzeug import Response

from tracker.blueprints.about_me import blueprint
from tracker.blueprints.about_me.forms import AboutMeForm
from tracker.domain.access import Permission
from tracker.domain.errors import ConflictError, InvalidError
from tracker.extensions import installation
from tracker.queries.about_me import AboutMeRow
from tracker.queries.people import PersonPage
from tracker.queries.scope import VisiblePerson
from tracker.queries.teams import Colleague
from tracker.services import about_me as services
from tracker.services.about_me import TEXTS, NewAboutMe
from tracker.web.access import requires
from tracker.web.colleagues import around, names
from tracker.web.forms import show as show_form
from tracker.web.here import here
from tracker.web.people import page_of, saved
from tracker.web.profiles import profile_of, refuse_unreadable

CONFLICT = 409


@blueprint.get("")
@requires(Permission.SEE_PAGE)
def show(person: VisiblePerson) -> str:
    return render_template("about_me/show.html", page=page_of(person), profile=profile_of(person))


@blueprint.route("/edit", methods=["GET", "POST"])
@requires(Permission.WRITE_ABOUT_ME)
def edit(person: VisiblePerson) -> Response:
    page, stands = page_of(person), profile_of(person).about_me
    colleagues = around(person, *([stands.worker_id] if stands else ()))
    form = _form(page, stands, colleagues)
    if form.validate_on_submit():
        try:
            services.write_about_me(
                here.session, form.act, person.person_id, _new(form, colleagues)
            )
        except InvalidError as error:
            form.refuse(error)
        except ConflictError as error:
            form.refuse(error)
            return _beside(form, page, profile_of(person).about_me)
        else:
            return saved(person, "about_me.written")
    return show_form("about_me/edit.html", form, page=page, now=None)


def _form(
    page: PersonPage, stands: AboutMeRow | None, colleagues: dict[str, Colleague]
) -> AboutMeForm:
    """Give the form with what stands in it, agreed today with whoever writes."""
    start: dict[str, Any] = {
        "agreed_on": installation().calendar.day_of(here.at),
        "worker": here.viewer.public_id,
    }
    if stands is not None:
        texts = {name: getattr(stands, name) for name in TEXTS}
        refuse_unreadable(*texts.values())
        start |= texts | {"seen": stands.public_id}
    form = AboutMeForm(data=start)
    form.ask(page.name, names(colleagues))
    return form


def _new(form: AboutMeForm, colleagues: dict[str, Colleague]) -> NewAboutMe:
    return NewAboutMe(
        worker_id=colleagues[form.worker.data].worker_id,
        agreed_on=form.agreed_on.data,
        **{name: form.data[name] for name in TEXTS},
        seen=form.seen.data or "",
    )


def _beside(form: AboutMeForm, page: PersonPage, now: AboutMeRow | None) -> Response:
    """Show what stands now beside what was typed, to be saved on top of it."""
    form.seen.data = now.public_id if now else ""
    shown = show_form("about_me/edit.html", form, page=page, now=now)
    shown.status_code = CONFLICT
    return shown
