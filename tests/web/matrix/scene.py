"""A service in which every bond of the hand-written table holds for someone, and ended for another."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import select

from tests.conftest import NOW
from tests.factories.bonds import a_pairing, a_role, a_team, a_worker
from tests.factories.contacts import logged
from tests.factories.meetings import planned
from tests.factories.pairings import matched
from tests.factories.people import written_in
from tests.factories.promises import answered, promised
from tracker.domain.access import Relation
from tracker.domain.vocabulary import (
    Circumstance,
    HowKnown,
    JusticeKind,
    LeaveReason,
    Outcome,
    PairingRole,
    PauseKind,
    Precision,
    Role,
    RuleKey,
    Whose,
)
from tracker.models.alerts import Alert
from tracker.models.justice_contacts import JusticeContact
from tracker.queries.viewers import viewer
from tracker.services import alerts, judging, openings, pauses, rhythms, sign_ins
from tracker.services.acts import Act
from tracker.services.rhythms import NewRhythm

NOBODY = "zzzzzzzzzz"  # what an address may hold that no person, contact, meeting or alert has
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SEPTEMBER = datetime(2026, 9, 2, 9, tzinfo=UTC)
OCTOBER = datetime(2026, 10, 1, 9, tzinfo=UTC)  # the last time Sam and Jay met: quiet by now
SOON = date(2026, 12, 1)
REASON = "They came to the front desk and asked for help."
THEIRS = "Rae wrote this for the team"
OWN = "for the team, by the one who looks"

KEY_WORKER, LEAD = frozenset({Role.KEY_WORKER}), frozenset({Role.TEAM_LEAD})
NO_ROLE = frozenset()
AROUND = ("Jayquill", "Leeford")  # with a key worker; Leeford has paused and is in custody
EVERYONE = (*AROUND, "Kitbrook")  # Kitbrook has no key worker yet
AT_THE_OFFICE = ("Noemere",)  # whose bonds are all with people who may not use them
SOMEONE_ELSE = "Aminaway"  # in another team, with another key worker


@dataclass(frozen=True)
class Who:
    """Someone who asks: roles held now, bonds held now with those they are asked about."""

    name: str
    roles: frozenset[Role]
    bonds: frozenset[Relation]
    about: tuple[str, ...]
    signed_in: bool = True
    worker_id: int | None = None
    cookie: str | None = None


# Written by hand: (who, roles held now, bonds held now, with whom). The bonds are made in `_bind`.
CAST = (
    ("key worker", KEY_WORKER, {Relation.KEY_WORKER}, AROUND),
    ("lead", LEAD, {Relation.LEAD}, EVERYONE),
    ("deputy lead", LEAD, {Relation.LEAD}, EVERYONE),
    ("deputy", KEY_WORKER, {Relation.DEPUTY}, AROUND),
    ("cover while it lasts", KEY_WORKER, {Relation.COVER}, AROUND),
    ("cover after its end", KEY_WORKER, set(), AROUND),
    ("opened 59 minutes ago", KEY_WORKER, {Relation.OPENED_WITH_REASON}, EVERYONE),
    ("opened 60 minutes ago", KEY_WORKER, set(), EVERYONE),
    ("lead elsewhere who opened", LEAD, {Relation.OPENED_WITH_REASON}, EVERYONE),
    ("wrote in before the first match", KEY_WORKER, {Relation.WROTE_IN}, ("Kitbrook",)),
    ("wrote in after the first match", KEY_WORKER, set(), AROUND),
    ("key worker of another team", KEY_WORKER, set(), EVERYONE),
    ("lead of another team", LEAD, set(), EVERYONE),
    ("administrator", {Role.ADMINISTRATOR}, {Relation.KEY_WORKER, Relation.LEAD}, AT_THE_OFFICE),
    ("analyst", {Role.ANALYST}, {Relation.DEPUTY, Relation.LEAD}, AT_THE_OFFICE),
    ("role ended", NO_ROLE, {Relation.COVER, Relation.OPENED_WITH_REASON}, AT_THE_OFFICE),
    ("account disabled", KEY_WORKER, {Relation.OPENED_WITH_REASON}, EVERYONE),
    ("not signed in", NO_ROLE, set(), EVERYONE),
)
STRANGERS = {"account disabled", "not signed in"}


@dataclass
class Scene:
    """Who asks, about whom, and what addresses may name."""

    who: dict[str, Who] = field(default_factory=dict)
    people: dict[str, int] = field(default_factory=dict)  # name -> id
    public_ids: dict[str, str] = field(default_factory=dict)  # name -> public id of the person
    things: dict[tuple[str, str], str] = field(default_factory=dict)  # (kind, name) -> public id
    own: dict[tuple[str, str], str] = field(default_factory=dict)  # (who, name) -> their contact
    answers: dict[tuple[str, str], str] = field(default_factory=dict)  # (who, name) -> their answer
    spare: str = ""  # a key worker who is with nobody


class Writer:
    """Writes the scene down through the services, each act at its own instant."""

    def __init__(self, session, keys, calendars):
        self.session, self.keys, self.calendars = session, keys, calendars
        self.scene, self.workers = Scene(), {}

    def act(self, who, at):
        by = f"worker:{self.workers[who].id}" if who else "system:test"
        return Act(at=at, by=by, keys=self.keys, calendars=self.calendars)

    def write(self):
        self._workers()
        self._people()
        self._things()
        for name, person in self.people.items():
            judging.judge(self.session, self.act(None, NOW), person.id)
            if alert := self._alert(name):
                self.scene.things["alert", name] = alert.public_id
        for row in CAST:
            self._come_in(*row)
        self.workers["account disabled"].active = False
        return self.scene

    def _workers(self):
        for name, roles, _bonds, _about in CAST:
            if name != "not signed in":
                self.workers[name] = a_worker(self.session, roles=roles)
        ended = self.workers["role ended"]
        a_role(self.session, ended, Role.KEY_WORKER, since=SEPTEMBER, until=NOW)
        self.workers["far away"] = a_worker(self.session)
        spare = self.workers["spare"] = a_worker(self.session)
        self.scene.spare = spare.public_id

    def _team(self, name, lead, deputy_lead=None):
        leads = self.workers[lead], self.workers.get(deputy_lead)
        return a_team(self.session, name, lead=leads[0], deputy_lead=leads[1])

    def _people(self):
        north = self._team("North", "lead", "deputy lead")
        south = self._team("South", "lead of another team", "lead elsewhere who opened")
        office = self._team("Office", "administrator", "analyst")
        self.people = {}
        for name, team, writer in (
            ("Jayquill", north, "wrote in after the first match"),
            ("Leeford", north, "wrote in after the first match"),
            ("Kitbrook", north, "wrote in before the first match"),
            ("Noemere", office, "role ended"),
            (SOMEONE_ELSE, south, "key worker of another team"),
        ):
            act = self.act(writer, SEPTEMBER)
            reference = f"REF-{name}".upper()
            person = written_in(self.session, act, team, name=name, reference=reference)
            self.people[name] = person
            self.scene.people[name] = person.id
            self.scene.public_ids[name] = person.public_id
        for name in AROUND:
            self._match(name, "key worker", "deputy")
            self._cover(name, "cover after its end", NOW - 2 * DAY, NOW)
            self._cover(name, "cover while it lasts", NOW, NOW + DAY)
        self._match(SOMEONE_ELSE, "key worker of another team", None)
        noemere = self.people["Noemere"]
        for role, worker in (("KEY_WORKER", "administrator"), ("DEPUTY", "analyst")):
            a_pairing(self.session, noemere, self.workers[worker], PairingRole[role])
        self._cover("Noemere", "role ended", NOW - DAY, NOW + DAY)
        self._openings()
        self._agreements()

    def _match(self, name, key_worker, deputy):
        worker, second = self.workers[key_worker], self.workers.get(deputy)
        act = self.act("lead", SEPTEMBER + HOUR)
        matched(self.session, act, self.people[name], worker, deputy=second, rhythm=NewRhythm(14))

    def _cover(self, name, who, since, until):
        cover = PairingRole.COVER
        a_pairing(
            self.session, self.people[name], self.workers[who], cover, since=since, until=until
        )

    def _openings(self):
        for who, about, ago in (
            ("opened 59 minutes ago", EVERYONE, HOUR - timedelta(minutes=1)),
            ("opened 60 minutes ago", EVERYONE, HOUR),
            ("lead elsewhere who opened", EVERYONE, HOUR / 2),
            ("role ended", AT_THE_OFFICE, HOUR / 2),
            ("account disabled", EVERYONE, HOUR / 2),
        ):
            act = self.act(who, NOW - ago)
            looks = viewer(self.session, self.workers[who].id, act.at)
            for name in about:
                openings.open_with_reason(self.session, act, looks, f"REF-{name}", REASON)

    def _agreements(self):
        person_id = self.people["Leeford"].id
        custody = NewRhythm(28, None, Circumstance.CUSTODY)
        rhythms.agree_rhythm(self.session, self.act("key worker", OCTOBER), person_id, custody)
        pause = pauses.NewPause(PauseKind.HOLIDAY, date(2026, 12, 1), "Away for a while.")
        pauses.pause(self.session, self.act("key worker", OCTOBER), person_id, pause)

    def _things(self):
        for name, person in self.people.items():
            met = self.act("lead", OCTOBER), person, self.workers["lead"]
            contact = logged(self.session, *met, Outcome.MET, team=THEIRS)
            self.scene.things["contact", name] = contact.public_id
            meeting = planned(
                self.session,
                self.act("lead", OCTOBER),
                person,
                self.workers["lead"],
                NOW + 10 * DAY,
            )
            self.scene.things["meeting", name] = meeting.public_id
            self._promises(name, person)
            self._justice(person)
        self._missing_outcome()
        for name in AROUND:
            met = self.act("key worker", OCTOBER + HOUR), self.people[name]
            logged(self.session, *met, self.workers["key worker"])

    def _missing_outcome(self):
        """Give Leeford an alert that a pause does not hide, and leave it for now."""
        leeford, act = self.people["Leeford"], self.act("lead", OCTOBER)
        planned(self.session, act, leeford, self.workers["lead"], NOW - 9 * DAY)
        judging.judge(self.session, self.act(None, NOW - HOUR), leeford.id)
        reason = LeaveReason.SEEING_THEM_SOON
        leave = alerts.LeaveForNow(reason, (NOW + 3 * DAY).date())
        missing = self._alert("Leeford", RuleKey.OUTCOME_MISSING)
        alerts.leave_for_now(self.session, self.act("lead", NOW - HOUR), missing.id, leave)

    def _promises(self, name, person):
        """Let the lead say something by a day to come, and answer something else."""
        act, lead = self.act("lead", OCTOBER), self.workers["lead"]
        promise, other = (promised(self.session, act, person, lead, due_on=SOON) for _ in range(2))
        self.scene.things["promise", name] = promise.public_id
        self.scene.things["answer", name] = answered(self.session, act, other).public_id

    def _justice(self, person):
        self.session.add(
            JusticeContact(
                person_id=person.id,
                whose=Whose.PERSON,
                kind=JusticeKind.STOP,
                occurred_on=SEPTEMBER.date(),
                occurred_at=SEPTEMBER,
                precision=Precision.EXACT,
                how_known=HowKnown.THEY_TOLD_US,
                known_at=OCTOBER,
                recorded_at=OCTOBER,
                recorded_by="system:test",
            )
        )

    def _alert(self, name, rule=None):
        found = select(Alert).where(
            Alert.person_id == self.people[name].id, Alert.closed_at.is_(None)
        )
        found = found.where(Alert.rule == rule) if rule else found
        return self.session.scalars(found.order_by(Alert.id)).first()

    def _come_in(self, name, roles, bonds, about):
        """Sign them in, and let each have written a contact a moment ago: it opens nothing."""
        worker = self.workers.get(name)
        cookie = None
        if worker:
            cookie = sign_ins.begin(self.session, worker.id, NOW)
            for person in about:
                act = self.act(name, NOW - timedelta(minutes=2))
                tried = logged(
                    self.session, act, self.people[person], worker, Outcome.WE_TRIED, team=OWN
                )
                self.scene.own[name, person] = tried.public_id
                promise = promised(self.session, act, self.people[person], worker)
                kept = answered(self.session, act, promise)
                self.scene.answers[name, person] = kept.public_id
        self.scene.who[name] = Who(
            name,
            frozenset(roles),
            frozenset(bonds),
            about,
            name not in STRANGERS,
            worker and worker.id,
            cookie,
        )
