"""Live the demo's last months again: the sweep morning and evening, and workers who answer."""

from bisect import bisect_left
from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random

from tracker.domain.lives import Life
from tracker.domain.vocabulary import LeaveReason, NotUsefulReason
from tracker.jobs.demo import words
from tracker.jobs.demo.dev import FIRST
from tracker.jobs.demo.plots import LAST, Days
from tracker.jobs.runs import Run, Service
from tracker.queries.alerts import WaitingRow, list_waiting
from tracker.queries.viewers import viewer
from tracker.services import alerts, audit, escalating, judging, openings
from tracker.services.acts import Act
from tracker.services.alerts import LeaveForNow
from tracker.services.workers import active_by_email

BY = "system:evaluate-alerts"
IN_NORTH, IN_EAST = "ben.osei@example.org", "callum.byrne@example.org"
OPENED = {
    LAST - 40: (IN_NORTH, "AL1001"),
    LAST - 5: (IN_NORTH, "AL1009"),
    LAST - 2: (IN_EAST, "AL1001"),
}
ANSWERED = 0.16  # of the alerts that wait, each day of work
SHOWN = frozenset(one.name for one in FIRST)
LISTS = (
    "stays", "pairings", "rhythms", "pauses", "meetings", "contacts", "justice", "promises",
    "answers",
)  # fmt: skip
KNOWN = ("known_at", "recorded_at", "planned_at", "settled_at", "ended_at")


def moments(life: Life) -> set[datetime]:
    """Give the instants at which the service came to know something of a life."""
    facts = [fact for listed in LISTS for fact in getattr(life, listed)]
    found = {getattr(fact, name, None) for fact in facts for name in KNOWN}
    return {life.first_here_at, *(at for at in found if at is not None)}


class Replay:
    """The last days before the clock, each a transaction."""

    def __init__(self, service: Service, days: Days, seed: int, first_day: int) -> None:
        self.service, self.days, self.seed = service, days, seed
        self.first_day = first_day
        self.starts_at = days.at(first_day, 6)
        self.known: list[tuple[datetime, int]] = []
        self.shown: set[str] = set()

    def remember(self, people: dict[int, Life]) -> None:
        """Take in whose lives these are, by id, and when something of them becomes known."""
        self.shown = {life.reference for life in people.values() if life.name in SHOWN}
        self.known = sorted((at, id_) for id_, life in people.items() for at in moments(life))

    def live(self) -> Iterator[int]:
        """Live day after day up to the clock; give each day's number."""
        last = self.starts_at
        for day in range(self.first_day, LAST + 1):
            with self.service.run(last, BY) as run:
                for hour in (6, 19):
                    at = min(self.days.at(day, hour), self.days.end)
                    if at > last or day == self.first_day:
                        self._sweep(run, last, at)
                        last = at
                    if hour == 6:
                        self._answers(run, day, at)
                        self._opens(run, day, at)
            yield day

    def _sweep(self, run: Run, since: datetime, at: datetime) -> None:
        act = self.service.act(at, BY)
        first = bisect_left(self.known, (since, 0))
        fresh = {id_ for _, id_ in self.known[first : bisect_left(self.known, (at, 1 << 62))]}
        judging.look_again(run.session, sorted(fresh), at)
        while judging.sweep(run.session, act):
            pass
        while escalating.escalate(run.session, act):
            pass
        audit.write(run.session, act)

    def _answers(self, run: Run, day: int, at: datetime) -> None:
        ten = self.days.at(day, 10)
        if not self.days.calendar.is_working(self.days.date(day)) or not at < ten < self.days.end:
            return
        for row in list_waiting(run.session):
            chance = Random(f"{self.seed}:{row.reference}:{row.rule}:{day}")
            if row.owner_id and row.reference not in self.shown and chance.random() < ANSWERED:
                act = self.service.act(ten, f"worker:{row.owner_id}")
                self._answer(run, act, row, chance)
                audit.write(run.session, act)

    def _answer(self, run: Run, act: Act, row: WaitingRow, chance: Random) -> None:
        drawn = chance.random()
        if drawn < 0.35:
            until = self.days.calendar.day_of(act.at) + timedelta(days=chance.randint(3, 14))
            reason = chance.choice(list(LeaveReason))
            alerts.leave_for_now(run.session, act, row.id, LeaveForNow(reason, until))
        elif drawn < 0.75:
            alerts.mark_done(run.session, act, row.id)
        elif drawn < 0.88:
            why = chance.choice(list(NotUsefulReason))
            alerts.mark_not_useful(run.session, act, row.id, why)
        else:
            alerts.take_up(run.session, act, row.id)

    def _opens(self, run: Run, day: int, at: datetime) -> None:
        """Let someone outside open a page with a reason, now and then."""
        noon = self.days.at(day, 12)
        if day not in OPENED or not at < noon < self.days.end:
            return
        email, reference = OPENED[day]
        worker = active_by_email(run.session, email)
        act = self.service.act(noon, f"worker:{worker.id}")
        looks = viewer(run.session, worker.id, noon)
        if looks is not None:
            openings.open_with_reason(run.session, act, looks, reference, words.OPENED)
            audit.write(run.session, act)
