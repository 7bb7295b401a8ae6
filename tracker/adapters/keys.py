"""The key store: a file outside the database, a data key per person, sealing with AES-256-GCM."""

import base64
import json
import secrets
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from tracker.adapters import files
from tracker.domain.errors import InvalidError, UnreadableError
from tracker.domain.sealing import Place

FORMAT = b"\x01"
NONCE_BYTES = 12
KEY_BYTES = 32


class DataKey:
    """One AES-256-GCM key. A sealed value is format byte, nonce, ciphertext with its tag."""

    def __init__(self, key: bytes) -> None:
        self._cipher = AESGCM(key)

    def seal(self, text: str, place: Place) -> bytes:
        nonce = secrets.token_bytes(NONCE_BYTES)
        return FORMAT + nonce + self._cipher.encrypt(nonce, text.encode(), place.associated_data)

    def open(self, sealed: bytes, place: Place) -> str:
        """Raise UnreadableError when the key, the value or its place is not the one it was."""
        unreadable = UnreadableError(f"A sealed {place.table} could not be opened.")
        if sealed[:1] != FORMAT:
            raise unreadable
        nonce, body = sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :]
        try:
            return self._cipher.decrypt(nonce, body, place.associated_data).decode()
        except (InvalidTag, ValueError) as error:
            raise unreadable from error


@dataclass(frozen=True, slots=True)
class WrappedKey:
    """A new person's key, and the form in which it is stored."""

    key: DataKey
    wrapped: bytes
    version: int


class KeyRing:
    """The master keys by version, newest used to wrap, all used to open."""

    def __init__(self, masters: dict[int, bytes]) -> None:
        if not masters or any(len(key) != KEY_BYTES for key in masters.values()):
            raise InvalidError("The key file holds no usable 256-bit key.")
        self._masters = {version: AESGCM(key) for version, key in masters.items()}
        self._newest = max(masters)
        self._root = masters[min(masters)]  # what is derived must outlive a rotation
        self._derived: dict[str, bytes] = {}
        self._system = DataKey(self.derive("system data"))

    @classmethod
    def from_file(cls, path: Path) -> "KeyRing":
        """Read a key file; raise InvalidError with a sentence that says what is wrong."""
        try:
            held = json.loads(path.read_text())
            masters = {int(v): base64.b64decode(key, validate=True) for v, key in held.items()}
        except FileNotFoundError as error:
            raise InvalidError(
                f"There is no key file at {path}. Restore it from its backup."
            ) from error
        except OSError as error:
            raise InvalidError(f"The key file {path} cannot be read: {error.strerror}.") from error
        except (ValueError, AttributeError, TypeError) as error:
            raise InvalidError(
                f"The key file {path} is damaged. Restore it from its backup."
            ) from error
        return cls(masters)

    @staticmethod
    def create_file(path: Path) -> None:
        """Write a new key file that only its owner can read; never over an existing one."""
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        key = base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()
        files.write_new(path, json.dumps({"1": key}).encode())

    @property
    def system(self) -> DataKey:
        return self._system

    def derive(self, purpose: str) -> bytes:
        """Give the 256-bit key of one purpose (audit chain, blind index, …)."""
        if purpose not in self._derived:
            hkdf = HKDF(SHA256(), KEY_BYTES, salt=None, info=purpose.encode())
            self._derived[purpose] = hkdf.derive(self._root)
        return self._derived[purpose]

    def new_person_key(self, public_id: str) -> WrappedKey:
        key, nonce = secrets.token_bytes(KEY_BYTES), secrets.token_bytes(NONCE_BYTES)
        wrapped = nonce + self._masters[self._newest].encrypt(nonce, key, public_id.encode())
        return WrappedKey(DataKey(key), wrapped, self._newest)

    def person_key(self, public_id: str, wrapped: bytes, version: int) -> DataKey:
        """Unwrap a person's key; raise UnreadableError when the ring does not fit."""
        nonce, body = wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:]
        try:
            return DataKey(self._masters[version].decrypt(nonce, body, public_id.encode()))
        except (InvalidTag, KeyError, ValueError) as error:
            raise UnreadableError("A person's key could not be opened.") from error
