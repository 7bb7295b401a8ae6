"""Tell a life whole: draw a plot, walk it, and put everything that belongs to it in order."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from random import Random

from tracker.domain.lives import Life, LivedChannel, LivedContact
from tracker.domain.vocabulary import REACHED, Outcome, Way
from tracker.jobs.demo import names, words
from tracker.jobs.demo.bonds import Bonds
from tracker.jobs.demo.extras import Extras
from tracker.jobs.demo.plots import Days, Plot
from tracker.jobs.demo.said import Said
from tracker.jobs.demo.walking import Walk, latest


@dataclass(frozen=True, slots=True)
class Faded:
    """The truth about a planted fading relationship."""

    reference: str
    began_at: datetime
    kind: str
    reached_again_at: datetime | None


@dataclass(frozen=True, slots=True)
class Story:
    """A life, with the truth nobody in it was told."""

    life: Life
    faded: Faded | None
    worker: str | None


def tell(plot: Plot, number: int, days: Days, chance: Random) -> Story:
    """Tell the life of a plot; the same chance tells the same life."""
    born_on = _born_on(plot, days, chance)
    young = days.date(730) - timedelta(days=365 * 18) < born_on
    walk = Walk(plot, days, chance, young=young)
    walk.go()
    bonds = Bonds(plot, days, chance)
    extras = Extras(bonds, chance)
    if plot.meets and walk.meetings and walk.meetings[-1].settled_at is None:
        walk.meetings.pop()  # another is told of instead
    theirs = [*walk.contacts, *extras.contacts()]
    theirs += list(extras.around(theirs))
    right = _set_right(theirs, days, chance)
    contacts = _in_order(theirs + right)
    said = Said(days, chance)
    promises, answers = said.promises(contacts)
    pairings = tuple(bonds.pairings())
    beliefs, about_me = said.about(contacts, pairings)
    reference = f"AL{1001 + number}"
    life = Life(
        reference=reference,
        name=plot.name or names.name_of(number),
        team=plot.team,
        first_here_at=days.at(plot.referred, 10),
        written_in_by=bonds.lead,
        born_on=born_on,
        pronouns=chance.choice(names.PRONOUNS),
        ethnicity=chance.choice(names.ETHNICITIES),
        language=chance.choice(names.LANGUAGES),
        likes_contact_by=chance.choice(names.LIKES),
        channels=_channels(bonds, number, chance),
        stays=(bonds.stay(chance.choice(names.CAME_FROM)),),
        pairings=pairings,
        rhythms=tuple(sorted(bonds.rhythms(), key=lambda one: one.agreed_at)),
        pauses=tuple(bonds.pauses()),
        meetings=(*walk.meetings, *extras.meetings(walk.notes.places[0])),
        contacts=contacts,
        justice=tuple(extras.justice()),
        promises=promises,
        answers=answers,
        beliefs=beliefs,
        about_me=about_me,
    )
    return Story(life, _faded(plot, reference, walk, days), _worker(plot))


def _worker(plot: Plot) -> str | None:
    """Give who is key worker now."""
    last = plot.bonds[-1] if plot.bonds else None
    return last.worker if last and last.end is None and plot.ended is None else None


def _born_on(plot: Plot, days: Days, chance: Random) -> date:
    age = plot.age or chance.choice((13, 14, 15, 16, 16, 17, 17, 18, 19, 19, 20, 21, 22, 23, 24))
    return days.date(730) - timedelta(days=age * 365 + chance.randint(10, 350))


def _channels(bonds: Bonds, number: int, chance: Random) -> tuple[LivedChannel, ...]:
    if chance.random() < 0.1:
        return ()
    at = bonds.days.at(bonds.plot.referred, 10)
    told = f"07700 9{number % 100_000:05d}"  # a range kept for stories
    hours = chance.choice(names.HOURS)
    safe = chance.choice((True, True, None))
    return (LivedChannel(value=told, safe=safe, hours=hours, known_at=at, by=bonds.lead),)


def _set_right(contacts: list[LivedContact], days: Days, chance: Random) -> list[LivedContact]:
    """Set a few contacts right in place, and give what now stands; `replaces` is mended later."""
    made = []
    for place, contact in enumerate(contacts):
        later = contact.known_at + timedelta(hours=2)
        if contact.outcome is Outcome.MET and later < days.end and chance.random() < 0.006:
            contacts[place] = replace(contact, superseded_at=later)
            made.append(
                replace(
                    contact,
                    outcome=Outcome.SPOKE,
                    way=Way.CALL,
                    place=None,
                    recorded_at=later,
                    replaces=place,
                    reason=words.CORRECTED,
                )
            )
    return made


def _in_order(contacts: list[LivedContact]) -> tuple[LivedContact, ...]:
    order = sorted(range(len(contacts)), key=lambda place: (contacts[place].occurred_at, place))
    now_at = {place: after for after, place in enumerate(order)}
    return tuple(
        contact if contact.replaces is None else replace(contact, replaces=now_at[contact.replaces])
        for contact in (contacts[place] for place in order)
    )


def _faded(plot: Plot, reference: str, walk: Walk, days: Days) -> Faded | None:
    if plot.fade is None:
        return None
    last = latest(walk.contacts, days.at(plot.fade.start, 23))
    if last is None:
        return None
    back = [
        contact.occurred_at
        for contact in walk.contacts
        if plot.fade.back
        and contact.outcome in REACHED
        and contact.occurred_at >= days.at(plot.fade.back, 0)
    ]
    kind = "stopped" if plot.fade.stops else "thinned out"
    return Faded(reference, last.occurred_at, kind, min(back, default=None))
