"""What the second tap asks: one line, and when to meet next. All else is known, and may change."""

from functools import cache
from typing import Any, cast

from flask_babel import lazy_gettext as _

from tracker.blueprints.contacts.beside import Beside, Tap
from tracker.domain.quick_log import What, outcome_of
from tracker.domain.sealing import Opened
from tracker.domain.vocabulary import MeetingKind, Precision
from tracker.queries.teams import Colleague
from tracker.services.contacts import NewContact
from tracker.services.meetings import NewMeeting
from tracker.web import words
from tracker.web.colleagues import names
from tracker.web.fields import TextField, When, WhenField, WordField
from tracker.web.forms import KeptForm

LATER = "later"
NEXT = ("starts_at", "next_place")


class QuickForm(KeptForm):
    """A contact in a line: what is planned or usual fills the rest."""

    occurred_at = WhenField(_("When?"), missing=_("Write the day."))
    way = WordField(_("How?"), words=words.WAYS)
    place = TextField(_("Where?"))
    worker = WordField(_("Who was there for us?"), missing=_("Choose who was there."))
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

    @property
    def next_time(self) -> When | None:
        """Give when to meet next as it stands on the page, if one tap can plan it."""
        when: When | None = self.data.get("starts_at")
        return when if when and when.precision is Precision.EXACT else None

    def ask(self, colleagues: dict[str, Colleague]) -> None:
        """Ask who of these was there."""
        self.offered = colleagues
        self.worker.offer(names(colleagues))

    def tell(self, name: Opened, colleagues: dict[str, Colleague]) -> None:
        """Say what a page says: who reads the line, and everyone who may have been there."""
        self.worker.offer(names(colleagues))
        self.line.hint = _("%(name)s will see this. You can leave it empty.", name=str(name))

    def as_contact(self, tap: Tap) -> NewContact:
        when, way = self.occurred_at.data, self.way.data or tap.way
        return NewContact(
            worker_id=self.offered[self.worker.data].worker_id,
            occurred_at=when.at,
            precision=when.precision,
            outcome=outcome_of(tap.what, way),
            way=way,
            place=self.place.data,
            agreed=self.data.get("agreed"),
            shared=self.data.get("shared"),
            meeting_id=tap.meeting.meeting_id if tap.meeting else None,
        )

    def as_next(self, beside: Beside) -> NewMeeting | None:
        """Give the next meeting, if its time stands on the page and was not left for later."""
        if not self.data.get("starts_at") or self.then.data == LATER:
            return None
        return NewMeeting(
            worker_id=self.offered[self.worker.data].worker_id,
            starts_at=self.starts_at.data.at,
            minutes=beside.tap.minutes,
            kind=MeetingKind.MEETING,
            way=beside.next_way,
            place=self.next_place.data,
        )


@cache
def form_for(what: What, *, asks_next: bool) -> type[QuickForm]:
    """Give the form of a tap, with no field that it does not ask: a None takes one out.

    Nothing is agreed with someone whom we have only tried to reach.
    """
    left_out = {"agreed" if what is What.REACHED else "shared"}
    if not asks_next:
        left_out |= {*NEXT, "then"}
    return cast(type[QuickForm], type("QuickForm", (QuickForm,), dict.fromkeys(left_out)))
