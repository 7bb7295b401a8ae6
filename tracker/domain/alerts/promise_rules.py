"""The rule about what we said we would do."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar

from tracker.domain.alerts.facts import Facts
from tracker.domain.alerts.findings import Finding, text_of
from tracker.domain.alerts.spells import Spell, edges_of, unbroken
from tracker.domain.periods import FAR
from tracker.domain.vocabulary import RuleKey, Tier


@dataclass(frozen=True)
class PromisePast:
    """Our promise is past its day, and nobody has said that it is kept, or named a new day."""

    key: ClassVar[RuleKey] = RuleKey.PROMISE_PAST
    silent_while_paused: ClassVar[bool] = False
    days: int = 1

    def evaluate(self, facts: Facts, at: datetime) -> Finding | None:
        stay = facts.stay
        if stay is None or not facts.in_stay(at):
            return None
        spells = self._spells(facts)
        waiting = [promise for since, until, promise in spells if since <= at < until]
        if not waiting:
            return None
        numbers = {
            "due": text_of(facts.calendar.start_of(waiting[0].due_on)),
            "how_many": len(waiting),
            "promises": [promise.id for promise in waiting],
        }
        true_since = max(unbroken(spells, at), stay.referred_at)
        return Finding(self.key, Tier.WHEN_YOU_CAN, true_since, numbers)

    def moments(self, facts: Facts) -> list[datetime]:
        return edges_of(self._spells(facts))

    def _spells(self, facts: Facts) -> list[Spell]:
        """Give from when until when each promise was past its day, the first first.

        One that was written down when its day had passed is past it no sooner than that.
        """
        later, day_after = timedelta(days=self.days), facts.calendar.start_of
        spells = [
            (max(day_after(p.due_on + later), p.said_at), p.answered_at or FAR, p)
            for p in facts.promises
        ]
        return sorted((s for s in spells if s[0] < s[1]), key=lambda spell: spell[0])
