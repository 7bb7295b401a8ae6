"""How long quiet may last before we ask (PRODUCT 4)."""

from collections.abc import Sequence
from math import ceil

DEFAULT_DAYS = 14
PLAN_LASTS_DAYS = 90
GAPS_THAT_COUNT = 10
DECIDE_AFTER_DAYS = 56


def tau(agreed_days: float) -> float:
    """Days of quiet that an agreed interval allows: max(7, min(2.5·m, max(42, 1.25·m)))."""
    return max(7.0, min(2.5 * agreed_days, max(42.0, 1.25 * agreed_days)))


def quiet_after_days(
    agreed_days: float | None,
    gaps: Sequence[float] = (),
    default_days: float = DEFAULT_DAYS,
    plan_is_stale: bool = False,
    breathing_days: float | None = None,
) -> float:
    """Give the days after which quiet begins, before rounding up (PRODUCT 4).

    `gaps`: whole local days between the reached contacts that settle this clock, oldest first,
    paused days left out; the last ten count. A stale or missing plan shrinks the observed mean
    towards the old plan's interval, or the service's default; it ignores `breathing_days`.
    """
    if agreed_days is not None and not plan_is_stale:
        return tau(agreed_days) if breathing_days is None else float(agreed_days + breathing_days)
    prior = default_days if agreed_days is None else agreed_days
    recent = gaps[-GAPS_THAT_COUNT:]
    learned = 2.5 * (3 * prior + sum(recent)) / (3 + len(recent))
    return max(7.0, min(learned, max(42.0, 1.25 * prior)))


def today_after_days(tau_days: float) -> int:
    """Days since last reached from which quiet asks for today: min(2·tau, 56), rounded up."""
    return ceil(min(2 * tau_days, DECIDE_AFTER_DAYS))
