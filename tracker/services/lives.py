"""Write whole lives at once: made-up ones, in bulk, sealed as every act seals them.

The lives say when each thing was known and by whom; nothing here judges. Whoever calls replays the
sweep over their time.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from tracker.domain.lives import Life, LivedFact, LivedMeeting, TimeAway
from tracker.domain.sealing import Place, SealingKey
from tracker.domain.vocabulary import ChannelKind, MeetingState
from tracker.models.about_me import AboutMe
from tracker.models.absences import Absence
from tracker.models.accounts import Worker
from tracker.models.alerts import Standing
from tracker.models.base import Base, new_public_id
from tracker.models.beliefs import Belief
from tracker.models.contacts import Contact, ContactWorker
from tracker.models.justice_contacts import JusticeContact
from tracker.models.meetings import Meeting, MeetingStep
from tracker.models.pairings import Pairing
from tracker.models.people import Channel, Person, PersonKey
from tracker.models.promises import Promise, PromiseAnswer
from tracker.models.rhythms import Rhythm
from tracker.models.stays import Pause, Stay
from tracker.models.teams import Team
from tracker.services.acts import Act
from tracker.services.imports.bulk import insert_all, reserve
from tracker.services.sealing import clean

TEXTS = frozenset(
    {"agreed", "held_back_reason", "hours", "likes", "matters", "not_again", "place", "reason"}
    | {"shared", "support", "team", "value", "wants", "words", "worried_told_who"}
)
ACTORS = {"by": "recorded_by", "ended_by": "ended_by", "started_by": "started_by"}
ACTORS |= {"planned_by": "planned_by", "decided_by": "decided_by", "written_in_by": "written_in_by"}
LEFT_OUT = frozenset({"also_there", "settled_by"})
Columns = dict[str, Any]


@dataclass(frozen=True)
class _Table:
    """Where one list of a life goes, and in whose ids its places are meant."""

    model: type[Base]
    listed: str
    places: tuple[tuple[str, str, str], ...] = (("replaces", "replaces_id", ""),)
    more: tuple[tuple[str, Any], ...] = ()


OWN = ("replaces", "replaces_id", "")
TABLES = (
    _Table(Channel, "channels", more=(("kind", ChannelKind.PHONE),)),
    _Table(Stay, "stays"),
    _Table(Pairing, "pairings"),
    _Table(Rhythm, "rhythms"),
    _Table(Pause, "pauses"),
    _Table(Meeting, "meetings", (("moved_from", "moved_from_id", ""),)),
    _Table(Contact, "contacts", (OWN, ("meeting", "meeting_id", "meetings"))),
    _Table(JusticeContact, "justice"),
    _Table(Promise, "promises", (OWN, ("contact", "contact_id", "contacts"))),
    _Table(PromiseAnswer, "answers", (OWN, ("promise", "promise_id", "promises"))),
    _Table(Belief, "beliefs"),
    _Table(AboutMe, "about_me"),
)


@dataclass
class _Writing:
    """One batch: the ids of workers and teams by name, of what was written by life and list."""

    session: Session
    act: Act
    workers: Mapping[str, int]
    teams: Mapping[str, int]

    def actor(self, name: str | None) -> str | None:
        return f"worker:{self.workers[name]}" if name and name in self.workers else name

    def facts(self, table: _Table, lives: Sequence["_Known"]) -> Iterator[Columns]:
        for known in lives:
            facts = getattr(known.life, table.listed)
            for id_, fact in zip(known.ids[table.listed], facts, strict=True):
                yield self.columns(table, known, id_, fact)

    def columns(
        self, table: _Table, known: "_Known", id_: int, fact: LivedFact | LivedMeeting
    ) -> Columns:
        """Give one row: words sealed, workers and places as ids."""
        public_id = new_public_id()
        made: Columns = {"id": id_, "public_id": public_id, "person_id": known.id}
        place = (table.model.__tablename__, public_id)
        places = {name: (column, listed) for name, column, listed in table.places}
        for name in _names(type(fact)):
            value = getattr(fact, name)
            if name in places:
                column, listed = places[name]
                ids = known.ids[listed or table.listed]
                made[column] = None if value is None else ids[value]
            elif name in TEXTS:
                self._seal(made, table, known.key, place, (name, value))
            elif name == "worker":
                made["worker_id"] = self.workers[value]
            elif name in ACTORS:
                made[ACTORS[name]] = self.actor(value)
            elif name not in LEFT_OUT:
                made[name] = value
        if isinstance(fact, LivedFact):
            made["recorded_at"] = fact.recorded_at or fact.known_at
        if table.model is Pause:
            made["decided_by"] = made["recorded_by"]
        return made | dict(table.more)

    @staticmethod
    def _seal(
        made: Columns,
        table: _Table,
        key: SealingKey,
        place: tuple[str, str],
        said: tuple[str, str | None],
    ) -> None:
        name, text = said
        column = f"{name}_ct"
        if column in table.model.__table__.columns:
            text = clean(text, name)
            made[column] = key.seal(text, Place(place[0], column, place[1])) if text else None


@dataclass(frozen=True)
class _Known:
    """A life with the person's id and key, and the ids its lists will have."""

    life: Life
    id: int
    public_id: str
    key: SealingKey
    wrapped: bytes
    key_version: int
    ids: Mapping[str, Sequence[int]]


_FIELDS: dict[type, tuple[str, ...]] = {}


def _names(kind: type) -> tuple[str, ...]:
    if kind not in _FIELDS:
        _FIELDS[kind] = tuple(field.name for field in fields(kind))
    return _FIELDS[kind]


def write(session: Session, act: Act, lives: Sequence[Life], look_from: datetime) -> list[int]:
    """Write these lives into the service, and give the people's ids in order.

    Nobody is judged: each person is due from `look_from`, or from when they were written in.
    Raises KeyError for a worker or a team that is not here.
    """
    writing = _Writing(
        session,
        act,
        dict(session.execute(select(Worker.email, Worker.id)).all()),
        dict(session.execute(select(Team.name, Team.id)).all()),
    )
    known = _known(session, act, lives)
    insert_all(session, Person, [_person(writing, one) for one in known])
    insert_all(
        session,
        PersonKey,
        [
            {"person_id": one.id, "wrapped": one.wrapped, "key_version": one.key_version}
            for one in known
        ],
    )
    insert_all(
        session,
        Standing,
        [
            {"person_id": one.id, "look_again_at": max(look_from, one.life.first_here_at)}
            for one in known
        ],
    )
    for table in TABLES:
        insert_all(session, table.model, list(writing.facts(table, known)))
    insert_all(session, MeetingStep, [step for one in known for step in _steps(writing, one)])
    insert_all(session, ContactWorker, [row for one in known for row in _others(writing, one)])
    for one in known:
        act.note("person.written_in", one.id, ("person", one.public_id))
    return [one.id for one in known]


def write_absences(session: Session, times: Iterable[TimeAway]) -> None:
    """Write workers' times away. Raises KeyError for a worker who is not here."""
    ids = dict(session.execute(select(Worker.email, Worker.id)).all())
    rows: list[dict[str, object]] = [
        {
            "public_id": new_public_id(),
            "worker_id": ids[one.worker],
            "from_at": one.from_at,
            "until_at": one.until_at,
            "planned": one.planned,
            "known_at": one.known_at,
            "recorded_at": one.known_at,
            "recorded_by": f"worker:{ids[one.by]}",
        }
        for one in times
    ]
    insert_all(session, Absence, rows)


def _known(session: Session, act: Act, lives: Sequence[Life]) -> list[_Known]:
    person_ids = reserve(session, Person, len(lives))
    ids = {table.listed: iter(_all_ids(session, table, lives)) for table in TABLES}
    made = []
    for person_id, life in zip(person_ids, lives, strict=True):
        public_id = new_public_id()
        key = act.keys.new_person_key(public_id)
        theirs = {
            listed: [next(given) for _ in getattr(life, listed)] for listed, given in ids.items()
        }
        made.append(_Known(life, person_id, public_id, key.key, key.wrapped, key.version, theirs))
    return made


def _all_ids(session: Session, table: _Table, lives: Sequence[Life]) -> list[int]:
    return reserve(session, table.model, sum(len(getattr(life, table.listed)) for life in lives))


def _person(writing: _Writing, known: _Known) -> Columns:
    life, public_id = known.life, known.public_id

    def sealed(column: str, text: str | None) -> bytes | None:
        return known.key.seal(text, Place("person", column, public_id)) if text else None

    return {
        "id": known.id,
        "public_id": public_id,
        "reference": life.reference,
        "team_id": writing.teams[life.team],
        "name_ct": sealed("name_ct", life.name),
        "pronouns_ct": sealed("pronouns_ct", life.pronouns),
        "born_on": life.born_on,
        "ethnicity": life.ethnicity,
        "language": life.language,
        "likes_contact_by": life.likes_contact_by,
        "first_here_at": life.first_here_at,
        "written_in_by": writing.actor(life.written_in_by),
    }


def _steps(writing: _Writing, known: _Known) -> Iterator[Columns]:
    for id_, meeting in zip(known.ids["meetings"], known.life.meetings, strict=True):
        planned = MeetingState.PLANNED
        by = writing.actor(meeting.planned_by)
        yield _step(id_, meeting.planned_at, by, None, planned)
        if meeting.settled_at is not None:
            by = writing.actor(meeting.settled_by or meeting.planned_by)
            yield _step(id_, meeting.settled_at, by, planned, meeting.state)


def _step(
    meeting_id: int,
    at: datetime,
    actor: str | None,
    before: MeetingState | None,
    after: MeetingState,
) -> Columns:
    return {
        "meeting_id": meeting_id,
        "stepped_at": at,
        "actor": actor,
        "from_state": before,
        "to_state": after,
    }


def _others(writing: _Writing, known: _Known) -> Iterator[Columns]:
    for id_, contact in zip(known.ids["contacts"], known.life.contacts, strict=True):
        for worker in contact.also_there:
            yield {"contact_id": id_, "worker_id": writing.workers[worker]}
