"""A service at random, remembered in plain Python: what a query finds is compared with this."""

from collections import defaultdict
from datetime import timedelta
from random import Random

from tests.conftest import NOW
from tests.factories.bonds import (
    LONG_AGO,
    a_pairing,
    a_person,
    a_role,
    a_team,
    a_worker,
    an_opening,
)
from tracker.domain.access import Relation, Viewer
from tracker.domain.vocabulary import PairingRole, Role

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
RELATION_OF = {
    PairingRole.KEY_WORKER: Relation.KEY_WORKER,
    PairingRole.DEPUTY: Relation.DEPUTY,
    PairingRole.COVER: Relation.COVER,
}


class Population:
    """People, workers and bonds at random, with a plain memory of who is bound to whom and when.

    Every instant is one of a few, so that starts, ends and the moments asked about often meet.
    """

    moments = tuple(NOW + n * HOUR for n in range(-2, 3))

    def __init__(self, session, seed, workers=9, people=120):
        self.session, self.chance = session, Random(seed)
        self.periods = defaultdict(list)  # (worker, person, relation) -> [(start, end)]
        self.roles = defaultdict(list)  # worker -> [(role, start, end)]
        self.leads = defaultdict(set)  # worker -> teams
        self.matched, self.written_in = set(), {}
        self.workers = [self.worker() for _ in range(workers)]
        self.teams = [self.team() for _ in range(5)]
        self.people = [self.person() for _ in range(people)]

    def period(self):
        start = self.chance.choice((LONG_AGO, *self.moments))
        later = [m for m in self.moments if m > start] + [NOW + 30 * DAY]
        return start, self.chance.choice((None, *later))

    def worker(self):
        made = a_worker(self.session, roles=(), active=self.chance.random() > 0.1)
        for role in Role:
            if self.chance.random() < 0.6:
                start, end = self.period()
                a_role(self.session, made, role, since=start, until=end)
                self.roles[made.id].append((role, start, end))
        return made

    def team(self):
        lead, deputy = self.chance.sample([*self.workers, None], 2)
        made = a_team(self.session, lead=lead, deputy_lead=deputy)
        for who in (lead, deputy):
            if who:
                self.leads[who.id].add(made.id)
        return made

    def person(self):
        writer = self.chance.choice([*self.workers, None])
        made = a_person(
            self.session,
            self.chance.choice(self.teams),
            written_in_by=writer or "system:import",
            erased_at=NOW if self.chance.random() < 0.1 else None,
        )
        self.written_in[made.id] = writer and writer.id
        for role in PairingRole:
            if self.chance.random() < 0.6:
                self.pairing(made, role, superseded_at=None)
            if self.chance.random() < 0.3:
                self.pairing(made, role, superseded_at=LONG_AGO + DAY)
        for worker in self.chance.sample(self.workers, 2):
            start = self.chance.choice(self.moments)
            an_opening(self.session, made, worker, at=start, until=start + HOUR)
            self.periods[worker.id, made.id, Relation.OPENED_WITH_REASON].append(
                (start, start + HOUR)
            )
        return made

    def pairing(self, person, role, superseded_at):
        worker = self.chance.choice(self.workers)
        start, end = self.period()
        end = end or (NOW + DAY if role == PairingRole.COVER and start < NOW + DAY else end)
        a_pairing(
            self.session, person, worker, role, since=start, until=end, superseded_at=superseded_at
        )
        if superseded_at is None:
            self.periods[worker.id, person.id, RELATION_OF[role]].append((start, end))
            if role == PairingRole.KEY_WORKER:
                self.matched.add(person.id)

    def viewer(self, worker, at):
        if not worker.active:
            return None
        roles = frozenset(
            role for role, start, end in self.roles[worker.id] if lasts(start, end, at)
        )
        return Viewer(
            worker.id, worker.public_id, worker.name, roles, frozenset(self.leads[worker.id]), at
        )

    def relations(self, worker, person, at):
        if person.erased_at:
            return frozenset()
        held = {
            relation
            for relation in Relation
            for start, end in self.periods[worker.id, person.id, relation]
            if lasts(start, end, at)
        }
        if person.team_id in self.leads[worker.id]:
            held.add(Relation.LEAD)
        if self.written_in[person.id] == worker.id and person.id not in self.matched:
            held.add(Relation.WROTE_IN)
        return frozenset(held)


def lasts(start, end, at):
    return start <= at and (end is None or at < end)
