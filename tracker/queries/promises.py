"""All that was agreed with a person, what came of it, and one promise as it was written."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from sqlalchemy import Select, String, and_, cast, func, literal, select
from sqlalchemy.orm import Session, aliased

from tracker.domain.sealing import Opened, Place
from tracker.domain.vocabulary import KeptOrNot, WhosePromise
from tracker.models.accounts import Worker
from tracker.models.contacts import Contact
from tracker.models.promises import Promise, PromiseAnswer
from tracker.queries.sealed import Opener

ANSWERED, ANSWERER = aliased(PromiseAnswer, name="answered"), aliased(Worker, name="answerer")
FIRST = func.coalesce(Promise.first_id, Promise.id)  # where the answers of every version are


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """What came of a promise, who said so and when; a not yet names a new day."""

    answer_id: int
    public_id: str
    answer: KeptOrNot
    answered_at: datetime
    due_on: date | None
    recorded_at: datetime
    recorded_by: str
    by_name: str | None


@dataclass(frozen=True, slots=True)
class PromiseRow:
    """A promise opened for reading: `due_on` is the day that counts now, the latest named.

    `contact_public_id` is where it was said, while that contact stands.
    """

    promise_id: int
    public_id: str
    whose: WhosePromise
    words: Opened
    worker_name: str
    promised_at: datetime
    first_due_on: date | None
    corrected: bool
    reason: Opened | None
    stands: bool
    contact_public_id: str | None
    answers: tuple[AnswerRow, ...]

    @property
    def due_on(self) -> date | None:
        days = [answer.due_on for answer in self.answers if answer.due_on is not None]
        return days[-1] if days else self.first_due_on

    @property
    def last(self) -> AnswerRow | None:
        return self.answers[-1] if self.answers else None

    @property
    def is_open(self) -> bool:
        return all(answer.answer is KeptOrNot.NOT_YET for answer in self.answers)

    @property
    def is_ours(self) -> bool:
        return self.whose is WhosePromise.OURS

    @property
    def seen(self) -> str:
        """Give what an answer says it has seen: the latest answer, or the promise itself."""
        return (self.last or self).public_id


def list_promises(session: Session, opener: Opener, person_id: int) -> list[PromiseRow]:
    """Give all that was ever agreed (one statement): open ones, then those answered, latest first.

    Of the open ones ours come by their day, then theirs as they were said.
    """
    standing = _promises(person_id).where(Promise.superseded_at.is_(None))
    found = list(_rows(opener, session.execute(standing)))
    over = [row for row in found if not row.is_open]
    latest = sorted(over, key=lambda row: row.answers[-1].answered_at, reverse=True)
    return [*_in_order(row for row in found if row.is_open), *latest]


def find_promise(
    session: Session, opener: Opener, person_id: int, public_id: str
) -> PromiseRow | None:
    """Give a promise of this person, standing or set right since, with its answers."""
    rows = session.execute(_promises(person_id).where(Promise.public_id == public_id))
    return next(_rows(opener, rows), None)


def find_answer(session: Session, person_id: int, public_id: str) -> tuple[int, bool] | None:
    """Give the id of an answer about this person, and whether it stands."""
    row = session.execute(
        select(PromiseAnswer.id, PromiseAnswer.superseded_at.is_(None)).where(
            PromiseAnswer.person_id == person_id, PromiseAnswer.public_id == public_id
        )
    ).one_or_none()
    return None if row is None else (row[0], row[1])


def standing_now(session: Session, promise_id: int) -> str:
    """Give the public id of what stands in a promise's place now."""
    first = select(FIRST).where(Promise.id == promise_id).scalar_subquery()
    newest = aliased(Promise)
    return session.scalars(
        select(newest.public_id).where(
            func.coalesce(newest.first_id, newest.id) == first, newest.superseded_at.is_(None)
        )
    ).one()


def _promises(person_id: int) -> Select[*tuple[Any, ...]]:
    who_answered = literal("worker:", String) + cast(ANSWERER.id, String) == ANSWERED.recorded_by
    answered = and_(ANSWERED.promise_id == FIRST, ANSWERED.superseded_at.is_(None))
    said_in = and_(Contact.id == Promise.contact_id, Contact.superseded_at.is_(None))
    return (
        select(Promise, Worker.name, Contact.public_id, ANSWERED, ANSWERER.name)
        .join(Worker, Worker.id == Promise.worker_id)
        .outerjoin(Contact, said_in)
        .outerjoin(ANSWERED, answered)
        .outerjoin(ANSWERER, who_answered)
        .where(Promise.person_id == person_id)
        .order_by(Promise.promised_at, Promise.id, ANSWERED.answered_at, ANSWERED.id)
    )


def _in_order(rows: Iterable[PromiseRow]) -> list[PromiseRow]:
    return sorted(rows, key=lambda row: (row.due_on is None, row.due_on or date.min))


def _rows(opener: Opener, rows: Iterable[Any]) -> Iterator[PromiseRow]:
    for promise, some in groupby(rows, key=lambda row: row[0]):
        yield _row(opener, promise, list(some))


def _row(opener: Opener, promise: Promise, rows: list[Any]) -> PromiseRow:
    _, worker_name, contact, _, _ = rows[0]
    words, reason = (
        Place("promise", column, promise.public_id) for column in ("words_ct", "reason_ct")
    )

    return PromiseRow(
        promise_id=promise.id,
        public_id=promise.public_id,
        whose=promise.whose,
        words=opener.text(promise.person_id, promise.words_ct, words),
        worker_name=worker_name,
        promised_at=promise.promised_at,
        first_due_on=promise.due_on,
        corrected=promise.replaces_id is not None,
        reason=opener.text(promise.person_id, promise.reason_ct, reason),
        stands=promise.superseded_at is None,
        contact_public_id=contact,
        answers=tuple(_answer(answer, name) for *_, answer, name in rows if answer is not None),
    )


def _answer(answer: PromiseAnswer, by_name: str | None) -> AnswerRow:
    return AnswerRow(
        answer_id=answer.id,
        public_id=answer.public_id,
        answer=answer.answer,
        answered_at=answer.answered_at,
        due_on=answer.due_on,
        recorded_at=answer.recorded_at,
        recorded_by=answer.recorded_by,
        by_name=by_name,
    )
