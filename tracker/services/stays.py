"""End a time with us: a named worker's act that lets everything else rest."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from tracker.domain.errors import ConflictError, InvalidError
from tracker.domain.vocabulary import MeetingState, PairingEnd, PairingRole, StayEnding
from tracker.models.pairings import Pairing
from tracker.models.stays import Stay
from tracker.services import judging, meetings, pairings, pauses
from tracker.services.acts import Act
from tracker.services.sealing import clean, key_of, seal

LONGEST_WORDS = 2_000
RESTS = pairings.PairingEnding(PairingEnd.STAY_ENDED, planned=True)


@dataclass(frozen=True, slots=True)
class NewEnding:
    """How a time with us ends, and in words if there are some."""

    ending: StayEnding
    words: str | None = None


def end_stay(session: Session, act: Act, person_id: int, new: NewEnding) -> Stay:
    """End the open stay; pairings end with it, as planned, a pause ends, meetings are withdrawn.

    Raises ConflictError when no stay is open.
    """
    if act.worker_id is None:
        raise InvalidError("Only a named worker ends a person's time with us.")
    judging.lock_person(session, person_id)
    stay = session.scalar(
        select(Stay).where(
            Stay.person_id == person_id, Stay.ended_at.is_(None), Stay.superseded_at.is_(None)
        )
    )
    if stay is None:
        raise ConflictError("Their time with us has ended already.")
    stay.ended_at, stay.ending, stay.ended_by = act.at, new.ending, act.by
    words = clean(new.words, "words", LONGEST_WORDS)
    stay.words_ct = seal(
        key_of(session, act, person_id), ("stay", "words_ct", stay.public_id), words
    )
    _let_rest(session, act, person_id)
    act.note("stay.ended", person_id, ("stay", stay.public_id), {"ending": new.ending.value})
    judging.judge(session, act, person_id)
    return stay


def _let_rest(session: Session, act: Act, person_id: int) -> None:
    for pairing in pairings.open_pairings(session, person_id):
        pairings.close(act, pairing, RESTS)
    _end_cover(session, act, person_id)
    pause = pauses.open_pause(session, person_id)
    if pause is not None:
        pauses.close(act, pause)
    for meeting in meetings.still_planned(session, person_id):
        meetings.settle(session, act, meeting, MeetingState.WITHDRAWN)


def _end_cover(session: Session, act: Act, person_id: int) -> None:
    """Withdraw cover that was to last beyond today: its end cannot be moved, so it is replaced."""
    for cover in session.scalars(
        select(Pairing).where(
            Pairing.person_id == person_id,
            Pairing.role == PairingRole.COVER,
            Pairing.superseded_at.is_(None),
            Pairing.ended_at > act.at,
        )
    ).all():
        cover.superseded_at = act.at
        session.flush()
        if cover.started_at < act.at:
            session.add(
                Pairing(
                    person_id=person_id,
                    worker_id=cover.worker_id,
                    role=PairingRole.COVER,
                    started_at=cover.started_at,
                    ended_at=act.at,
                    start_reason=cover.start_reason,
                    started_by=cover.started_by,
                    replaces_id=cover.id,
                    known_at=cover.known_at,
                    recorded_at=act.at,
                    recorded_by=act.by,
                )
            )
