"""Whether the recent past is enough to judge someone, or their whole story has to be read."""

from datetime import datetime, timedelta
from itertools import pairwise

from tracker.domain.alerts.facts import Facts
from tracker.domain.alerts.quiet import latest_clock
from tracker.domain.rhythm import GAPS_THAT_COUNT
from tracker.domain.vocabulary import CLEARS_MISSED, OUR_PART

RECENT = timedelta(weeks=10)


def enough(facts: Facts, since: datetime, until: datetime, longest_window: timedelta) -> bool:
    """Say whether no contact before `since` could change what any rule claims, or the standing.

    `facts` hold the contacts from `since` to `until`. `longest_window` is how far back a rule that
    counts within a window looks. A new rule that looks at contacts adds what it needs here.
    """
    stay_is_recent = facts.stay is None or facts.stay.referred_at >= since
    return _clock_is_whole(facts, since, until) and (
        stay_is_recent
        or (_run_is_cleared(facts) and _window_is_whole(facts, since, until, longest_window))
    )


def _clock_is_whole(facts: Facts, since: datetime, until: datetime) -> bool:
    """Ask for all since the pairing began; or the latest eleven reached, whose gaps may count.

    Under one plan, current from the last reached contact until now, that contact is enough.
    """
    clock = latest_clock(facts)
    if clock is None or clock.pairing.started_at >= since:
        return True
    last = clock.last_reached
    if last is None:
        return False
    plan = facts.rhythm(until)
    one_plan = plan is not None and plan is facts.rhythm(last.occurred_at)
    if plan is not None and one_plan and until < clock.stale_at(plan):
        return True
    return len(clock.reached) > GAPS_THAT_COUNT


def _run_is_cleared(facts: Facts) -> bool:
    return any(contact.outcome in CLEARS_MISSED for contact in facts.contacts)


def _window_is_whole(
    facts: Facts, since: datetime, until: datetime, longest_window: timedelta
) -> bool:
    """Ask for a window without our part: no run of it reaches back past that, or past `since`."""
    ours = [contact.occurred_at for contact in facts.contacts if contact.outcome in OUR_PART]
    emptied = longest_window + timedelta(days=1)
    return any(later - earlier >= emptied for earlier, later in pairwise((since, *ours, until)))
