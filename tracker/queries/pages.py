"""One person's page: who it is about and their whole story, in three statements."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from tracker.domain.alerts.facts import (
    ContactFact,
    Facts,
    PairingFact,
    PauseFact,
    RhythmFact,
    StayFact,
)
from tracker.domain.periods import Calendar
from tracker.domain.pictures.things import Happened, Kind, StoryFacts, Thing
from tracker.domain.sealing import Opened, Place
from tracker.domain.vocabulary import MeetingState, WhosePromise, WithWhom
from tracker.queries.about_me import Profile
from tracker.queries.dated import Dated, Row, read_dated
from tracker.queries.heads import Head, page_of
from tracker.queries.people import Agreed, Bond, ChannelRow, PersonPage
from tracker.queries.sealed import Opener
from tracker.queries.stories import ContactRow, MeetingRow, contacts_of

Rows = Mapping[Row, Sequence[Dated]]


class OpenPromise(NamedTuple):
    """What was agreed and is still open; `seen` is the latest answer's public id, or its own."""

    promise_id: int
    public_id: str
    whose: WhosePromise
    words: Opened
    worker_name: str
    promised_at: datetime
    due_on: date | None
    seen: str

    @property
    def is_ours(self) -> bool:
        return self.whose is WhosePromise.OURS


class Named(NamedTuple):
    """A worker of a story."""

    name: str
    public_id: str


@dataclass(frozen=True, slots=True)
class Story:
    """What a story is drawn from, and the rows that say more of its things.

    `contacts`, `coming`, `promises` (those open) by id; `workers` are all in it;
    `profile` is what stands about the person.
    """

    facts: StoryFacts
    rows: Rows
    contacts: Mapping[int, ContactRow]
    coming: Mapping[int, MeetingRow]
    promises: Mapping[int, OpenPromise]
    workers: Mapping[int, Named]
    profile: Profile

    def name(self, worker_id: int | None) -> str:
        """Give a worker's name; empty for none."""
        named = self.workers.get(worker_id or 0)
        return named.name if named else ""

    def row(self, thing: Thing) -> Any:  # noqa: ANN401 - a contact, a meeting or a dated row
        """Give the row a thing was made of; None where it lies between rows, as a gap does."""
        if thing.kind is Kind.CONTACT:
            return self.contacts[thing.id]
        if thing.kind is Kind.COMING:
            return self.coming[thing.id]
        if thing.kind in BY_ID:
            rows = self.rows[BY_ID[thing.kind]]
            return next(row for row in rows if row.id == thing.id)
        return self.rows[IN_ORDER[thing.kind]][thing.id] if thing.kind in IN_ORDER else None


# A thing's `id` is its row's, or the row's place among those of its table.
BY_ID = {Kind.JUSTICE: Row.JUSTICE, Kind.PROMISED: Row.PROMISE, Kind.AWAY: Row.AWAY}
IN_ORDER = {
    Kind.KEY_WORKER: Row.PAIRING,
    Kind.DEPUTY: Row.PAIRING,
    Kind.COVER: Row.PAIRING,
    Kind.PAUSE: Row.PAUSE,
    Kind.RHYTHM: Row.RHYTHM,
    Kind.CIRCUMSTANCE_ENDED: Row.RHYTHM,
    Kind.CAME_TO_US: Row.STAY,
    Kind.STAY_ENDED: Row.STAY,
}


@dataclass(frozen=True, slots=True)
class Sees:
    """What of a story may be read: whose own team notes (None: everyone's); police and court."""

    team_notes_of: frozenset[int] | None
    justice: bool


def read_person(
    session: Session,
    opener: Opener,
    head: Head,
    calendar: Calendar,
    at: datetime,
    sees: Sees,
) -> tuple[PersonPage, Story]:
    """Give a person's page and their story as they stand at `at`; two statements after the head.

    Whoever may not see contact with police or court is not told of a court date either.
    """
    person_id = head.person.id
    rows = read_dated(session, person_id, at, justice=sees.justice)
    contacts = contacts_of(session, opener, person_id, sees.team_notes_of)
    channels = tuple(_channel(opener, person_id, row) for row in rows[Row.CHANNEL])
    page = page_of(opener, head, _bonds(rows, at), _agreed(rows, at), channels)
    return page, Story(
        facts=_facts(head, calendar, rows, contacts),
        rows=rows,
        contacts={id_: row for id_, (row, *_more) in contacts.items()},
        coming={row.id: _meeting(opener, person_id, row) for row in rows[Row.MEETING]},
        promises={row.id: _promise(opener, person_id, row) for row in rows[Row.PROMISE]},
        workers=_workers(rows, contacts),
        profile=head.profile,
    )


Contacts = Mapping[int, tuple[ContactRow, str, tuple[int, ...]]]


def _workers(rows: Rows, contacts: Contacts) -> dict[int, Named]:
    dated = (row for kind in rows for row in rows[kind] if row.worker)
    named = {row.worker_id: Named(row.worker, row.worker_public_id) for row in dated}
    return named | {
        row.worker_id: Named(row.worker_name, public_id)
        for row, public_id, _others in contacts.values()
    }


def _facts(head: Head, calendar: Calendar, rows: Rows, contacts: Contacts) -> StoryFacts:
    """Build what is drawn: as in `queries.facts`, but for what no picture is made of."""
    person = head.person
    stays = tuple(_stay(row) for row in rows[Row.STAY])
    facts = Facts(
        person_id=person.id,
        calendar=calendar,
        first_here_at=person.first_here_at,
        born_on=person.born_on,
        stay=stays[-1],
        pairings=tuple(
            PairingFact(row.word, row.worker_id, row.at, row.until, row.flag)
            for row in rows[Row.PAIRING]
        ),
        rhythms=tuple(_rhythm(row) for row in rows[Row.RHYTHM]),
        pauses=tuple(PauseFact(row.word, row.at, row.day, row.until) for row in rows[Row.PAUSE]),
        contacts=tuple(
            ContactFact(row.occurred_at, id_, row.worker_id, row.outcome, others)
            for id_, (row, _public_id, others) in contacts.items()
            if row.with_whom is WithWhom.PERSON
        ),
    )
    return StoryFacts(
        facts,
        stays,
        asides=tuple(
            Happened(row.occurred_at, id_, row.outcome, worker_id=row.worker_id)
            for id_, (row, *_more) in contacts.items()
            if row.with_whom is not WithWhom.PERSON
        ),
        justice=tuple(Happened(row.at, row.id, own=bool(row.flag)) for row in rows[Row.JUSTICE]),
        coming=tuple(Happened(r.at, r.id, worker_id=r.worker_id) for r in rows[Row.MEETING]),
        promised=tuple(
            Happened(calendar.start_of(r.day), r.id, worker_id=r.worker_id)
            for r in rows[Row.PROMISE]
            if r.word is WhosePromise.OURS
        ),
        away=tuple(
            Happened(r.at, r.id, until=r.until, worker_id=r.worker_id) for r in rows[Row.AWAY]
        ),
    )


def _stay(row: Dated) -> StayFact:
    return StayFact(row.at, None, row.until, row.why)


def _rhythm(row: Dated) -> RhythmFact:
    return RhythmFact(row.at, row.number or 0, row.room, row.word, row.until)


def _bonds(rows: Rows, at: datetime) -> tuple[Bond, ...]:
    return tuple(
        Bond(r.public_id, r.id, r.word, r.worker_id, r.worker, r.at, r.until)
        for r in rows[Row.PAIRING]
        if _open_at(r, at)
    )


def _agreed(rows: Rows, at: datetime) -> Agreed | None:
    open_ = [row for row in rows[Row.RHYTHM] if _open_at(row, at)]
    if not open_:
        return None
    last = open_[-1]
    rhythm = _rhythm(last)
    return Agreed(last.id, rhythm.every_days, rhythm.breathing_days, rhythm.circumstance, last.at)


def _open_at(row: Dated, at: datetime) -> bool:
    return row.at <= at and (row.until is None or row.until > at)


def _channel(opener: Opener, person_id: int, row: Dated) -> ChannelRow:
    place = Place("channel", "value_ct", row.public_id)
    return ChannelRow(row.word, _text(opener, person_id, row, place), row.flag)


def _promise(opener: Opener, person_id: int, row: Dated) -> OpenPromise:
    words = _text(opener, person_id, row, Place("promise", "words_ct", row.public_id))
    by, seen = row.worker, row.why
    return OpenPromise(row.id, row.public_id, row.word, words, by, row.at, row.day, seen)


def _text(opener: Opener, person_id: int, row: Dated, place: Place) -> Opened:
    assert row.sealed is not None  # noqa: S101 - a column that is never empty
    return opener.text(person_id, row.sealed, place)


def _meeting(opener: Opener, person_id: int, row: Dated) -> MeetingRow:
    assert row.until is not None  # noqa: S101 - a meeting ends
    return MeetingRow(
        meeting_id=row.id,
        public_id=row.public_id,
        person_id=person_id,
        worker_id=row.worker_id,
        worker_name=row.worker,
        kind=row.word,
        starts_at=row.at,
        ends_at=row.until,
        way=row.why,
        place=opener.text(person_id, row.sealed, Place("meeting", "place_ct", row.public_id)),
        state=MeetingState.PLANNED,
        version=row.number or 1,
    )
