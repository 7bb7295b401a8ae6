"""One person's story on a page: read once, drawn if it can be, and always told as a list."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from flask import request

from tracker.domain.access import Permission
from tracker.domain.errors import DomainError
from tracker.domain.periods import Calendar
from tracker.domain.pictures.drawing import Range, draw
from tracker.domain.pictures.eras import Era, Sought, by_era, those_sought
from tracker.domain.pictures.strip import Strip, strip_of
from tracker.domain.pictures.summary import sum_up
from tracker.domain.pictures.things import Kind, Thing, things_of, things_without_days
from tracker.domain.vocabulary import PairingRole
from tracker.extensions import installation
from tracker.queries.alerts import Evidence
from tracker.queries.heads import read_head
from tracker.queries.pages import OpenPromise, Sees, Story, read_person
from tracker.queries.people import PersonPage
from tracker.queries.scope import VisiblePerson
from tracker.queries.sealed import Opener
from tracker.queries.stories import ContactRow, MeetingRow
from tracker.web import story_words
from tracker.web.here import here
from tracker.web.pictures import Laid, lay_out

RANGES = {range_.value: range_ for range_ in Range}


@dataclass(frozen=True, slots=True)
class Told:
    """A person's page and story. `drawn` is None when it could not be drawn; `things` the list.

    `earlier` counts the things that lie before the picture; `sentence` sums up the whole story.
    """

    page: PersonPage
    story: Story
    things: tuple[Thing, ...] = ()
    range: Range = Range.TWELVE_MONTHS
    drawn: Laid | None = None
    earlier: int = 0
    sentence: str = ""
    strip: Strip | None = None

    @property
    def coming(self) -> list[MeetingRow]:
        """What is still planned, soonest first."""
        return list(self.story.coming.values())

    @property
    def promises(self) -> list[OpenPromise]:
        """What was agreed and is open: ours by their day, then theirs as they were said."""
        return sorted(
            self.story.promises.values(),
            key=lambda each: (not each.due_on, each.due_on or date.min),
        )


def read_story(opener: Opener, person: VisiblePerson) -> tuple[PersonPage, Story]:
    """Read a person's page and story, with what of it the viewer may see."""
    head = read_head(here.session, opener, person.person_id)
    sees = Sees(_team_notes_of(), here.may(Permission.SEE_JUSTICE))
    calendar = _calendar(head.team.calendar)
    return read_person(here.session, opener, head, calendar, here.at, sees)


def tell(opener: Opener, person: VisiblePerson) -> Told:
    """Read and draw the range of the story that is asked for in the address."""
    page, story = read_story(opener, person)
    range_ = RANGES.get(request.args.get("range", ""), Range.TWELVE_MONTHS)
    try:
        everything = things_of(story.facts, here.at)
        picture = draw(story.facts, here.at, range_, everything)
    except DomainError:  # a calendar this version does not know: the list is still told
        return Told(page, story, tuple(things_without_days(story.facts, here.at)), range_)
    first = next((row.starts_at for row in story.coming.values() if row.starts_at > here.at), None)
    summary = sum_up(story.facts, everything, here.at)
    return Told(
        page=page,
        story=story,
        things=picture.things,
        range=range_,
        drawn=lay_out(picture, story, justice=here.may(Permission.SEE_JUSTICE)),
        earlier=picture.earlier,
        sentence=story_words.sentence(
            summary, str(page.name), story.name(summary.worker_id), first
        ),
        strip=_strip(story),
    )


def find(story: Story, sought: Sought, words: str) -> list[tuple[Era, list[Thing]]]:
    """Give what is looked for, newest first, by the key worker of its time."""
    everything = _everything(story)
    wanted = words.casefold()
    found = [
        thing
        for thing in those_sought(story.facts, everything, sought)
        if wanted in _texts(story, thing)
    ]
    return by_era(story.facts, found, here.at)


def workers(story: Story) -> dict[str, str]:
    """Give everyone of a story by public id, in the order of their names."""
    named = sorted(story.workers.values(), key=lambda each: each.name.casefold())
    return {each.public_id: each.name for each in named}


def _everything(story: Story) -> list[Thing]:
    try:
        return things_of(story.facts, here.at)
    except DomainError:  # working days this version does not know: told without quiet and gaps
        return things_without_days(story.facts, here.at)


def _texts(story: Story, thing: Thing) -> str:
    """Give every text a page shows of a thing, ready to be compared; unreadable ones have none."""
    row = story.row(thing)
    texts = [story.promises[thing.id].words if thing.kind is Kind.PROMISED else None]
    if isinstance(row, ContactRow):
        texts += [row.place, row.agreed, row.shared, row.team]
    if isinstance(row, MeetingRow):
        texts.append(row.place)
    return "\n".join(text for text in texts if isinstance(text, str)).casefold()


def _calendar(name: str) -> Calendar:
    """Give the team's calendar; the service's own where this version does not know it."""
    try:
        return here.act.calendars[name]
    except DomainError:
        return installation().calendar


def _team_notes_of() -> frozenset[int] | None:
    """Say whose team notes the viewer may read: None for everyone's."""
    if here.may(Permission.SEE_TEAM_NOTES):
        return None
    return frozenset({here.viewer.worker_id} if here.may(Permission.SEE_OWN_TEAM_NOTES) else ())


def _strip(story: Story) -> Strip:
    """Sum up the last twelve weeks, for where there is no room for the picture."""
    facts = story.facts.facts
    day_of, today = facts.calendar.day_of, facts.calendar.day_of(here.at)
    contacts = [(day_of(contact.occurred_at), contact.outcome) for contact in facts.contacts]
    bonds = sum(
        p.role is PairingRole.KEY_WORKER and p.started_at <= here.at for p in facts.pairings
    )
    planned = any(row.starts_at > here.at for row in story.coming.values())
    return strip_of(contacts, today, planned=planned, pattern=max(bonds - 1, 0))


def evidence(story: Story) -> Mapping[tuple[str, int], Evidence]:
    """Give the facts an alert may point at: the story has them all."""
    found = {
        ("contacts", id_): Evidence(c.occurred_at, c.outcome, c.worker_name, c.public_id, None)
        for id_, c in story.contacts.items()
    }
    found |= {
        ("meetings", id_): Evidence(m.starts_at, None, m.worker_name, None, m.public_id)
        for id_, m in story.coming.items()
    }
    return found | {
        ("promises", id_): Evidence(
            p.promised_at, None, p.worker_name, None, None, p.public_id, p.words
        )
        for id_, p in story.promises.items()
    }
