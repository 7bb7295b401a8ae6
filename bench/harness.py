"""Measure things in turn (A B A B …) and say their ratio, round by round, with its budget."""

import gc
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass, field

ROUNDS = 5


@dataclass
class Report:
    """Lines as they are printed, and whether every judged ratio kept its budget."""

    over: list[str] = field(default_factory=list)
    judged: int = 0

    def say(self, line):
        print(line, flush=True)

    def ratio(self, name, budget, ratios, times):
        middle = statistics.median(ratios)
        kept = middle <= budget
        self.judged += 1
        if not kept:
            self.over.append(name)
        spread = f"[{min(ratios):.2f}..{max(ratios):.2f}]"
        shown = ", ".join(
            f"{what} {statistics.median(t) * 1000:.1f} ms" for what, t in times.items()
        )
        verdict = "within" if kept else "OVER"
        self.say(
            f"{name}\n    ratio {middle:.2f} {spread} of {budget} {verdict}   ({shown}; {len(ratios)} rounds)"
        )

    def most(self, name, budget, counted):
        """Judge a count that is no measurement, such as of statements."""
        kept = counted <= budget
        self.judged += 1
        if not kept:
            self.over.append(name)
        self.say(f"{name}\n    {counted} of {budget} {'within' if kept else 'OVER'}")


def timed(work: Callable[[], object]) -> float:
    gc.collect()
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def in_turn(
    work: Callable[[int], Callable[[], object]],
    floor: Callable[[int], Callable[[], object]],
    rounds: int = ROUNDS,
):
    """Run the floor and the work in turn; each is made ready, untimed, by its round number.

    Gives the ratios round by round and the times of both. One round first is not counted.
    """
    times = {"work": [], "floor": []}
    for number in range(rounds + 1):
        for what, made in (("floor", floor), ("work", work)):
            took = timed(made(number))
            if number:
                times[what].append(took)
    ratios = [w / f for w, f in zip(times["work"], times["floor"], strict=True)]
    return ratios, times
