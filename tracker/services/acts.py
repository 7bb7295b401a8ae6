"""Who acts, when, with which keys: what every service is given, made once per request or run."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tracker.adapters.keys import KeyRing
from tracker.domain.alerts.rules import DEFAULT_RULES, Rules
from tracker.domain.periods import Calendar


@dataclass(frozen=True, slots=True)
class Note:
    """One thing done, for the audit: ids and field names, never values."""

    act: str
    person_id: int | None = None
    object_kind: str | None = None
    object_id: str | None = None
    detail: dict[str, Any] | None = None
    reason: str | None = None


@dataclass(frozen=True)
class Act:
    """One request or run: its one reading of the clock, its actor, its keys and calendars.

    `by` is `worker:<id>` or `system:<what>`; `calendars` maps a team's calendar name to its value.
    Services append to `notes`; the edge writes them as one audit event before it commits.
    """

    at: datetime
    by: str
    keys: KeyRing
    calendars: Mapping[str, Calendar]
    rules: Rules = DEFAULT_RULES
    form_token: str | None = None
    notes: list[Note] = field(default_factory=list)

    def note(
        self,
        act: str,
        person_id: int | None = None,
        thing: tuple[str, str] | None = None,
        detail: dict[str, Any] | None = None,
        reason: str | None = None,
    ) -> None:
        """Remember what was done; `thing` is its kind and public id, `reason` a sealed sentence."""
        kind, public_id = thing or (None, None)
        self.notes.append(Note(act, person_id, kind, public_id, detail, reason))

    @property
    def worker_id(self) -> int | None:
        kind, _, number = self.by.partition(":")
        return int(number) if kind == "worker" else None
