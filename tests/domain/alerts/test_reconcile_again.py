"""Asked again, it decides nothing: random people, judged moment after moment, and answered."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from itertools import count
from random import Random

from tests.factories.random_facts import MICROSECOND, random_facts
from tracker.domain.alerts.engine import judge
from tracker.domain.alerts.reconcile import Answered, Change, Open, OpenAlert, reconcile
from tracker.domain.alerts.rules import DEFAULT_RULES
from tracker.domain.vocabulary import AlertState, Closed

PEOPLE, STEPS = 1500, 8


class Written:
    """One person's alerts as they would be written, and what the person's workers answered."""

    def __init__(self):
        self.numbers = count(1)
        self.open = {}
        self.answered = []

    def apply(self, decisions, now):
        for decision in decisions:
            if isinstance(decision, Open):
                made = self._made(decision, now)
                assert made.rule not in {alert.rule for alert in self.open.values()}
                self.open[made.id] = made
            elif isinstance(decision, Change):
                self.open[decision.alert_id] = self._changed(decision)
            else:
                del self.open[decision.alert_id]

    def _made(self, decision, now):
        found = decision.finding
        return OpenAlert(
            next(self.numbers), found.rule, found.tier, AlertState.OPEN, found.true_since, now,
            decision.owner_id, found.numbers, owner_role=found.owner_role,
        )  # fmt: skip

    def _changed(self, decision):
        found = decision.finding
        back = {"state": AlertState.OPEN, "left_until": None} if decision.returns else {}
        return replace(
            self.open[decision.alert_id], tier=found.tier, true_since=found.true_since,
            owner_id=decision.owner_id, numbers=found.numbers, **back,
        )  # fmt: skip

    def answer(self, rng, now):
        """Leave one alert for now, or close it as done or not useful."""
        if not self.open:
            return None
        alert = self.open[rng.choice(sorted(self.open))]
        how = rng.choice(("left", Closed.DONE, Closed.NOT_USEFUL))
        if how == "left":
            until = now + timedelta(hours=rng.randint(1, 14 * 24))
            self.open[alert.id] = replace(alert, state=AlertState.LEFT, left_until=until)
        else:
            del self.open[alert.id]
            self.answered.append(Answered(alert.rule, how, alert.tier, alert.true_since, now))
        return how


def test_applied_and_asked_again_it_decides_nothing(measure):
    seen = Counter()
    for seed in range(PEOPLE):
        facts, now = random_facts(seed)
        rng, written = Random(seed), Written()
        for _ in range(STEPS):
            judgement = judge(facts, now, DEFAULT_RULES)
            made = reconcile(facts, now, judgement, written.open.values(), written.answered)
            seen.update(type(decision).__name__ for decision in made.decisions)
            written.apply(made.decisions, now)
            again = reconcile(facts, now, judgement, written.open.values(), written.answered)
            assert again == replace(made, decisions=()), f"seed {seed} at {now}"
            _stands_as_claimed(judgement, written, now)
            seen[written.answer(rng, now) if rng.random() < 0.3 else None] += 1
            now = _next(made.look_again_at, written, now, rng)
    assert all(
        seen[what] > 200
        for what in ("Open", "Change", "Close", "left", *(Closed.DONE, Closed.NOT_USEFUL))
    ), seen
    measure(
        "reconcile: asked again", wanted=PEOPLE * STEPS, reached=PEOPLE * STEPS, count=seen.total()
    )


def _stands_as_claimed(judgement, written, now):
    """What stands is what is claimed, but for what an answer keeps closed; nothing left is over."""
    claimed = {finding.rule: finding for finding in judgement.findings}
    standing = {alert.rule: alert for alert in written.open.values()}
    assert standing.keys() <= claimed.keys()
    for rule, finding in claimed.items():
        if rule not in standing:
            last = [answer for answer in written.answered if answer.rule == rule][-1]
            assert (last.true_since, finding.tier.sooner_than(last.tier)) == (
                finding.true_since,
                False,
            )
            assert last.how is Closed.NOT_USEFUL or now - last.closed_at < timedelta(
                days=14, hours=1
            )
    for alert in standing.values():
        found = claimed[alert.rule]
        assert (alert.tier, alert.true_since, alert.numbers) == (
            found.tier,
            found.true_since,
            found.numbers,
        )
        assert found.true_since <= alert.opened_at <= now
        assert alert.left_until is None or alert.left_until > now


def _next(look_again, written, now, rng):
    """Give the next instant something is due at, or, now and then, any: a late run."""
    due = [alert.left_until for alert in written.open.values() if alert.left_until]
    due += [look_again] if look_again else []
    if due and rng.random() < 0.7:
        return min(due)
    return now + timedelta(days=rng.randint(0, 20)) + MICROSECOND
