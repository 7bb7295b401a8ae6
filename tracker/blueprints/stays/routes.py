"""What is agreed inside a time with us: the rhythm, a pause, an end."""

from flask_babel import gettext as _
from werkzeug import Response

from tracker.blueprints.stays import blueprint
from tracker.blueprints.stays.forms import EndForm, PauseForm, RhythmForm
from tracker.domain.access import Permission
from tracker.domain.errors import ConflictError, InvalidError
from tracker.queries.scope import VisiblePerson
from tracker.services import pauses, rhythms, stays
from tracker.web.access import requires
from tracker.web.forms import show
from tracker.web.here import here
from tracker.web.people import page_of, saved


@blueprint.route("/rhythm", methods=["GET", "POST"])
@requires(Permission.AGREE_RHYTHM)
def rhythm(person: VisiblePerson) -> Response:
    form = RhythmForm()
    if form.validate_on_submit():
        new = rhythms.NewRhythm(
            form.every_days.data,
            form.breathing_days.data,
            form.circumstance.data or None,
            form.agreed_with_person.data == "yes",
        )
        try:
            rhythms.agree_rhythm(here.session, form.act, person.person_id, new)
        except InvalidError as error:
            form.refuse(error)
        else:
            return saved(person, "rhythm.agreed")
    return show("stays/rhythm.html", form, page=page_of(person))


@blueprint.post("/rhythm/end")
@requires(Permission.AGREE_RHYTHM)
def end_circumstance(person: VisiblePerson) -> Response:
    agreed = page_of(person).agreed
    if agreed is None:
        raise ConflictError(_("There is nothing to end."))
    rhythms.end_circumstance(here.session, here.act, agreed.rhythm_id)
    return saved(person, "rhythm.ended")


@blueprint.route("/pause", methods=["GET", "POST"])
@requires(Permission.PAUSE)
def pause(person: VisiblePerson) -> Response:
    form = PauseForm()
    if form.validate_on_submit():
        new = pauses.NewPause(form.kind.data, form.look_again_on.data, form.words.data)
        try:
            pauses.pause(here.session, form.act, person.person_id, new)
        except InvalidError as error:
            form.refuse(error)
        else:
            return saved(person, "pause.started")
    return show("stays/pause.html", form, page=page_of(person))


@blueprint.post("/pause/end")
@requires(Permission.PAUSE)
def end_pause(person: VisiblePerson) -> Response:
    pauses.end_pause(here.session, here.act, person.person_id)
    return saved(person, "pause.ended")


@blueprint.route("/end", methods=["GET", "POST"])
@requires(Permission.END_STAY)
def end(person: VisiblePerson) -> Response:
    form = EndForm()
    if form.validate_on_submit():
        new = stays.NewEnding(form.ending.data, form.words.data)
        stays.end_stay(here.session, here.act, person.person_id, new)
        return saved(person, "stay.ended")
    return show("stays/end.html", form, page=page_of(person))
