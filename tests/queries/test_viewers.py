"""Who is looking, as of an instant."""

from datetime import timedelta

from sqlalchemy import event

from tests.conftest import NOW
from tests.factories.bonds import a_role, a_team, a_worker
from tracker.domain.access import Viewer
from tracker.domain.vocabulary import Role
from tracker.queries.viewers import viewer

MOMENT = timedelta(microseconds=1)
DAY = timedelta(days=1)


def test_a_viewer_is_the_worker_with_every_role_held_and_every_team_led(session):
    sam = a_worker(session, "Sam", roles=(Role.KEY_WORKER, Role.TEAM_LEAD))
    rae = a_worker(session, "Rae", roles=(Role.TEAM_LEAD,))
    north = a_team(session, lead=sam, deputy_lead=rae)
    south = a_team(session, lead=rae, deputy_lead=sam)
    a_team(session, lead=rae)  # not led by Sam
    assert viewer(session, sam.id, NOW) == Viewer(
        worker_id=sam.id,
        public_id=sam.public_id,
        name="Sam",
        roles=frozenset({Role.KEY_WORKER, Role.TEAM_LEAD}),
        leads=frozenset({north.id, south.id}),
        at=NOW,
    )


def test_there_is_no_viewer_for_an_account_that_is_not_active_or_not_there(session):
    sam = a_worker(session, active=False)
    a_team(session, lead=sam)
    assert viewer(session, sam.id, NOW) is None
    assert viewer(session, sam.id + 1, NOW) is None


def test_a_role_is_held_from_its_start_up_to_not_including_its_end(session):
    sam = a_worker(session, roles=())
    a_role(session, sam, Role.KEY_WORKER, since=NOW, until=NOW + DAY)
    held = {
        at: viewer(session, sam.id, at).roles
        for at in (NOW - MOMENT, NOW, NOW + DAY - MOMENT, NOW + DAY)
    }
    key_worker = frozenset({Role.KEY_WORKER})
    assert held == {
        NOW - MOMENT: frozenset(),
        NOW: key_worker,
        NOW + DAY - MOMENT: key_worker,
        NOW + DAY: frozenset(),
    }


def test_a_worker_whose_roles_ended_is_a_viewer_without_roles_who_still_leads_by_name_only(session):
    sam = a_worker(session, roles=())
    a_role(session, sam, Role.TEAM_LEAD, until=NOW)
    north = a_team(session, lead=sam)
    found = viewer(session, sam.id, NOW)
    assert (found.roles, found.leads) == (frozenset(), frozenset({north.id}))


def test_a_viewer_takes_one_statement(session):
    sam = a_worker(session, roles=(Role.KEY_WORKER, Role.TEAM_LEAD))
    a_team(session, lead=sam)
    sent = []
    event.listen(session.connection(), "before_cursor_execute", lambda *args: sent.append(args[2]))
    viewer(session, sam.id, NOW)
    assert len(sent) == 1
