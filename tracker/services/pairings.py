"""Bind a person and a worker: the first match, a deputy, and an end said by a named worker."""

from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from tracker.domain.errors import ConflictError, InvalidError, NotFoundError
from tracker.domain.vocabulary import PairingEnd, PairingRole, PairingStart, Role
from tracker.models.pairings import Pairing
from tracker.services import judging
from tracker.services.acts import Act
from tracker.services.grounds import (
    fact,
    is_here,
    made_before,
    name_of,
    named,
    open_stay,
    refuse_too_soon,
)
from tracker.services.rhythms import NewRhythm, add_rhythm
from tracker.services.sealing import clean, key_of, seal

LONGEST_WORDS = 2_000
SAID_BY_OTHER_ACTS = frozenset({PairingEnd.STAY_ENDED, PairingEnd.COVER_OVER})
# How the two databases name the rules that have the last word on who is with whom.
LAST_WORD = ("uq_pairing_one_open", "ex_pairing_", "pairing.person_id", "pairings_never_overlap")


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


CHANGES = PairingEnding(PairingEnd.OTHER, planned=True)


def agree_first_match(session: Session, act: Act, person_id: int, match: FirstMatch) -> Pairing:
    """Make someone the key worker of a person who has none; the stay starts with its first.

    The same form sent twice gives the same pairing. Raises ConflictError when there is a key
    worker already, InvalidError when the worker cannot be one.
    """
    judging.lock_person(session, person_id)
    if before := made_before(session, act, Pairing, person_id):
        return before
    if match.deputy_id == match.worker_id:
        raise InvalidError("Choose two different workers.", field="deputy")
    _refuse_unless_here(session, act, match.worker_id, "worker")
    _refuse_a_second(session, act, person_id)
    stay = open_stay(session, person_id)
    stay.started_at = stay.started_at or act.at
    deputy = _open(session, act, person_id, PairingRole.DEPUTY)
    if deputy is not None and deputy.worker_id == match.worker_id:
        close(session, act, deputy, CHANGES)  # one person is one face
    pairing = _start(session, act, (person_id, match.worker_id), PairingRole.KEY_WORKER)
    pairing.form_token = act.form_token
    if match.deputy_id is not None:
        _name_deputy(session, act, person_id, match.deputy_id)
    if match.rhythm is not None:
        add_rhythm(session, act, person_id, match.rhythm)
    judging.judge(session, act, person_id)
    return pairing


def name_deputy(session: Session, act: Act, person_id: int, worker_id: int) -> Pairing:
    """Name the second face; whoever was it before is thanked and ends today, as planned.

    The same form sent twice gives the same pairing. Raises InvalidError for someone who is not
    here today or is with the person already.
    """
    judging.lock_person(session, person_id)
    if before := made_before(session, act, Pairing, person_id):
        return before
    open_stay(session, person_id)
    pairing = _name_deputy(session, act, person_id, worker_id)
    pairing.form_token = act.form_token
    judging.judge(session, act, person_id)
    return pairing


def end_pairing(session: Session, act: Act, pairing_id: int, ending: PairingEnding) -> Pairing:
    """End a pairing, or cover before its time; give the row that stands.

    A named worker's act, with a reason. Raises ConflictError when it has ended.
    """
    person_id = session.scalar(select(Pairing.person_id).where(Pairing.id == pairing_id))
    if person_id is None:
        raise NotFoundError("There is no such pairing.")
    if ending.reason in SAID_BY_OTHER_ACTS:
        raise InvalidError("Choose why it ends.", field="reason")
    words = clean(ending.words, "words", LONGEST_WORDS)
    judging.lock_person(session, person_id)
    pairing = session.get_one(Pairing, pairing_id, populate_existing=True)
    if pairing not in open_pairings(session, act, person_id):
        raise ConflictError("This pairing has ended already. There is nothing left to do here.")
    ended = close(session, act, pairing, ending)
    key = key_of(session, act, person_id)
    ended.reason_ct = seal(key, ("pairing", "reason_ct", ended.public_id), words)
    judging.judge(session, act, person_id)
    return ended


def close(session: Session, act: Act, pairing: Pairing, ending: PairingEnding) -> Pairing:
    """Write the end on the row, for an act that holds the lock; give the row that stands.

    Only a named worker can (PRODUCT 2).
    """
    ended_by = named(act)
    if pairing.role is PairingRole.COVER:
        pairing = _cut_short(session, act, pairing)
    else:
        refuse_too_soon(pairing.started_at, act)
    if pairing.superseded_at is None:
        pairing.ended_at, pairing.ended_by = act.at, ended_by
        pairing.end_reason, pairing.end_planned = ending.reason, ending.planned
        session.add(pairing)
        session.flush()
    act.note("pairing.ended", pairing.person_id, ("pairing", pairing.public_id))
    return pairing


def open_pairings(session: Session, act: Act, person_id: int) -> list[Pairing]:
    """Give a person's pairings that stand and have not ended; cover to come is one of them."""
    return list(
        session.scalars(
            select(Pairing)
            .where(
                Pairing.person_id == person_id,
                or_(Pairing.ended_at.is_(None), Pairing.ended_at > act.at),
                Pairing.superseded_at.is_(None),
            )
            .order_by(Pairing.id)
        )
    )


def _open(session: Session, act: Act, person_id: int, role: PairingRole) -> Pairing | None:
    return next((p for p in open_pairings(session, act, person_id) if p.role is role), None)


def _refuse_unless_here(session: Session, act: Act, worker_id: int, field: str) -> None:
    if not is_here(session, act.at, worker_id, (Role.KEY_WORKER,)):
        raise InvalidError("Choose a key worker who is here today.", field=field)


def _refuse_a_second(session: Session, act: Act, person_id: int) -> None:
    current = _open(session, act, person_id, PairingRole.KEY_WORKER)
    if current is not None:
        name = name_of(session, current.worker_id)
        raise ConflictError(f"{name} is already their key worker. Plan a handover to change that.")


def _name_deputy(session: Session, act: Act, person_id: int, worker_id: int) -> Pairing:
    _refuse_unless_here(session, act, worker_id, "deputy")
    bound = [p for p in open_pairings(session, act, person_id) if p.role is not PairingRole.COVER]
    if any(pairing.worker_id == worker_id for pairing in bound):
        raise InvalidError("Choose someone who is not with them already.", field="deputy")
    for pairing in bound:
        if pairing.role is PairingRole.DEPUTY:
            close(session, act, pairing, CHANGES)
    return _start(session, act, (person_id, worker_id), PairingRole.DEPUTY)


def _start(session: Session, act: Act, who: tuple[int, int], role: PairingRole) -> Pairing:
    person_id, worker_id = who
    pairing = Pairing(
        **fact(act, person_id),
        worker_id=worker_id,
        role=role,
        started_at=act.at,
        start_reason=_start_reason(session, who, role),
        started_by=act.by,
    )
    session.add(pairing)
    _write(session)
    what = "deputy.named" if role is PairingRole.DEPUTY else "pairing.agreed"
    act.note(what, person_id, ("pairing", pairing.public_id))
    return pairing


def _start_reason(session: Session, who: tuple[int, int], role: PairingRole) -> PairingStart:
    """Say why it starts: whoever was the key worker before comes back."""
    if role is PairingRole.DEPUTY:
        return PairingStart.NAMED_DEPUTY
    person_id, worker_id = who
    before = select(Pairing.id).where(
        Pairing.person_id == person_id,
        Pairing.worker_id == worker_id,
        Pairing.role == role,
        Pairing.superseded_at.is_(None),
    )
    known = session.scalar(before.limit(1)) is not None
    return PairingStart.RETURN if known else PairingStart.FIRST_MATCH


def _write(session: Session) -> None:
    """Write, and turn the database's own refusal of a second bond into a sentence."""
    try:
        session.flush()
    except IntegrityError as error:
        if any(rule in str(error.orig) for rule in LAST_WORD):
            raise ConflictError(
                "Someone else agreed this a moment ago. Look at the page again."
            ) from error
        raise


def _cut_short(session: Session, act: Act, cover: Pairing) -> Pairing:
    """Replace cover, whose end was said from the start and cannot be moved.

    Gives the new row, still without its end; the old one where cover never began.
    """
    cover.superseded_at = act.at
    session.flush()  # the row that replaces it may only come after it gave way
    if cover.started_at >= act.at:
        return cover
    return Pairing(
        **{**fact(act, cover.person_id), "known_at": cover.known_at},
        replaces_id=cover.id,
        worker_id=cover.worker_id,
        role=cover.role,
        started_at=cover.started_at,
        start_reason=cover.start_reason,
        started_by=cover.started_by,
        told_at=cover.told_at,
    )
