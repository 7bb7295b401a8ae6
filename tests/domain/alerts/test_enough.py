"""Where the recent past is enough, the whole story says the same: for thousands of random people."""

from dataclasses import replace
from datetime import timedelta

from tests.factories.random_facts import random_facts
from tracker.domain.alerts.engine import judge
from tracker.domain.alerts.enough import enough
from tracker.domain.alerts.rules import DEFAULT_RULES
from tracker.domain.standing import summarise

PEOPLE = 3_000
WINDOW = timedelta(days=DEFAULT_RULES.we_cancelled.days)
CUTS = (30, 60, 100, 200)


def test_what_is_judged_on_the_recent_past_alone_is_judged_the_same_on_all_of_it(measure):
    said_enough = dropped = 0
    for seed in range(PEOPLE):
        facts, now = random_facts(seed)
        for days in CUTS:
            since = now - timedelta(days=days)
            recent = tuple(c for c in facts.contacts if c.occurred_at >= since)
            cut = replace(facts, contacts=recent)
            if not enough(cut, since, now, WINDOW):
                continue
            said_enough += 1
            dropped += len(recent) < len(facts.contacts)
            assert judge(cut, now, DEFAULT_RULES) == judge(facts, now, DEFAULT_RULES), (seed, days)
            assert summarise(cut, now) == summarise(facts, now), (seed, days)
    measure("judged on the recent past", wanted=100, reached=dropped, count=said_enough)
