"""One person's page, writing someone in, opening a page with a reason."""

from flask import redirect, render_template, url_for
from werkzeug import Response

from tracker.blueprints.people import blueprint
from tracker.blueprints.people.forms import NewPersonForm, OpenForm
from tracker.domain.access import Permission, Relation
from tracker.domain.errors import ConflictError, InvalidError
from tracker.queries import alerts, people, teams
from tracker.queries.scope import VisiblePerson
from tracker.queries.sealed import Opener
from tracker.services import openings as opening_services
from tracker.services import people as services
from tracker.web import done, stories
from tracker.web.access import requires
from tracker.web.alarms import report_unreadable
from tracker.web.forms import show as show_form
from tracker.web.here import here

NOT_SAID = {"yes": True, "no": False}


@blueprint.get("/<public_id:person>")
@requires(Permission.SEE_PAGE)
def show(person: VisiblePerson) -> str:
    opener = Opener(here.act.keys)
    told = stories.tell(opener, person)
    cards = _cards(opener, person, told) if here.may(Permission.ANSWER_ALERT) else []
    report_unreadable(opener.failed)
    return render_template(
        "people/show.html",
        page=told.page,
        told=told,
        coming=told.coming,
        cards=cards,
        promises=told.promises,
        profile=told.story.profile,
        at=here.at,
    )


def _cards(opener: Opener, person: VisiblePerson, told: stories.Told) -> list[alerts.AlertCard]:
    behind = stories.evidence(told.story)
    return alerts.of_person(here.session, opener, person.person_id, behind)


@blueprint.route("/new", methods=["GET", "POST"])
@requires(Permission.WRITE_PERSON_IN)
def new() -> Response:
    form = NewPersonForm()
    choices = {team.public_id: team for team in teams.list_teams(here.session)}
    form.team.offer({public_id: team.name for public_id, team in choices.items()})
    if form.validate_on_submit():
        try:
            made = services.write_in(here.session, form.act, _new_person(form, choices))
        except (InvalidError, ConflictError) as error:
            form.refuse(error)
        else:
            done.say("person.written_in")
            return redirect(url_for("people.show", person=made.public_id))
    return show_form("people/new.html", form)


def _new_person(form: NewPersonForm, choices: dict[str, teams.TeamRow]) -> services.NewPerson:
    return services.NewPerson(
        name=form.name.data,
        team_id=choices[form.team.data].team_id,
        came_from=form.came_from.data,
        referred_on=form.referred_on.data,
        otherwise_nothing=NOT_SAID.get(form.otherwise_nothing.data or ""),
        reference=form.reference.data,
        pronouns=form.pronouns.data,
        born_on=form.born_on.data,
        ethnicity=form.ethnicity.data,
        language=form.language.data,
        likes_contact_by=form.likes_contact_by.data,
        phone=form.phone.data,
    )


@blueprint.route("/open", methods=["GET", "POST"])
@requires(Permission.OPEN_WITH_REASON)
def open() -> Response:  # noqa: A001 - the word of the address
    form = OpenForm()
    if form.validate_on_submit():
        try:
            opening_services.open_with_reason(
                here.session, form.act, here.viewer, form.reference.data, form.reason.data
            )
        except InvalidError as error:
            form.refuse(error)
        else:
            done.say("person.sought")
            return redirect(url_for("people.opened"))
    return show_form("people/open.html", form)


@blueprint.get("/opened")
@requires(Permission.OPEN_WITH_REASON)
def opened() -> str:
    """List what the viewer has open now: the same page whether or not anyone was found."""
    rows, opener = people.list_mine(
        here.session,
        here.viewer,
        here.act.keys,
        here.act.calendars,
        frozenset({Relation.OPENED_WITH_REASON}),
    )
    report_unreadable(opener.failed)
    here.shows(*(row.person_id for row in rows))
    return render_template("people/opened.html", rows=rows)
