"""Stretches of time in which something waited for us: from when, until when, what it was."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

Spell = tuple[datetime, datetime, Any]


def edges_of(spells: Sequence[Spell]) -> list[datetime]:
    return sorted(edge for since, until, _ in spells for edge in (since, until))


def unbroken(spells: Sequence[Spell], at: datetime) -> datetime:
    """Walk back from `at` while one or another ran; `spells` are in order of their start."""
    start = at
    for since, until, _ in reversed(spells):
        if since < start <= until:
            start = since
    return start
