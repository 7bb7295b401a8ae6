"""When the demo's workers are away, and who covers for whom."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from tracker.domain.lives import TimeAway
from tracker.jobs.demo.cast import KEY_WORKERS, LEADS, Member, in_team
from tracker.jobs.demo.plots import HORIZON, LAST, Bond, Days, Kind, Spell

NOW_AWAY = {"carla.nunez@example.org": (LAST - 6, LAST + 8, True),
            "priya.nair@example.org": (LAST - 3, LAST + 11, False),
            "elin.morgan@example.org": (LAST + 5, LAST + 15, True)}  # fmt: skip
COVERED = 0.55


@dataclass(frozen=True, slots=True)
class Absent:
    """A worker's time away in days."""

    worker: Member
    start: int
    end: int
    planned: bool
    cover: Member


def absences(seed: int) -> list[Absent]:
    """Give every time away of those who work here, in order of worker and day."""
    chance = Random(f"{seed}:away")
    found = []
    for worker in KEY_WORKERS:
        others = [one for one in in_team(worker.team or "") if one is not worker]
        starts = (chance.randint(40, 180), chance.randint(240, 400), chance.randint(450, 640))
        spans = [(start, start + chance.choice((7, 11, 14)), True) for start in starts]
        if chance.random() < 0.4:
            start = chance.randint(190, 220)
            spans.insert(1, (start, start + 18, False))
        if worker.email in NOW_AWAY:
            spans.append(NOW_AWAY[worker.email])
        found += [Absent(worker, *span, cover=chance.choice(others)) for span in spans]
    return found


def spells_of(
    bonds: tuple[Bond, ...], ended: int | None, gone: list[Absent], chance: Random
) -> Iterator[Spell]:
    """Give what a life feels of its workers' times away: cover, or waiting for them."""
    for bond in bonds:
        for away in gone:
            start = max(away.start, bond.start + 7)
            end = min(away.end, bond.over(ended))
            if away.worker.email != bond.worker or end - start < 3 or end > HORIZON:
                continue
            covered = chance.random() < COVERED
            kind = Kind.COVER if covered else Kind.AWAY
            yield Spell(kind=kind, start=start, end=end, worker=away.cover.email)


def times_away(gone: list[Absent], days: Days) -> Iterator[TimeAway]:
    """Give the absences as they were written down: ahead by whoever goes, or that day by a lead."""
    for one in gone:
        known = max(0, min(one.start - 14, LAST - 2)) if one.planned else one.start
        by = one.worker if one.planned else LEADS[one.worker.team or ""]
        yield TimeAway(
            worker=one.worker.email,
            from_at=days.at(one.start, 0),
            until_at=days.at(one.end, 0) if one.planned or one.end < LAST else None,
            planned=one.planned,
            known_at=days.past(days.at(known, 9)),
            by=by.email,
        )
