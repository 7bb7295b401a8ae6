"""`tracker team` and `tracker user`."""

import re

import pytest
from sqlalchemy import select

from tests.cli.conftest import AS_OF, all_of, refused, said
from tracker.models.accounts import Worker, WorkerRole, WorkerSession
from tracker.models.alerts import Standing
from tracker.models.audit import AuditEvent
from tracker.models.people import Person
from tracker.models.teams import Team
from tracker.services import sign_ins


def test_a_team_is_added_once(tracker, sessions):
    said(tracker("team", "add", " North  West "), "Team North West is there.")
    refused(tracker("team", "add", "North West"), "There is already a team North West.")
    refused(tracker("team", "add", " "), "Give the team a name of 1 to 200 letters.")
    assert all_of(sessions, Team.name, Team.calendar) == [("North West", "GB-ENG")]
    assert all_of(sessions, AuditEvent.act) == [("team.added",)]


def test_user_add_makes_a_worker_and_prints_a_link(tracker, sessions):
    tracker("team", "add", "North")
    result = tracker(
        "user",
        "add",
        "Lou@X.org",
        "--name",
        "Lou",
        "--role",
        "team_lead",
        "--role",
        "key_worker",
        "--team",
        "North",
    )
    assert (result.exit_code, result.stderr) == (0, "")
    assert re.fullmatch(r"http://127\.0\.0\.1:8000/\S+\n", result.stdout)
    assert all_of(sessions, Worker.email, Worker.name, Worker.active) == [
        ("lou@x.org", "Lou", True)
    ]
    held = all_of(sessions, WorkerRole.role, WorkerRole.team_id)
    [(north,)] = all_of(sessions, Team.id)
    assert sorted(held) == [("key_worker", north), ("team_lead", north)]
    _, event = all_of(sessions, AuditEvent.act, AuditEvent.detail)
    assert (event.act, [also["act"] for also in event.detail["also"]]) == (
        "worker.added",
        ["worker.role_given", "worker.role_given", "worker.link_made"],
    )


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        (["lou", "--name", "Lou", "--role", "analyst"], "lou is not an email address."),
        (["lou@x.org", "--role", "analyst"], "lou@x.org is new here. Give a --name."),
        (["lou@x.org", "--name", "Lou"], "lou@x.org is new here. Give a --role."),
        (
            ["lou@x.org", "--name", "Lou", "--role", "key_worker"],
            "A key worker is in a team. Give a --team.",
        ),
        (
            ["lou@x.org", "--name", "Lou", "--role", "key_worker", "--team", "West"],
            "There is no team West. Run: tracker team add 'West'",
        ),
    ],
)
def test_user_add_refuses_half_a_worker(tracker, sessions, more, sentence):
    refused(tracker("user", "add", *more), sentence)
    assert all_of(sessions, Worker.id) == all_of(sessions, AuditEvent.seq) == []


def test_user_add_completes_a_worker_who_came_with_an_import(tracker, sample, sessions):
    assert tracker("user", "add", "ana.reid@example.org").stdout.startswith("http")
    tracker(
        "user",
        "add",
        "ana.reid@example.org",
        "--name",
        "Ana R",
        "--role",
        "team_lead",
        "--team",
        "South",
    )
    tracker("user", "add", "ana.reid@example.org", "--role", "key_worker", "--team", "South")
    with sessions() as session:
        ana = sign_ins.account_of(session, "ana.reid@example.org")
        rows = select(WorkerRole.role, Team.name, WorkerRole.until_at.is_(None)).join(
            Team, Team.id == WorkerRole.team_id
        )
        assert ana.name == "Ana R"
        assert sorted(session.execute(rows.where(WorkerRole.worker_id == ana.id)).all()) == [
            ("key_worker", "North", False),
            ("key_worker", "South", True),
            ("team_lead", "South", True),
        ]


def test_user_disable_ends_sign_ins_and_no_pairing(tracker, sample, sessions):
    with sessions.begin() as session:
        ben = sign_ins.account_of(session, "ben.osei@example.org")
        sign_ins.begin(session, ben.id, ben.create_datetime)
    said(
        tracker("user", "disable", "ben.osei@example.org"),
        "ben.osei@example.org cannot sign in any more.",
        "People they are still key worker of: 6. Plan a handover for each.",
    )
    refused(
        tracker("user", "disable", "ben.osei@example.org"),
        "There is no worker ben.osei@example.org with an active account. Run: tracker user add",
    )
    [(ended_at,)] = all_of(sessions, WorkerSession.ended_at)
    assert ended_at is not None
    tracker("user", "add", "ben.osei@example.org")
    with sessions() as session:
        assert sign_ins.account_of(session, "ben.osei@example.org").active


def test_a_new_lead_has_the_team_s_people_looked_at_again(tracker, sample, sessions):
    tracker("evaluate-alerts", "--as-of", AS_OF)
    due = select(Standing.person_id).where(Standing.look_again_at <= Standing.judged_at)
    tracker("user", "add", "lou@x.org", "--name", "Lou", "--role", "team_lead", "--team", "North")
    before = {
        row.person_id: row.look_again_at
        for row in all_of(sessions, Standing.person_id, Standing.look_again_at)
    }
    said(tracker("team", "lead", "North", "lou@x.org"), "lou@x.org leads North.")
    with sessions() as session:
        assert session.execute(due).all() == []
        [north] = session.scalars(select(Team).where(Team.name == "North"))
        assert (north.lead_id, north.deputy_lead_id) == (
            sign_ins.account_of(session, "lou@x.org").id,
            None,
        )
        now = session.scalars(
            select(AuditEvent.happened_at).where(AuditEvent.act == "team.lead_set")
        ).one()
        teams = dict(session.execute(select(Person.id, Person.team_id)).all())
        for standing in session.scalars(select(Standing)):
            mine = teams[standing.person_id] == north.id
            was = before[standing.person_id]
            assert standing.look_again_at == (min(was, now) if mine else was)


def test_the_lead_and_the_deputy_lead_are_two(tracker, sample):
    assert tracker("team", "lead", "North", "ana.reid@example.org").exit_code == 0
    refused(
        tracker("team", "lead", "North", "ana.reid@example.org", "--deputy"),
        "Ana Reid leads North already. Name someone else there first.",
    )
    said(
        tracker("team", "lead", "North", "ben.osei@example.org", "--deputy"),
        "ben.osei@example.org is the deputy lead of North.",
    )
    refused(
        tracker("team", "lead", "West", "ana.reid@example.org"),
        "There is no team West. Run: tracker team add 'West'",
    )
    assert tracker("team", "lead", "North", "no@x.org").exit_code == 2
