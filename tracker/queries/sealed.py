"""Open what is sealed: a value that will not open is shown as such and reported."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import overload

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from tracker.domain.errors import UnreadableError
from tracker.domain.sealing import KeyRing, Opened, Place, SealingKey, Unreadable
from tracker.models.lists import among
from tracker.models.people import Person, PersonKey
from tracker.models.prepared import prepared


@dataclass
class Opener:
    """Opens the sealed texts of the people whose keys it holds; remembers what it could not."""

    ring: KeyRing
    keys: dict[int, SealingKey] = field(default_factory=dict)
    failed: list[Place] = field(default_factory=list)

    def learn(self, person_id: int, public_id: str, wrapped: bytes | None, version: int) -> None:
        """Take in a person's wrapped key, as a query found it beside the person."""
        if wrapped is not None:
            try:
                self.keys[person_id] = self.ring.person_key(public_id, wrapped, version)
            except UnreadableError:
                self.failed.append(Place("person_key", "wrapped", public_id))

    def key_of(self, person_id: int) -> SealingKey | None:
        return self.keys.get(person_id)

    @overload
    def text(self, person_id: int, sealed: bytes, place: Place) -> Opened: ...
    @overload
    def text(self, person_id: int, sealed: bytes | None, place: Place) -> Opened | None: ...
    def text(self, person_id: int, sealed: bytes | None, place: Place) -> Opened | None:
        """Open one text; None stays None, what will not open becomes Unreadable."""
        if sealed is None:
            return None
        key = self.key_of(person_id)
        try:
            if key is not None:
                return key.open(sealed, place)
        except UnreadableError:
            pass
        self.failed.append(place)
        return Unreadable(place)


@dataclass(kw_only=True)
class OpenerOf(Opener):
    """Opens one person's texts; reads the key when it meets the first that is sealed."""

    session: Session
    person_id: int
    asked: bool = False

    def key_of(self, person_id: int) -> SealingKey | None:
        if not (self.asked or person_id in self.keys) and person_id == self.person_id:
            self.asked = True
            for row in self.session.execute(*_keys_of([person_id])):
                self.learn(*row)
        return super().key_of(person_id)


def opener_for(session: Session, ring: KeyRing, person_ids: Iterable[int]) -> Opener:
    """Give an Opener that knows the keys of these people (one statement)."""
    opener = Opener(ring)
    for row in session.execute(*_keys_of(list(person_ids))):
        opener.learn(*row)
    return opener


@prepared
def _keys_of(person_ids: list[int]) -> Select[int, str, bytes | None, int]:
    return (
        select(Person.id, Person.public_id, PersonKey.wrapped, PersonKey.key_version)
        .join(PersonKey, PersonKey.person_id == Person.id)
        .where(among(Person.id, person_ids))
    )
