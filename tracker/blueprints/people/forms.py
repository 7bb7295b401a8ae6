"""What is asked when someone is written in, or their page is opened from outside."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from flask_babel import lazy_gettext as _
from wtforms import HiddenField

from tracker.domain.pictures.eras import Sought
from tracker.queries.pages import Story
from tracker.web import words
from tracker.web.fields import DayField, LinesField, TextField, WordField
from tracker.web.forms import CreateForm, Form
from tracker.web.telling import short_day

YES_NO = {"yes": _("Yes"), "no": _("No"), "": _("I do not know")}


class NewPersonForm(CreateForm):
    name = TextField(
        _("The name they like to be called"), missing=_("Write the name they like to be called.")
    )
    pronouns = TextField(_("Pronouns, if they said"), longest=40)
    team = WordField(_("Team"), missing=_("Choose a team."))
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


class Chosen(NamedTuple):
    """A filter that is on, in words; `without`: what the address asks for when it is taken off."""

    said: str
    without: dict[str, str]


class SoughtForm(Form):
    """What is looked for in a story: it is asked for, not sent, and stands in the address."""

    sort = WordField(_("What"))
    worker = WordField(_("With whom"))
    first = DayField(_("From which day"))
    last = DayField(_("Until which day"))

    def __init__(self, asked: Mapping[str, Any]) -> None:
        super(Form, self).__init__(asked)

    def sought(self, story: Story) -> Sought:
        """Give what is looked for; what could not be read is not looked for."""
        known = {named.public_id: number for number, named in story.workers.items()}
        sort, worker = self.sort.data or None, known.get(self.worker.data or "")
        return Sought(sort, worker, self.first.data, self.last.data)

    def chosen(self, story: Story) -> list[Chosen]:
        """Give each filter that is on: its words, and what is asked for without it."""
        sought = self.sought(story)
        on = [
            ("sort", sought.sort, sought.sort and words.SORTS[sought.sort]),
            ("worker", self.worker.data, _("with %(name)s", name=story.name(sought.worker_id))),
            (
                "first",
                sought.first,
                _("from %(day)s", day=sought.first and short_day(sought.first)),
            ),
            ("last", sought.last, _("until %(day)s", day=sought.last and short_day(sought.last))),
        ]
        asked = {name: str(value) for name, value, _words in on if value}
        return [
            Chosen(str(said), {other: asked[other] for other in asked if other != name})
            for name, value, said in on
            if value
        ]

    def asked(self) -> dict[str, str]:
        """Give what was chosen, as it stands in an address."""
        chosen = (self.sort.data, self.worker.data, self.first.data, self.last.data)
        named = zip(("sort", "worker", "first", "last"), chosen, strict=True)
        return {name: str(value) for name, value in named if value}


class WordsForm(Form):
    """Words to look for in a story: sent, never in an address."""

    words = TextField(_("Words in it"), render_kw={"autocomplete": "off", "spellcheck": "false"})
