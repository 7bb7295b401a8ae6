"""Open someone's page from outside, with a reason: possible, short, and seen by others."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from tracker.domain.access import Viewer
from tracker.domain.errors import InvalidError
from tracker.domain.sealing import Place
from tracker.models.base import new_public_id
from tracker.models.openings import Opening
from tracker.models.people import Person, PersonKey
from tracker.services.acts import Act

OPEN_FOR = timedelta(minutes=60)
SHORTEST_REASON = 20


@dataclass(frozen=True, slots=True)
class _Found:
    id: int
    public_id: str
    wrapped: bytes
    key_version: int


def open_with_reason(
    session: Session, act: Act, viewer: Viewer, reference: str, reason: str
) -> Opening | None:
    """Open the page of the person with this reference to the viewer for 60 minutes.

    None when there is no such person; the answer on screen must be the same. The note for the
    audit has the same shape either way: an opening's public id, and the reason (to be sealed with
    the person's key, or the system's when there is nobody). A person the viewer may see already
    is opened too. Raises InvalidError for a missing reference or a reason that is too short.
    """
    reference, reason = _checked(reference, reason)
    person = _find(session, reference)
    opening = _open(session, act, viewer, person, reason) if person else None
    act.note(
        "person.opened_with_reason",
        person.id if person else None,
        ("opening", opening.public_id if opening else new_public_id()),
        reason=reason,
    )
    return opening


def _checked(reference: str, reason: str) -> tuple[str, str]:
    reference, reason = reference.strip().upper(), reason.strip()
    if not reference:
        raise InvalidError("Write the reference.", field="reference")
    if len(reason) < SHORTEST_REASON:
        raise InvalidError(
            f"Say why in at least {SHORTEST_REASON} letters. The team's lead will read it.",
            field="reason",
        )
    return reference, reason


def _find(session: Session, reference: str) -> _Found | None:
    row = session.execute(
        select(Person.id, Person.public_id, PersonKey.wrapped, PersonKey.key_version)
        .join(PersonKey, PersonKey.person_id == Person.id)
        .where(Person.reference == reference, Person.erased_at.is_(None))
    ).one_or_none()
    return _Found(*row) if row else None


def _open(session: Session, act: Act, viewer: Viewer, person: _Found, reason: str) -> Opening:
    before = _with_token(session, act)
    if before and (before.worker_id, before.person_id) == (viewer.worker_id, person.id):
        return before
    key = act.keys.person_key(person.public_id, person.wrapped, person.key_version)
    public_id = new_public_id()
    opening = Opening(
        public_id=public_id,
        # A form sent again for someone else is not the same request, and must not fail like one.
        form_token=None if before else act.form_token,
        worker_id=viewer.worker_id,
        person_id=person.id,
        reason_ct=key.seal(reason, Place("opening", "reason_ct", public_id)),
        opened_at=act.at,
        until_at=act.at + OPEN_FOR,
    )
    session.add(opening)
    session.flush()
    return opening


def _with_token(session: Session, act: Act) -> Opening | None:
    if act.form_token is None:
        return None
    return session.scalar(select(Opening).where(Opening.form_token == act.form_token))
