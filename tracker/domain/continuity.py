"""How much of the relationship was held by few hands: the measures of PRODUCT 7."""

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import sqrt


@dataclass(frozen=True, slots=True)
class Measures:
    """Each between 0 and 1, or None where it is not defined."""

    contacts: int
    workers: int
    upc: float | None
    coc: float | None
    secon: float | None
    mmci: float | None
    herfindahl: float | None
    key_share: float | None


def measures(
    workers: Sequence[Hashable], key_workers: Sequence[Hashable] | None = None
) -> Measures:
    """Measure a sequence of reached one-to-one contacts, in order of instant, then id.

    `workers` holds who each contact was with; `key_workers`, as long, who was key worker at that
    instant (None for nobody). Raises ValueError when the lengths differ.
    Sources: UPC (Breslau 1975), COC (Bice and Boxerman 1977), SECON (Steinwachs 1979),
    MMCI (Magill and Senf 1987), Herfindahl; reference `domain.md` 1.2.
    """
    n = len(workers)
    if key_workers is not None and len(key_workers) != n:
        raise ValueError("`key_workers` names one key worker for each contact.")
    counts = Counter(workers)
    if n == 0:
        return Measures(0, 0, None, None, None, None, None, None)
    squares = sum(c * c for c in counts.values())
    held = (
        None
        if key_workers is None
        else _share(w == k for w, k in zip(workers, key_workers, strict=True))
    )
    return Measures(
        contacts=n,
        workers=len(counts),
        upc=max(counts.values()) / n,
        coc=None if n < 2 else (squares - n) / (n * (n - 1)),  # noqa: PLR2004 - needs a pair
        secon=_share(a == b for a, b in pairwise(workers)),
        mmci=None if n < 2 else (1 - len(counts) / (n + 0.1)) / (1 - 1 / (n + 0.1)),  # noqa: PLR2004 - one has no pair
        herfindahl=squares / (n * n),
        key_share=held,
    )


def slicc(people: Iterable[tuple[Sequence[Hashable], Sequence[Hashable]]]) -> float | None:
    """Share of a team's contacts that were with the person's own key worker (SLICC).

    Each item is one person's `workers` and `key_workers`, as for `measures`.
    """
    return _share(w == k for workers, keys in people for w, k in zip(workers, keys, strict=True))


def wilson(successes: int, n: int, z: float = 1.96) -> tuple[float, float] | None:
    """Give the Wilson score interval of a proportion (Wilson 1927); None where n is 0."""
    if n == 0:
        return None
    p, zz = successes / n, z * z
    middle = (p + zz / (2 * n)) / (1 + zz / n)
    half = z * sqrt(p * (1 - p) / n + zz / (4 * n * n)) / (1 + zz / n)
    return max(0.0, middle - half), min(1.0, middle + half)


def _share(held: Iterable[bool]) -> float | None:
    answers = list(held)
    return sum(answers) / len(answers) if answers else None
