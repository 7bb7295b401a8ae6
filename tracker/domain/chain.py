"""The audit chain: each link's keyed hash covers the one before it; an anchor pins one outside."""

import hmac
import json
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

START = bytes(32)  # what the first link holds on to
_CANONICAL = json.JSONEncoder(sort_keys=True, separators=(",", ":"))


@dataclass(frozen=True, slots=True)
class Link:
    """One audit event as the chain sees it: every column but the two hashes, and whom it showed.

    `happened_at` is fixed-width UTC text, `subjects` are person ids in ascending order.
    """

    seq: int
    happened_at: str | None
    actor: str
    act: str
    outcome: str
    object_kind: str | None
    object_id: str | None
    detail: Any
    reason_ct: bytes | None
    request_id: str | None
    subjects: tuple[int, ...] = ()


def mac_of(key: bytes, before: bytes, link: Link) -> bytes:
    """Give a link's keyed hash: HMAC-SHA256 of the hash before, the number and the rest."""
    told = {
        "happened_at": link.happened_at,
        "actor": link.actor,
        "act": link.act,
        "outcome": link.outcome,
        "object_kind": link.object_kind,
        "object_id": link.object_id,
        "detail": link.detail,
        "reason_ct": None if link.reason_ct is None else link.reason_ct.hex(),
        "request_id": link.request_id,
        "subjects": link.subjects,
    }
    number = link.seq.to_bytes(8, "big", signed=True)
    return hmac.digest(key, before + number + _CANONICAL.encode(told).encode(), "sha256")


@dataclass(frozen=True, slots=True)
class Anchor:
    """The chain's head at one moment, kept outside the database: number, hash, how many."""

    seq: int
    mac: bytes
    count: int
    at: datetime

    def __str__(self) -> str:
        return f"event {self.seq} was anchored on {self.at.day} {self.at:%B %Y at %H:%M} UTC"


@dataclass(frozen=True, slots=True)
class Anchors:
    """What an anchor file holds, and in words what is wrong with it."""

    held: tuple[Anchor, ...] = ()
    damage: tuple[str, ...] = ()

    @property
    def newest(self) -> Anchor | None:
        return max(self.held, key=lambda anchor: anchor.seq, default=None)


@dataclass(frozen=True, slots=True)
class Verification:
    """What a walk along the chain found.

    `broken_seq` is the first event that is not what it was (None also when only the anchor file is
    at fault), `wrong` says it in a sentence, `proven_to` is the newest anchored event that held,
    `unproven` the first and last event after it: a cut there would leave no trace.
    """

    events: int
    broken_seq: int | None
    wrong: str | None
    proven_to: int | None
    unproven: tuple[int, int] | None
    head_mac: bytes = field(default=START, repr=False)


class Walk:
    """Checks links one after another and holds no more than the last one.

    `from_newest` begins at the newest anchored event: what lies before it is not asked again.
    """

    def __init__(self, key: bytes, anchors: Anchors, *, from_newest: bool = False) -> None:
        self.key = key
        self.newest = anchors.newest
        self.anchored: dict[int, list[Anchor]] = defaultdict(list)
        for anchor in anchors.held:
            self.anchored[anchor.seq].append(anchor)
        self.seq = self.newest.seq - 1 if from_newest and self.newest else 0
        self.mac = None if self.seq else START  # None: the anchor vouches for the hash before it
        self.checked = 0
        self.proven_to: int | None = None

    def step(self, link: Link, prev_mac: bytes, mac: bytes) -> str | None:
        """Take the next link; give a sentence when it is not what it was."""
        expected = self.seq + 1
        if link.seq != expected:
            return f"Event {expected} is missing."
        before = prev_mac if self.mac is None else self.mac
        if prev_mac != before or not hmac.compare_digest(mac, mac_of(self.key, before, link)):
            return f"Event {expected} or the list of people it showed was changed."
        anchors = self.anchored.get(expected, ())
        for anchor in anchors:
            if (anchor.mac, anchor.count) != (mac, expected):
                return f"Event {expected} is another one than before: {anchor}."
        self.seq, self.mac, self.checked = expected, mac, self.checked + 1
        self.proven_to = expected if anchors else self.proven_to
        return None

    def gone(self) -> str | None:
        """Say so when the chain ends before its newest anchor."""
        if self.newest is None or self.newest.seq <= self.seq:
            return None
        return f"Events {self.seq + 1} to {self.newest.seq} are gone: {self.newest}."
