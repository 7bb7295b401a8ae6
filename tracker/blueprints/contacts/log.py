"""Log a contact in two taps: what happened, then a line if there is one and when to meet next."""

from flask import make_response, render_template, request
from werkzeug import Response

from tracker.blueprints.contacts import blueprint
from tracker.blueprints.contacts.beside import Beside, Tap
from tracker.blueprints.contacts.forms import RECORDED
from tracker.blueprints.contacts.quick import QuickForm, form_for
from tracker.domain.access import Permission
from tracker.domain.errors import ConflictError, InvalidError
from tracker.domain.quick_log import What, at_hand, settles
from tracker.domain.vocabulary import MeetingState
from tracker.queries.people import PersonPage
from tracker.queries.scope import VisiblePerson
from tracker.queries.stories import MeetingRow
from tracker.services import contacts as services
from tracker.web.access import requires
from tracker.web.forms import show
from tracker.web.here import here
from tracker.web.people import page_of, saved, that_lead_back
from tracker.web.planned import coming_of, meeting_of
from tracker.web.transactions import READS

REFUSED = 422
ONE_STEP = {what.value: what for what in (What.MET, What.SPOKE, What.REACHED)}


@blueprint.route("/log", methods=["GET", "POST"])
@requires(Permission.LOG_CONTACT)
def log(person: VisiblePerson) -> Response:
    what = ONE_STEP.get(request.args.get("what", ""))
    if what is None:
        return _taps(page_of(person), _meant(person) or at_hand(coming_of(person), here.at))
    beside = Beside(person, Tap(what, _meant(person)))
    form = _form(beside)
    if form.validate_on_submit():
        new, then = form.as_contact(beside.tap), form.as_next(beside)
        try:
            contact = services.log_contact(here.session, form.act, person.person_id, new, then)
        except (InvalidError, ConflictError) as error:
            form.refuse(error)
        else:
            done = "contact.logged" if then is None else "contact.logged_and_next"
            return saved(person, done, version=contact.public_id)
    form.tell(beside.page.name, beside.colleagues)
    return show("contacts/quick.html", form, **beside.shown())


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


def _form(beside: Beside) -> QuickForm:
    """Ask about a tap. What is sent is read against no more than it needs."""
    opened = request.method in READS
    asks_next = (opened or "starts_at" in request.form) and beside.asks_next
    asked = form_for(beside.tap.what, asks_next=asks_next)
    form = asked(data=beside.filled() if opened else None)
    form.ask(beside.colleagues_with(None if opened else request.form.get("worker")))
    return form
