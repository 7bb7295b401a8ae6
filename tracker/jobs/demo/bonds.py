"""What a plot says of the time with us: stay, pairings, rhythms, pauses."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random

from tracker.domain.lives import LivedPairing, LivedPause, LivedRhythm, LivedStay
from tracker.domain.vocabulary import CameFrom, PairingEnd, PairingRole, PairingStart, PauseKind
from tracker.jobs.demo import words
from tracker.jobs.demo.cast import LEADS
from tracker.jobs.demo.plots import LAST, Bond, Days, Kind, Plot, Spell

INSIDE_EVERY = 14


class Bonds:
    """Who was alongside whom, and how often, as facts written down when they were said."""

    def __init__(self, plot: Plot, days: Days, chance: Random) -> None:
        self.plot, self.days, self.chance = plot, days, chance
        self.lead = LEADS[plot.team].email

    @property
    def ended_at(self) -> datetime | None:
        return None if self.plot.ended is None else self.days.at(self.plot.ended, 16)

    def worker_at(self, day: int) -> str:
        """Give who would write down a thing of that day: the key worker, else the lead."""
        for bond in self.plot.bonds:
            if bond.start <= day < (bond.end or LAST + 1):
                return bond.worker
        return self.lead

    def begins(self, bond: Bond) -> datetime:
        hour = 15 if bond.starts in {PairingStart.HANDOVER, PairingStart.RETURN} else 11
        return self.days.at(bond.start, hour)

    def stay(self, came_from: CameFrom) -> LivedStay:
        first = self.plot.bonds[0] if self.plot.bonds else None
        ended = self.plot.ended
        return LivedStay(
            referred_at=self.days.at(self.plot.referred, 0),
            came_from=came_from,
            otherwise_nothing=self.chance.choice((True, False, False, None)),
            known_at=self.days.at(self.plot.referred, 10),
            by=self.lead,
            started_at=self.begins(first) if first else None,
            ended_at=self.ended_at,
            ending=self.plot.ending,
            ended_by=None if ended is None else self.worker_at(ended),
            words=words.ENDINGS[self.plot.ending] if self.plot.ending else None,
        )

    def pairings(self) -> Iterator[LivedPairing]:
        for bond in self.plot.bonds:
            yield self._key_worker(bond)
        if self.plot.deputy and self.plot.deputy_from is not None:
            yield self._deputy(self.plot.deputy, self.days.at(self.plot.deputy_from, 12))
        for spell in self.plot.spells:
            over = self._cover_ends(spell) if spell.kind is Kind.COVER else None
            if over and spell.worker:
                yield self._cover(spell, spell.worker, over)

    def _key_worker(self, bond: Bond) -> LivedPairing:
        at = self.begins(bond)
        ended_at, why, by = self.ended_at, PairingEnd.STAY_ENDED, self.worker_at(bond.start)
        if bond.end is not None:
            ended_at = self.days.at(bond.end, 15 if bond.planned else 17)
            why, by = bond.why or PairingEnd.OTHER, bond.worker if bond.planned else self.lead
        told = bond.starts is PairingStart.HANDOVER
        return LivedPairing(
            worker=bond.worker,
            role=PairingRole.KEY_WORKER,
            started_at=at,
            start_reason=bond.starts,
            started_by=f"{self.lead}",
            known_at=at,
            by=self.lead,
            told_at=at - timedelta(days=21) if told else None,
            ended_at=ended_at,
            end_reason=why if ended_at else None,
            end_planned=(bond.planned if bond.end is not None else True) if ended_at else None,
            ended_by=by if ended_at else None,
        )

    def _deputy(self, worker: str, at: datetime) -> LivedPairing:
        over = self.ended_at
        return LivedPairing(
            worker=worker,
            role=PairingRole.DEPUTY,
            started_at=at,
            start_reason=PairingStart.NAMED_DEPUTY,
            started_by=self.lead,
            known_at=at,
            by=self.lead,
            ended_at=over,
            end_reason=PairingEnd.STAY_ENDED if over else None,
            end_planned=True if over else None,
            ended_by=self.worker_at(self.plot.ended or LAST) if over else None,
        )

    def _cover(self, spell: Spell, worker: str, over: datetime) -> LivedPairing:
        """Cover is agreed some days ahead, or as it begins, and says its end from the start."""
        at = self.days.at(spell.start, 9)
        ahead = max(self.plot.referred + 8, spell.start - 9)
        return LivedPairing(
            worker=worker,
            role=PairingRole.COVER,
            started_at=at,
            start_reason=PairingStart.COVERING,
            started_by=self.lead,
            known_at=min(at, self.days.at(min(ahead, LAST - 1), 10)),
            by=self.lead,
            ended_at=over,
        )

    def _cover_ends(self, spell: Spell) -> datetime | None:
        """Give when cover ends: as agreed, or sooner with the bond or the stay; None if never."""
        start = self.days.at(spell.start, 9)
        held = [bond for bond in self.plot.bonds if bond.start <= spell.start]
        edges = [self.days.at(spell.end, 9), self.ended_at]
        edges += [self.days.at(held[-1].end, 15)] if held and held[-1].end is not None else []
        over = min(edge for edge in edges if edge is not None)
        return over if over > start else None

    def rhythms(self) -> Iterator[LivedRhythm]:
        for day, every in self.plot.every:
            inside = self.plot.spell(day, Kind.CUSTODY, Kind.HOSPITAL)
            bond = next(
                (b for b in self.plot.bonds if b.start <= day < b.over(self.plot.ended)), None
            )
            if bond is None or inside:
                continue
            at = self.begins(bond) if day == bond.start else self.days.at(day, 12)
            yield self._rhythm(at, every, bond.worker)
        for spell in self.plot.spells:
            if spell.circumstance is not None:
                at, over = self.days.at(spell.start + 1, 12), self.days.at(min(spell.end, LAST), 9)
                worker = self.worker_at(spell.start)
                yield self._rhythm(
                    at, INSIDE_EVERY, worker, spell, None if spell.end >= LAST else over
                )

    def _rhythm(
        self, at: datetime, every: int, by: str, spell: Spell | None = None,
        ended_at: datetime | None = None,
    ) -> LivedRhythm:  # fmt: skip
        return LivedRhythm(
            every_days=every,
            agreed_at=at,
            known_at=at,
            by=by,
            agreed_with_person=self.chance.random() < 0.9,
            circumstance=spell.circumstance if spell else None,
            ended_at=ended_at,
        )

    def pauses(self) -> Iterator[LivedPause]:
        for spell in self.plot.spells:
            if spell.kind is Kind.PAUSE:
                yield self._pause(spell)

    def _pause(self, spell: Spell) -> LivedPause:
        at, worker = self.days.at(spell.start, 13), self.worker_at(spell.start)
        over = self.days.at(spell.end, 9) if spell.end < LAST else self.ended_at
        kind = spell.pause or PauseKind.HOLIDAY
        return LivedPause(
            kind=kind,
            from_at=at,
            look_again_on=self.days.date(spell.look_again or spell.end),
            words=words.PAUSES[kind],
            known_at=at,
            by=worker,
            ended_at=over,
            ended_by=worker if over else None,
        )
