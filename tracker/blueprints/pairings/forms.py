"""What is asked when a person and a worker are bound, or their bond ends."""

from flask_babel import lazy_gettext as _

from tracker.web import words
from tracker.web.fields import LinesField, NumberField, WordField
from tracker.web.forms import CreateForm, Form

PLANNED = {"yes": _("Yes, it was planned"), "no": _("No, it was not planned")}


class MatchForm(CreateForm):
    worker = WordField(_("Who will be alongside them?"), missing=_("Choose a key worker."))
    deputy = WordField(
        _("Who is the second person they know?"),
        hint=_("The named deputy. You can leave this for later."),
    )
    every_days = NumberField(
        _("About every how many days will they be in touch?"),
        lowest=1,
        highest=365,
        hint=_("As agreed with them. Leave it empty if nothing is agreed yet."),
    )


class DeputyForm(CreateForm):
    worker = WordField(_("Who is the second person they know?"), missing=_("Choose a deputy."))


class EndForm(Form):
    reason = WordField(_("Why does it end?"), words=words.PAIRING_ENDS, missing=_("Choose why."))
    planned = WordField(
        _("Was it planned?"), words=PLANNED, missing=_("Say whether it was planned.")
    )
    words = LinesField(_("In a few words, if it helps whoever comes next"), longest=2000)
