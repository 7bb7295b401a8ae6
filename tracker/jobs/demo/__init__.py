"""A service to try: made-up people and two years of life with us that end at the clock.

`plots` say what may happen, `deck` deals them, `walking` goes from day to day, `telling` puts a
life together: all pure, from a seed. Then the lives are written in bulk, and their last months
are replayed.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from math import ceil
from typing import Any

from tracker.adapters import files
from tracker.domain.lives import Life
from tracker.jobs.demo import away, cast
from tracker.jobs.demo.plots import LAST, Days
from tracker.jobs.demo.replaying import Replay
from tracker.jobs.demo.stories import stories
from tracker.jobs.demo.telling import Faded
from tracker.jobs.evaluations import instant_text, judge
from tracker.jobs.runs import Service
from tracker.queries.teams import list_teams
from tracker.services import lives, teams, workers
from tracker.services.judging import BATCH
from tracker.services.workers import Account

BY = "system:demo"
PEOPLE, SEED = 320, 1
WEEKS = 30  # that are lived again, sweep by sweep
AT_ONCE = 40
TRUTH = "truth.json"


@dataclass(frozen=True, slots=True)
class Cast:
    """Someone to sign in as, and what they are."""

    email: str
    what: str


CAST = (
    Cast(cast.DEV.email, "key worker"),
    Cast(cast.LEADS[cast.SOUTH].email, "team lead"),
    Cast(cast.ADMINISTRATOR.email, "administrator"),
)


def is_empty(service: Service, at: datetime) -> bool:
    with service.look(at) as run:
        return not list_teams(run.session)


@dataclass
class Demo:
    """One demo being made; `steps` is how many times `make` gives a sign of life."""

    service: Service
    at: datetime
    people: int = PEOPLE
    seed: int = SEED
    weeks: int = WEEKS
    lives: dict[int, Life] = field(default_factory=dict)
    faded: list[Faded] = field(default_factory=list)

    @property
    def days(self) -> Days:
        return Days(self.service.calendars[self.service.config.holidays], self.at)

    @property
    def steps(self) -> int:
        judged = self.people // BATCH + 2
        return ceil(self.people / AT_ONCE) + self.weeks * 7 + 1 + judged

    def make(self) -> Iterator[int]:
        """Fill an empty service, live its last months again, judge everyone at the clock."""
        gone = away.absences(self.seed)
        self._staff(gone)
        self._who_left()
        replay = Replay(self.service, self.days, self.seed, LAST - self.weeks * 7)
        yield from self._write(gone, replay.starts_at)
        replay.remember(self.lives)
        yield from replay.live()
        yield from judge(self.service, self.at, everyone=True)
        self._tell_the_truth()

    def cast(self) -> list[int]:
        with self.service.look(self.at) as run:
            return [workers.active_by_email(run.session, one.email).id for one in CAST]

    def _staff(self, gone: list[away.Absent]) -> None:
        region = self.service.config.holidays
        with self.service.run(self.days.at(0, 0), BY) as run:
            made = {name: teams.add(run.session, run.act, name, region) for name in cast.TEAMS}
            for one in cast.EVERYONE:
                account = Account(one.email, one.name, one.roles, made.get(one.team or ""))
                workers.add(run.session, run.act, account)
            for name in cast.TEAMS:
                lead, deputy = cast.LEADS[name].email, cast.DEPUTY_LEADS[name].email
                teams.set_lead(run.session, run.act, name, lead)
                teams.set_lead(run.session, run.act, name, deputy, deputy=True)
            lives.write_absences(run.session, away.times_away(gone, self.days))

    def _write(self, gone: list[away.Absent], look_from: datetime) -> Iterator[int]:
        waiting: list[Life] = []
        for story in stories(self.people, self.seed, self.days, gone):
            waiting.append(story.life)
            self.faded += [story.faded] if story.faded else []
            if len(waiting) == AT_ONCE:
                yield self._write_some(waiting, look_from)
                waiting = []
        if waiting:
            yield self._write_some(waiting, look_from)

    def _write_some(self, some: list[Life], look_from: datetime) -> int:
        with self.service.run(look_from, BY) as run:
            ids = lives.write(run.session, run.act, some, look_from)
        self.lives |= dict(zip(ids, some, strict=True))
        return len(some)

    def _who_left(self) -> None:
        for one in cast.WHO_LEFT:
            with self.service.run(self.days.at(one.left or LAST, 18), BY) as run:
                workers.disable(run.session, run.act, one.email)

    def _tell_the_truth(self) -> None:
        """Write which relationships were planted to fade, beside the data and not in it."""
        told: list[dict[str, Any]] = [
            {
                "reference": one.reference,
                "began_at": instant_text(one.began_at),
                "kind": one.kind,
                "reached_again_at": one.reached_again_at and instant_text(one.reached_again_at),
            }
            for one in self.faded
        ]
        truth = {"as_of": instant_text(self.at), "seed": self.seed, "people": self.people}
        path = self.service.config.data_dir / TRUTH
        path.unlink(missing_ok=True)
        files.write_new(path, json.dumps(truth | {"fading": told}, indent=1).encode())
