"""What is asked when someone is written in, or their page is opened from outside."""

from flask_babel import lazy_gettext as _
from wtforms import HiddenField

from tracker.web import words
from tracker.web.fields import DayField, LinesField, TextField, WordField
from tracker.web.forms import CreateForm, Form

YES_NO = {"yes": _("Yes"), "no": _("No"), "": _("I do not know")}


class NewPersonForm(CreateForm):
    name = TextField(
        _("The name they like to be called"), missing=_("Write the name they like to be called.")
    )
    pronouns = TextField(_("Pronouns, if they said"), longest=40)
    team = WordField(_("Team"), words={}, missing=_("Choose a team."))
    came_from = WordField(
        _("How did they come to us?"), words=words.CAME_FROM, missing=_("Choose how they came.")
    )
    referred_on = DayField(_("On which day?"), missing=_("Write the day they came to us."))
    otherwise_nothing = WordField(
        _("Would nothing have happened if they had not come to us?"),
        words=YES_NO,
        hint=_("This tells the service whether it reaches people who needed nothing."),
    )
    phone = TextField(_("Phone, if they are happy to be called"), longest=40)
    likes_contact_by = WordField(_("How do they like to be in touch?"), words=words.LIKES)
    born_on = DayField(_("Date of birth, if known"))
    language = TextField(_("Language, if not English"), longest=100)
    ethnicity = TextField(_("Ethnicity, in their own words"), longest=100)
    reference = TextField(
        _("Reference, if you use one"), longest=40, hint=_("A number or code, never a name.")
    )


class FindForm(Form):
    """A name to look for; it is sent, never put into an address."""

    name = TextField(_("Find by name"), render_kw={"autocomplete": "off", "spellcheck": "false"})
    whose = HiddenField()


class OpenForm(CreateForm):
    reference = TextField(_("Reference"), longest=40, missing=_("Write the reference."))
    reason = LinesField(
        _("Why do you need to open this page?"),
        longest=500,
        hint=_("At least 20 letters. The team's lead reads this, and the person can."),
        missing=_("Say why in at least 20 letters."),
    )
