"""What is asked about a contact: five fields as a rule, the rest for when it matters."""

from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import Field

from tracker.domain.sealing import Opened
from tracker.domain.vocabulary import TOLD_US, Outcome, Setting, Starter, Way, WithWhom
from tracker.queries.teams import Colleague
from tracker.services.contacts import NewContact
from tracker.web import words
from tracker.web.colleagues import names
from tracker.web.fields import (
    LinesField,
    NumberField,
    TextField,
    TicksField,
    WhenField,
    WordField,
)
from tracker.web.forms import KeptForm
from tracker.web.here import here

RECORDED = "What came of this meeting is recorded already."
HAPPENED = (
    Outcome.MET,
    Outcome.SPOKE,
    Outcome.MESSAGED,
    Outcome.WE_TRIED,
    Outcome.THEY_TRIED,
)
OUR_SIDE = (
    Outcome.WE_CANCELLED,
    Outcome.WE_MOVED,
    Outcome.WE_WERE_NOT_THERE,
    Outcome.WE_DID_NOT_TELL_THEM,
)
DID_NOT_HAPPEN = (
    *OUR_SIDE,
    Outcome.THEY_CANCELLED,
    Outcome.THEY_MOVED,
    Outcome.MISSED_EACH_OTHER,
    Outcome.COULD_NOT_COME,
    Outcome.COULD_NOT_BE_BROUGHT,
)
STILL_TO_COME = (
    Outcome.WE_CANCELLED,
    Outcome.WE_MOVED,
    Outcome.THEY_CANCELLED,
    Outcome.THEY_MOVED,
)
TYPED = (
    "place", "agreed", "shared", "team", "held_back_reason", "minutes", "worried_told_who",
)  # fmt: skip
STARTED_BY_THEM = TOLD_US | {Outcome.THEY_TRIED}
USUAL_WAYS = {Outcome.MET: Way.IN_PERSON, Outcome.MESSAGED: Way.TEXT}
MORE = frozenset(
    {
        "shared", "team", "held_back_reason", "minutes", "with_whom",
        "setting", "who_started", "worker", "also_there", "worried_told_who",
    }
)  # fmt: skip
UNSAID = (None, "", (), WithWhom.PERSON, Setting.ONE_TO_ONE, Starter.US)
NEXT_STEPS = {
    "suggested": _("Offer the usual time"),
    "another": _("Offer another time"),
    "none": _("Nothing new yet"),
}


def offered(outcomes: tuple[Outcome, ...], *, under_18: bool) -> dict[Outcome, Any]:
    """Give the words for these outcomes; being brought by an adult is for under 18s alone."""
    return {
        outcome: words.OUTCOMES[outcome]
        for outcome in outcomes
        if under_18 or outcome is not Outcome.COULD_NOT_BE_BROUGHT
    }


class ContactForm(KeptForm):
    outcome = WordField(_("What happened?"), missing=_("Choose what happened."))
    occurred_at = WhenField(_("When?"), missing=_("Write the day."))
    way = WordField(
        _("How?"),
        words=words.WAYS,
        hint=_("If you leave this: met in person, spoke in a call, messaged by text."),
    )
    place = TextField(_("Where?"))
    agreed = LinesField(
        _("What did you agree?"),
        longest=2_000,
        render_kw={"rows": 2},
    )
    shared = LinesField(_("Shared note"), longest=10_000)
    team = LinesField(_("Team note"), longest=10_000)
    held_back_reason = TextField(
        _("Hold the team note back from them? Say why"),
        longest=500,
        hint=_("Only for a risk to someone, someone else's business, or a legal reason."),
    )
    minutes = NumberField(_("How many minutes?"), lowest=0, highest=1440)
    with_whom = WordField(_("Who was it with?"), words=words.WITH_WHOM)
    setting = WordField(_("Who else was there?"), words=words.SETTINGS)
    who_started = WordField(_("Who started it?"), words=words.STARTERS)
    worker = WordField(_("Who was there for us?"), missing=_("Choose who was there."))
    also_there = TicksField(_("Who else of us was there?"))
    worried_told_who = TextField(
        _("Did anything worry you? Who did you tell?"),
        longest=500,
        hint=_("Talk to the safeguarding lead first. Then write who you told, and when."),
    )

    @property
    def more(self) -> list[Field]:
        """Give the fields that are asked for under Add more."""
        return [field for field in self if field.short_name in MORE]

    @property
    def more_is_open(self) -> bool:
        """Say whether something under Add more is filled in, or is to be put right."""
        usual = (*UNSAID, here.viewer.public_id)
        return any(field.errors or field.data not in usual for field in self.more)

    def ask(self, name: Opened, colleagues: dict[str, Colleague], *, under_18: bool) -> None:
        """Ask about this person: who reads what, who may have been there, what can have happened.

        Whoever is alone has nobody else to tick.
        """
        said, named = str(name), names(colleagues)
        self.outcome.offer(offered((*HAPPENED, *DID_NOT_HAPPEN), under_18=under_18))
        self.with_whom.offer({**words.WITH_WHOM, WithWhom.PERSON: said})
        self.who_started.offer({**words.STARTERS, Starter.THEM: _("%(name)s did", name=said)})
        self.agreed.hint = _("%(name)s will see this.", name=said)
        self.shared.hint = _("%(name)s can read this.", name=said)
        self.team.hint = _("For the team. %(name)s can ask to see it.", name=said)
        self.worker.offer(named)
        if len(named) > 1:
            self.also_there.offer(named)
        else:
            del self.also_there

    def as_contact(self, colleagues: dict[str, Colleague], **more: Any) -> NewContact:  # noqa: ANN401 - as the service takes it
        """Give what was filled in, as the service takes it; `more` wins over the fields."""
        outcome, when = self.outcome.data, self.occurred_at.data
        me = here.viewer.worker_id
        given = {
            "worker_id": colleagues[self.worker.data].worker_id if self.worker.data else me,
            "occurred_at": when.at,
            "precision": when.precision,
            "outcome": outcome,
            "way": self.way.data or USUAL_WAYS.get(outcome, Way.CALL),
            "with_whom": self.with_whom.data or WithWhom.PERSON,
            "setting": self.setting.data or Setting.ONE_TO_ONE,
            "who_started": self._who_started(),
        }
        ticked = self.data.get("also_there") or ()
        given["also_there"] = frozenset(colleagues[one].worker_id for one in ticked)
        given |= {name: self.data.get(name) for name in TYPED}
        return NewContact(**(given | more))

    def _who_started(self) -> Starter:
        if self.outcome.data in STARTED_BY_THEM:
            return Starter.THEM
        chosen: Starter | None = self.who_started.data
        return chosen or Starter.US


class CorrectForm(ContactForm):
    reason = LinesField(
        _("What are you setting right?"),
        longest=500,
        missing=_("Say what you are setting right."),
        render_kw={"rows": 2},
    )


class DidNotHappenForm(KeptForm):
    worried_told_who = TextField(
        _("Are you worried about their safety? Who did you tell?"),
        longest=500,
        hint=_("Talk to the safeguarding lead now. If you are not worried, leave this empty."),
    )
    outcome = WordField(_("What happened?"), missing=_("Choose what happened."))
    occurred_at = WhenField(
        _("When did you tell them, or hear from them?"),
        hint=_("Only if it was cancelled or moved."),
        needs_time=_("Write the time as well."),
    )
    shared = LinesField(
        _("Anything to add?"), longest=10_000, hint=_("They can read this."), render_kw={"rows": 2}
    )
    next_step = WordField(_("One small next step"), words=NEXT_STEPS)
    starts_at = WhenField(_("Another time"), needs_time=_("Write the time as well."))
    place = TextField(_("Where?"))
