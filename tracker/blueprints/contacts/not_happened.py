"""What became of a planned meeting: our side first, no blame, and one small next step."""

from datetime import timedelta

from flask import request
from flask_babel import gettext as _
from werkzeug import Response

from tracker.blueprints.contacts import blueprint
from tracker.blueprints.contacts.forms import (
    DID_NOT_HAPPEN,
    NEXT_STEPS,
    RECORDED,
    STILL_TO_COME,
    DidNotHappenForm,
    offered,
)
from tracker.domain.access import Permission
from tracker.domain.errors import ConflictError, InvalidError
from tracker.domain.next_time import WEEK
from tracker.domain.vocabulary import MeetingState, Precision
from tracker.queries.people import PersonPage
from tracker.queries.scope import VisiblePerson
from tracker.queries.stories import MeetingRow
from tracker.services import contacts as services
from tracker.services.contacts import DidNotHappen
from tracker.services.meetings import NewMeeting
from tracker.web.access import requires
from tracker.web.fields import When
from tracker.web.forms import show
from tracker.web.here import here
from tracker.web.people import page_of, saved
from tracker.web.planned import (
    about_now,
    agreed_days,
    coming_of,
    is_under_18,
    meeting_of,
    typed_again,
    usual_time,
)
from tracker.web.rendering import instant_in_words
from tracker.web.transactions import READS

A_MINUTE = timedelta(minutes=1)


@blueprint.route("/not-happened/<public_id:meeting>", methods=["GET", "POST"])
@requires(Permission.LOG_CONTACT)
def not_happened(person: VisiblePerson, meeting: str) -> Response:
    page, planned = page_of(person), meeting_of(person, meeting)
    others = [m for m in coming_of(person) if m.starts_at > here.at and m.public_id != meeting]
    usual = _usual(page, [planned, *others])
    form = _form(page, planned, usual, "none" if others else "suggested")
    if form.validate_on_submit():
        try:
            what = _what(form, planned, usual)
            contact = services.it_did_not_happen(here.session, form.act, planned.meeting_id, what)
        except (InvalidError, ConflictError) as error:
            form.refuse(error)
        else:
            return saved(person, "meeting.did_not_happen", version=contact.public_id)
    return show("contacts/not_happened.html", form, page=page, meeting=planned, others=others)


def _usual(page: PersonPage, meetings: list[MeetingRow]) -> When:
    """Give the time to offer: soon again, and not one that is in the plan already."""
    last = max(meeting.starts_at for meeting in meetings)
    return usual_time(page, last, min(agreed_days(page), WEEK))


def _form(page: PersonPage, planned: MeetingRow, usual: When, step: str) -> DidNotHappenForm:
    """Give the form for this meeting: what can have happened, and what may come next."""
    if request.method in READS and planned.state is not MeetingState.PLANNED:
        raise ConflictError(RECORDED)
    word_given = min(planned.starts_at, about_now())
    form = DidNotHappenForm(
        data={
            "occurred_at": When(word_given, Precision.EXACT),
            "place": typed_again(planned.place),
            "next_step": step,
        }
    )
    over = planned.starts_at <= here.at
    under_18 = is_under_18(page)
    form.outcome.offer(offered(DID_NOT_HAPPEN if over else STILL_TO_COME, under_18=under_18))
    if not under_18:
        del form.worried_told_who
    if not here.may(Permission.PLAN_MEETING):
        del form.next_step, form.starts_at, form.place
    else:
        offer = _("Offer %(when)s", when=instant_in_words(usual.at))
        form.next_step.offer(NEXT_STEPS | {"suggested": offer})
    return form


def _what(form: DidNotHappenForm, planned: MeetingRow, usual: When) -> DidNotHappen:
    return DidNotHappen(
        outcome=form.outcome.data,
        told_at=form.occurred_at.data and form.occurred_at.data.at,
        shared=form.shared.data,
        worried_told_who=form.data.get("worried_told_who"),
        moved_to=_instead(form, planned, usual),
    )


def _instead(form: DidNotHappenForm, planned: MeetingRow, usual: When) -> NewMeeting | None:
    """Give the meeting in its place; a time that was written counts without its button too."""
    if "next_step" not in form or form.next_step.data == "none":
        return None
    suggested = usual if form.next_step.data == "suggested" else None
    chosen = form.starts_at.data or suggested
    if chosen is None:
        if form.next_step.data:
            raise InvalidError(_("Write the day, or choose nothing new yet."), field="starts_at")
        return None
    return NewMeeting(
        worker_id=planned.worker_id,
        starts_at=chosen.at,
        minutes=(planned.ends_at - planned.starts_at) // A_MINUTE,
        kind=planned.kind,
        way=planned.way,
        place=form.place.data,
    )
