"""Everything dated around one person but their contacts, in one statement."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import (
    Boolean,
    ColumnElement,
    CompoundSelect,
    Date,
    Integer,
    LargeBinary,
    Select,
    String,
    cast,
    exists,
    func,
    literal,
    null,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import InstrumentedAttribute, Session

from tracker.domain.vocabulary import (
    CameFrom,
    ChannelKind,
    Circumstance,
    JusticeKind,
    KeptOrNot,
    MeetingKind,
    MeetingState,
    PairingEnd,
    PairingRole,
    PauseKind,
    StayEnding,
    Way,
    Whose,
    WhosePromise,
)
from tracker.models.absences import Absence
from tracker.models.accounts import Worker
from tracker.models.justice_contacts import JusticeContact
from tracker.models.meetings import Meeting
from tracker.models.pairings import Pairing
from tracker.models.people import Channel
from tracker.models.prepared import prepared
from tracker.models.promises import Promise, PromiseAnswer
from tracker.models.rhythms import Rhythm
from tracker.models.stays import Pause, Stay
from tracker.models.types import Instant, Key


class Row(StrEnum):
    """Which table a dated row is of."""

    STAY = "stay"
    PAIRING = "pairing"
    RHYTHM = "rhythm"
    PAUSE = "pause"
    MEETING = "meeting"
    PROMISE = "promise"
    AWAY = "away"
    CHANNEL = "channel"
    JUSTICE = "justice"


class Dated(NamedTuple):
    """A row with what it has of these; `word` and `why` are of its vocabulary, `sealed` its text.

    `day`: to look again, on which it happened, by which it was promised. `flag`: planned, of the
    person themselves, safe. `number`: days of a rhythm, version of a meeting; `room` to breathe.
    """

    id: int
    public_id: str
    at: datetime
    until: datetime | None
    word: Any
    why: Any
    flag: bool | None
    number: int | None
    room: int | None
    day: Any
    worker_id: int
    worker: str
    worker_public_id: str
    sealed: bytes | None


Column = InstrumentedAttribute[Any]
TYPES: dict[str, Any] = {
    "id": Key,
    "public_id": String(10),
    "at": Instant(),
    "until": Instant(),
    "word": String(40),
    "why": String(40),
    "flag": Boolean(),
    "number": Integer(),
    "room": Integer(),
    "day": Date(),
    "worker_id": Key,
    "worker": String(200),
    "worker_public_id": String(10),
    "sealed": LargeBinary(),
}
WORDS = ("word", "why")
VOCABULARIES: Mapping[Row, tuple[type[StrEnum], Callable[[str], str] | None]] = {
    Row.STAY: (CameFrom, StayEnding),
    Row.PAIRING: (PairingRole, PairingEnd),
    Row.RHYTHM: (Circumstance, None),
    Row.PAUSE: (PauseKind, None),
    Row.MEETING: (MeetingKind, Way),
    Row.PROMISE: (WhosePromise, str),
    Row.CHANNEL: (ChannelKind, None),
    Row.JUSTICE: (JusticeKind, None),
}


def read_dated(
    session: Session, person_id: int, at: datetime, *, justice: bool
) -> defaultdict[Row, list[Dated]]:
    """Give the rows that stand, in order of instant, then id, by table.

    Of meetings only those planned, of promises only those open, of absences those of the key
    worker at `at` that are not over. Without `justice` nothing of police or court.
    """
    found: defaultdict[Row, list[Dated]] = defaultdict(list)
    asked = _everything(person_id, at) if justice else _all_but_justice(person_id, at)
    rows = session.execute(*asked).all()
    for kind, *rest in sorted(rows, key=lambda row: (row.at, row.id)):
        found[Row(kind)].append(_read(Row(kind), Dated(*rest)))
    return found


@prepared
def _everything(person_id: int, at: datetime) -> CompoundSelect[*tuple[Any, ...]]:
    return union_all(*_branches(person_id, at, justice=True), _justice(person_id))


@prepared
def _all_but_justice(person_id: int, at: datetime) -> CompoundSelect[*tuple[Any, ...]]:
    return union_all(*_branches(person_id, at, justice=False))


def _branches(person_id: int, at: datetime, *, justice: bool) -> Iterator[Select[Any]]:
    yield from _bonds(person_id)
    yield from _ahead(person_id, at, justice=justice)
    yield _channels(person_id)


def _read(kind: Row, row: Dated) -> Dated:
    """Give a row its words of the closed lists they are from; they came as text."""
    one, other = VOCABULARIES.get(kind, (None, None))
    return row._replace(
        word=one(row.word) if one and row.word else None,
        why=other(row.why) if other and row.why else None,
    )


def _branch(kind: Row, table: Any, **given: Any) -> Select[Any]:  # noqa: ANN401 - any table
    """Select a table's rows with the columns all branches share; what is not given is null."""
    given |= {"id": table.id, "public_id": table.public_id}
    if "worker_id" in given:
        given |= {"worker": Worker.name, "worker_public_id": Worker.public_id}
    columns = (_shared(given.get(name), name).label(name) for name in TYPES)
    return select(literal(kind.value).label("kind"), *columns)


def _shared(column: Any, name: str) -> ColumnElement[Any]:  # noqa: ANN401 - any column
    """Give a column with the type all branches share: words come as text, nothing as null."""
    if column is None or name in WORDS:
        return cast(null() if column is None else column, TYPES[name])
    return column  # type: ignore[no-any-return] # a column of any table


def _standing(kind: Row, table: Any, person_id: int, **given: Any) -> Select[Any]:  # noqa: ANN401 - any fact table
    return _branch(kind, table, **given).where(
        table.person_id == person_id, table.superseded_at.is_(None)
    )


def _bonds(person_id: int) -> Iterator[Select[Any]]:
    """Give what was agreed for a time: stays, pairings, rhythms, pauses."""
    of = person_id
    yield _standing(
        Row.STAY, Stay, of, at=Stay.referred_at, until=Stay.ended_at, word=Stay.came_from,
        why=Stay.ending,
    )  # fmt: skip
    pairing = _standing(
        Row.PAIRING, Pairing, of, at=Pairing.started_at, until=Pairing.ended_at, word=Pairing.role,
        why=Pairing.end_reason, flag=Pairing.end_planned, worker_id=Pairing.worker_id,
    )  # fmt: skip
    yield pairing.join(Worker, Worker.id == Pairing.worker_id)
    yield _standing(
        Row.RHYTHM, Rhythm, of, at=Rhythm.agreed_at, until=Rhythm.ended_at,
        word=Rhythm.circumstance, number=Rhythm.every_days, room=Rhythm.breathing_days,
    )  # fmt: skip
    yield _standing(
        Row.PAUSE, Pause, of, at=Pause.from_at, until=Pause.ended_at, word=Pause.kind,
        day=Pause.look_again_on,
    )  # fmt: skip


def _ahead(person_id: int, at: datetime, *, justice: bool) -> Iterator[Select[Any]]:
    """Give what is planned: meetings, our promises, the key worker's time away."""
    meeting = _branch(
        Row.MEETING, Meeting, at=Meeting.starts_at, until=Meeting.ends_at, word=Meeting.kind,
        why=Meeting.way, number=Meeting.version, worker_id=Meeting.worker_id,
        sealed=Meeting.place_ct,
    )  # fmt: skip
    yield meeting.join(Worker, Worker.id == Meeting.worker_id).where(
        Meeting.person_id == person_id,
        Meeting.state == MeetingState.PLANNED,
        *(() if justice else (Meeting.kind != MeetingKind.COURT,)),
    )
    yield _promises(person_id)
    away = _branch(
        Row.AWAY, Absence, at=Absence.from_at, until=Absence.until_at, worker_id=Absence.worker_id,
    )  # fmt: skip
    yield away.join(Worker, Worker.id == Absence.worker_id).where(
        Absence.superseded_at.is_(None),
        or_(Absence.until_at.is_(None), Absence.until_at > at),
        exists().where(
            Pairing.person_id == person_id,
            Pairing.worker_id == Absence.worker_id,
            Pairing.role == PairingRole.KEY_WORKER,
            Pairing.superseded_at.is_(None),
            Pairing.started_at <= at,
            or_(Pairing.ended_at.is_(None), Pairing.ended_at > at),
        ),
    )


def _promises(person_id: int) -> Select[Any]:
    """Select what is open of what was agreed: the day named last, and what was said last of it."""
    answers = (
        PromiseAnswer.promise_id == func.coalesce(Promise.first_id, Promise.id),
        PromiseAnswer.superseded_at.is_(None),
    )

    def last(column: Column, otherwise: Column) -> ColumnElement[Any]:
        latest = PromiseAnswer.answered_at.desc(), PromiseAnswer.id.desc()
        found = select(column).where(*answers).order_by(*latest).limit(1).correlate(Promise)
        return func.coalesce(found.scalar_subquery(), otherwise)

    settled = exists().where(*answers, PromiseAnswer.answer != KeptOrNot.NOT_YET)
    promise = _standing(
        Row.PROMISE, Promise, person_id, at=Promise.promised_at, worker_id=Promise.worker_id,
        word=Promise.whose, why=last(PromiseAnswer.public_id, Promise.public_id),
        day=last(PromiseAnswer.due_on, Promise.due_on), sealed=Promise.words_ct,
    )  # fmt: skip
    return promise.join(Worker, Worker.id == Promise.worker_id).where(~settled)


def _channels(person_id: int) -> Select[Any]:
    return _standing(
        Row.CHANNEL, Channel, person_id, at=Channel.recorded_at, word=Channel.kind,
        flag=Channel.safe, sealed=Channel.value_ct,
    )  # fmt: skip


def _justice(person_id: int) -> Select[Any]:
    return _standing(
        Row.JUSTICE, JusticeContact, person_id, at=JusticeContact.occurred_at,
        word=JusticeContact.kind, day=JusticeContact.occurred_on,
        flag=JusticeContact.whose == Whose.PERSON,
    )  # fmt: skip
