"""What stands about a person, as its pages read it and as it may be written anew."""

from tracker.domain.errors import UnreadableError
from tracker.domain.sealing import Opened, Unreadable
from tracker.queries.about_me import Profile, read_profile
from tracker.queries.scope import VisiblePerson
from tracker.queries.sealed import opener_for
from tracker.web.alarms import report_unreadable
from tracker.web.here import here


def profile_of(person: VisiblePerson) -> Profile:
    """Read what is believed of a person and what they say; what will not open raises the alarm."""
    opener = opener_for(here.session, here.act.keys, [person.person_id])
    profile = read_profile(here.session, opener, person.person_id)
    report_unreadable(opener.failed)
    return profile


def refuse_unreadable(*texts: Opened | None) -> None:
    """Raise UnreadableError when one of them will not open: it is never written over."""
    if any(isinstance(text, Unreadable) for text in texts):
        raise UnreadableError("record unavailable")
