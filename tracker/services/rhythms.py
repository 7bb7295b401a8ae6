"""Agree how often to be in touch; record that custody or hospital ended."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from tracker.domain.errors import ConflictError, InvalidError, NotFoundError
from tracker.domain.vocabulary import Circumstance
from tracker.models.rhythms import Rhythm
from tracker.services import judging
from tracker.services.acts import Act
from tracker.services.grounds import fact, made_before, open_stay, refuse_too_soon

LONGEST_DAYS = 365


@dataclass(frozen=True, slots=True)
class NewRhythm:
    """About every so many days, with breathing room if the team set its own."""

    every_days: int
    breathing_days: int | None = None
    circumstance: Circumstance | None = None
    agreed_with_person: bool = True


def agree_rhythm(session: Session, act: Act, person_id: int, new: NewRhythm) -> Rhythm:
    """Record what was agreed now: the latest that has not ended applies.

    The same form sent twice gives the same rhythm. Raises InvalidError for days out of bounds,
    ConflictError when the person is not with us.
    """
    judging.lock_person(session, person_id)
    if before := made_before(session, act, Rhythm, person_id):
        return before
    open_stay(session, person_id)
    rhythm = add_rhythm(session, act, person_id, new)
    judging.judge(session, act, person_id)
    return rhythm


def add_rhythm(session: Session, act: Act, person_id: int, new: NewRhythm) -> Rhythm:
    """Add the row alone, for an act that holds the lock and judges itself."""
    if not 1 <= new.every_days <= LONGEST_DAYS:
        raise InvalidError("Use a number of days from 1 to 365.", field="every_days")
    if new.breathing_days is not None and not 0 <= new.breathing_days <= LONGEST_DAYS:
        raise InvalidError("Use a number of days from 0 to 365.", field="breathing_days")
    rhythm = Rhythm(
        **fact(act, person_id),
        form_token=act.form_token,
        every_days=new.every_days,
        breathing_days=new.breathing_days,
        circumstance=new.circumstance,
        agreed_at=act.at,
        agreed_with_person=new.agreed_with_person,
    )
    session.add(rhythm)
    session.flush()
    act.note("rhythm.agreed", person_id, ("rhythm", rhythm.public_id))
    return rhythm


def end_circumstance(session: Session, act: Act, rhythm_id: int) -> list[Rhythm]:
    """Record that custody or hospital is over now; the rhythm of before applies again.

    Several may have been agreed in there: all of them end. Raises ConflictError when none is open.
    """
    person_id = session.scalar(select(Rhythm.person_id).where(Rhythm.id == rhythm_id))
    if person_id is None:
        raise NotFoundError("There is no such rhythm.")
    judging.lock_person(session, person_id)
    ending = session.scalars(
        select(Rhythm).where(
            Rhythm.person_id == person_id,
            Rhythm.circumstance.is_not(None),
            Rhythm.ended_at.is_(None),
            Rhythm.superseded_at.is_(None),
        )
    ).all()
    if not ending:
        raise ConflictError("This has ended already. There is nothing left to do here.")
    for rhythm in ending:
        refuse_too_soon(rhythm.agreed_at, act)
        rhythm.ended_at = act.at
        act.note("rhythm.circumstance_ended", person_id, ("rhythm", rhythm.public_id))
    judging.judge(session, act, person_id)
    return list(ending)
