"""The meetings of a person as several pages need them, and the time to suggest for the next."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import abort

from tracker.domain.alerts.tender import eighteenth_birthday
from tracker.domain.next_time import next_time
from tracker.domain.periods import Calendar
from tracker.domain.sealing import Opened
from tracker.domain.vocabulary import Precision, Way
from tracker.queries import contacts, stories
from tracker.queries.people import PersonPage
from tracker.queries.scope import VisiblePerson
from tracker.queries.stories import MeetingRow
from tracker.web.alarms import report_unreadable
from tracker.web.fields import When
from tracker.web.here import here
from tracker.web.people import opener_of

A_FEW_MINUTES = timedelta(minutes=5)
DEFAULT_DAYS = 14  # where no rhythm was ever agreed (PRODUCT 5)
WRITTEN = frozenset({Way.TEXT, Way.LETTER})


@dataclass(frozen=True, slots=True)
class Like:
    """What the next meeting is likely to be like: the one it would follow, or resemble."""

    at: datetime
    precision: Precision
    way: Way
    place: str | None


@dataclass(frozen=True, slots=True)
class Suggestion:
    """The next meeting as it is offered: `starts_at` is None where nothing tells a time."""

    starts_at: When | None
    way: Way = Way.IN_PERSON
    place: str | None = None


def meeting_of(person: VisiblePerson, public_id: str) -> MeetingRow:
    """Give a meeting of this person, whatever became of it; 404 for any other."""
    opener = opener_of(person)
    meeting = stories.get_meeting(here.session, opener, public_id)
    report_unreadable(opener.failed)
    if meeting is None or meeting.person_id != person.person_id:
        abort(404)
    return meeting


def coming_of(person: VisiblePerson) -> list[MeetingRow]:
    """Give what is in the person's plan, soonest first; past ones without a record are in it."""
    opener = opener_of(person)
    coming = stories.coming_meetings(here.session, opener, person.person_id)
    report_unreadable(opener.failed)
    return coming


def about_now() -> datetime:
    """Give the last full five minutes: nobody looks at the second hand."""
    return here.at - (here.at - datetime.min.replace(tzinfo=here.at.tzinfo)) % A_FEW_MINUTES


def calendar_of(page: PersonPage) -> Calendar:
    return here.act.calendars[page.calendar_name]


def is_under_18(page: PersonPage) -> bool:
    """Say whether the person is a child today, as far as we know."""
    today = calendar_of(page).day_of(here.at)
    return page.born_on is not None and today < eighteenth_birthday(page.born_on)


def agreed_days(page: PersonPage) -> int:
    return page.agreed.every_days if page.agreed else DEFAULT_DAYS


def usual_time(page: PersonPage, last: datetime, every_days: int) -> When:
    """Give the time to suggest after a contact or a meeting at `last`."""
    return When(next_time(last, every_days, here.at, calendar_of(page)), Precision.EXACT)


def suggest(page: PersonPage, like: Like | None) -> Suggestion:
    """Give the same weekday and time, the agreed rhythm on; the day alone if no time is known.

    What was a text or a letter says when, not how or where to meet.
    """
    if like is None:
        return Suggestion(None)
    usual = usual_time(page, like.at, agreed_days(page))
    if like.precision is Precision.DAY:
        calendar = calendar_of(page)
        usual = When(calendar.start_of(calendar.day_of(usual.at)), Precision.DAY)
    return Suggestion(usual, way_of(like), None if like.way in WRITTEN else like.place)


def way_of(like: Like | None) -> Way:
    """Give how to meet next: as then, in person where that was writing or nothing is known."""
    return Way.IN_PERSON if like is None or like.way in WRITTEN else like.way


def as_planned(meeting: MeetingRow) -> Like:
    return Like(meeting.starts_at, Precision.EXACT, meeting.way, typed_again(meeting.place))


def like_last(person: VisiblePerson, coming: list[MeetingRow]) -> Like | None:
    """Give what the next meeting may be like: as the last in the plan, or the last contact."""
    opener = opener_of(person)
    last = contacts.last_reached(here.session, opener, person.person_id)
    report_unreadable(opener.failed)
    planned = coming[-1] if coming else None
    if planned and (last is None or planned.starts_at > last.occurred_at):
        return as_planned(planned)
    if last is None:
        return None
    return Like(last.occurred_at, last.precision, last.way, typed_again(last.place))


def typed_again(text: Opened | None) -> str | None:
    """Give a text to fill a field with; what could not be opened is never offered as words."""
    return text if isinstance(text, str) else None
