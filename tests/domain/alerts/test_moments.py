"""Nothing changes by time alone before its moment: every rule, what is shown, whose it is.

For each of 10,000 random people, each of these is asked at the instant the facts were gathered
for and at the next moments it names itself, and then at 20 instants between: right after a
moment, right before the next, at midnights, anywhere. Each time the answer must be the one that
stood at the moment before.
"""

from collections import Counter
from datetime import timedelta
from functools import partial
from itertools import pairwise
from random import Random
from time import perf_counter

import pytest

from tests.factories.facts import LONDON
from tests.factories.random_facts import MICROSECOND, random_facts
from tracker.domain.alerts.engine import look_again_at, owner_of, show
from tracker.domain.alerts.rules import DEFAULT_RULES
from tracker.domain.alerts.tender import tender_moments
from tracker.domain.periods import FAR
from tracker.domain.standing import summarise
from tracker.domain.vocabulary import OwnerRole

PEOPLE, PARTS = 10_000, 10
WINDOWS, INSTANTS = 4, 20
LATER = timedelta(days=400)


def windows_of(next_moment, now):
    """Give the first stretches of time from `now` in which nothing should change."""
    edges = [now]
    while len(edges) <= WINDOWS:
        following = next_moment(edges[-1])
        if following is None:
            edges.append(edges[-1] + LATER)
            break
        edges.append(following)
    return list(pairwise(edges))


def instants_in(start, end, rng, many):
    """Give instants in [start, end): its last, the ones after its start and midnights, any."""
    last = end - MICROSECOND
    yield last
    yield min(start + MICROSECOND, last)
    for n in range(many - 2):
        any_time = start + (last - start) * rng.random()
        midnight = LONDON.start_of(LONDON.day_of(any_time))
        yield midnight if n % 2 and start < midnight else any_time


def asked_of(facts):
    """Give what is asked of a person: a name, the answer at an instant, the next moment after one."""
    for rule in DEFAULT_RULES:
        own = list(rule.moments(facts))
        assert own == sorted(own), f"{rule.key}: the soonest first"
        moments = sorted({m for m in (*facts.edges, *tender_moments(facts), *own) if m < FAR})
        yield rule.key, partial(rule.evaluate, facts), partial(_first_after, moments)
    yield "person", partial(_person, facts), partial(look_again_at, facts, rules=DEFAULT_RULES)


def _person(facts, at):
    """Give all that is written about a person: what is shown, what is summed up, whose it is."""
    owners = [owner_of(facts, at, role) for role in OwnerRole] if facts.in_stay(at) else []
    return show(facts, at, DEFAULT_RULES), summarise(facts, at), owners


def _first_after(moments, at):
    return next((moment for moment in moments if moment > at), None)


@pytest.mark.parametrize("part", range(PARTS))
def test_no_answer_changes_before_the_next_moment(part, measure):
    started, asked, claims, changes = perf_counter(), Counter(), Counter(), Counter()
    for seed in range(part, PEOPLE, PARTS):
        facts, now = random_facts(seed)
        rng = Random(seed)
        for what, answer, next_moment in asked_of(facts):
            windows = windows_of(next_moment, now)
            before = None
            for start, end in windows:
                standing = answer(start)
                claims[what] += bool(standing)
                changes[what] += before is not None and standing != before
                before = standing
                for instant in instants_in(start, end, rng, -(-INSTANTS // len(windows))):
                    asked[what] += 1
                    if answer(instant) != standing:
                        pytest.fail(
                            f"{what}, seed {seed}: {start} {standing} but {instant} {answer(instant)}"
                        )
    names = [*(rule.key for rule in DEFAULT_RULES), "person"]
    assert all(claims[name] > 50 and changes[name] for name in names), (claims, changes)
    measure(
        f"moments: answers that waited for theirs, part {part + 1} of {PARTS}",
        wanted=PEOPLE // PARTS * len(names) * INSTANTS,
        reached=asked.total(),
        count=asked.total(),
        seconds=perf_counter() - started,
    )
