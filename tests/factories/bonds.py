"""Workers, teams, people and the bonds between them, written as plainly as a test needs."""

from datetime import UTC, datetime, timedelta
from itertools import count

from tracker.domain.sealing import Place
from tracker.domain.vocabulary import (
    AlertState,
    MeetingKind,
    MeetingState,
    Outcome,
    OwnerRole,
    PairingEnd,
    PairingRole,
    PairingStart,
    Precision,
    Role,
    RuleKey,
    Setting,
    Starter,
    Tier,
    Way,
    WithWhom,
)
from tracker.models.accounts import Worker, WorkerRole
from tracker.models.alerts import Alert
from tracker.models.base import new_public_id
from tracker.models.contacts import Contact
from tracker.models.meetings import Meeting
from tracker.models.openings import Opening
from tracker.models.pairings import Pairing
from tracker.models.people import Person, PersonKey
from tracker.models.teams import Team

LONG_AGO = datetime(2026, 1, 5, 9, tzinfo=UTC)
_number = count(1)


def a_team(session, name=None, *, lead=None, deputy_lead=None):
    team = Team(
        name=name or f"Team {next(_number)}",
        lead_id=lead and lead.id,
        deputy_lead_id=deputy_lead and deputy_lead.id,
        calendar="GB-ENG",
    )
    return _kept(session, team)


def a_worker(session, name=None, *, roles=(Role.KEY_WORKER,), active=True):
    n = next(_number)
    worker = Worker(
        name=name or f"Worker {n}",
        email=f"worker{n}@example.org",
        active=active,
        fs_uniquifier=f"uniquifier-{n}",
        create_datetime=LONG_AGO,
    )
    _kept(session, worker)
    for role in roles:
        a_role(session, worker, role)
    return worker


def a_role(session, worker, role, *, since=LONG_AGO, until=None):
    return _kept(session, WorkerRole(worker_id=worker.id, role=role, from_at=since, until_at=until))


def a_person(
    session,
    team,
    keys=None,
    *,
    name="Jay",
    reference=None,
    written_in_by="system:test",
    erased_at=None,
):
    """Write a person in; with a key ring the name is sealed and the key kept, else neither."""
    public_id = new_public_id()
    made = keys and keys.new_person_key(public_id)
    person = Person(
        public_id=public_id,
        reference=reference,
        team_id=team.id,
        name_ct=made.key.seal(name, Place("person", "name_ct", public_id)) if made else b"sealed",
        first_here_at=LONG_AGO,
        written_in_by=f"worker:{written_in_by.id}"
        if isinstance(written_in_by, Worker)
        else written_in_by,
        erased_at=erased_at,
    )
    _kept(session, person)
    if made:
        _kept(
            session, PersonKey(person_id=person.id, wrapped=made.wrapped, key_version=made.version)
        )
    return person


def a_pairing(
    session,
    person,
    worker,
    role=PairingRole.KEY_WORKER,
    *,
    since=LONG_AGO,
    until=None,
    superseded_at=None,
):
    ended = until is not None and role != PairingRole.COVER
    pairing = Pairing(
        person_id=person.id,
        worker_id=worker.id,
        role=role,
        started_at=since,
        ended_at=until,
        start_reason=PairingStart.FIRST_MATCH,
        started_by="system:test",
        end_reason=PairingEnd.OTHER if ended else None,
        end_planned=True if ended else None,
        ended_by=f"worker:{worker.id}" if ended else None,
        known_at=LONG_AGO,
        recorded_at=LONG_AGO,
        recorded_by="system:test",
        superseded_at=superseded_at,
    )
    return _kept(session, pairing)


def an_opening(session, person, worker, *, at, until):
    opening = Opening(
        worker_id=worker.id, person_id=person.id, reason_ct=b"sealed", opened_at=at, until_at=until
    )
    return _kept(session, opening)


def _kept(session, row):
    session.add(row)
    session.flush()
    return row


def a_contact(session, person, worker, *, at=LONG_AGO, superseded_at=None):
    contact = Contact(
        person_id=person.id,
        worker_id=worker.id,
        occurred_at=at,
        precision=Precision.EXACT,
        with_whom=WithWhom.PERSON,
        setting=Setting.ONE_TO_ONE,
        way=Way.CALL,
        outcome=Outcome.SPOKE,
        who_started=Starter.US,
        known_at=at,
        recorded_at=at,
        recorded_by=f"worker:{worker.id}",
        superseded_at=superseded_at,
    )
    return _kept(session, contact)


def a_meeting(session, person, worker, *, at=LONG_AGO):
    meeting = Meeting(
        person_id=person.id,
        worker_id=worker.id,
        kind=MeetingKind.MEETING,
        starts_at=at,
        ends_at=at + timedelta(hours=1),
        way=Way.IN_PERSON,
        state=MeetingState.PLANNED,
        planned_at=at,
        planned_by=f"worker:{worker.id}",
    )
    return _kept(session, meeting)


def an_alert(session, person, owner, *, at=LONG_AGO):
    alert = Alert(
        person_id=person.id,
        rule=RuleKey.QUIET,
        tier=Tier.THIS_WEEK,
        owner_id=owner.id,
        owner_role=OwnerRole.WORKER,
        true_since=at,
        opened_at=at,
        act_by=at,
        state=AlertState.OPEN,
        numbers={},
    )
    return _kept(session, alert)
