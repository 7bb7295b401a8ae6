"""What is asked when a rhythm is agreed, support pauses, or a time with us ends."""

from flask_babel import lazy_gettext as _

from tracker.web import words
from tracker.web.fields import DayField, LinesField, NumberField, WordField
from tracker.web.forms import CreateForm, Form

AGREED = {"yes": _("Yes, together"), "no": _("Not yet")}
WHERE = {"": _("At home, as usual"), **words.CIRCUMSTANCES}


class RhythmForm(CreateForm):
    every_days = NumberField(
        _("About every how many days?"),
        lowest=1,
        highest=365,
        missing=_("Write a number of days."),
    )
    breathing_days = NumberField(
        _("Breathing room in days, if you want your own"),
        lowest=0,
        highest=365,
        hint=_("How much longer may it be before we ask? Leave it empty for the usual."),
    )
    circumstance = WordField(_("Where are they?"), words=WHERE)
    agreed_with_person = WordField(
        _("Did you agree this with them?"), words=AGREED, missing=_("Say whether it is agreed.")
    )


class PauseForm(CreateForm):
    kind = WordField(_("Why do you pause?"), words=words.PAUSES, missing=_("Choose why."))
    look_again_on = DayField(_("When do you look again?"), missing=_("Choose a day to look again."))
    words = LinesField(_("In a few words"), longest=2000, missing=_("Say why in a few words."))


class EndForm(Form):
    ending = WordField(_("How does it end?"), words=words.STAY_ENDINGS, missing=_("Choose how."))
    words = LinesField(_("In a few words, if it helps"), longest=2000)
