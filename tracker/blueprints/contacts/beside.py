"""What belongs to a tap, each thing read when it is first needed: what is saved shows no page."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from tracker.domain.access import Permission
from tracker.domain.next_time import that_day_at
from tracker.domain.quick_log import What, usual_way
from tracker.domain.vocabulary import Precision, Way
from tracker.queries.people import PersonPage
from tracker.queries.scope import VisiblePerson
from tracker.queries.stories import MeetingRow
from tracker.queries.teams import Colleague
from tracker.services import grounds
from tracker.web.colleagues import around, around_if_needed
from tracker.web.fields import When
from tracker.web.here import here
from tracker.web.people import page_of
from tracker.web.planned import (
    Like,
    Suggestion,
    about_now,
    as_planned,
    calendar_of,
    coming_of,
    like_last,
    suggest,
    typed_again,
    way_of,
)

A_MINUTE = timedelta(minutes=1)
AN_HOUR = 60


@dataclass(frozen=True, slots=True)
class Tap:
    """What was tapped, and the planned meeting that it is what came of, if any."""

    what: What
    meeting: MeetingRow | None

    @property
    def way(self) -> Way:
        return usual_way(self.what, self.meeting.way if self.meeting else None)

    @property
    def at(self) -> datetime:
        """Give when it was, if nobody says otherwise: as planned, else now."""
        now = about_now()
        return min(self.meeting.starts_at, now) if self.meeting else now

    @property
    def minutes(self) -> int:
        """Give how long the next meeting lasts: as long as this one was to."""
        return (
            (self.meeting.ends_at - self.meeting.starts_at) // A_MINUTE if self.meeting else AN_HOUR
        )


class Beside:
    """The person, the plan and the colleagues of one tap."""

    def __init__(self, person: VisiblePerson, tap: Tap) -> None:
        self.person, self.tap = person, tap
        self._also = [tap.meeting.worker_id] if tap.meeting else []

    @cached_property
    def page(self) -> PersonPage:
        return page_of(self.person)

    @cached_property
    def planned(self) -> MeetingRow | None:
        """Give the next meeting there is already, besides the one that was tapped."""
        others = (
            m for m in coming_of(self.person) if m.starts_at > here.at and m != self.tap.meeting
        )
        return next(others, None)

    @cached_property
    def asks_next(self) -> bool:
        """Say whether to ask when to meet next: not after reaching out, nor where it is known."""
        return (
            self.tap.what is not What.REACHED
            and here.may(Permission.PLAN_MEETING)
            and not self.planned
            and grounds.is_with_us(here.session, self.person.person_id)
        )

    @cached_property
    def colleagues(self) -> dict[str, Colleague]:
        """Give who may have been there for us, by their public ids."""
        return around(self.person, *self._also)

    def colleagues_with(self, public_id: str | None) -> dict[str, Colleague]:
        """Give as many of them as it takes to tell whom a form means; everyone for None."""
        return around_if_needed(self.person, public_id, *self._also)

    @cached_property
    def _like(self) -> Like | None:
        """Give what the next is like: the meeting that was planned, else the last contact."""
        return as_planned(self.tap.meeting) if self.tap.meeting else like_last(self.person, [])

    @property
    def next_way(self) -> Way:
        return way_of(self._like)

    @cached_property
    def usual(self) -> Suggestion:
        """Suggest the next meeting: the rhythm counts from this contact, not from the last."""
        like = self._like
        if self.tap.what is What.REACHED:
            return Suggestion(None)
        if like and not self.tap.meeting:
            like = replace(like, at=that_day_at(self.tap.at, like.at, calendar_of(self.page)))
        return suggest(self.page, like)

    def filled(self) -> dict[str, Any]:
        """Give what the form knows already: now and me, or as planned; the usual next time."""
        meeting = self.tap.meeting
        public_ids = {one.worker_id: public_id for public_id, one in self.colleagues.items()}
        return {
            "occurred_at": When(self.tap.at, Precision.EXACT),
            "way": self.tap.way,
            "place": typed_again(meeting.place) if meeting else None,
            "worker": public_ids[meeting.worker_id] if meeting else here.viewer.public_id,
            "starts_at": self.usual.starts_at,
            "next_place": self.usual.place,
        }

    def shown(self) -> dict[str, Any]:
        """Give what the page shows around its form."""
        return {"page": self.page, "tap": self.tap, "planned": self.planned}
