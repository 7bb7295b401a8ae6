"""Plan the next meeting, and take one out of the plan."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from werkzeug import Response

from tracker.blueprints.meetings import blueprint
from tracker.blueprints.meetings.forms import USUAL_MINUTES, PlanForm, WithdrawForm
from tracker.domain.access import Permission
from tracker.domain.errors import ConflictError, InvalidError
from tracker.domain.vocabulary import MeetingKind, MeetingState, Precision, Way
from tracker.queries import contacts
from tracker.queries.people import PersonPage
from tracker.queries.scope import VisiblePerson
from tracker.queries.sealed import opener_for
from tracker.queries.stories import MeetingRow
from tracker.queries.teams import Colleague
from tracker.services import meetings as services
from tracker.services.meetings import NewMeeting
from tracker.web.access import requires
from tracker.web.alarms import report_unreadable
from tracker.web.colleagues import around, names
from tracker.web.fields import When
from tracker.web.forms import show
from tracker.web.here import here
from tracker.web.people import page_of, saved
from tracker.web.planned import (
    agreed_days,
    calendar_of,
    coming_of,
    meeting_of,
    typed_again,
    usual_time,
)

WRITTEN = {Way.TEXT, Way.LETTER}
CHANGED = "Someone changed this meeting a moment ago. Look at it again."


@dataclass(frozen=True, slots=True)
class Like:
    """What the next meeting is likely to be like."""

    at: datetime
    precision: Precision
    way: Way
    place: str | None


@blueprint.route("", methods=["GET", "POST"])
@requires(Permission.PLAN_MEETING)
def plan(person: VisiblePerson) -> Response:
    page = page_of(person)
    coming = coming_of(person)
    like = _like(person, coming)
    usual = _usual(page, like)
    colleagues = around(person)
    form = PlanForm(data=_start(like, usual))
    form.worker.offer(names(colleagues))
    if form.validate_on_submit():
        new = _new_meeting(form, colleagues)
        try:
            services.plan_meeting(here.session, form.act, person.person_id, new)
        except (InvalidError, ConflictError) as error:
            form.refuse(error)
        else:
            return saved(person, "meeting.planned")
    return show("meetings/plan.html", form, page=page, coming=coming, usual=usual, at=here.at)


@blueprint.post("/<public_id:meeting>/withdraw")
@requires(Permission.PLAN_MEETING)
def withdraw(person: VisiblePerson, meeting: str) -> Response:
    planned, form = meeting_of(person, meeting), WithdrawForm()
    if planned.state is not MeetingState.WITHDRAWN:  # else it was sent twice
        if not form.validate_on_submit():
            raise ConflictError(_(CHANGED))
        services.cancel_plan(here.session, here.act, planned.meeting_id, form.version.data)
    return saved(person, "meeting.withdrawn")


def _like(person: VisiblePerson, coming: list[MeetingRow]) -> Like | None:
    """Give what the next meeting may be like: as the last in the plan, or the last contact."""
    opener = opener_for(here.session, here.act.keys, [person.person_id])
    last = contacts.last_reached(here.session, opener, person.person_id)
    report_unreadable(opener.failed)
    planned = coming[-1] if coming else None
    if planned and (last is None or planned.starts_at > last.occurred_at):
        return Like(planned.starts_at, Precision.EXACT, planned.way, typed_again(planned.place))
    if last is None:
        return None
    return Like(last.occurred_at, last.precision, last.way, typed_again(last.place))


def _usual(page: PersonPage, like: Like | None) -> When | None:
    """Give the same weekday and time, the agreed rhythm on; the day alone if no time is known."""
    if like is None:
        return None
    usual = usual_time(page, like.at, agreed_days(page))
    if like.precision is Precision.DAY:
        calendar = calendar_of(page)
        return When(calendar.start_of(calendar.day_of(usual.at)), Precision.DAY)
    return usual


def _start(like: Like | None, usual: When | None) -> dict[str, Any]:
    """Give what the form knows already: the usual time, way and place, an hour, and me."""
    same = like is not None and like.way not in WRITTEN
    return {
        "starts_at": usual,
        "way": like.way if like and same else Way.IN_PERSON,
        "place": like.place if like and same else None,
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
