"""What we agreed: say it, say what came of it, set it right; undo an answer while it is fresh."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from tracker.domain.errors import ConflictError, InvalidError, NotFoundError
from tracker.domain.sealing import Place
from tracker.domain.vocabulary import KeptOrNot, WhosePromise
from tracker.models.accounts import Worker
from tracker.models.contacts import Contact
from tracker.models.promises import Promise, PromiseAnswer
from tracker.services import judging
from tracker.services.acts import Act
from tracker.services.conflicts import UNDO_WITHIN, changed_by
from tracker.services.grounds import fact, made_before, open_stay
from tracker.services.sealing import clean, key_of, seal

LONGEST_WORDS = 2_000
LONGEST_DAYS = 366


@dataclass(frozen=True, slots=True)
class NewPromise:
    """Something agreed: ours by a day, theirs without one; `contact_id` is where it was said."""

    worker_id: int
    whose: WhosePromise
    words: str
    due_on: date | None = None
    contact_id: int | None = None


@dataclass(frozen=True, slots=True)
class NewAnswer:
    """What came of a promise; a not yet names the new day.

    `seen` is the public id of the answer that was shown, or of the promise where there was none.
    """

    answer: KeptOrNot
    seen: str
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class SetRight:
    """A promise as it was really said, and why it is written anew; whose it is does not change."""

    words: str
    reason: str
    due_on: date | None = None


def make_promise(session: Session, act: Act, person_id: int, new: NewPromise) -> Promise:
    """Write down what was agreed. The same form sent twice gives the same promise.

    Raises InvalidError naming the field at fault, ConflictError when the person is not with us.
    """
    judging.lock_person(session, person_id)
    if before := made_before(session, act, Promise, person_id):
        return before
    open_stay(session, person_id)
    said_at = _said_at(session, act, person_id, new.contact_id)
    if session.get(Worker, new.worker_id) is None:
        raise InvalidError("Choose who said it for us.", field="worker")
    _check_day(session, act, person_id, (new.whose, said_at), new.due_on)
    own = fact(act, person_id)
    promise = Promise(
        **own,
        form_token=act.form_token,
        worker_id=new.worker_id,
        contact_id=new.contact_id,
        whose=new.whose,
        words_ct=_sealed_words(session, act, person_id, own["public_id"], new.words),
        promised_at=said_at,
        due_on=new.due_on,
    )
    session.add(promise)
    act.note("promise.made", person_id, ("promise", promise.public_id))
    judging.judge(session, act, person_id)
    return promise


def answer_promise(session: Session, act: Act, promise_id: int, new: NewAnswer) -> PromiseAnswer:
    """Say what came of a promise. The same answer given again is the one that stands.

    Raises ChangedMeanwhileError when another answer, or other words, stand now than were shown,
    InvalidError for a day that has passed, and for anything but letting theirs go: nobody of us
    judges whether a person kept what they wanted to try.
    """
    promise = _lock(session, promise_id)
    last = _last_answer(session, promise)
    if last is not None and (last.answer, last.due_on) == (new.answer, new.due_on):
        return last
    _refuse_changed(session, act, promise, last, new.seen)
    _check_answer(session, act, promise, new)
    answer = PromiseAnswer(
        **fact(act, promise.person_id),
        promise_id=promise.first_id or promise.id,
        answer=new.answer,
        answered_at=act.at,
        due_on=new.due_on,
    )
    session.add(answer)
    act.note(f"promise.{new.answer.value}", promise.person_id, ("promise", promise.public_id))
    judging.judge(session, act, promise.person_id)
    return answer


def undo_answer(session: Session, act: Act, answer_id: int) -> PromiseAnswer:
    """Undo what one has just answered: the promise is open again, as it was before.

    Raises ConflictError after 10 minutes, when someone else answered, or when it is undone.
    """
    person_id = session.scalar(select(PromiseAnswer.person_id).where(PromiseAnswer.id == answer_id))
    if person_id is None:
        raise NotFoundError("There is no such answer.")
    judging.lock_person(session, person_id)
    answer = session.get_one(PromiseAnswer, answer_id, populate_existing=True)
    if answer.superseded_at is not None:
        raise ConflictError("This was undone already. Look at what stands now.")
    if answer.recorded_by != act.by:
        raise ConflictError("Someone else answered this. Ask them whether it is so.")
    if act.at > answer.recorded_at + UNDO_WITHIN:
        raise ConflictError("More than 10 minutes have passed. Write it down anew instead.")
    answer.superseded_at = act.at
    act.note("promise.answer_undone", person_id, ("promise_answer", answer.public_id))
    judging.judge(session, act, person_id)
    return answer


def correct_promise(session: Session, act: Act, promise_id: int, right: SetRight) -> Promise:
    """Write the promise anew, with the reason; the old row stays, superseded, its answers hold.

    Raises ChangedMeanwhileError when someone corrected this version first.
    """
    old = _lock(session, promise_id)
    if before := made_before(session, act, Promise, old.person_id):
        return before
    _refuse_superseded(session, act, old)
    why = clean(right.reason, "reason", 500)
    if why is None:
        raise InvalidError("Say what you are setting right.", field="reason")
    _check_day(session, act, old.person_id, (old.whose, old.promised_at), right.due_on)
    own = fact(act, old.person_id) | {"known_at": old.known_at}
    key = key_of(session, act, old.person_id)
    promise = Promise(
        **own,
        form_token=act.form_token,
        replaces_id=old.id,
        first_id=old.first_id or old.id,
        worker_id=old.worker_id,
        contact_id=old.contact_id,
        whose=old.whose,
        words_ct=_sealed_words(session, act, old.person_id, own["public_id"], right.words),
        reason_ct=seal(key, ("promise", "reason_ct", own["public_id"]), why),
        promised_at=old.promised_at,
        due_on=right.due_on,
    )
    old.superseded_at = act.at
    session.add(promise)
    act.note("promise.corrected", old.person_id, ("promise", promise.public_id))
    judging.judge(session, act, old.person_id)
    return promise


def _lock(session: Session, promise_id: int) -> Promise:
    person_id = session.scalar(select(Promise.person_id).where(Promise.id == promise_id))
    if person_id is None:
        raise NotFoundError("There is no such promise.")
    judging.lock_person(session, person_id)
    return session.get_one(Promise, promise_id, populate_existing=True)


def _last_answer(session: Session, promise: Promise) -> PromiseAnswer | None:
    return session.scalar(
        select(PromiseAnswer)
        .where(
            PromiseAnswer.promise_id == (promise.first_id or promise.id),
            PromiseAnswer.superseded_at.is_(None),
        )
        .order_by(PromiseAnswer.answered_at.desc(), PromiseAnswer.id.desc())
        .limit(1)
    )


def _refuse_changed(
    session: Session, act: Act, promise: Promise, last: PromiseAnswer | None, seen: str
) -> None:
    _refuse_superseded(session, act, promise)
    if last is not None and seen != last.public_id:
        raise changed_by(session, act, last)
    if last is not None and last.answer is not KeptOrNot.NOT_YET:
        raise ConflictError("This is settled already. Look at it again.")
    if last is None and seen != promise.public_id:
        raise ConflictError("An answer to this was undone a moment ago. Look at it again.")


def _refuse_superseded(session: Session, act: Act, promise: Promise) -> None:
    newer = session.scalar(select(Promise).where(Promise.replaces_id == promise.id))
    if newer is not None:
        raise changed_by(session, act, newer)


def _check_answer(session: Session, act: Act, promise: Promise, new: NewAnswer) -> None:
    if promise.whose is WhosePromise.THEIRS and new.answer is not KeptOrNot.LET_GO:
        raise InvalidError("What they try is theirs. You can only let it go together.")
    if new.answer is not KeptOrNot.NOT_YET:
        if new.due_on is not None:
            raise InvalidError("Only a not yet names a new day.", field="due_on")
        return
    today = judging.calendar_of(session, act, promise.person_id).day_of(act.at)
    if new.due_on is None or not 0 <= (new.due_on - today).days <= LONGEST_DAYS:
        raise InvalidError("Choose a day from today on, within a year.", field="due_on")


def _said_at(session: Session, act: Act, person_id: int, contact_id: int | None) -> datetime:
    """Give when it was said: at the contact it was said in, else now."""
    if contact_id is None:
        return act.at
    contact = session.get(Contact, contact_id)
    if contact is None or contact.person_id != person_id:
        raise NotFoundError("There is no such contact.")
    return contact.occurred_at


def _check_day(
    session: Session,
    act: Act,
    person_id: int,
    said: tuple[WhosePromise, datetime],
    due_on: date | None,
) -> None:
    """Look that ours has a day, from that on which it was said, and theirs has none."""
    whose, said_at = said
    if whose is WhosePromise.THEIRS:
        if due_on is not None:
            raise InvalidError("What they try has no day. Leave it empty.", field="due_on")
        return
    if due_on is None:
        raise InvalidError("Choose the day by which we do it.", field="due_on")
    first = judging.calendar_of(session, act, person_id).day_of(said_at)
    if not 0 <= (due_on - first).days <= LONGEST_DAYS:
        sentence = f"Choose a day from {first:%A} {first.day} {first:%B} on, within a year."
        raise InvalidError(sentence, field="due_on")


def _sealed_words(session: Session, act: Act, person_id: int, public_id: str, words: str) -> bytes:
    cleaned = clean(words, "words", LONGEST_WORDS)
    if cleaned is None:
        raise InvalidError("Write what was agreed.", field="words")
    return key_of(session, act, person_id).seal(cleaned, Place("promise", "words_ct", public_id))
