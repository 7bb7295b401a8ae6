"""Gather the facts of many people in a handful of statements: the only gatherer there is.

It serves the sweep, one person, `--as-of`, backtest and verification alike.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import Executable
from sqlalchemy.orm import Session

from tracker.domain.alerts.enough import RECENT, enough
from tracker.domain.alerts.facts import (
    ContactFact,
    Facts,
    JusticeFact,
    MeetingFact,
    PairingFact,
    PauseFact,
    PromiseFact,
    RhythmFact,
    StayFact,
)
from tracker.domain.periods import Calendar
from tracker.domain.vocabulary import Circumstance, JusticeKind, PairingRole, PauseKind, StayEnding
from tracker.models.prepared import run
from tracker.queries import fact_statements as known
from tracker.queries.fact_statements import Sort

FOUR_WEEKS = timedelta(weeks=4)
LONGER = timedelta(weeks=26)  # as a rule eleven contacts that reached them lie within


def _words(vocabulary: type[StrEnum]) -> Mapping[str | None, Any]:
    return {None: None} | {word.value: word for word in vocabulary}


ENDINGS, ROLES, CIRCUMSTANCES = _words(StayEnding), _words(PairingRole), _words(Circumstance)
PAUSES, JUSTICE = _words(PauseKind), _words(JusticeKind)


class _Person(NamedTuple):
    """What is known of a person themselves; when they were last reached is a hint of standing."""

    reached_at: datetime | None
    first_here_at: datetime
    born_on: date | None
    calendar: str
    lead_id: int | None
    deputy_lead_id: int | None


MAKE: Mapping[Sort, Callable[[Any], Any]] = {
    Sort.STAY: lambda r: StayFact(r.happened, r.then, r.ended, ENDINGS[r.word]),
    Sort.PAIRING: lambda r: PairingFact(ROLES[r.word], r.worker_id, r.happened, r.ended, r.flag),
    Sort.RHYTHM: lambda r: RhythmFact(r.happened, r.number, r.room, CIRCUMSTANCES[r.word], r.ended),
    Sort.PAUSE: lambda r: PauseFact(PAUSES[r.word], r.happened, r.day, r.ended),
    Sort.JUSTICE: lambda r: JusticeFact(r.happened, JUSTICE[r.word]),
    Sort.MEETING: lambda r: MeetingFact(r.id, r.worker_id, r.happened, r.then, r.planned, r.ended),
    Sort.PROMISE: lambda r: (r.number, r.id, r.happened, r.day),
    Sort.ANSWER: lambda r: (r.number, r.happened, r.day),
    Sort.PERSON: lambda r: _Person(r.then, r.happened, r.day, r.word, r.worker_id, r.number),
}


class _Gathering:
    """One gathering: whose facts, and as of when (an instant, or each person's `judged_at`).

    Its statements are built once: to build them anew costs more than to run them for one person.
    """

    def __init__(self, session: Session, person_ids: Sequence[int], as_of: datetime | None) -> None:
        self.connection = session.connection()
        self.own = as_of is None
        self.given = {"people": person_ids, "as_of": as_of}

    def execute(self, statement: Executable, **more: datetime | None) -> Sequence[Any]:
        return run(self.connection, statement, self.given | more).all()


def gather(
    session: Session,
    person_ids: Iterable[int],
    as_of: datetime | None,
    calendars: Mapping[str, Calendar],
    longest_window: timedelta | None = None,
) -> dict[int, Facts]:
    """Give each person's Facts as known at `as_of`; None means at their own `judged_at`.

    Counts only rows with `occurred_at <= as_of` and `known_at <= as_of`. `calendars` maps a team's
    calendar name to its value; KeyError for a name it does not hold. With `longest_window` (how
    far back a rule counts) only recent contacts are read where those are enough to judge.
    """
    ids = list(person_ids)
    if not ids:
        return {}
    it = _Gathering(session, ids, as_of)
    dated = _dated(it)
    if as_of is None or longest_window is None:
        return _facts(dated, calendars, _contacts(it))
    contacts: dict[int, list[Any]] = {}
    spans = _spans(dated[Sort.PERSON], as_of)
    for since, some in spans.items():
        contacts |= _contacts(_Gathering(session, some, as_of), since)
    found = _facts(dated, calendars, contacts)
    lacking = [
        id_
        for since, some in spans.items()
        for id_ in some
        if since and not enough(found[id_], since, as_of, longest_window)
    ]
    if lacking:
        whole = _contacts(_Gathering(session, lacking, as_of))
        for id_ in lacking:
            found[id_] = replace(found[id_], contacts=tuple(whole.get(id_, ())))
    return found


def _spans(
    people: Mapping[int, list[_Person]], as_of: datetime
) -> dict[datetime | None, list[int]]:
    """Say since when to read the contacts of each: lately, or well before they were last reached.

    None: all of them. What standing has of them is only a hint: whoever it serves badly is read
    again, whole. Nobody is read along with others more than four weeks away.
    """
    spans: defaultdict[datetime | None, list[int]] = defaultdict(list)
    for person_id, [person] in people.items():
        reached_at = person.reached_at
        if reached_at is None:
            spans[None].append(person_id)
        elif reached_at >= (lately := as_of - RECENT):
            spans[lately].append(person_id)
        else:
            silent = -(-(as_of - reached_at) // FOUR_WEEKS)
            spans[as_of - silent * FOUR_WEEKS - LONGER].append(person_id)
    return spans


def _facts(
    dated: Sequence[Mapping[int, list[Any]]],
    calendars: Mapping[str, Calendar],
    contacts: Mapping[int, list[Any]],
) -> dict[int, Facts]:
    stays, pairings, rhythms, pauses, justice, meetings, promised, answered, people = dated
    return {
        person_id: Facts(
            person_id=person_id,
            calendar=calendars[person.calendar],
            first_here_at=person.first_here_at,
            born_on=person.born_on,
            stay=stays[person_id][-1] if person_id in stays else None,
            pairings=tuple(pairings.get(person_id, ())),
            rhythms=tuple(rhythms.get(person_id, ())),
            pauses=tuple(pauses.get(person_id, ())),
            meetings=tuple(meetings.get(person_id, ())),
            contacts=tuple(contacts.get(person_id, ())),
            justice=tuple(justice.get(person_id, ())),
            promises=_promises(promised.get(person_id, ()), answered.get(person_id, ())),
            lead_id=person.lead_id,
            deputy_lead_id=person.deputy_lead_id,
        )
        for person_id, [person] in people.items()
    }


def _dated(it: _Gathering) -> Sequence[Mapping[int, list[Any]]]:
    """Give what there is of each sort, in order, by person."""
    found = tuple(defaultdict[int, list[Any]](list) for _ in Sort)
    for row in it.execute(known.dated(it.own)):
        sort = row[0]
        found[sort][row.person_id].append(MAKE[sort](row))
    return found


def _contacts(it: _Gathering, since: datetime | None = None) -> defaultdict[int, list[Any]]:
    """Give the contacts with each person; who else was there comes as rows of its own."""
    found: defaultdict[int, list[Any]] = defaultdict(list)
    for row in it.execute(known.contacts(it.own, since is not None), since=since):
        person_id, at, id_, worker_id, outcome, other_id = row
        mine = found[person_id]
        if other_id is None:
            mine.append(ContactFact(at, id_, worker_id, outcome))
        elif mine and mine[-1].id == id_:
            mine[-1] = mine[-1]._replace(others=(*mine[-1].others, other_id))
        else:
            mine.append(ContactFact(at, id_, worker_id, outcome, (other_id,)))
    return found


def _promises(promised: Sequence[Any], answered: Sequence[Any]) -> tuple[PromiseFact, ...]:
    """Give each day that was promised, in order; `answered` in the order of the answers."""
    days = (
        day
        for first_id, *said in promised
        for day in _days_promised(said, [rest for of_id, *rest in answered if of_id == first_id])
    )
    return tuple(sorted(days, key=lambda day: (day.said_at, day.id)))


def _days_promised(said: Sequence[Any], answers: list[Any]) -> Iterator[PromiseFact]:
    """Give each day of one promise, until it was answered: not yet names another."""
    id_, said_at, due_on = said
    for answered_at, following in answers:
        yield PromiseFact(id_, said_at, due_on, answered_at)
        if following is None:
            return
        said_at, due_on = answered_at, following
    yield PromiseFact(id_, said_at, due_on)
