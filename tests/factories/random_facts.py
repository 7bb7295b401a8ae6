"""Random facts of one person, by a seed: lives as untidy as the rules must bear.

What may lie ahead of the instant lies ahead now and then: the end of cover, a meeting, and, as
`--as-of` in the past finds them, any other end. Instants fall together, on midnights, and around
the Sundays of summer time; birthdays around the 18th.
"""

from bisect import bisect_right
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from random import Random

from tests.factories.facts import DOT, LEE, LONDON
from tracker.domain.alerts.facts import (
    ContactFact,
    Facts,
    JusticeFact,
    MeetingFact,
    PairingFact,
    PauseFact,
    PromiseFact,
    RhythmFact,
    StayFact,
)
from tracker.domain.vocabulary import (
    Circumstance,
    JusticeKind,
    Outcome,
    PairingRole,
    PauseKind,
    StayEnding,
)

FIRST = datetime(2026, 1, 1, tzinfo=UTC)
CLOCKS_CHANGE = [
    datetime(y, m, d, 1, tzinfo=UTC) for y, m, d in ((2026, 3, 29), (2026, 10, 25), (2027, 3, 28), (2027, 10, 31))
]  # fmt: skip
KEY_WORKER, DEPUTY, COVER = PairingRole.KEY_WORKER, PairingRole.DEPUTY, PairingRole.COVER
DAYS = (1, 2, 3, 7, 7, 7, 14, 14, 30, 40, 90)
OUTCOMES = (*[Outcome.MET] * 6, *[Outcome.SPOKE] * 3, *[Outcome.MISSED_EACH_OTHER] * 3, *[Outcome.THEY_CANCELLED] * 3,
            *[Outcome.WE_CANCELLED] * 2, *Outcome)  # fmt: skip
MICROSECOND = timedelta(microseconds=1)


def random_facts(seed):
    """Give a person's facts and the instant they were gathered for; the same for the same seed."""
    life = _Life(Random(seed))
    return life.facts(), life.now


class _Life:
    def __init__(self, rng):
        self.rng = rng
        self.now = self._a_now()
        self.used = []
        self.span = rng.choice((20, 60, 60, 150, 300))

    def _a_now(self):
        if self.rng.random() < 0.4:
            around = self.rng.choice(CLOCKS_CHANGE)
            return around + timedelta(hours=self.rng.randint(-24 * 20, 24 * 20))
        now = FIRST + timedelta(minutes=self.rng.randint(0, 2 * 365 * 24 * 60))
        return self._midnight(now) if self.rng.random() < 0.2 else now

    def _midnight(self, instant):
        return LONDON.start_of(LONDON.day_of(instant))

    def when(self, since, until):
        """Give an instant in [since, until]: any, a midnight, or one that was used before."""
        if since >= until:
            return until
        chance = self.rng.random()
        made = since + (until - since) * self.rng.random()
        if chance < 0.1 and self.used:
            made = self.rng.choice(self.used)
        elif chance < 0.4:
            made = self._midnight(made)
        if not since <= made <= until:
            made = until if chance < 0.05 else since
        self.used.append(made)
        return made

    def past(self, days=None):
        return self.when(self.now - timedelta(days=days or self.span), self.now)

    def end(self, start, days, still_open):
        """Give an end after a start, now and then ahead; None where it is still open."""
        chance = self.rng.random()
        if chance < still_open:
            return None
        latest = self.now + timedelta(days=days) if chance > 0.95 else self.now
        lately = self.rng.random() < 0.3
        earliest = max(start, self.now - timedelta(days=4)) if lately else start
        return max(self.when(earliest, latest), start + MICROSECOND)

    def many(self, most):
        return range(self.rng.randint(0, most))

    def facts(self):
        pairings = self._pairings()
        return Facts(
            person_id=1,
            calendar=LONDON,
            first_here_at=self.past()
            if self.rng.random() < 0.3
            else self.now - timedelta(days=700),
            born_on=self._born(),
            stay=self._stay(),
            pairings=pairings,
            rhythms=self._rhythms(),
            pauses=self._pauses(),
            meetings=self._meetings(),
            contacts=self._contacts(pairings),
            justice=self._justice(),
            lead_id=self.rng.choice((LEE, LEE, 1, None)),
            deputy_lead_id=self.rng.choice((DOT, DOT, 2, None)),
            promises=self._promises(),
        )

    def _born(self):
        chance = self.rng.random()
        if chance < 0.3:
            return None
        if chance < 0.35:
            return date(2008, 2, 29)
        around = LONDON.day_of(self.now) + timedelta(days=self.rng.randint(-40, 60))
        years = 18 if chance < 0.7 else self.rng.randint(12, 30)
        return around.replace(year=around.year - years, day=min(around.day, 28))

    def _stay(self):
        if self.rng.random() < 0.02:
            return None
        early = self.rng.random() < 0.7
        since = self.now - timedelta(days=self.span + 30) if early else self.past()
        until = self.end(since, 30, still_open=0.92)
        return StayFact(since, since, until, StayEnding.MOVED_ON if until else None)

    def _pairings(self):
        """Bonds of one role follow one another; the last one is mostly open."""
        made = []
        for role, most in ((KEY_WORKER, 4), (DEPUTY, 1), (COVER, 2)):
            starts = sorted(
                {self.past() for _ in range(self.rng.randint(role is KEY_WORKER, most))}
            )
            for start, following in pairwise([*starts, None]):
                made.append(self._pairing(role, start, following))
        return tuple(sorted(made, key=lambda p: p.started_at))

    def _pairing(self, role, start, following):
        if following is not None:
            end = (
                following
                if self.rng.random() < 0.5
                else max(self.when(start, following), start + MICROSECOND)
            )
        elif role is COVER:
            end = max(self.when(start, self.now + timedelta(days=10)), start + MICROSECOND)
        else:
            end = self.end(start, 20, still_open=0.75)
        planned = None if end is None or role is COVER else self.rng.random() < 0.6
        return PairingFact(role, self.rng.choice((1, 1, 2, 3)), start, end, planned)

    def _rhythms(self):
        made = []
        for _ in self.many(3):
            where = self.rng.choice((None, None, None, *Circumstance))
            agreed = self.past(120)
            end = self.end(agreed, 30, still_open=0.4) if where else None
            room = self.rng.choice((None, None, None, 0, 3, 30))
            made.append(RhythmFact(agreed, self.rng.choice(DAYS), room, where, end))
        return tuple(sorted(made, key=lambda r: r.agreed_at))

    def _pauses(self):
        """Pauses in order; one is open only as the last, and now and then two overlap."""
        if self.rng.random() < 0.5:
            return ()
        starts = sorted(self.past() for _ in range(self.rng.randint(1, 3)))
        made = []
        for start, following in pairwise([*starts, None]):
            until = following if following and self.rng.random() < 0.8 else self.now
            end = max(self.when(start, until), start + MICROSECOND)
            if following is None:
                end = self.end(start, 20, still_open=0.4)
            look_again = LONDON.day_of(start) + timedelta(days=28)
            made.append(PauseFact(self.rng.choice([*PauseKind]), start, look_again, end))
        return tuple(made)

    def _meetings(self):
        made = []
        for number in self.many(5):
            starts = self.when(self.now - timedelta(days=40), self.now + timedelta(days=15))
            ends = starts + timedelta(minutes=self.rng.choice((30, 60, 24 * 60)))
            planned = self.when(starts - timedelta(days=30), min(starts, self.now))
            if planned > self.now or self.rng.random() < 0.1:
                planned = self.past(10)
            settled = self.end(planned, 20, still_open=0.4)
            made.append(
                MeetingFact(
                    number + 1, self.rng.choice((1, 1, 2, 3)), starts, ends, planned, settled
                )
            )
        return tuple(sorted(made, key=lambda m: (m.starts_at, m.id)))

    def _contacts(self, pairings):
        quiet_since = self.past(self.rng.choice((1, 30, 80)))
        instants = sorted(
            self.when(self.now - timedelta(days=self.span), quiet_since) for _ in self.many(25)
        )
        starts = [p.started_at for p in pairings]
        made = []
        for number, instant in enumerate(instants, 1):
            bond = bisect_right(starts, instant) - 1
            own = pairings[bond].worker_id if bond >= 0 else 1
            worker = own if self.rng.random() < 0.75 else self.rng.randint(1, 4)
            others = (self.rng.randint(1, 4),) if self.rng.random() < 0.1 else ()
            made.append(ContactFact(instant, number, worker, self.rng.choice(OUTCOMES), others))
        return tuple(made)

    def _justice(self):
        if self.rng.random() < 0.6:
            return ()
        made = [JusticeFact(self.past(40), self.rng.choice([*JusticeKind])) for _ in self.many(2)]
        return tuple(sorted(made, key=lambda j: j.occurred_at))

    def _promises(self):
        """Promises, some kept, some for a new day and then another; some came late to be written."""
        made = []
        for number in self.many(3):
            said = self.past(40)
            for _ in range(self.rng.randint(1, 3)):
                due = LONDON.day_of(said) + timedelta(days=self.rng.randint(-1, 20))
                answered = self.end(said, 10, still_open=0.4)
                made.append(PromiseFact(number + 1, said, due, answered))
                if answered is None or answered > self.now:
                    break
                said = answered
        return tuple(sorted(made, key=lambda p: (p.said_at, p.id)))
