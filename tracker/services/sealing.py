"""Seal what is written about a person with that person's key; refuse what cannot be text."""

import unicodedata

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from tracker.domain.errors import InvalidError, NotFoundError
from tracker.domain.sealing import Place, SealingKey
from tracker.models.people import Person, PersonKey
from tracker.models.prepared import prepared
from tracker.services.acts import Act

LONGEST_TEXT = 10_000


def key_of(session: Session, act: Act, person_id: int) -> SealingKey:
    """Give a person's data key; raises UnreadableError when the ring does not fit."""
    row = session.execute(*_wrapped_key(person_id)).one_or_none()
    if row is None:
        raise NotFoundError("There is no such person.")
    return act.keys.person_key(*row)


@prepared
def _wrapped_key(person_id: int) -> Select[str, bytes | None, int]:
    return (
        select(Person.public_id, PersonKey.wrapped, PersonKey.key_version)
        .join(PersonKey, PersonKey.person_id == Person.id)
        .where(Person.id == person_id)
    )


def clean(text: str | None, field: str, longest: int = LONGEST_TEXT) -> str | None:
    """Trim and normalise a text; blank becomes None. Raises InvalidError naming the field."""
    if text is None:
        return None
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n")).strip()
    if len(text) > longest:
        raise InvalidError(f"Use {longest:,} letters or fewer.", field=field)
    if any(unicodedata.category(c) in {"Cc", "Cs"} and c not in "\n\t" for c in text):
        raise InvalidError("Leave out characters that cannot be shown.", field=field)
    return text or None


def seal(key: SealingKey, place: tuple[str, str, str], text: str | None) -> bytes | None:
    """Seal a cleaned text at its table, column and public id; None stays None."""
    return None if text is None else key.seal(text, Place(*place))
