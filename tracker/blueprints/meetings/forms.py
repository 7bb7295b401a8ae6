"""What is asked when a meeting is planned."""

from flask_babel import lazy_gettext as _
from wtforms import Field

from tracker.domain.vocabulary import MeetingKind
from tracker.web import words
from tracker.web.fields import NumberField, TextField, WhenField, WordField
from tracker.web.forms import Form, KeptForm
from tracker.web.here import here

USUAL_MINUTES = 60


class PlanForm(KeptForm):
    starts_at = WhenField(
        _("When?"),
        missing=_("Write the day and the time."),
        needs_time=_("Write the time as well."),
    )
    way = WordField(_("How?"), words=words.WAYS)
    place = TextField(_("Where?"))
    minutes = NumberField(_("How many minutes?"), lowest=1, highest=1440)
    kind = WordField(_("What is it?"), words=words.MEETING_KINDS)
    worker = WordField(_("Who will be there for us?"), missing=_("Choose who will be there."))

    @property
    def more(self) -> list[Field]:
        """Give the fields that are asked for under Add more."""
        return [self.minutes, self.kind, self.worker]

    @property
    def more_is_open(self) -> bool:
        """Say whether something under Add more is not as usual, or is to be put right."""
        usual = (USUAL_MINUTES, MeetingKind.MEETING, here.viewer.public_id)
        return any(field.errors or field.data not in usual for field in self.more)


class WithdrawForm(Form):
    version = NumberField(
        _("Version"), lowest=1, highest=1_000_000, missing=_("Load the page again.")
    )
