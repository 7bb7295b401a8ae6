"""Pause together, with a day to look again; nothing ever pauses by itself."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from tracker.domain.errors import ConflictError, InvalidError
from tracker.domain.vocabulary import PauseKind
from tracker.models.stays import Pause
from tracker.services import judging
from tracker.services.acts import Act
from tracker.services.grounds import fact, made_before, named, open_stay, refuse_too_soon
from tracker.services.sealing import clean, key_of, seal

LONGEST_WORDS = 2_000
LONGEST_DAYS = 366


@dataclass(frozen=True, slots=True)
class NewPause:
    """Why both pause, the day to look again, and the reason in words."""

    kind: PauseKind
    look_again_on: date
    words: str


def pause(session: Session, act: Act, person_id: int, new: NewPause) -> Pause:
    """Start a pause: a named worker's decision. Raises ConflictError when one is open."""
    decided_by = named(act)
    judging.lock_person(session, person_id)
    if before := made_before(session, act, Pause, person_id):
        return before
    words = _check(session, act, person_id, new)
    open_stay(session, person_id)
    if open_pause(session, person_id) is not None:
        raise ConflictError("You have paused together already. End that pause first.")
    own = fact(act, person_id)
    key, place = key_of(session, act, person_id), ("pause", "words_ct", own["public_id"])
    row = Pause(
        **own,
        form_token=act.form_token,
        kind=new.kind,
        from_at=act.at,
        look_again_on=new.look_again_on,
        words_ct=seal(key, place, words),
        decided_by=decided_by,
    )
    session.add(row)
    act.note("pause.started", person_id, ("pause", row.public_id))
    judging.judge(session, act, person_id)
    return row


def end_pause(session: Session, act: Act, person_id: int) -> Pause:
    """End the open pause: a named worker's decision. Raises ConflictError when there is none."""
    judging.lock_person(session, person_id)
    row = open_pause(session, person_id)
    if row is None:
        raise ConflictError("There is no pause to end.")
    close(act, row)
    judging.judge(session, act, person_id)
    return row


def close(act: Act, row: Pause) -> None:
    """Write the end on the row, for an act that holds the lock and judges itself."""
    ended_by = named(act)
    refuse_too_soon(row.from_at, act)
    row.ended_at, row.ended_by = act.at, ended_by
    act.note("pause.ended", row.person_id, ("pause", row.public_id))


def open_pause(session: Session, person_id: int) -> Pause | None:
    return session.scalar(
        select(Pause).where(
            Pause.person_id == person_id, Pause.ended_at.is_(None), Pause.superseded_at.is_(None)
        )
    )


def _check(session: Session, act: Act, person_id: int, new: NewPause) -> str:
    today = judging.calendar_of(session, act, person_id).day_of(act.at)
    if not 0 < (new.look_again_on - today).days <= LONGEST_DAYS:
        raise InvalidError("Choose a day after today, within a year.", field="look_again_on")
    words = clean(new.words, "words", LONGEST_WORDS)
    if words is None:
        raise InvalidError("Say why in a few words.", field="words")
    return words
