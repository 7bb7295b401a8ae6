"""All the lives of the demo, from a seed: the same seed and clock tell the same."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from random import Random

from tracker.domain.vocabulary import JusticeKind, Outcome, PauseKind
from tracker.jobs.demo import deck, dev, names
from tracker.jobs.demo.away import Absent, spells_of
from tracker.jobs.demo.cast import KEY_WORKERS, Member, in_team
from tracker.jobs.demo.plots import LAST, Days, Kind, Plot, Spell
from tracker.jobs.demo.telling import Story, tell

OURS = (Outcome.WE_CANCELLED, Outcome.WE_MOVED, Outcome.WE_WERE_NOT_THERE,
        Outcome.WE_DID_NOT_TELL_THEM, Outcome.THEY_TRIED, Outcome.COULD_NOT_COME,
        Outcome.COULD_NOT_BE_BROUGHT, Outcome.THEY_CANCELLED)  # fmt: skip


def stories(people: int, seed: int, days: Days, gone: list[Absent]) -> Iterator[Story]:
    """Tell `people` lives one after another: Dev's first, then a deck shared out evenly."""
    load = Counter({worker.email: 0 for worker in KEY_WORKERS})
    for number in range(people):
        chance = Random(f"{seed}:{number}")
        plot = _plot(number, seed, load, chance)
        lived = on_working_days(_lived(plot, gone, chance), days)
        story = tell(lived, number, days, chance)
        if story.worker:
            load[story.worker] += 1
        yield story


def _plot(number: int, seed: int, load: Counter[str], chance: Random) -> Plot:
    if number < len(dev.FIRST):
        return dev.FIRST[number]
    kind, nth = deck.card(number - len(dev.FIRST), seed)
    worker = min(KEY_WORKERS, key=lambda one: (load[one.email], KEY_WORKERS.index(one)))
    plot = deck.Dealer(worker, nth, chance).plot(kind)
    taken = {one.name for one in dev.FIRST}
    name = names.name_of(number)
    return replace(plot, name=f"{name} O" if name in taken else name)


def on_working_days(plot: Plot, days: Days) -> Plot:
    """Let what people agree fall on days on which they work: the same day or the last before."""
    back = days.back
    bonds = (
        replace(bond, start=back(bond.start), end=None if bond.end is None else back(bond.end))
        for bond in plot.bonds
    )
    return replace(
        plot,
        referred=back(plot.referred),
        bonds=tuple(bonds),
        every=tuple((back(day), every) for day, every in plot.every),
        ended=None if plot.ended is None else back(plot.ended),
        deputy_from=None if plot.deputy_from is None else back(plot.deputy_from),
    )


def _lived(plot: Plot, gone: list[Absent], chance: Random) -> Plot:
    """Add what happens in any life: a holiday, a quiet spell, days away, a deputy, bad days."""
    spells = list(spells_of(plot.bonds, plot.ended, gone, chance))
    if plot.kind != "dev" and plot.bonds:
        spells += _holiday(plot, chance)
        spells += _quiet(plot, chance)
        plot = _with_deputy(plot, chance)
        plot = _with_bad_days(plot, chance)
    return replace(plot, spells=tuple(_apart(plot.spells, spells)))


def _apart(kept: tuple[Spell, ...], more: list[Spell]) -> list[Spell]:
    """Give the plot's own spells and those of the others that no spell before them touches."""
    found = list(kept)
    for spell in sorted(more, key=lambda one: (one.start, one.kind)):
        if all(spell.end < one.start or one.end < spell.start for one in found):
            found.append(spell)
    return sorted(found, key=lambda one: one.start)


def _settled(plot: Plot, chance: Random, length: int) -> int | None:
    """Give a day well inside the time with a worker, and well before the clock."""
    first = plot.bonds[0].start + 30
    last = min(plot.ended or LAST, plot.fade.start if plot.fade else LAST, LAST - 30) - length - 20
    return chance.randint(first, last) if first < last else None


def _holiday(plot: Plot, chance: Random) -> Iterator[Spell]:
    if chance.random() < 0.3:
        length = chance.randint(9, 24)
        start = _settled(plot, chance, length)
        kinds = (PauseKind.HOLIDAY, PauseKind.HOLIDAY, PauseKind.ASKED_FOR_SPACE)
        if start is not None:
            pause = chance.choice(kinds)
            yield Spell(kind=Kind.PAUSE, start=start, end=start + length, pause=pause)


def _quiet(plot: Plot, chance: Random) -> Iterator[Spell]:
    if chance.random() < 0.35:
        length = chance.randint(16, 38)
        start = _settled(plot, chance, length)
        if start is not None:
            yield Spell(kind=Kind.QUIET, start=start, end=start + length)


def _with_deputy(plot: Plot, chance: Random) -> Plot:
    alongside = {bond.worker for bond in plot.bonds}
    others: list[Member] = [one for one in in_team(plot.team) if one.email not in alongside]
    start = plot.bonds[-1].start + chance.randint(15, 90)
    if not others or chance.random() > 0.62 or start >= min(plot.ended or LAST, LAST) - 3:
        return plot
    return replace(plot, deputy=chance.choice(others).email, deputy_from=start)


def _with_bad_days(plot: Plot, chance: Random) -> Plot:
    first, last = plot.bonds[0].start + 10, min(plot.ended or LAST, LAST) - 4
    if plot.justice or first >= last:
        return plot
    if chance.random() < 0.22:
        day = chance.randint(first, last)
        plot = replace(plot, justice=((day, chance.choice(deck.JUSTICE)),))
        if plot.justice[0][1] is JusticeKind.ARREST and day + 25 < last:
            plot = replace(plot, justice=(*plot.justice, (day + 21, JusticeKind.COURT)))
    if chance.random() < 0.06:
        plot = replace(plot, close_justice=chance.randint(first, last))
    plot = replace(plot, unsaid=chance.random() < 0.1)
    if chance.random() < 0.15:
        plot = replace(plot, forced=((chance.randint(first, last), chance.choice(OURS)),))
    return plot
