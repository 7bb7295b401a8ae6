"""Bind a person and a worker: the first match, a deputy, and an end said by a named worker."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from tracker.domain.errors import ConflictError, InvalidError, NotFoundError
from tracker.domain.vocabulary import PairingEnd, PairingRole, PairingStart, Role
from tracker.models.accounts import Worker, WorkerRole
from tracker.models.base import new_public_id
from tracker.models.pairings import Pairing
from tracker.models.stays import Stay
from tracker.services import judging
from tracker.services.acts import Act
from tracker.services.rhythms import NewRhythm, add_rhythm
from tracker.services.sealing import clean, key_of, seal

LONGEST_WORDS = 2_000


@dataclass(frozen=True, slots=True)
class FirstMatch:
    """Who will be alongside the person, who is the second face, and how often to be in touch."""

    worker_id: int
    deputy_id: int | None = None
    rhythm: NewRhythm | None = None


@dataclass(frozen=True, slots=True)
class PairingEnding:
    """Why a pairing ends, whether that was planned, and in words if there are some."""

    reason: PairingEnd
    planned: bool
    words: str | None = None


def agree_first_match(session: Session, act: Act, person_id: int, match: FirstMatch) -> Pairing:
    """Make someone the key worker of a person who has none.

    The same form sent twice gives the same pairing. Raises ConflictError when there is a key
    worker already, InvalidError when the worker cannot be one.
    """
    judging.lock_person(session, person_id)
    before = _already(session, act)
    if before is not None:
        return before
    if match.deputy_id == match.worker_id:
        raise InvalidError("Choose two different workers.", field="deputy")
    _refuse_unless_available(session, act, match.worker_id, "worker")
    _refuse_a_second(session, person_id)
    stay = _open_stay(session, person_id)
    pairing = _start(session, act, (person_id, match.worker_id), PairingRole.KEY_WORKER)
    if stay.started_at is None:
        stay.started_at = act.at
    if match.deputy_id is not None:
        _name_deputy(session, act, person_id, match.deputy_id)
    if match.rhythm is not None:
        add_rhythm(session, act, person_id, match.rhythm)
    act.note("pairing.agreed", person_id, ("pairing", pairing.public_id))
    judging.judge(session, act, person_id)
    return pairing


def name_deputy(session: Session, act: Act, person_id: int, worker_id: int) -> Pairing:
    """Name the second face; whoever was it before is thanked and ends today, as planned."""
    judging.lock_person(session, person_id)
    before = _already(session, act)
    if before is not None:
        return before
    _open_stay(session, person_id)
    pairing = _name_deputy(session, act, person_id, worker_id)
    act.note("deputy.named", person_id, ("pairing", pairing.public_id))
    judging.judge(session, act, person_id)
    return pairing


def end_pairing(session: Session, act: Act, pairing_id: int, ending: PairingEnding) -> Pairing:
    """End a pairing: a named worker's act, with a reason. Raises ConflictError when it has ended."""
    person_id = session.scalar(select(Pairing.person_id).where(Pairing.id == pairing_id))
    if person_id is None:
        raise NotFoundError("There is no such pairing.")
    judging.lock_person(session, person_id)
    pairing = session.get_one(Pairing, pairing_id, populate_existing=True)
    if pairing.ended_at is not None or pairing.superseded_at is not None:
        raise ConflictError("This pairing has ended already. There is nothing left to do here.")
    close(act, pairing, ending)
    words = clean(ending.words, "words", LONGEST_WORDS)
    key = key_of(session, act, person_id)
    pairing.reason_ct = seal(key, ("pairing", "reason_ct", pairing.public_id), words)
    act.note("pairing.ended", person_id, ("pairing", pairing.public_id))
    judging.judge(session, act, person_id)
    return pairing


def close(act: Act, pairing: Pairing, ending: PairingEnding) -> None:
    """Write the end on the row; only a named worker can (PRODUCT 2)."""
    if act.worker_id is None:
        raise InvalidError("Only a named worker ends a pairing.")
    if act.at <= pairing.started_at:
        raise ConflictError("This pairing has only just begun. Try again in a moment.")
    pairing.ended_at = act.at
    pairing.end_reason = ending.reason
    pairing.end_planned = ending.planned
    pairing.ended_by = act.by


def open_pairings(session: Session, person_id: int) -> list[Pairing]:
    """Give a person's pairings that stand and have not ended."""
    return list(
        session.scalars(
            select(Pairing).where(
                Pairing.person_id == person_id,
                Pairing.ended_at.is_(None),
                Pairing.superseded_at.is_(None),
            )
        )
    )


def _already(session: Session, act: Act) -> Pairing | None:
    if act.form_token is None:
        return None
    return session.scalar(select(Pairing).where(Pairing.form_token == act.form_token))


def _refuse_unless_available(session: Session, act: Act, worker_id: int, field: str) -> None:
    """Refuse a worker without an active account or without the role today."""
    held = session.scalar(
        select(WorkerRole.id)
        .join(Worker, Worker.id == WorkerRole.worker_id)
        .where(
            WorkerRole.worker_id == worker_id,
            WorkerRole.role == Role.KEY_WORKER,
            WorkerRole.from_at <= act.at,
            WorkerRole.until_at.is_(None) | (WorkerRole.until_at > act.at),
            Worker.active,
        )
        .limit(1)
    )
    if held is None:
        raise InvalidError("Choose a key worker who is here today.", field=field)


def _refuse_a_second(session: Session, person_id: int) -> None:
    name = session.scalar(
        select(Worker.name)
        .join(Pairing, Pairing.worker_id == Worker.id)
        .where(
            Pairing.person_id == person_id,
            Pairing.role == PairingRole.KEY_WORKER,
            Pairing.ended_at.is_(None),
            Pairing.superseded_at.is_(None),
        )
    )
    if name is not None:
        raise ConflictError(f"{name} is already their key worker. Plan a handover to change that.")


def _open_stay(session: Session, person_id: int) -> Stay:
    stay = session.scalar(
        select(Stay).where(
            Stay.person_id == person_id, Stay.ended_at.is_(None), Stay.superseded_at.is_(None)
        )
    )
    if stay is None:
        raise ConflictError("Their time with us has ended. Write them in again first.")
    return stay


def _start(
    session: Session, act: Act, who: tuple[int, int], role: PairingRole, *, token: bool = True
) -> Pairing:
    person_id, worker_id = who
    reasons = {
        PairingRole.KEY_WORKER: PairingStart.FIRST_MATCH,
        PairingRole.DEPUTY: PairingStart.NAMED_DEPUTY,
        PairingRole.COVER: PairingStart.COVERING,
    }
    pairing = Pairing(
        public_id=new_public_id(),
        form_token=act.form_token if token else None,
        person_id=person_id,
        worker_id=worker_id,
        role=role,
        started_at=act.at,
        start_reason=reasons[role],
        started_by=act.by,
        known_at=act.at,
        recorded_at=act.at,
        recorded_by=act.by,
    )
    session.add(pairing)
    try:
        session.flush()
    except IntegrityError as error:  # the database has the last word on who was first
        raise ConflictError(
            "Someone else agreed this a moment ago. Look at the page again."
        ) from error
    return pairing


def _name_deputy(session: Session, act: Act, person_id: int, worker_id: int) -> Pairing:
    _refuse_unless_available(session, act, worker_id, "deputy")
    first = True
    for pairing in open_pairings(session, person_id):
        first = first and pairing.form_token != act.form_token
        if pairing.worker_id == worker_id:
            raise InvalidError("Choose someone who is not with them already.", field="deputy")
        if pairing.role is PairingRole.DEPUTY:
            close(act, pairing, PairingEnding(PairingEnd.OTHER, planned=True))
    session.flush()
    return _start(session, act, (person_id, worker_id), PairingRole.DEPUTY, token=first)
