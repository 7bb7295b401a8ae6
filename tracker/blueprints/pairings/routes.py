"""Agree a match, name a deputy, end a match."""

from flask_babel import gettext as _
from werkzeug import Response

from tracker.blueprints.pairings import blueprint
from tracker.blueprints.pairings.forms import DeputyForm, EndForm, MatchForm
from tracker.domain.access import Permission
from tracker.domain.errors import ConflictError, InvalidError
from tracker.queries import teams
from tracker.queries.scope import VisiblePerson
from tracker.services import pairings as services
from tracker.services.rhythms import NewRhythm
from tracker.web.access import requires
from tracker.web.forms import show
from tracker.web.here import here
from tracker.web.people import page_of, saved


@blueprint.route("/match", methods=["GET", "POST"])
@requires(Permission.AGREE_MATCH)
def match(person: VisiblePerson) -> Response:
    form, workers = MatchForm(), _workers()
    form.worker.offer(_names(workers, person.team_id))
    form.deputy.offer({"": _("Nobody yet")} | _names(workers, person.team_id))
    if form.validate_on_submit():
        rhythm = NewRhythm(form.every_days.data) if form.every_days.data else None
        deputy = workers[form.deputy.data].worker_id if form.deputy.data else None
        chosen = services.FirstMatch(workers[form.worker.data].worker_id, deputy, rhythm)
        try:
            services.agree_first_match(here.session, form.act, person.person_id, chosen)
        except InvalidError as error:
            form.refuse(error)
        else:
            return saved(person, "pairing.agreed")
    return show("pairings/match.html", form, page=page_of(person))


@blueprint.route("/deputy", methods=["GET", "POST"])
@requires(Permission.NAME_DEPUTY)
def deputy(person: VisiblePerson) -> Response:
    form, workers = DeputyForm(), _workers()
    form.worker.offer(_names(workers, person.team_id))
    if form.validate_on_submit():
        worker_id = workers[form.worker.data].worker_id
        try:
            services.name_deputy(here.session, form.act, person.person_id, worker_id)
        except InvalidError as error:
            form.refuse(error)
        else:
            return saved(person, "deputy.named")
    return show("pairings/deputy.html", form, page=page_of(person))


@blueprint.route("/match/end", methods=["GET", "POST"])
@requires(Permission.END_PAIRING)
def end(person: VisiblePerson) -> Response:
    page, form = page_of(person), EndForm()
    if page.key_worker is None:
        raise ConflictError(_("There is no match to end. Agree one first."))
    if form.validate_on_submit():
        ending = services.PairingEnding(
            form.reason.data, form.planned.data == "yes", form.words.data
        )
        services.end_pairing(here.session, here.act, page.key_worker.pairing_id, ending)
        return saved(person, "pairing.ended")
    return show("pairings/end.html", form, page=page)


def _workers() -> dict[str, teams.WorkerRow]:
    return {row.public_id: row for row in teams.list_key_workers(here.session, here.at)}


def _names(workers: dict[str, teams.WorkerRow], team_id: int) -> dict[str, str]:
    """Offer the person's own team first; say how many people each is with: room, not rank."""
    own_first = sorted(workers.values(), key=lambda row: (row.team_id != team_id, row.name))
    return {
        row.public_id: _("%(name)s, with %(n)s people now", name=row.name, n=row.people)
        for row in own_first
    }
