"""What is asked when something is agreed, answered, or set right."""

from flask_babel import lazy_gettext as _

from tracker.domain.sealing import Opened
from tracker.domain.vocabulary import WhosePromise
from tracker.services.promises import LONGEST_WORDS
from tracker.web.fields import DayField, LinesField, WordField
from tracker.web.forms import Form, KeptForm, Seen


class PromiseForm(KeptForm):
    whose = WordField(_("What is it?"), missing=_("Choose whose it is."))
    words = LinesField(
        _("In a few words"),
        longest=LONGEST_WORDS,
        missing=_("Write what was agreed."),
        render_kw={"rows": 2},
    )
    due_on = DayField(_("By which day?"), hint=_("Only for what we will do."))
    worker = WordField(_("Who said it for us?"), missing=_("Choose who said it for us."))

    def ask(self, name: Opened, colleagues: dict[str, str]) -> None:
        """Ask about this person: whose it may be, who reads it, who may have said it."""
        self.whose.offer(
            {
                WhosePromise.OURS: _("Something we will do"),
                WhosePromise.THEIRS: _("Something %(name)s thinks about or tries", name=str(name)),
            }
        )
        self.words.hint = _("%(name)s will see this.", name=str(name))
        self.worker.offer(colleagues)


class AnswerForm(Form):
    """One press of a button; `seen` says what stood there when it was pressed."""

    seen = Seen()


class NotYetForm(AnswerForm):
    due_on = DayField(_("By which day now?"), missing=_("Choose the new day."))


class EditForm(KeptForm):
    reason = LinesField(
        _("What are you setting right?"),
        longest=500,
        missing=_("Say what you are setting right."),
        render_kw={"rows": 2},
    )
    words = LinesField(
        _("What was agreed"),
        longest=LONGEST_WORDS,
        missing=_("Write what was agreed."),
        render_kw={"rows": 2},
    )
    due_on = DayField(_("By which day, as it was first agreed?"))
