"""`true_since` tells the truth: it is where a slow walk back through time ends."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest

from tests.domain.alerts.by_hand import CONDITIONS, true_since
from tests.factories.random_facts import random_facts
from tracker.domain.alerts.rules import DEFAULT_RULES

PEOPLE = 400
RULES = {rule.key: rule for rule in DEFAULT_RULES}


@pytest.mark.parametrize("key", sorted(CONDITIONS))
def test_true_since_is_where_a_walk_back_through_time_ends(key, measure):
    rule, condition, seen = RULES[key], CONDITIONS[key], Counter()
    for seed in range(PEOPLE):
        facts, now = random_facts(seed)
        if key == "quiet":  # a meeting close by hides it, and is no part of since when
            facts = replace(facts, meetings=())
        rng = Random(seed)
        for at in (now, now + timedelta(minutes=rng.randint(1, 60 * 24 * 60))):
            found = rule.evaluate(facts, at)
            since = true_since(condition, facts, at, rng)
            assert (found and found.true_since) == since, f"seed {seed} at {at}"
            seen[found is not None] += 1
    assert min(seen[True], seen[False]) > 40, seen
    measure(f"true_since: {key}", wanted=2 * PEOPLE, reached=seen.total(), count=seen[True])
