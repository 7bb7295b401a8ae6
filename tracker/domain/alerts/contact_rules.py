"""The rules about contacts and meetings, shown beside whatever else is."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from tracker.domain.alerts.facts import ContactFact, Facts
from tracker.domain.alerts.findings import Finding, text_of
from tracker.domain.alerts.spells import Spell, edges_of, unbroken
from tracker.domain.alerts.tender import adult_at, lift, tender
from tracker.domain.periods import FAR
from tracker.domain.vocabulary import CLEARS_MISSED, MISSED, OUR_PART, OwnerRole, RuleKey, Tier


@dataclass(frozen=True)
class Missed:
    """Missed each other, once or more in a row, whoever it was with."""

    key: ClassVar[RuleKey] = RuleKey.MISSED
    silent_while_paused: ClassVar[bool] = True
    this_week_from: int = 2
    lead_sees_from: int = 3

    def evaluate(self, facts: Facts, at: datetime) -> Finding | None:
        run = self._run(facts, at)
        if not run:
            return None
        tier = Tier.THIS_WEEK if len(run) >= self.this_week_from else Tier.WHEN_YOU_CAN
        grown = adult_at(facts)
        young = grown is not None and at < grown
        return Finding(
            self.key,
            lift(tier, when=young or tender(facts, at)),
            run[0].occurred_at,
            {
                "in_a_row": len(run),
                "lead_sees": len(run) >= self.lead_sees_from,
                "contacts": [contact.id for contact in run],
            },
        )

    def moments(self, facts: Facts) -> list[datetime]:
        grown = adult_at(facts)
        return [] if grown is None else [grown]

    @staticmethod
    def _run(facts: Facts, at: datetime) -> list[ContactFact]:
        if not facts.in_stay(at) or facts.stay is None:
            return []
        run: list[ContactFact] = []
        for contact in reversed(facts.contacts):
            if contact.outcome in CLEARS_MISSED or contact.occurred_at < facts.stay.referred_at:
                break
            if contact.outcome in MISSED:
                run.append(contact)
        return run[::-1]


@dataclass(frozen=True)
class WeCancelled:
    """Twice our part within 28 days: the lead hears about us."""

    key: ClassVar[RuleKey] = RuleKey.WE_CANCELLED
    silent_while_paused: ClassVar[bool] = False
    times: int = 2
    days: int = 28

    def evaluate(self, facts: Facts, at: datetime) -> Finding | None:
        ours = self._ours(facts)
        if not facts.in_stay(at) or not self._true_after(facts, ours, at):
            return None
        recent = [c for c in ours if at < facts.calendar.days_later(c.occurred_at, self.days)]
        numbers = {"times": len(recent), "days": self.days, "contacts": [c.id for c in recent]}
        since = self._since(facts, ours)
        return Finding(self.key, Tier.THIS_WEEK, since, numbers, OwnerRole.LEAD)

    def moments(self, facts: Facts) -> Iterator[datetime]:
        for contact in self._ours(facts):  # in order
            yield facts.calendar.days_later(contact.occurred_at, self.days)

    @staticmethod
    def _ours(facts: Facts) -> list[ContactFact]:
        since = facts.first_here_at if facts.stay is None else facts.stay.referred_at
        return [c for c in facts.contacts if c.outcome in OUR_PART and c.occurred_at >= since]

    def _true_after(self, facts: Facts, ours: list[ContactFact], at: datetime) -> bool:
        """Say whether, with `ours` the contacts so far, enough still lie in the window at `at`."""
        if len(ours) < self.times:
            return False
        return at < facts.calendar.days_later(ours[-self.times].occurred_at, self.days)

    def _since(self, facts: Facts, ours: list[ContactFact]) -> datetime:
        """Walk back while the window never emptied between one contact and the next."""
        while len(ours) > self.times:
            earlier = ours[:-1]
            fell_out = facts.calendar.days_later(earlier[-self.times].occurred_at, self.days)
            if fell_out < ours[-1].occurred_at:
                break
            ours = earlier
        return ours[-1].occurred_at


@dataclass(frozen=True)
class OutcomeMissing:
    """A meeting is over by a working day and nobody has said what came of it."""

    key: ClassVar[RuleKey] = RuleKey.OUTCOME_MISSING
    silent_while_paused: ClassVar[bool] = False
    working_days: int = 1

    def evaluate(self, facts: Facts, at: datetime) -> Finding | None:
        stay = facts.stay
        if stay is None or not facts.in_stay(at):
            return None
        spells = self._spells(facts)
        waiting = [m for since, until, m in spells if since <= at < until]
        if not waiting:
            return None
        numbers = {
            "meeting": text_of(waiting[0].starts_at),
            "how_many": len(waiting),
            "meetings": [m.id for m in waiting],
        }
        true_since = max(unbroken(spells, at), stay.referred_at)
        return Finding(self.key, Tier.WHEN_YOU_CAN, true_since, numbers)

    def moments(self, facts: Facts) -> list[datetime]:
        return edges_of(self._spells(facts))

    def _spells(self, facts: Facts) -> list[Spell]:
        """Give from when until when each meeting's outcome was missing, the first first.

        A meeting written down after it ended is missing one no sooner than that.
        """
        due = facts.calendar.end_of_working_days
        spells = [
            (max(due(m.ends_at, self.working_days), m.planned_at), m.settled_at or FAR, m)
            for m in facts.meetings
        ]
        return sorted((s for s in spells if s[0] < s[1]), key=lambda spell: spell[0])
