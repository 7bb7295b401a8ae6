"""What a person is asked about themselves, in their words; any of it may be left out."""

from flask_babel import lazy_gettext as _

from tracker.domain.sealing import Opened
from tracker.services.about_me import LONGEST_WORDS
from tracker.web.fields import DayField, LinesField, WordField
from tracker.web.forms import KeptForm, Seen

FEW = {"rows": 2}


class AboutMeForm(KeptForm):
    likes = LinesField(_("What people appreciate about me"), longest=LONGEST_WORDS, render_kw=FEW)
    matters = LinesField(_("What matters to me"), longest=LONGEST_WORDS, render_kw=FEW)
    support = LinesField(_("How best to support me"), longest=LONGEST_WORDS, render_kw=FEW)
    not_again = LinesField(_("What I do not want to repeat"), longest=LONGEST_WORDS, render_kw=FEW)
    agreed_on = DayField(
        _("On which day did you agree it?"), missing=_("Choose the day on which you agreed it.")
    )
    worker = WordField(_("Who agreed it with them?"), missing=_("Choose who agreed it with them."))
    seen = Seen()

    def ask(self, name: Opened, colleagues: dict[str, str]) -> None:
        """Ask about this person: who sees it, and who may have agreed it with them."""
        self.likes.hint = _(
            "%(name)s and everyone around them will see all of this.", name=str(name)
        )
        self.worker.offer(colleagues)
