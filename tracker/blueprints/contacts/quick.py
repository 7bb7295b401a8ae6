"""What the second tap asks: one line, and when to meet next. All else is known, and may change."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask_babel import lazy_gettext as _

from tracker.domain.quick_log import What, outcome_of, usual_way
from tracker.domain.sealing import Opened
from tracker.domain.vocabulary import MeetingKind, Precision, Way
from tracker.queries.stories import MeetingRow
from tracker.queries.teams import Colleague
from tracker.services.contacts import NewContact
from tracker.services.meetings import NewMeeting
from tracker.web import words
from tracker.web.colleagues import names
from tracker.web.fields import TextField, When, WhenField, WordField
from tracker.web.forms import KeptForm
from tracker.web.here import here
from tracker.web.planned import Suggestion, about_now, typed_again

A_MINUTE = timedelta(minutes=1)
AN_HOUR = 60
LATER = "later"
NEXT = ("starts_at", "next_place")


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


class QuickForm(KeptForm):
    """A contact in a line: what is planned or usual fills the rest."""

    occurred_at = WhenField(_("When?"), missing=_("Write the day."))
    way = WordField(_("How?"), words=words.WAYS)
    place = TextField(_("Where?"))
    worker = WordField(_("Who was there for us?"), words={}, missing=_("Choose who was there."))
    agreed = TextField(_("What did you agree?"), longest=2_000)
    shared = TextField(_("Anything to add?"), longest=2_000)
    starts_at = WhenField(_("When do you meet next?"), needs_time=_("Write the time as well."))
    next_place = TextField(_("Where will it be?"))
    then = WordField(_("And then?"), words={"next": "next", LATER: LATER})

    @property
    def known(self) -> list[Any]:
        """Give the fields that are filled already and asked for under Change."""
        return [self.occurred_at, self.way, self.place, self.worker]

    @property
    def line(self) -> Any:  # noqa: ANN401 - a field of WTForms
        """Give the one field to write in: what you agreed, or what they may read later."""
        return self.agreed if "agreed" in self else self.shared

    @property
    def next(self) -> list[Any]:
        return [self[name] for name in NEXT if name in self]

    def ask(self, tap: Tap, name: Opened, colleagues: dict[str, Colleague]) -> None:
        """Ask about this tap: nothing is agreed with someone whom we have only tried to reach."""
        self.worker.offer(names(colleagues))
        if tap.what is What.REACHED:
            del self.agreed
            self.leave_next()
        else:
            del self.shared
        self.line.hint = _("%(name)s will see this. You can leave it empty.", name=str(name))

    def leave_next(self) -> None:
        """Ask nothing about the next meeting."""
        for name in NEXT:
            if name in self:
                del self[name]

    def as_contact(self, tap: Tap, colleagues: dict[str, Colleague]) -> NewContact:
        when, way = self.occurred_at.data, self.way.data or tap.way
        return NewContact(
            worker_id=colleagues[self.worker.data].worker_id,
            occurred_at=when.at,
            precision=when.precision,
            outcome=outcome_of(tap.what, way),
            way=way,
            place=self.place.data,
            agreed=self.data.get("agreed"),
            shared=self.data.get("shared"),
            meeting_id=tap.meeting.meeting_id if tap.meeting else None,
        )

    def as_next(
        self, usual: Suggestion, tap: Tap, colleagues: dict[str, Colleague]
    ) -> NewMeeting | None:
        """Give the next meeting, if its time stands on the page and was not left for later."""
        if self.then.data == LATER or not self.data.get("starts_at"):
            return None
        lasts = (
            (tap.meeting.ends_at - tap.meeting.starts_at) // A_MINUTE if tap.meeting else AN_HOUR
        )
        return NewMeeting(
            worker_id=colleagues[self.worker.data].worker_id,
            starts_at=self.starts_at.data.at,
            minutes=lasts,
            kind=MeetingKind.MEETING,
            way=usual.way,
            place=self.next_place.data,
        )


def filled(tap: Tap, public_ids: dict[int, str], usual: Suggestion) -> dict[str, Any]:
    """Give what the form knows already: now and me, or what was planned; the usual next time."""
    meeting = tap.meeting
    return {
        "occurred_at": When(tap.at, Precision.EXACT),
        "way": tap.way,
        "place": typed_again(meeting.place) if meeting else None,
        "worker": public_ids[meeting.worker_id] if meeting else here.viewer.public_id,
        "starts_at": usual.starts_at,
        "next_place": usual.place,
    }


def in_the_plan(coming: Sequence[MeetingRow], tap: Tap) -> MeetingRow | None:
    """Give the next meeting there is already, besides the one that was tapped."""
    others = [m for m in coming if m.starts_at > here.at and m != tap.meeting]
    return others[0] if others else None
