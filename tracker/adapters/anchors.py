"""The anchor file: the audit chain's head, kept outside the database, one signed line a time."""

import hmac
import json
import os
from datetime import datetime
from pathlib import Path
from typing import Any

from tracker.adapters import files
from tracker.adapters.keys import KeyRing
from tracker.domain.chain import Anchor, Anchors
from tracker.domain.errors import InvalidError

FILE_NAME = "audit-anchors.jsonl"


class AnchorFile:
    """An append-only file of JSON lines: seq, mac, count, at, and a keyed hash of the four."""

    def __init__(self, path: Path, keys: KeyRing) -> None:
        self.path = path
        self._key = keys.derive("audit anchor")

    def read(self) -> Anchors:
        """Give every anchor that is as it was written, and a sentence for each line that is not."""
        if not self.path.exists():
            return Anchors()
        held, damage = [], []
        lines = self.path.read_bytes().splitlines()
        for number, line in enumerate(lines, start=1):
            anchor = self._parse(line)
            if anchor is None:
                damage.append(
                    f"Line {number} of {self.path.name} is damaged. "
                    "Find out why, compare it with a copy, then take the line out."
                )
            else:
                held.append(anchor)
        return Anchors(tuple(held), tuple(damage))

    def append(self, anchor: Anchor) -> None:
        """Add a line, have the disk confirm it, read it back; raise InvalidError if it differs."""
        line = json.dumps(self._signed(anchor)).encode() + b"\n"
        descriptor = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, files.OWNER_ONLY)
        try:
            os.write(descriptor, line)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        files.sync(self.path.parent)
        if anchor not in self.read().held:
            raise InvalidError(f"The anchor could not be written to {self.path}. Look at the disk.")

    def set_aside(self, at: datetime) -> Path:
        """Keep the file under a dated name: after a restore that lost events, a new one begins."""
        kept = self.path.with_name(f"{self.path.stem}-until-{at:%Y%m%dT%H%M%S}{self.path.suffix}")
        files.put_in_place(self.path, kept)
        return kept

    def _signed(self, anchor: Anchor) -> dict[str, Any]:
        told = {
            "seq": anchor.seq,
            "mac": anchor.mac.hex(),
            "count": anchor.count,
            "at": anchor.at.isoformat(),
        }
        body = json.dumps(told, sort_keys=True).encode()
        return {**told, "hmac": hmac.digest(self._key, body, "sha256").hex()}

    def _parse(self, line: bytes) -> Anchor | None:
        try:
            told = json.loads(line)
            at = datetime.fromisoformat(told["at"])
            anchor = Anchor(told["seq"], bytes.fromhex(told["mac"]), told["count"], at)
            genuine = hmac.compare_digest(self._signed(anchor)["hmac"], told["hmac"])
        except (ValueError, TypeError, KeyError, AttributeError):
            return None
        return anchor if genuine else None
