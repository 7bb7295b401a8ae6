"""Log a contact in two taps: what happened, then a line if there is one and when to meet next."""

from flask import make_response, render_template, request, url_for
from werkzeug import Response

from tracker.blueprints.contacts import blueprint
from tracker.blueprints.contacts.forms import RECORDED
from tracker.blueprints.contacts.quick import QuickForm, Tap, filled, in_the_plan
from tracker.domain.access import Permission
from tracker.domain.errors import ConflictError, InvalidError
from tracker.domain.quick_log import What, at_hand, settles
from tracker.domain.vocabulary import MeetingState
from tracker.queries.people import PersonPage
from tracker.queries.scope import VisiblePerson
from tracker.queries.stories import MeetingRow
from tracker.queries.teams import Colleague
from tracker.services import contacts as services
from tracker.web.access import requires
from tracker.web.colleagues import around
from tracker.web.forms import show
from tracker.web.here import here
from tracker.web.people import page_of, saved, that_lead_back
from tracker.web.planned import (
    Suggestion,
    as_planned,
    coming_of,
    like_last,
    meeting_of,
    suggest,
)
from tracker.web.transactions import READS

REFUSED = 422
ONE_STEP = {what.value: what for what in (What.MET, What.SPOKE, What.REACHED)}


@blueprint.route("/log", methods=["GET", "POST"])
@requires(Permission.LOG_CONTACT)
def log(person: VisiblePerson) -> Response:
    page, coming = page_of(person), coming_of(person)
    what = ONE_STEP.get(request.args.get("what", ""))
    if what is None:
        return _taps(page, _meant(person) or at_hand(coming, here.at))
    tap = Tap(what, _meant(person))
    usual, planned = _next(person, page, tap), in_the_plan(coming, tap)
    colleagues = around(person, *([tap.meeting.worker_id] if tap.meeting else ()))
    form = _form(page, tap, usual, planned, colleagues)
    if form.validate_on_submit():
        then = form.as_next(usual, tap, colleagues)
        new = form.as_contact(tap, colleagues)
        try:
            contact = services.log_contact(here.session, form.act, person.person_id, new, then)
        except (InvalidError, ConflictError) as error:
            form.refuse(error)
        else:
            return _saved(person, contact.public_id, planned=then is not None)
    return show("contacts/quick.html", form, page=page, tap=tap, usual=usual, planned=planned)


def _meant(person: VisiblePerson) -> MeetingRow | None:
    """Give the meeting the address names; what came of it is recorded once."""
    public_id = request.args.get("meeting")
    meeting = meeting_of(person, public_id) if public_id else None
    if meeting and request.method in READS and meeting.state is not MeetingState.PLANNED:
        raise ConflictError(RECORDED)
    return meeting


def _taps(page: PersonPage, meeting: MeetingRow | None) -> Response:
    """Show the four taps. Each names the meeting that it would be what came of."""
    taps = {
        what: meeting.public_id if meeting and settles(what, meeting, here.at) else None
        for what in ONE_STEP.values()
    }
    shown = render_template(
        "contacts/log.html",
        page=page,
        meeting=meeting,
        taps=taps,
        nothing_planned=request.args.get("what") == What.NOT,
        onward=that_lead_back(),
    )
    return make_response(shown, 200 if request.method in READS else REFUSED)


def _next(person: VisiblePerson, page: PersonPage, tap: Tap) -> Suggestion:
    """Suggest the next meeting: like the one that was planned, else like the last contact."""
    if tap.what is What.REACHED:
        return Suggestion(None)
    return suggest(page, as_planned(tap.meeting) if tap.meeting else like_last(person, []))


def _form(
    page: PersonPage,
    tap: Tap,
    usual: Suggestion,
    planned: MeetingRow | None,
    colleagues: dict[str, Colleague],
) -> QuickForm:
    public_ids = {one.worker_id: public_id for public_id, one in colleagues.items()}
    form = QuickForm(data=filled(tap, public_ids, usual))
    form.ask(tap, page.name, colleagues)
    if planned or page.ended_at or not here.may(Permission.PLAN_MEETING):
        form.leave_next()
    return form


def _saved(person: VisiblePerson, contact: str, *, planned: bool) -> Response:
    undo = url_for(".undo", person=person.public_id, version=contact)
    more = url_for(".edit", person=person.public_id, version=contact, more="1")
    return saved(person, "contact.logged_and_next" if planned else "contact.logged", undo, more)
