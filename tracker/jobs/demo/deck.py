"""Which lives there are: a deck in which each kind comes up, and how each is drawn."""

from collections.abc import Callable
from math import ceil
from random import Random

from tracker.domain.rhythm import tau
from tracker.domain.vocabulary import (
    JusticeKind,
    PairingEnd,
    PairingStart,
    PauseKind,
    StayEnding,
)
from tracker.jobs.demo.cast import Member, in_team, who_left
from tracker.jobs.demo.plots import LAST, Bond, Fade, Kind, Plot, Spell

INTERVALS = (7, 7, 7, 10, 14, 14, 14, 14, 21, 28)
FIRST_ROUND = (
    *("steady",) * 4, *("tapering",) * 3, *("new",) * 2, *("handed_over",) * 3, *("broken",) * 3,
    "faded_back", "faded_away", "fading", "thinning", *("paused",) * 3, "waiting", "custody",
    "hospital", "no_intervention", *("ended",) * 6,
)  # fmt: skip
LATER_ROUND = (
    *("steady",) * 9, *("tapering",) * 4, *("new",) * 2, *("handed_over",) * 4, *("broken",) * 2,
    "faded_back", "faded_back", "faded_away", "fading", "paused", "paused", "custody",
    "no_intervention", *("ended",) * 3,
)  # fmt: skip
FIRST_ENDINGS = (StayEnding.MOVED_ON, StayEnding.MOVED_AWAY, StayEnding.THEIR_CHOICE,
                 StayEnding.ANOTHER_SERVICE, StayEnding.DIED, StayEnding.OTHER)  # fmt: skip
ENDINGS = (StayEnding.MOVED_ON, StayEnding.MOVED_ON, StayEnding.NO_INTERVENTION_NEEDED,
           StayEnding.MOVED_AWAY, StayEnding.THEIR_CHOICE)  # fmt: skip
CHANGES_WELL = (PairingEnd.HANDOVER, PairingEnd.HANDOVER, PairingEnd.MOVED_TEAM)
CHANGES_BADLY = (PairingEnd.WORKER_LEFT, PairingEnd.WORKER_AWAY, PairingEnd.NOT_A_MATCH,
                 PairingEnd.WORKER_LEFT, PairingEnd.PERSON_ASKED, PairingEnd.OTHER)  # fmt: skip
JUSTICE = (JusticeKind.STOP, JusticeKind.ARREST, JusticeKind.INTERVIEW, JusticeKind.COURT,
           JusticeKind.SEARCH_AT_HOME, JusticeKind.CAUTION)  # fmt: skip


def card(number: int, seed: int) -> tuple[str, int]:
    """Give the kind of the n-th life, and how many of that kind came before it."""
    round_, place = divmod(number, len(FIRST_ROUND))
    dealt = list(LATER_ROUND if round_ else FIRST_ROUND)
    Random(f"{seed}:deck:{round_}").shuffle(dealt)
    kind = dealt[place]
    earlier = FIRST_ROUND.count(kind) + (round_ - 1) * LATER_ROUND.count(kind) if round_ else 0
    return kind, earlier + dealt[:place].count(kind)


def rhythms(
    start: int, every: int, chance: Random, *, tapers: bool = False
) -> tuple[tuple[int, int], ...]:
    """Give when which interval was agreed: renewed every season, or grown longer bit by bit."""
    agreed = []
    day = start
    while day < LAST - 5:
        agreed.append((day, every))
        if tapers and every < 28:
            every = {7: 10, 10: 14, 14: 21, 21: 28}[every]
        day += chance.randint(70, 88)
    return tuple(agreed)


class Dealer:
    """Draws a plot of a kind around the worker who is, or was last, alongside."""

    def __init__(self, worker: Member, nth: int, chance: Random) -> None:
        self.worker, self.nth, self.chance = worker, nth, chance
        self.team = worker.team or ""
        self.referred = chance.choice((0, 0, chance.randint(0, 200), chance.randint(100, 480)))
        self.every = chance.choice(INTERVALS)

    def plot(self, kind: str) -> Plot:
        drawn: dict[str, Callable[[str], Plot]] = {
            "new": self.new,
            "handed_over": self.handed_over,
            "broken": self.broken,
            "waiting": self.waiting,
            "no_intervention": self.no_intervention,
        }
        return drawn.get(kind, self.long)(kind)

    def other(self) -> Member:
        """Give someone else of the team, sometimes one who has left since."""
        return self.chance.choice([one for one in in_team(self.team) if one is not self.worker])

    def long(self, kind: str) -> Plot:
        """One worker all along; what the kind adds is in `_more`."""
        match = self.referred + self.chance.randint(1, 9)
        tapers = kind == "tapering"
        every = 7 if tapers else self.every
        bonds = (Bond(worker=self.worker.email, start=match),)
        agreed = rhythms(match, every, self.chance, tapers=tapers)
        plot = {"kind": kind, "bonds": bonds, "every": agreed, **self._more(kind)}
        return self._plot(**plot)

    def _more(self, kind: str) -> dict[str, object]:
        draw = self.chance.randint
        if kind == "ended":
            endings = FIRST_ENDINGS + ENDINGS * 9
            return {"ended": draw(self.referred + 120, LAST - 9), "ending": endings[self.nth]}
        if kind == "paused":
            pause = list(PauseKind)[self.nth % 3]
            start = LAST - draw(8, 40)
            look = start + draw(28, 56) if self.nth % 4 else LAST - 2
            spell = Spell(kind=Kind.PAUSE, start=start, end=LAST + 90, pause=pause, look_again=look)
            return {"spells": (spell,)}
        if kind in {"custody", "hospital"}:
            start = LAST - draw(30, 160)
            end = start + draw(25, 60) if self.nth % 2 == 0 else LAST + 90
            where = Kind.HOSPITAL if kind == "hospital" else Kind.CUSTODY
            justice = ((start, JusticeKind.CUSTODY),) if kind == "custody" else ()
            if kind == "custody" and end < LAST:
                justice = (*justice, (end, JusticeKind.RELEASE))
            return {"spells": (Spell(kind=where, start=start, end=end),), "justice": justice}
        return self._fading(kind)

    def _fading(self, kind: str) -> dict[str, object]:
        draw = self.chance.randint
        if kind == "fading":
            return {"fade": Fade(start=LAST - draw(20, 75), stops=True)}
        if kind == "thinning":
            return {"fade": Fade(start=LAST - draw(60, 90), stops=False)}
        start = LAST - draw(72, 205)
        if kind == "faded_back":
            back = start + ceil(tau(self.every)) + draw(4, 24)  # someone noticed
            return {"fade": Fade(start=start, stops=self.chance.random() < 0.7, back=back)}
        if kind == "faded_away":
            over = min(start + draw(65, 110), LAST - 3)
            ended = {"ended": over, "ending": StayEnding.THEIR_CHOICE}
            return {"fade": Fade(start=start, stops=True), **ended}
        return {}

    def new(self, kind: str) -> Plot:
        match = LAST - self.chance.randint(12, 80)
        referred = match - self.chance.randint(1, 6)
        bonds = (Bond(worker=self.worker.email, start=match),)
        agreed = rhythms(match, 7, self.chance)
        return self._plot(kind=kind, referred=referred, bonds=bonds, every=agreed)

    def handed_over(self, kind: str) -> Plot:
        change = self.chance.randint(self.referred + 90, LAST - 40)
        why = CHANGES_WELL[self.nth % len(CHANGES_WELL)]
        first = self.referred + self.chance.randint(1, 9)
        now = Bond(worker=self.worker.email, start=change, starts=PairingStart.HANDOVER)
        before = Bond(worker=self.other().email, start=first, end=change, why=why)
        agreed = rhythms(first, self.every, self.chance)
        return self._plot(kind=kind, bonds=(before, now), every=agreed)

    def broken(self, kind: str) -> Plot:
        """Draw a change nobody planned, days without anyone, then someone new or from before."""
        why = CHANGES_BADLY[self.nth % len(CHANGES_BADLY)]
        before, end = self.other(), self.chance.randint(self.referred + 90, LAST - 90)
        if why is PairingEnd.WORKER_LEFT:
            before = who_left(self.team)
            end = before.left or end
            self.referred = min(self.referred, end - 120)
        first = self.referred + self.chance.randint(1, 9)
        start = end + self.chance.randint(5, 19)
        bonds = [Bond(worker=before.email, start=first, end=end, why=why, planned=False)]
        if self.nth % 4 == 2 and start < LAST - 200:
            away = start + self.chance.randint(60, 120)
            bonds[0] = Bond(
                worker=self.worker.email,
                start=first,
                end=end,
                why=PairingEnd.WORKER_AWAY,
                planned=False,
            )
            bonds.append(
                Bond(worker=self.other().email, start=start, end=away, why=PairingEnd.HANDOVER)
            )
            bonds.append(Bond(worker=self.worker.email, start=away, starts=PairingStart.RETURN))
        else:
            bonds.append(Bond(worker=self.worker.email, start=start))
        agreed = rhythms(first, self.every, self.chance)
        return self._plot(kind=kind, bonds=tuple(bonds), every=agreed)

    def waiting(self, kind: str) -> Plot:
        """Nobody is key worker now: just written in, or left from one day to the next."""
        if self.nth % 2:
            return self._plot(kind=kind, referred=LAST - self.chance.randint(1, 9))
        end = LAST - self.chance.randint(2, 12)
        first = self.referred + 3
        bond = Bond(
            worker=self.worker.email,
            start=first,
            end=end,
            why=PairingEnd.NOT_A_MATCH,
            planned=False,
        )
        return self._plot(kind=kind, bonds=(bond,), every=rhythms(first, 14, self.chance))

    def no_intervention(self, kind: str) -> Plot:
        ended = self.referred + self.chance.randint(6, 14)
        return self._plot(kind=kind, ended=ended, ending=StayEnding.NO_INTERVENTION_NEEDED)

    def _plot(self, **more: object) -> Plot:
        plot = {"referred": self.referred, "team": self.team, **more}
        return Plot(**plot)  # type: ignore[arg-type] # each by its own name
