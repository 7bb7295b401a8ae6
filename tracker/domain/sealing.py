"""What it means to be sealed: where a value belongs, and what opening promises."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Place:
    """Where a sealed value stands; a value moved elsewhere does not open."""

    table: str
    column: str
    public_id: str

    @property
    def associated_data(self) -> bytes:
        return f"{self.table}|{self.column}|{self.public_id}".encode()


class SealingKey(Protocol):
    """A key that seals and opens text; `open` raises UnreadableError."""

    def seal(self, text: str, place: Place) -> bytes: ...

    def open(self, sealed: bytes, place: Place) -> str: ...


class KeyRing(Protocol):
    """The keys outside the database, as queries and services are given them."""

    @property
    def system(self) -> SealingKey: ...

    def derive(self, purpose: str) -> bytes: ...

    def person_key(self, public_id: str, wrapped: bytes, version: int) -> SealingKey: ...


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Stands where a text could not be opened: shown as words, never saved over."""

    place: Place

    def __str__(self) -> str:
        return "record unavailable"

    def __bool__(self) -> bool:
        return True


Opened = str | Unreadable
