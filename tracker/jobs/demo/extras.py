"""What a life has beside the walk: goodbyes, hellos, police and court, others."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

from tracker.domain.lives import (
    LivedContact,
    LivedJustice,
    LivedMeeting,
)
from tracker.domain.vocabulary import (
    REACHED,
    HowKnown,
    JusticeKind,
    MeetingKind,
    MeetingState,
    Outcome,
    PairingEnd,
    Precision,
    Setting,
    Way,
    Whose,
    WithWhom,
)
from tracker.jobs.demo import words
from tracker.jobs.demo.bonds import Bonds
from tracker.jobs.demo.plots import LAST, Bond, Kind

WELL = frozenset({PairingEnd.HANDOVER, PairingEnd.MOVED_TEAM})


class Extras:
    """Draws what belongs to a plot, one kind of thing a function."""

    def __init__(self, bonds: Bonds, chance: Random) -> None:
        self.bonds, self.plot, self.days, self.chance = bonds, bonds.plot, bonds.days, chance

    def contacts(self) -> Iterator[LivedContact]:
        """Give joint meetings and goodbyes, hellos with the deputy, and calls after bad days."""
        for before, after in zip(self.plot.bonds, self.plot.bonds[1:], strict=False):
            if before.planned and before.end is not None:
                yield self._met(before.end - 9, 14, before.worker, words.JOINT, after.worker)
                yield self._met(before.end, 12, before.worker, words.GOODBYE, after.worker)
        if (
            self.plot.deputy
            and self.plot.deputy_from is not None
            and self.plot.deputy_from < LAST - 9
        ):
            worker = self.bonds.worker_at(self.plot.deputy_from)
            if worker not in {self.bonds.lead, self.plot.deputy}:
                yield self._met(
                    self.plot.deputy_from + 6, 16, worker, words.DEPUTY, self.plot.deputy
                )
        for day, _ in self.plot.justice:
            if self._alongside(day + 1) and self.chance.random() < 0.85:
                call = self._met(day + 1, 11, self.bonds.worker_at(day + 1), words.WANTS)
                yield replace(call, outcome=Outcome.SPOKE, way=Way.CALL, minutes=20)

    def _met(
        self, day: int, hour: int, worker: str, shared: str, also: str | None = None
    ) -> LivedContact:
        at = self.days.at(self.days.back(day), hour)
        return LivedContact(
            worker=worker,
            by=worker,
            occurred_at=at,
            known_at=at + timedelta(minutes=75),
            outcome=Outcome.MET,
            way=Way.IN_PERSON,
            minutes=45,
            shared=shared,
            also_there=(also,) if also else (),
            setting=Setting.WITH_OTHERS if also else Setting.ONE_TO_ONE,
        )

    def _alongside(self, day: int) -> Bond | None:
        if day >= (self.plot.ended or LAST) or self.plot.spell(
            day, Kind.PAUSE, Kind.AWAY, Kind.COVER
        ):
            return None
        return next((b for b in self.plot.bonds if b.start < day < b.over(self.plot.ended)), None)

    def around(self, contacts: list[LivedContact]) -> Iterator[LivedContact]:
        """Give contacts with others around the person, soon after one with them."""
        for contact in contacts:
            if contact.outcome not in REACHED or self.chance.random() >= 0.025:
                continue
            with_whom = self.chance.choice((WithWhom.SOMEONE_CLOSE, WithWhom.ANOTHER_SERVICE))
            close = with_whom is WithWhom.SOMEONE_CLOSE
            at = contact.occurred_at + timedelta(hours=2)
            if at < self.days.end:
                yield LivedContact(
                    worker=contact.worker,
                    by=contact.by,
                    occurred_at=at,
                    known_at=max(at, contact.known_at),
                    outcome=Outcome.SPOKE,
                    way=Way.CALL,
                    with_whom=with_whom,
                    minutes=10,
                    shared=words.SOMEONE_CLOSE if close else words.ANOTHER_SERVICE,
                )

    def justice(self) -> Iterator[LivedJustice]:
        for day, kind in self.plot.justice:
            yield self._justice(day, kind)
        if self.plot.close_justice is not None:
            mine = self._justice(self.plot.close_justice, JusticeKind.ARREST)
            yield replace(
                mine,
                whose=Whose.SOMEONE_CLOSE,
                relation="brother",
                words=None,
                wants=None,
                force=None,
            )

    def _justice(self, day: int, kind: JusticeKind) -> LivedJustice:
        bare = self.chance.random() < 0.3
        at = self.days.at(day, 0 if bare else self.chance.choice((8, 15, 19, 22)))
        known = self.days.past(self.days.at(day + self.chance.choice((0, 1, 1, 3)), 23, 30))
        return LivedJustice(
            kind=kind,
            occurred_at=at,
            occurred_on=self.days.date(day),
            precision=Precision.DAY if bare else Precision.EXACT,
            how_known=self.chance.choice((HowKnown.THEY_TOLD_US, HowKnown.FAMILY, HowKnown.LETTER)),
            force=kind is JusticeKind.STOP and self.chance.random() < 0.3,
            words=words.JUSTICE.get(kind),
            wants=words.WANTS if self.chance.random() < 0.3 else None,
            known_at=max(at, known),
            by=self.bonds.worker_at(day),
        )

    def meetings(self, place: str) -> Iterator[LivedMeeting]:
        """Give what stands apart from the rhythm: a court date ahead; what an ending withdrew."""
        if any(kind is JusticeKind.COURT for _, kind in self.plot.justice) and not self.plot.ended:
            day = self.days.working(LAST + self.chance.randint(8, 40))
            yield self._ahead(
                self.days.at(day, 10),
                self.days.at(LAST - 4, 12),
                "The court on the hill",
                MeetingKind.COURT,
            )
        if self.plot.meets is not None:
            at = self._coming(self.plot.meets)
            yield self._ahead(at, self.days.at(LAST - 3, 16), place)
        if self.plot.unsaid and self.plot.kind == "dev":
            day = self.days.back(LAST - 3)
            yield self._ahead(self.days.at(day, 15), self.days.at(day - 7, 11), place)
        if self.bonds.ended_at and self.plot.bonds and self.chance.random() < 0.6:
            over = self.bonds.ended_at
            day = self.days.working((self.plot.ended or LAST) + 5)
            ahead = self._ahead(self.days.at(day, 14), over - timedelta(days=4), place)
            by = self.bonds.worker_at(self.plot.ended or LAST)
            yield replace(
                ahead,
                worker=by,
                planned_by=by,
                settled_by=by,
                state=MeetingState.WITHDRAWN,
                settled_at=over,
            )

    def _coming(self, day: int) -> datetime:
        """Give an instant of that day still to come; late at night, of the day after."""
        soon = self.days.end.replace(minute=0, second=0, microsecond=0) + timedelta(hours=2)
        at = max(self.days.at(day, 14), soon)
        late = self.days.calendar.day_of(at) > self.days.date(day)
        return self.days.at(LAST + 1, 10) if late else at

    def _ahead(
        self, at: datetime, planned: datetime, place: str, kind: MeetingKind = MeetingKind.MEETING
    ) -> LivedMeeting:
        worker = self.bonds.worker_at(LAST)
        return LivedMeeting(
            worker=worker,
            starts_at=at,
            ends_at=at + timedelta(hours=1),
            planned_at=planned,
            planned_by=worker,
            kind=kind,
            place=place,
        )
