"""How often Python looks for garbage, set once for a process."""

import gc

# A batch of facts is some 50,000 small tuples that all live and die together and hold no cycles.
# With Python's own thresholds the collector walks them over and over: measured, 45 % of a sweep.
THRESHOLDS = (50_000, 50, 50)


def calm_the_collector() -> None:
    gc.freeze()
    gc.set_threshold(*THRESHOLDS)
