"""Log a contact on one page: everything that can be said about it."""

from typing import Any

from flask import request
from werkzeug import Response

from tracker.blueprints.contacts import blueprint
from tracker.blueprints.contacts.forms import HAPPENED, RECORDED, ContactForm
from tracker.domain.access import Permission
from tracker.domain.errors import ConflictError, InvalidError
from tracker.domain.vocabulary import (
    MeetingState,
    Outcome,
    Precision,
    Setting,
    Starter,
    WithWhom,
)
from tracker.queries.scope import VisiblePerson
from tracker.queries.stories import MeetingRow
from tracker.services import contacts as services
from tracker.web.access import requires
from tracker.web.colleagues import around
from tracker.web.fields import When
from tracker.web.forms import show
from tracker.web.here import here
from tracker.web.people import page_of, saved
from tracker.web.planned import about_now, is_under_18, meeting_of, typed_again
from tracker.web.transactions import READS


@blueprint.route("/log/full", methods=["GET", "POST"])
@requires(Permission.LOG_CONTACT)
def full(person: VisiblePerson) -> Response:
    page, meeting = page_of(person), _planned(person)
    colleagues = around(person, *([meeting.worker_id] if meeting else ()))
    form = ContactForm(data=_start(meeting, {c.worker_id: p for p, c in colleagues.items()}))
    form.ask(page.name, colleagues, under_18=is_under_18(page))
    if form.validate_on_submit():
        new = form.as_contact(colleagues, meeting_id=meeting.meeting_id if meeting else None)
        try:
            contact = services.log_contact(here.session, form.act, person.person_id, new)
        except (InvalidError, ConflictError) as error:
            form.refuse(error)
        else:
            return saved(person, "contact.logged_in_full", version=contact.public_id)
    return show("contacts/full.html", form, page=page, meeting=meeting, happened=HAPPENED)


def _planned(person: VisiblePerson) -> MeetingRow | None:
    """Give the meeting the address asks to fill in; what came of it is recorded once."""
    public_id = request.args.get("meeting")
    meeting = meeting_of(person, public_id) if public_id else None
    if meeting and request.method in READS and meeting.state is not MeetingState.PLANNED:
        raise ConflictError(RECORDED)
    return meeting


def _start(meeting: MeetingRow | None, public_ids: dict[int, str]) -> dict[str, Any]:
    """Give what the form knows already: now and me, or what was planned."""
    now = about_now()
    start = {
        "outcome": next((o for o in Outcome if o == request.args.get("what")), None),
        "occurred_at": When(now, Precision.EXACT),
        "with_whom": WithWhom.PERSON,
        "setting": Setting.ONE_TO_ONE,
        "who_started": Starter.US,
        "worker": here.viewer.public_id,
    }
    if meeting is None:
        return start
    return start | {
        "occurred_at": When(min(meeting.starts_at, now), Precision.EXACT),
        "way": meeting.way,
        "place": typed_again(meeting.place),
        "worker": public_ids[meeting.worker_id],
    }
