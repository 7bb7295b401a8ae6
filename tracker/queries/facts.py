"""Gather the facts of many people in a handful of statements: the only gatherer there is.

It serves the sweep, one person, `--as-of`, backtest and verification alike.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import groupby
from operator import itemgetter
from typing import Any

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
from tracker.queries import fact_statements as known
from tracker.queries.fact_statements import Sort

FOUR_WEEKS = timedelta(weeks=4)
LONGER = timedelta(weeks=26)  # as a rule eleven contacts that reached them lie within


def _words(vocabulary: type[StrEnum]) -> Mapping[str | None, Any]:
    return {None: None} | {word.value: word for word in vocabulary}


ENDINGS, ROLES, CIRCUMSTANCES = _words(StayEnding), _words(PairingRole), _words(Circumstance)
PAUSES, JUSTICE = _words(PauseKind), _words(JusticeKind)
MAKE: Mapping[Sort, Callable[[Any], Any]] = {
    Sort.STAY: lambda r: StayFact(r.happened, r.then, r.ended, ENDINGS[r.word]),
    Sort.PAIRING: lambda r: PairingFact(ROLES[r.word], r.worker_id, r.happened, r.ended, r.flag),
    Sort.RHYTHM: lambda r: RhythmFact(r.happened, r.number, r.room, CIRCUMSTANCES[r.word], r.ended),
    Sort.PAUSE: lambda r: PauseFact(PAUSES[r.word], r.happened, r.day, r.ended),
    Sort.JUSTICE: lambda r: JusticeFact(r.happened, JUSTICE[r.word]),
    Sort.MEETING: lambda r: MeetingFact(r.id, r.worker_id, r.happened, r.then, r.planned, r.ended),
}


class _Gathering:
    """One gathering: whose facts, and as of when (an instant, or each person's `judged_at`).

    Its statements are built once: to build them anew costs more than to run them for one person.
    """

    def __init__(self, session: Session, person_ids: Sequence[int], as_of: datetime | None) -> None:
        self.connection = session.connection()
        self.own = as_of is None
        self.given = {"people": person_ids, "as_of": as_of}

    def rows(self, statement: Executable, make: Callable[..., Any]) -> defaultdict[int, list[Any]]:
        """Group a statement's rows by its first column, the person, and make each a fact."""
        found: defaultdict[int, list[Any]] = defaultdict(list)
        for row in self.execute(statement):
            found[row[0]].append(make(*row[1:]))
        return found

    def execute(self, statement: Executable, **more: datetime | None) -> Sequence[Any]:
        return self.connection.execute(statement, self.given | more).all()


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
    people = it.execute(known.people())
    if as_of is None or longest_window is None:
        return _facts(it, calendars, people, _contacts(it))
    contacts: dict[int, list[Any]] = {}
    spans = _spans(people, as_of)
    for since, some in spans.items():
        contacts |= _contacts(_Gathering(session, some, as_of), since)
    found = _facts(it, calendars, people, contacts)
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


def _spans(people: Sequence[Any], as_of: datetime) -> dict[datetime | None, list[int]]:
    """Say since when to read the contacts of each: lately, or well before they were last reached.

    None: all of them. What standing has of them is only a hint: whoever it serves badly is read
    again, whole. Nobody is read along with others more than four weeks away.
    """
    spans: defaultdict[datetime | None, list[int]] = defaultdict(list)
    for person_id, reached_at, *_ in people:
        if reached_at is None:
            spans[None].append(person_id)
        elif reached_at >= (lately := as_of - RECENT):
            spans[lately].append(person_id)
        else:
            silent = -(-(as_of - reached_at) // FOUR_WEEKS)
            spans[as_of - silent * FOUR_WEEKS - LONGER].append(person_id)
    return spans


def _facts(
    it: _Gathering,
    calendars: Mapping[str, Calendar],
    people: Sequence[Any],
    contacts: Mapping[int, list[Any]],
) -> dict[int, Facts]:
    stays, pairings, rhythms, pauses, justice, meetings = _dated(it)
    promises = _promises(it)
    return {
        person_id: Facts(
            person_id=person_id,
            calendar=calendars[calendar],
            first_here_at=first_here_at,
            born_on=born_on,
            stay=stays[person_id][-1] if person_id in stays else None,
            pairings=tuple(pairings.get(person_id, ())),
            rhythms=tuple(rhythms.get(person_id, ())),
            pauses=tuple(pauses.get(person_id, ())),
            meetings=tuple(meetings.get(person_id, ())),
            contacts=tuple(contacts.get(person_id, ())),
            justice=tuple(justice.get(person_id, ())),
            promises=promises.get(person_id, ()),
            lead_id=lead_id,
            deputy_lead_id=deputy_lead_id,
        )
        for person_id, _, first_here_at, born_on, calendar, lead_id, deputy_lead_id in people
    }


def _dated(it: _Gathering) -> tuple[defaultdict[int, list[Any]], ...]:
    """Give the facts of each sort, in order, by person."""
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


def _promises(it: _Gathering) -> dict[int, tuple[PromiseFact, ...]]:
    rows = it.rows(known.promises(it.own), lambda *row: row)
    return {
        person_id: tuple(sorted(_days_promised(mine), key=lambda p: (p.said_at, p.id)))
        for person_id, mine in rows.items()
    }


def _days_promised(rows: list[tuple[Any, ...]]) -> Iterator[PromiseFact]:
    """Give each day that was promised, until it was answered: not yet names another."""
    for id_, answers in groupby(rows, key=itemgetter(0)):
        said_at = due_on = answered_at = following = None
        for _, promised_at, first_day, answered_at, following in answers:
            yield PromiseFact(id_, said_at or promised_at, due_on or first_day, answered_at)
            said_at, due_on = answered_at, following
        if answered_at is not None and following is not None:
            yield PromiseFact(id_, answered_at, following)
