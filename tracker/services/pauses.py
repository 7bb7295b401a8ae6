"""Pause together, with a day to look again; nothing ever pauses by itself."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from tracker.domain.errors import ConflictError, InvalidError
from tracker.domain.vocabulary import PauseKind
from tracker.models.base import new_public_id
from tracker.models.stays import Pause
from tracker.services import judging
from tracker.services.acts import Act
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
    judging.lock_person(session, person_id)
    before = act.form_token and session.scalar(
        select(Pause).where(Pause.form_token == act.form_token)
    )
    if before:
        return before
    _check(session, act, person_id, new)
    if open_pause(session, person_id) is not None:
        raise ConflictError("You have paused together already. End that pause first.")
    words = clean(new.words, "words", LONGEST_WORDS)
    if words is None:
        raise InvalidError("Say why in a few words.", field="words")
    public_id = new_public_id()
    row = Pause(
        public_id=public_id,
        form_token=act.form_token,
        person_id=person_id,
        kind=new.kind,
        from_at=act.at,
        look_again_on=new.look_again_on,
        words_ct=seal(key_of(session, act, person_id), ("pause", "words_ct", public_id), words),
        decided_by=act.by,
        known_at=act.at,
        recorded_at=act.at,
        recorded_by=act.by,
    )
    session.add(row)
    act.note("pause.started", person_id, ("pause", public_id))
    judging.judge(session, act, person_id)
    return row


def end_pause(session: Session, act: Act, person_id: int) -> Pause:
    """End the open pause: a named worker's decision. Raises ConflictError when there is none."""
    judging.lock_person(session, person_id)
    if act.worker_id is None:
        raise InvalidError("Only a named worker ends a pause.")
    row = open_pause(session, person_id)
    if row is None:
        raise ConflictError("There is no pause to end.")
    close(act, row)
    act.note("pause.ended", person_id, ("pause", row.public_id))
    judging.judge(session, act, person_id)
    return row


def close(act: Act, row: Pause) -> None:
    if act.at <= row.from_at:
        raise ConflictError("This pause has only just begun. Try again in a moment.")
    row.ended_at = act.at
    row.ended_by = act.by


def open_pause(session: Session, person_id: int) -> Pause | None:
    return session.scalar(
        select(Pause).where(
            Pause.person_id == person_id, Pause.ended_at.is_(None), Pause.superseded_at.is_(None)
        )
    )


def _check(session: Session, act: Act, person_id: int, new: NewPause) -> None:
    if act.worker_id is None:
        raise InvalidError("Only a named worker pauses support.")
    today = judging.calendar_of(session, act, person_id).day_of(act.at)
    if not 0 < (new.look_again_on - today).days <= LONGEST_DAYS:
        raise InvalidError("Choose a day after today, within a year.", field="look_again_on")
