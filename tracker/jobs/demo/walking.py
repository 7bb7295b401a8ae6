"""From day to day through a plot: what was planned, what came of it, what followed."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

from tracker.domain.lives import LivedContact, LivedMeeting
from tracker.domain.vocabulary import (
    OUR_PART,
    REACHED,
    MeetingState,
    Outcome,
    Starter,
    Way,
)
from tracker.jobs.demo import notes
from tracker.jobs.demo.bonds import INSIDE_EVERY
from tracker.jobs.demo.plots import HORIZON, LAST, Bond, Days, Kind, Plot, Spell

Weights = dict[Outcome, float]
PLANNED: Weights = {
    Outcome.MET: 80, Outcome.SPOKE: 2.5, Outcome.THEY_CANCELLED: 4, Outcome.THEY_MOVED: 3.5,
    Outcome.MISSED_EACH_OTHER: 3.2, Outcome.COULD_NOT_COME: 2, Outcome.WE_CANCELLED: 1.8,
    Outcome.WE_MOVED: 1.2, Outcome.WE_WERE_NOT_THERE: 0.4, Outcome.WE_DID_NOT_TELL_THEM: 0.4,
}  # fmt: skip
CHANCED: Weights = {Outcome.SPOKE: 36, Outcome.MESSAGED: 34, Outcome.MET: 20, Outcome.WE_TRIED: 8,
           Outcome.THEY_TRIED: 1.2}  # fmt: skip
FOLLOWED: Weights = {Outcome.SPOKE: 52, Outcome.MESSAGED: 38, Outcome.WE_TRIED: 10}
BROUGHT: Weights = {Outcome.COULD_NOT_BE_BROUGHT: 1.5}
CALLED_OFF = {Outcome.THEY_CANCELLED, Outcome.THEY_MOVED, Outcome.WE_CANCELLED, Outcome.WE_MOVED}
MOVED = {Outcome.THEY_MOVED, Outcome.WE_MOVED}
BY_THEM = {Outcome.THEY_CANCELLED, Outcome.THEY_MOVED, Outcome.THEY_TRIED}
NEXT_AGREED = 0.78
WORD_GIVEN = (2, 2, 3, 20, 22, 24)  # hours before a meeting
HOURS = (10, 10, 11, 13, 14, 14, 15, 16, 17)


class Walk:
    """One walk: `meetings` and `contacts` fill as it goes, only plans lie after the clock."""

    def __init__(self, plot: Plot, days: Days, chance: Random, *, young: bool) -> None:
        self.plot, self.days, self.chance = plot, days, chance
        self.planned = PLANNED | (BROUGHT if young else {})
        self.forced = list(plot.forced)
        self.meetings: list[LivedMeeting] = []
        self.contacts: list[LivedContact] = []
        self.notes = notes.Notes(chance)

    def go(self) -> None:
        for bond in self.plot.bonds:
            self._along(bond)

    def _along(self, bond: Bond) -> None:
        """Walk one bond: a first contact soon, then on in its rhythm until it or the time ends."""
        over = bond.over(self.plot.ended)
        day = self.free(bond.start + self.chance.randint(1, 5))
        weights: Weights = {Outcome.MET: 8, Outcome.SPOKE: 2}
        meeting: int | None = None
        while day < over:
            if meeting is None and self.days.at(day, 9) > self.days.end:
                return
            outcome = self._happens(day, bond, meeting, weights)
            if outcome is None:
                return
            weights = CHANCED if outcome in REACHED else FOLLOWED
            day, planned = self._after(day, outcome, over)
            moved = meeting if outcome in MOVED and planned else None
            meeting = self._plan(day, bond, over, moved) if planned else None

    def _happens(
        self, day: int, bond: Bond, meeting: int | None, weights: Weights
    ) -> Outcome | None:
        """Write down what came of a day; None once the clock is reached."""
        held = self.meetings[meeting] if meeting is not None else None
        at = held.starts_at if held else self._time(day)
        if held and at > self.days.end:
            return None
        if held and self.plot.unsaid and day >= LAST - 6:
            return None
        outcome = self._draw(day, self.planned if held else weights, planned=held is not None)
        if held and outcome in CALLED_OFF:
            at = max(
                held.planned_at, held.starts_at - timedelta(hours=self.chance.choice(WORD_GIVEN))
            )
        at = self.days.past(at)
        contact = self._contact(at, outcome, held.worker if held else self.holder(day, bond), day)
        if held and meeting is not None:
            place = held.place if contact.way is Way.IN_PERSON else None
            contact = replace(contact, meeting=meeting, place=place)
            self._settle(meeting, contact)
        self.contacts.append(contact)
        return outcome

    def _draw(self, day: int, weights: Weights, *, planned: bool) -> Outcome:
        due = next(
            (o for start, o in self.forced if start <= day and fits(o, planned=planned)), None
        )
        if due is not None:
            self.forced = [one for one in self.forced if one[1] is not due]
            return due
        fading = self.plot.fade and self.plot.fade.holds(day) and self.plot.fade.stops
        if fading and planned:
            weights = {Outcome.THEY_CANCELLED: 1, Outcome.MISSED_EACH_OTHER: 3}
        elif fading:
            weights = {Outcome.WE_TRIED: 1}
        return self.chance.choices(list(weights), list(weights.values()))[0]

    def _contact(self, at: datetime, outcome: Outcome, worker: str, day: int) -> LivedContact:
        inside = self.plot.spell(day, Kind.CUSTODY, Kind.HOSPITAL) is not None
        way = self.notes.way(outcome, inside=inside)
        minutes = self.notes.minutes(outcome, way)
        known = at + timedelta(minutes=(minutes or 0) + self.chance.randint(5, 200))
        if self.chance.random() < 0.06:
            known += timedelta(days=self.chance.randint(1, 3))
        started = Starter.THEM if outcome in BY_THEM or self.chance.random() < 0.25 else Starter.US
        return LivedContact(
            worker=worker,
            by=worker,
            occurred_at=at,
            known_at=self.days.past(known),
            outcome=outcome,
            way=way,
            minutes=minutes,
            who_started=Starter.US if outcome in OUR_PART - BY_THEM else started,
            place=self.notes.place(outcome, way, inside=inside),
            **self.notes.told(outcome),
        )

    def _settle(self, meeting: int, contact: LivedContact) -> None:
        state = MeetingState.DID_NOT_HAPPEN
        if contact.outcome in REACHED:
            state = MeetingState.HAPPENED
        elif contact.outcome in CALLED_OFF:
            state = MeetingState.CANCELLED
        held = self.meetings[meeting]
        self.meetings[meeting] = replace(
            held, state=state, settled_at=contact.known_at, settled_by=contact.by
        )

    def _after(self, day: int, outcome: Outcome, over: int) -> tuple[int, bool]:
        """Give the next day something is due, and whether it is a meeting agreed now."""
        draw, fade = self.chance.randint, self.plot.fade
        if outcome in CALLED_OFF:
            return self.free(day + draw(2, 5)), True
        if outcome not in REACHED:
            long_gone = fade is not None and fade.holds(day) and fade.stops
            return self.free(day + (draw(9, 20) if long_gone else draw(1, 3))), False
        inside = self.plot.spell(day, Kind.CUSTODY, Kind.HOSPITAL)
        every = INSIDE_EVERY if inside else self.plot.every_at(day)
        step = every * min(1.5, max(0.6, self.chance.gauss(1.0, 0.2)))
        if fade is not None and day >= fade.start and fade.holds(day + 1):
            step = self._fading(day, every)
        after = self.free(day + max(1, round(step)))
        return after, after < over and self.chance.random() < NEXT_AGREED

    def _fading(self, day: int, every: int) -> float:
        fade = self.plot.fade
        assert fade is not None  # noqa: S101 - asked only in one
        if fade.stops:  # nobody notices for a while; then a try now and then
            return min(
                (fade.back or HORIZON) - day, max(24.0, 2.6 * every + self.chance.randint(0, 9))
            )
        return min((fade.back or HORIZON) - day, every * 3.5)

    def _plan(self, day: int, bond: Bond, over: int, moved: int | None) -> int | None:
        """Agree the next meeting when what went before is written down; None where it cannot be."""
        last = self.contacts[-1]
        starts_at = self._time(day)
        if day >= over or starts_at <= last.known_at or last.known_at >= self.days.end:
            return None
        if self.plot.fade and self.plot.fade.holds(day) and self.chance.random() < 0.7:
            return None
        worker = self.holder(day, bond)
        self.meetings.append(
            LivedMeeting(
                worker=worker,
                starts_at=starts_at,
                ends_at=starts_at + timedelta(minutes=self.chance.choice((45, 60, 60, 90))),
                planned_at=last.known_at,
                planned_by=last.by,
                place=self.notes.place(Outcome.MET, Way.IN_PERSON, inside=False),
                moved_from=moved,
            )
        )
        return len(self.meetings) - 1

    def free(self, day: int) -> int:
        """Give the first working day from `day` that no pause, absence or quiet spell holds."""
        while True:
            day = self.days.working(day)
            spell = self._closed(day)
            if spell is None:
                return day
            day = spell.end + self.chance.randint(0, 2)

    def _closed(self, day: int) -> Spell | None:
        if day > HORIZON:
            return None
        return self.plot.spell(day, Kind.PAUSE, Kind.AWAY, Kind.QUIET)

    def holder(self, day: int, bond: Bond) -> str:
        cover = self.plot.spell(day, Kind.COVER)
        return cover.worker if cover and cover.worker else bond.worker

    def _time(self, day: int) -> datetime:
        return self.days.at(day, self.chance.choice(HOURS), self.chance.choice((0, 0, 15, 30)))


def fits(outcome: Outcome, *, planned: bool) -> bool:
    """Say whether an outcome can come of a meeting, or without one."""
    if planned:
        return outcome not in {Outcome.WE_TRIED, Outcome.THEY_TRIED, Outcome.MESSAGED}
    return outcome in REACHED or outcome in {Outcome.WE_TRIED, Outcome.THEY_TRIED}


def latest(contacts: Sequence[LivedContact], before: datetime) -> LivedContact | None:
    """Give the last reached contact by an instant."""
    reached = [c for c in contacts if c.outcome in REACHED and c.occurred_at <= before]
    return max(reached, key=lambda c: c.occurred_at, default=None)
