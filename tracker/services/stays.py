"""End a time with us: a named worker's act that lets everything else rest."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from tracker.domain.vocabulary import MeetingState, PairingEnd, StayEnding
from tracker.models.stays import Stay
from tracker.services import judging, meetings, pairings, pauses
from tracker.services.acts import Act
from tracker.services.grounds import named, open_stay, refuse_too_soon
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

    *No intervention needed* is one of the endings, good as any, with or without a match before.
    Raises ConflictError when no stay is open.
    """
    ended_by = named(act)
    judging.lock_person(session, person_id)
    stay = open_stay(session, person_id)
    refuse_too_soon(stay.started_at or stay.referred_at, act)
    words = clean(new.words, "words", LONGEST_WORDS)
    key = key_of(session, act, person_id)
    stay.words_ct = seal(key, ("stay", "words_ct", stay.public_id), words)
    stay.ended_at, stay.ending, stay.ended_by = act.at, new.ending, ended_by
    act.note("stay.ended", person_id, ("stay", stay.public_id), {"fields": ["ending"]})
    _let_rest(session, act, person_id)
    judging.judge(session, act, person_id)
    return stay


def _let_rest(session: Session, act: Act, person_id: int) -> None:
    for pairing in pairings.open_pairings(session, act, person_id):
        pairings.close(session, act, pairing, RESTS)
    pause = pauses.open_pause(session, person_id)
    if pause is not None:
        pauses.close(act, pause)
    for meeting in meetings.still_planned(session, person_id):
        meetings.settle(session, act, meeting, MeetingState.WITHDRAWN)
