"""What several pages about one person share: their page's head, and going back to it."""

from flask import redirect, request, url_for
from werkzeug import Response

from tracker.queries import heads
from tracker.queries.people import PersonPage
from tracker.queries.scope import VisiblePerson
from tracker.queries.sealed import Opener, OpenerOf
from tracker.web import done
from tracker.web.alarms import report_unreadable
from tracker.web.here import here

MY_PEOPLE = "people"


def page_of(person: VisiblePerson) -> PersonPage:
    """Read the head of a person's page; what will not open raises the alarm."""
    opener = Opener(here.act.keys)
    page = heads.get_page(here.session, opener, person.person_id, here.at)
    here.keys.update(opener.keys)
    report_unreadable(opener.failed)
    return page


def opener_of(person: VisiblePerson) -> Opener:
    """Give an Opener of the person's texts; their key is read once a request, if there are any."""
    return OpenerOf(here.act.keys, here.keys, session=here.session, person_id=person.person_id)


def that_lead_back() -> dict[str, str]:
    """Give what an address carries to lead back to where it began."""
    return {"from": MY_PEOPLE} if request.args.get("from") == MY_PEOPLE else {}


def saved(person: VisiblePerson, key: str, **of: str) -> Response:
    """Go back to the person's page, or to My people if that is where it began: one done line."""
    done.say(key, person=person.public_id, **of)
    if that_lead_back():
        return redirect(url_for("people.index"))
    return redirect(url_for("people.show", person=person.public_id))
