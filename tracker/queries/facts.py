"""Gather the facts of many people in a handful of statements: the only gatherer there is.

It serves the sweep, one person, `--as-of`, backtest and verification alike.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Executable,
    Select,
    and_,
    false,
    func,
    literal,
    or_,
    select,
    true,
)
from sqlalchemy.orm import InstrumentedAttribute, Session

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
from tracker.domain.vocabulary import PairingRole, Whose, WhosePromise, WithWhom
from tracker.models.alerts import Standing
from tracker.models.base import Fact
from tracker.models.contacts import Contact, ContactWorker
from tracker.models.justice_contacts import JusticeContact
from tracker.models.lists import among
from tracker.models.meetings import Meeting
from tracker.models.pairings import Pairing
from tracker.models.people import Person
from tracker.models.promises import Promise, PromiseAnswer
from tracker.models.rhythms import Rhythm
from tracker.models.stays import Pause, Stay
from tracker.models.teams import Team
from tracker.models.types import Instant

FOUR_WEEKS = timedelta(weeks=4)
LONGER = timedelta(weeks=26)  # as a rule eleven contacts that reached them lie within


class _Gathering:
    """One gathering: whose facts, and as of when (an instant, or each person's `judged_at`)."""

    def __init__(self, session: Session, person_ids: Sequence[int], as_of: datetime | None) -> None:
        self.session = session
        self.person_ids = person_ids
        self.as_of = as_of

    def instant(self, person_id: InstrumentedAttribute[int]) -> ColumnElement[Any]:
        if self.as_of is not None:
            return literal(self.as_of, Instant)
        return select(Standing.judged_at).where(Standing.person_id == person_id).scalar_subquery()

    def known(
        self,
        table: type[Fact],
        happened: InstrumentedAttribute[Any],
        ahead: ColumnElement[bool] = false(),  # noqa: B008 - a constant
    ) -> Select[Any]:
        """Select the rows that stand, had happened (or may lie `ahead`) and were known by then."""
        as_of = self.instant(table.person_id)
        return (
            select(table.person_id)
            .where(
                among(table.person_id, self.person_ids),
                table.superseded_at.is_(None),
                or_(happened <= as_of, ahead),
                table.known_at <= as_of,
            )
            .order_by(table.person_id, happened, table.id)
        )

    def rows(self, statement: Executable, make: Callable[..., Any]) -> defaultdict[int, list[Any]]:
        """Group a statement's rows by its first column, the person, and make each a fact."""
        found: defaultdict[int, list[Any]] = defaultdict(list)
        for row in self.execute(statement):
            found[row[0]].append(make(*row[1:]))
        return found

    def execute(self, statement: Executable) -> Sequence[Any]:
        return self.session.connection().execute(statement).all()


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
    if as_of is None or longest_window is None:
        return _facts(it, calendars, _contacts(it))
    contacts: dict[int, list[Any]] = {}
    spans = _spans(it, as_of)
    for since, some in spans.items():
        contacts |= _contacts(_Gathering(session, some, as_of), since)
    found = _facts(it, calendars, contacts)
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


def _spans(it: _Gathering, as_of: datetime) -> dict[datetime | None, list[int]]:
    """Say since when to read the contacts of each: lately, or well before they were last reached.

    None: all of them. What standing has of them is only a hint: whoever it serves badly is read
    again, whole. Nobody is read along with others more than four weeks away.
    """
    rows = it.execute(
        select(Standing.person_id, Standing.last_reached_at).where(
            among(Standing.person_id, it.person_ids)
        )
    )
    hints = dict(rows)
    spans: defaultdict[datetime | None, list[int]] = defaultdict(list)
    for person_id in it.person_ids:
        reached_at = hints.get(person_id)
        if reached_at is None:
            spans[None].append(person_id)
        elif reached_at >= (lately := as_of - RECENT):
            spans[lately].append(person_id)
        else:
            silent = -(-(as_of - reached_at) // FOUR_WEEKS)
            spans[as_of - silent * FOUR_WEEKS - LONGER].append(person_id)
    return spans


def _facts(
    it: _Gathering, calendars: Mapping[str, Calendar], contacts: Mapping[int, list[Any]]
) -> dict[int, Facts]:
    stays, pairings, rhythms = _stays(it), _pairings(it), _rhythms(it)
    pauses, meetings, justice = _pauses(it), _meetings(it), _justice(it)
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
        for person_id, first_here_at, born_on, calendar, lead_id, deputy_lead_id in _people(it)
    }


def _people(it: _Gathering) -> Iterable[Any]:
    return it.execute(
        select(
            Person.id,
            Person.first_here_at,
            Person.born_on,
            Team.calendar,
            Team.lead_id,
            Team.deputy_lead_id,
        )
        .join(Team, Team.id == Person.team_id)
        .where(among(Person.id, it.person_ids))
    )


def _stays(it: _Gathering) -> defaultdict[int, list[Any]]:
    statement = it.known(Stay, Stay.referred_at).add_columns(
        Stay.referred_at, Stay.started_at, Stay.ended_at, Stay.ending
    )
    return it.rows(statement, StayFact)


def _pairings(it: _Gathering) -> defaultdict[int, list[Any]]:
    to_come = Pairing.role == PairingRole.COVER  # whose an alert is changes as it begins
    statement = it.known(Pairing, Pairing.started_at, to_come).add_columns(
        Pairing.role, Pairing.worker_id, Pairing.started_at, Pairing.ended_at, Pairing.end_planned
    )
    return it.rows(statement, PairingFact)


def _rhythms(it: _Gathering) -> defaultdict[int, list[Any]]:
    statement = it.known(Rhythm, Rhythm.agreed_at).add_columns(
        Rhythm.agreed_at,
        Rhythm.every_days,
        Rhythm.breathing_days,
        Rhythm.circumstance,
        Rhythm.ended_at,
    )
    return it.rows(statement, RhythmFact)


def _pauses(it: _Gathering) -> defaultdict[int, list[Any]]:
    statement = it.known(Pause, Pause.from_at).add_columns(
        Pause.kind, Pause.from_at, Pause.look_again_on, Pause.ended_at
    )
    return it.rows(statement, PauseFact)


def _meetings(it: _Gathering) -> defaultdict[int, list[Any]]:
    as_of = it.instant(Meeting.person_id)
    statement = (
        select(
            Meeting.person_id,
            Meeting.id,
            Meeting.worker_id,
            Meeting.starts_at,
            Meeting.ends_at,
            Meeting.planned_at,
            Meeting.settled_at,
        )
        .where(among(Meeting.person_id, it.person_ids), Meeting.planned_at <= as_of)
        .order_by(Meeting.person_id, Meeting.starts_at, Meeting.id)
    )
    return it.rows(statement, MeetingFact)


def _contacts(it: _Gathering, since: datetime | None = None) -> defaultdict[int, list[Any]]:
    """Give the contacts with each person; who else was there comes as rows of its own."""
    recent = true() if since is None else Contact.occurred_at >= since
    statement = (
        it.known(Contact, Contact.occurred_at)
        .where(recent, Contact.with_whom == WithWhom.PERSON)
        .outerjoin(ContactWorker, ContactWorker.contact_id == Contact.id)
        .add_columns(
            Contact.occurred_at,
            Contact.id,
            Contact.worker_id,
            Contact.outcome,
            ContactWorker.worker_id.label("other_id"),
        )
    )
    found: defaultdict[int, list[Any]] = defaultdict(list)
    for row in it.execute(statement):
        person_id, at, id_, worker_id, outcome, other_id = row
        mine = found[person_id]
        if other_id is None:
            mine.append(ContactFact(at, id_, worker_id, outcome))
        elif mine and mine[-1].id == id_:
            mine[-1] = mine[-1]._replace(others=(*mine[-1].others, other_id))
        else:
            mine.append(ContactFact(at, id_, worker_id, outcome, (other_id,)))
    return found


def _justice(it: _Gathering) -> defaultdict[int, list[Any]]:
    statement = (
        it.known(JusticeContact, JusticeContact.occurred_at)
        .where(JusticeContact.whose == Whose.PERSON)
        .add_columns(JusticeContact.occurred_at, JusticeContact.kind)
    )
    return it.rows(statement, JusticeFact)


def _promises(it: _Gathering) -> dict[int, tuple[PromiseFact, ...]]:
    as_of = it.instant(Promise.person_id)
    answered = and_(
        PromiseAnswer.promise_id == func.coalesce(Promise.first_id, Promise.id),
        PromiseAnswer.superseded_at.is_(None),
        PromiseAnswer.answered_at <= as_of,
        PromiseAnswer.known_at <= as_of,
    )
    statement = (
        it.known(Promise, Promise.promised_at)
        .where(Promise.whose == WhosePromise.OURS)
        .outerjoin(PromiseAnswer, answered)
        .order_by(PromiseAnswer.answered_at, PromiseAnswer.id)
        .add_columns(
            Promise.id,
            Promise.promised_at,
            Promise.due_on,
            PromiseAnswer.answered_at,
            PromiseAnswer.due_on,
        )
    )
    rows = it.rows(statement, lambda *row: row)
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
