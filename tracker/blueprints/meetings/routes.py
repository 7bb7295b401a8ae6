"""Plan the next meeting, and take one out of the plan."""

from typing import Any

from flask_babel import gettext as _
from werkzeug import Response

from tracker.blueprints.meetings import blueprint
from tracker.blueprints.meetings.forms import USUAL_MINUTES, PlanForm, WithdrawForm
from tracker.domain.access import Permission
from tracker.domain.errors import ConflictError, InvalidError
from tracker.domain.vocabulary import MeetingKind, MeetingState, Way
from tracker.queries.scope import VisiblePerson
from tracker.queries.teams import Colleague
from tracker.services import meetings as services
from tracker.services.meetings import NewMeeting
from tracker.web.access import requires
from tracker.web.colleagues import around, names
from tracker.web.forms import show
from tracker.web.here import here
from tracker.web.people import page_of, saved
from tracker.web.planned import Suggestion, coming_of, like_last, meeting_of, suggest

CHANGED = "Someone changed this meeting a moment ago. Look at it again."


@blueprint.route("", methods=["GET", "POST"])
@requires(Permission.PLAN_MEETING)
def plan(person: VisiblePerson) -> Response:
    page = page_of(person)
    coming = coming_of(person)
    usual = suggest(page, like_last(person, coming))
    colleagues = around(person)
    form = PlanForm(data=_start(usual))
    form.worker.offer(names(colleagues))
    if form.validate_on_submit():
        new = _new_meeting(form, colleagues)
        try:
            services.plan_meeting(here.session, form.act, person.person_id, new)
        except (InvalidError, ConflictError) as error:
            form.refuse(error)
        else:
            return saved(person, "meeting.planned")
    return show(
        "meetings/plan.html", form, page=page, coming=coming, usual=usual.starts_at, at=here.at
    )


@blueprint.post("/<public_id:meeting>/withdraw")
@requires(Permission.PLAN_MEETING)
def withdraw(person: VisiblePerson, meeting: str) -> Response:
    planned, form = meeting_of(person, meeting), WithdrawForm()
    if planned.state is not MeetingState.WITHDRAWN:  # else it was sent twice
        if not form.validate_on_submit():
            raise ConflictError(_(CHANGED))
        services.cancel_plan(here.session, here.act, planned.meeting_id, form.version.data)
    return saved(person, "meeting.withdrawn")


def _start(usual: Suggestion) -> dict[str, Any]:
    """Give what the form knows already: the usual time, way and place, an hour, and me."""
    return {
        "starts_at": usual.starts_at,
        "way": usual.way,
        "place": usual.place,
        "minutes": USUAL_MINUTES,
        "kind": MeetingKind.MEETING,
        "worker": here.viewer.public_id,
    }


def _new_meeting(form: PlanForm, colleagues: dict[str, Colleague]) -> NewMeeting:
    return NewMeeting(
        worker_id=colleagues[form.worker.data or here.viewer.public_id].worker_id,
        starts_at=form.starts_at.data.at,
        minutes=form.minutes.data or USUAL_MINUTES,
        kind=form.kind.data or MeetingKind.MEETING,
        way=form.way.data or Way.IN_PERSON,
        place=form.place.data,
    )
