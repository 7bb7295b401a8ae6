"""What a story is told in: the sentence above its picture, and the short words inside it."""

from datetime import datetime

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from tracker.domain.pictures.summary import Summary
from tracker.domain.pictures.things import Kind, Thing
from tracker.domain.vocabulary import MeetingKind
from tracker.extensions import installation
from tracker.queries.pages import Story
from tracker.web.telling import short_day
from tracker.web.words import said

NUMBERS = (
    _l("One"), _l("Two"), _l("Three"), _l("Four"), _l("Five"), _l("Six"), _l("Seven"),
    _l("Eight"), _l("Nine"),
)  # fmt: skip


def in_words(number: int) -> str:
    """Write a number that begins a sentence: One to Nine, then figures."""
    return str(NUMBERS[number - 1]) if 1 <= number <= len(NUMBERS) else str(number)


def days_without(days: int) -> str:
    words = ngettext("%(num)s day with no key worker", "%(num)s days with no key worker", days)
    return str(words)


def of_justice(story: Story, thing: Thing) -> str:
    """Say what it was; of someone close never who."""
    row = story.row(thing)
    what = said(row.word)
    return what if row.flag else str(_("Someone close: %(what)s", what=what[:1].lower() + what[1:]))


def of_what_comes(story: Story, thing: Thing) -> str:
    """Say in a few words what is ahead, and on which day."""
    day = short_day(thing.at)
    if thing.kind is Kind.PROMISED:
        return str(_("Promised by %(day)s", day=day))
    if thing.kind is Kind.AWAY:
        return str(_("%(name)s away from %(day)s", name=story.row(thing).worker, day=day))
    court = story.coming[thing.id].kind is MeetingKind.COURT
    return str(_("Court %(day)s", day=day) if court else _("Meet %(day)s", day=day))


def sentence(summary: Summary, name: str, worker: str, first: datetime | None) -> str:
    """Say the whole story in a few short sentences, as in `With Sam for 7 months`.

    `first` is the next meeting: told where nothing has begun yet.
    """
    said_ = [*_key_workers(summary), *_with(summary, worker), *_changes(summary)]
    if summary.since is None:
        said_ = [str(_("The story of %(name)s with us starts here.", name=name))]
        if first is not None:
            said_.append(str(_("The first meeting is %(day)s.", day=short_day(first))))
    if summary.waiting:
        said_.append(
            ngettext(
                "%(num)s day with no key worker until today.",
                "%(num)s days with no key worker until today.",
                summary.waiting,
            )
        )
    return " ".join(said_)


def _key_workers(summary: Summary) -> list[str]:
    if summary.since is None:
        return []
    n, calendar = summary.key_workers, installation().calendar
    day, today = calendar.day_of(summary.since), calendar.day_of(installation().clock())
    since = f"{day:%B}" + (f" {day.year}" if day.year != today.year else "")
    return [
        ngettext(
            "%(n)s key worker since %(month)s.",
            "%(n)s key workers since %(month)s.",
            n,
            n=in_words(n),
            month=since,
        )
    ]


def _with(summary: Summary, worker: str) -> list[str]:
    """Say how long it has been with the key worker now, and how often they met."""
    if summary.worker_id is None:
        return []
    months = ngettext("%(num)s month", "%(num)s months", summary.months)
    days = ngettext("%(num)s day", "%(num)s days", summary.days)
    met = ngettext("%(num)s meeting", "%(num)s meetings", summary.meetings)
    long = months if summary.months else days
    return [str(_("With %(name)s for %(long)s, %(met)s.", name=worker, long=long, met=met))]


def _changes(summary: Summary) -> list[str]:
    """Say how often the key worker changed, how many of these were not planned, and the gaps."""
    n, unplanned, days = summary.handovers, summary.unplanned, summary.days_without
    told = []
    if n:
        words = ngettext("%(n)s handover", "%(n)s handovers", n, n=in_words(n))
        if unplanned == n == 1:
            words = str(_("%(handovers)s, not planned", handovers=words))
        elif unplanned:
            words = str(_("%(handovers)s, %(n)s not planned", handovers=words, n=unplanned))
        told.append(words)
    if days:
        told.append(
            ngettext(
                "%(num)s day with no key worker between",
                "%(num)s days with no key worker between",
                days,
            )
        )
    return [", ".join(told) + "."] if told else []
