"""Whether the recent past is enough to judge someone, or their whole story has to be read."""

from datetime import datetime, timedelta

from tracker.domain.alerts.facts import Facts
from tracker.domain.alerts.quiet import latest_clock
from tracker.domain.rhythm import GAPS_THAT_COUNT
from tracker.domain.vocabulary import CLEARS_MISSED, OUR_PART

RECENT = timedelta(days=200)


def enough(facts: Facts, since: datetime, longest_window: timedelta) -> bool:
    """Say whether no contact before `since` could change what any rule claims, or the standing.

    `facts` hold the contacts from `since` on. `longest_window` is how far back a rule that counts
    within a window looks. A new rule that looks at contacts adds what it needs here.
    """
    stay_is_recent = facts.stay is None or facts.stay.referred_at >= since
    return _clock_is_whole(facts, since) and (
        stay_is_recent
        or (_run_is_cleared(facts) and _window_is_whole(facts, since, longest_window))
    )


def _clock_is_whole(facts: Facts, since: datetime) -> bool:
    """Ask for the latest eleven reached contacts, or all since the pairing began."""
    clock = latest_clock(facts)
    return (
        clock is None or clock.pairing.started_at >= since or len(clock.reached) > GAPS_THAT_COUNT
    )


def _run_is_cleared(facts: Facts) -> bool:
    return any(contact.outcome in CLEARS_MISSED for contact in facts.contacts)


def _window_is_whole(facts: Facts, since: datetime, longest_window: timedelta) -> bool:
    """Ask that no run of our part can reach back past `since`: it would start just after it."""
    near = since + longest_window + timedelta(days=1)
    for contact in facts.contacts:
        if contact.occurred_at >= near:
            return True
        if contact.outcome in OUR_PART:
            return False
    return True
