"""What a rule is, and what it claims about one person at one instant.

`evaluate(facts, at)` wants `at` at or after the instant the facts were gathered for, and gives the
rule's own claim: silence in a pause and precedence are the engine's. `moments(facts)` gives the
instants at which the claim may change by time alone, soonest first, beside those which are every
rule's: `facts.edges` and the begin and end of each tender time. They are worked out as they are
asked for: who looks for the next one pays for no later one. Numbers never depend on `at`.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar, Protocol

from tracker.domain.alerts.facts import Facts
from tracker.domain.vocabulary import OwnerRole, RuleKey, Tier


@dataclass(frozen=True)
class Finding:
    """What a rule claims: a tier, since when it is true, and the numbers of its sentence."""

    rule: RuleKey
    tier: Tier
    true_since: datetime
    numbers: dict[str, Any] = field(default_factory=dict)
    owner_role: OwnerRole = OwnerRole.WORKER


class Rule(Protocol):
    """One alert rule."""

    key: ClassVar[RuleKey]
    silent_while_paused: ClassVar[bool]

    def evaluate(self, facts: Facts, at: datetime) -> Finding | None: ...

    def moments(self, facts: Facts) -> Iterable[datetime]: ...


def text_of(at: datetime | None) -> str | None:
    """Write an instant as a finding's numbers hold it."""
    return None if at is None else at.isoformat().replace("+00:00", "Z")
