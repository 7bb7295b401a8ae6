"""A random machine: it acts through the services, keeps its own plain dictionaries, and compares.

The model never asks the database what it says; it knows only what it did. Pairings, open alerts
and standing are worked out from its dictionaries by the pure rules and compared after each step.
"""

import random
import threading
from contextlib import suppress
from dataclasses import asdict, replace
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from tests.factories.bonds import a_team, a_worker
from tracker.domain.alerts import engine
from tracker.domain.alerts.facts import (
    ContactFact,
    Facts,
    MeetingFact,
    PairingFact,
    PauseFact,
    RhythmFact,
    StayFact,
)
from tracker.domain.errors import DomainError
from tracker.domain.standing import summarise
from tracker.domain.vocabulary import (
    CameFrom,
    Outcome,
    PairingEnd,
    PairingRole,
    PauseKind,
    StayEnding,
    Way,
)
from tracker.models.alerts import Alert, Standing
from tracker.models.contacts import Contact
from tracker.models.pairings import Pairing
from tracker.services import (
    audit,
    contacts,
    judging,
    meetings,
    pairings,
    pauses,
    people,
    rhythms,
    stays,
)

FITTING = {Outcome.SPOKE: Way.CALL, Outcome.MESSAGED: Way.TEXT}
OUTCOMES = list(Outcome)
PEOPLE = 3


class Machine:
    """One run: a team of four workers, a few people, and a clock of its own."""

    def __init__(self, sessions, make_act, seed, start):
        self.sessions, self.make_act = sessions, make_act
        self.chance, self.at = random.Random(seed), start
        self.people = {}
        self.done = 0
        self.compared = 0
        self.trail = []
        with sessions.begin() as session:
            lead = a_worker(session, f"Lead {seed}")
            self.workers = [a_worker(session, f"W{n} {seed}").id for n in range(3)] + [lead.id]
            team = a_team(session, f"Team {seed}", lead=lead)
            self.team_id, self.lead_id = team.id, lead.id

    # What it can do -------------------------------------------------------------------------

    def step(self):
        acts = [
            self.write_in, self.first_match, self.deputy, self.rhythm, self.pause, self.end_pause,
            self.end_pairing, self.end_stay, self.plan, self.not_happened, self.time_passes, self.sweep,
        ] + [self.contact] * 8 + [self.correct, self.undo, self.together] * 2  # fmt: skip
        if len(self.people) < PEOPLE and self.chance.random() < 0.3:
            act = self.write_in
        else:
            act = self.chance.choice(acts)
        self.trail.append((act.__name__, self.at.isoformat()))
        act()
        self.at += timedelta(minutes=self.chance.choice((1, 7, 60)))
        self.done += 1

    def write_in(self):
        if len(self.people) >= PEOPLE:
            return
        day = (self.at - timedelta(days=self.chance.randrange(20))).date()
        new = people.NewPerson("Jay", self.team_id, CameFrom.FAMILY, day)
        person = self.did(lambda s, act: people.write_in(s, act, new))
        calendar = self.make_act().calendars["GB-ENG"]
        self.people[person.id] = {
            "first_here_at": self.now, "stay": StayFact(calendar.start_of(day)), "pairings": [],
            "rhythms": [], "pauses": [], "meetings": {}, "contacts": {}, "mine": {},
        }  # fmt: skip
        self.compare(person.id)

    def first_match(self):
        worker, deputy = self.chance.sample(self.workers[:3], 2)
        days = self.chance.choice((7, 14, 30, None))
        rhythm = days and rhythms.NewRhythm(days)
        match = pairings.FirstMatch(worker, deputy if self.chance.random() < 0.5 else None, rhythm)

        def after(mine, _made):
            if any(p.worker_id == worker and p.ended_at is None for p in mine["pairings"]):
                self.close_deputy(mine)  # whoever was deputy is key worker now: one face
            mine["pairings"].append(PairingFact(PairingRole.KEY_WORKER, worker, self.now))
            if match.deputy_id:
                self.close_deputy(mine)
                mine["pairings"].append(PairingFact(PairingRole.DEPUTY, deputy, self.now))
            if rhythm:
                mine["rhythms"].append(RhythmFact(self.now, days))
            if mine["stay"].started_at is None:
                mine["stay"] = mine["stay"]._replace(started_at=self.now)

        self.about(lambda s, act, p: pairings.agree_first_match(s, act, p, match), after)

    def deputy(self):
        worker = self.chance.choice(self.workers[:3])

        def after(mine, _made):
            self.close_deputy(mine)
            mine["pairings"].append(PairingFact(PairingRole.DEPUTY, worker, self.now))

        self.about(lambda s, act, p: pairings.name_deputy(s, act, p, worker), after)

    def rhythm(self):
        days = self.chance.choice((3, 7, 14, 30))
        room = self.chance.choice((None, None, 4))
        self.about(
            lambda s, act, p: rhythms.agree_rhythm(s, act, p, rhythms.NewRhythm(days, room)),
            lambda mine, _made: mine["rhythms"].append(RhythmFact(self.now, days, room)),
        )

    def contact(self):
        new = self.a_contact()
        also = frozenset({self.chance.choice(self.workers)} if self.chance.random() < 0.2 else ())
        new = replace(new, also_there=also)
        self.about(
            lambda s, act, p: contacts.log_contact(s, act, p, new),
            lambda mine, made: self.keep(mine, made, new),
        )

    def a_contact(self):
        # coarse hours: equal instants come up often, and their order matters
        back = timedelta(hours=self.chance.choice((1, 1, 2, 24, 72, 240)))
        when = (self.at - back).replace(minute=0, second=0, microsecond=0)
        outcome = self.chance.choice(OUTCOMES)
        return contacts.NewContact(
            self.chance.choice(self.workers), when, outcome, FITTING.get(outcome, Way.IN_PERSON)
        )

    def keep(self, mine, made, new):
        fact = ContactFact(
            new.occurred_at, made.id, new.worker_id, new.outcome,
            tuple(sorted(new.also_there - {new.worker_id})),
        )  # fmt: skip
        mine["contacts"][made.id] = fact
        mine["mine"][made.id] = (self.now, self.actor, made.meeting_id)

    def correct(self):
        new = self.a_contact()
        chosen = {}

        def work(session, act, person_id):
            mine = self.people[person_id]
            chosen["old"] = self.chance.choice(sorted(mine["contacts"]))
            return contacts.correct_contact(
                session, act, chosen["old"], new, "It was the other day"
            )

        def after(mine, made):
            del mine["contacts"][chosen["old"]]
            self.keep(mine, made, new)

        self.about(work, after, needs="contacts")

    def undo(self):
        chosen = {}

        def work(session, act, person_id):
            chosen["id"] = max(self.people[person_id]["contacts"])
            return contacts.undo_contact(session, act, chosen["id"])

        def after(mine, made):
            del mine["contacts"][chosen["id"]]
            if made.meeting_id:
                meeting = mine["meetings"][made.meeting_id]
                mine["meetings"][made.meeting_id] = meeting._replace(settled_at=None)

        self.about(work, after, needs="contacts")

    def pause(self):
        day = (self.at + timedelta(days=self.chance.randrange(3, 40))).date()
        new = pauses.NewPause(PauseKind.ASKED_FOR_SPACE, day, "They asked for space")
        self.about(
            lambda s, act, p: pauses.pause(s, act, p, new),
            lambda mine, _made: mine["pauses"].append(PauseFact(new.kind, self.now, day)),
        )

    def end_pause(self):
        def after(mine, _made):
            mine["pauses"][-1] = mine["pauses"][-1]._replace(ended_at=self.now)

        self.about(pauses.end_pause, after, needs="pauses")

    def end_pairing(self):
        planned = self.chance.random() < 0.5
        ending = pairings.PairingEnding(PairingEnd.WORKER_LEFT, planned)

        def work(session, act, person_id):
            row = session.scalar(
                select(Pairing).where(
                    Pairing.person_id == person_id, Pairing.ended_at.is_(None),
                    Pairing.role == PairingRole.KEY_WORKER,
                )
            )  # fmt: skip
            if row is None:
                raise DomainError("nobody")
            return pairings.end_pairing(session, act, row.id, ending)

        self.about(work, lambda mine, _made: self.close(mine, PairingRole.KEY_WORKER, planned))

    def end_stay(self):
        if self.chance.random() < 0.6:
            return
        ending = stays.NewEnding(StayEnding.MOVED_ON)

        def after(mine, _made):
            mine["stay"] = mine["stay"]._replace(ended_at=self.now, ending=ending.ending)
            for role in (PairingRole.KEY_WORKER, PairingRole.DEPUTY):
                self.close(mine, role, planned=True)
            mine["pauses"] = [
                p if p.ended_at else p._replace(ended_at=self.now) for p in mine["pauses"]
            ]
            for id_, meeting in mine["meetings"].items():
                if meeting.settled_at is None:
                    mine["meetings"][id_] = meeting._replace(settled_at=self.now)

        self.about(lambda s, act, p: stays.end_stay(s, act, p, ending), after)

    def plan(self):
        starts = self.at + timedelta(hours=self.chance.choice((2, 30, 100, 400)))
        new = meetings.NewMeeting(self.chance.choice(self.workers), starts)

        def after(mine, made):
            mine["meetings"][made.id] = MeetingFact(
                made.id, new.worker_id, starts, starts + timedelta(minutes=60), self.now
            )

        self.about(lambda s, act, p: meetings.plan_meeting(s, act, p, new), after)

    def not_happened(self):
        outcome = self.chance.choice(
            (Outcome.WE_CANCELLED, Outcome.THEY_MOVED, Outcome.MISSED_EACH_OTHER)
        )
        chosen = {}

        def work(session, act, person_id):
            chosen["id"] = self.chance.choice(sorted(self.people[person_id]["meetings"]))
            return contacts.it_did_not_happen(
                session, act, chosen["id"], contacts.DidNotHappen(outcome)
            )

        def after(mine, made):
            meeting = mine["meetings"][chosen["id"]]
            mine["meetings"][chosen["id"]] = meeting._replace(settled_at=self.now)
            when = (
                meeting.starts_at
                if outcome is Outcome.MISSED_EACH_OTHER
                else min(self.now, meeting.starts_at)
            )
            new = contacts.NewContact(meeting.worker_id, when, outcome)
            self.keep(mine, made, new)

        self.about(work, after, needs="meetings")

    def time_passes(self):
        self.at += timedelta(hours=self.chance.choice((5, 24, 72, 15 * 24, 50 * 24)))
        self.sweep()

    def sweep(self):
        while self.did(judging.sweep, by="system:sweep"):
            pass
        for person_id in self.people:
            self.compare(person_id)

    def together(self):
        """Two workers log at the same moment, each in a transaction of their own."""
        person_id = self.someone()
        if person_id is None or self.chance.random() < 0.5:
            return
        mine = self.people[person_id]
        wanted = [self.a_contact() for _ in range(2)]
        made, gate = {}, threading.Barrier(2)
        self.now = self.at

        def log(number):
            act = self.make_act(self.workers[0], self.at)
            gate.wait()
            with suppress(SQLAlchemyError), self.sessions.begin() as session:
                logged = contacts.log_contact(session, act, person_id, wanted[number])
                audit.write(session, act)
                made[number] = logged

        threads = [threading.Thread(target=log, args=(number,)) for number in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(made) == 2, "both were logged"
        self.actor = self.workers[0]
        for number, contact in made.items():
            self.keep(mine, contact, wanted[number])
        self.compare(person_id)

    # How it acts and compares ---------------------------------------------------------------

    def someone(self, needs=None):
        able = [p for p, mine in self.people.items() if not needs or mine[needs]]
        return self.chance.choice(able) if able else None

    def about(self, work, after, needs=None):
        person_id = self.someone(needs)
        if person_id is None:
            return
        try:
            made = self.did(lambda s, act: work(s, act, person_id))
        except DomainError:
            made = None  # refused: nothing may have changed, which the comparison shows
        if made is not None:
            after(self.people[person_id], made)
            self.compare(person_id)

    def did(self, work, by=None):
        self.now, self.actor = self.at, by or self.workers[0]
        act = self.make_act(self.actor, self.at)
        with self.sessions.begin() as session:
            made = work(session, act)
            audit.write(session, act)
        return made

    def close(self, mine, role, planned):
        mine["pairings"] = [
            p._replace(ended_at=self.now, end_planned=planned)
            if p.role is role and p.ended_at is None
            else p
            for p in mine["pairings"]
        ]

    def close_deputy(self, mine):
        self.close(mine, PairingRole.DEPUTY, planned=True)

    def facts(self, person_id):
        mine = self.people[person_id]
        by_start = lambda fact: fact.starts_at  # noqa: E731 - a name for it
        return Facts(
            person_id=person_id,
            calendar=self.make_act().calendars["GB-ENG"],
            first_here_at=mine["first_here_at"],
            stay=mine["stay"],
            pairings=tuple(mine["pairings"]),
            rhythms=tuple(mine["rhythms"]),
            pauses=tuple(mine["pauses"]),
            meetings=tuple(sorted(mine["meetings"].values(), key=by_start)),
            contacts=tuple(sorted(mine["contacts"].values(), key=lambda c: (c.occurred_at, c.id))),
            lead_id=self.lead_id,
        )

    def compare(self, person_id):
        facts = self.facts(person_id)
        judgement = engine.judge(facts, self.now, self.make_act().rules)
        wanted = {
            (f.rule, f.tier, f.true_since, engine.owner_of(facts, self.now, f.owner_role))
            for f in judgement.findings
        }
        with self.sessions() as session:
            written = {
                (a.rule, a.tier, a.true_since, a.owner_id)
                for a in session.scalars(
                    select(Alert).where(Alert.person_id == person_id, Alert.closed_at.is_(None))
                )
            }
            bound = [
                (p.role, p.worker_id, p.started_at, p.ended_at, p.end_planned)
                for p in session.scalars(
                    select(Pairing)
                    .where(Pairing.person_id == person_id, Pairing.superseded_at.is_(None))
                    .order_by(Pairing.started_at, Pairing.id)
                )
            ]
            standing = session.get_one(Standing, person_id)
            kept = set(session.scalars(
                select(Contact.id).where(Contact.person_id == person_id, Contact.superseded_at.is_(None))
            ))  # fmt: skip
        assert written == wanted, self.trail
        assert bound == [tuple(p) for p in self.people[person_id]["pairings"]], self.trail
        assert kept == set(self.people[person_id]["contacts"]), self.trail
        for name, value in asdict(summarise(facts, self.now)).items():
            assert getattr(standing, name) == value, (name, self.trail)
        assert standing.look_again_at == judgement.look_again_at, self.trail
        self.compared += 1
