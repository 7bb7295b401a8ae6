"""What several pages about one person share: their page's head, and going back to it."""

from flask import redirect, url_for
from werkzeug import Response

from tracker.queries import people
from tracker.queries.scope import VisiblePerson
from tracker.queries.sealed import Opener
from tracker.web import done
from tracker.web.alarms import report_unreadable
from tracker.web.here import here


def page_of(person: VisiblePerson) -> people.PersonPage:
    """Read the head of a person's page; what will not open raises the alarm."""
    opener = Opener(here.act.keys)
    page = people.get_page(here.session, opener, person.person_id, here.at)
    report_unreadable(opener.failed)
    return page


def saved(person: VisiblePerson, key: str, undo: str = "") -> Response:
    """Go back to the person's page, with the done line of `key`."""
    done.say(key, undo)
    return redirect(url_for("people.show", person=person.public_id))
