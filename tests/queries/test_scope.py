"""Which people a viewer may see: in words, and cell by cell against `can`."""

from datetime import timedelta

import pytest
from sqlalchemy import event

from tests.conftest import NOW
from tests.factories.bonds import (
    a_contact,
    a_meeting,
    a_pairing,
    a_person,
    a_team,
    a_worker,
    an_alert,
    an_opening,
)
from tests.factories.population import RELATION_OF, Population
from tracker.domain.access import Permission, Relation, can
from tracker.domain.vocabulary import PairingRole, Role
from tracker.queries.scope import (
    Named,
    VisiblePerson,
    find_visible,
    people_bound,
    visible_people,
)
from tracker.queries.sign_ins import signed_in
from tracker.queries.viewers import viewer
from tracker.services.sign_ins import begin, hash_of

MOMENT = timedelta(microseconds=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def seen(session, worker, at=NOW):
    """Give the ids in the worker's lists."""
    return set(session.scalars(visible_people(viewer(session, worker.id, at), at)))


def bonds(session, worker, person, at=NOW):
    """Give the bonds found on the person's page; None where there is no page."""
    found = find_visible(
        session, viewer(session, worker.id, at), (Named.PERSON, person.public_id), at
    )
    return found and found.relations


@pytest.mark.parametrize("role", PairingRole)
@pytest.mark.parametrize(
    ("after", "visible"),
    [
        pytest.param(-MOMENT, False, id="not before it starts"),
        pytest.param(timedelta(), True, id="from its start"),
        pytest.param(DAY - MOMENT, True, id="up to its end"),
        pytest.param(DAY, False, id="not at its end"),
    ],
)
def test_a_pairing_opens_the_page_while_it_lasts(session, role, after, visible):
    sam = a_worker(session)
    jay = a_person(session, a_team(session))
    a_pairing(session, jay, sam, role, since=NOW, until=NOW + DAY)
    assert bonds(session, sam, jay, NOW + after) == ({RELATION_OF[role]} if visible else None)
    assert seen(session, sam, NOW + after) == ({jay.id} if visible else set())


def test_a_pairing_that_was_corrected_opens_nothing(session):
    sam = a_worker(session)
    jay = a_person(session, a_team(session))
    a_pairing(session, jay, sam, superseded_at=NOW - HOUR)
    assert (bonds(session, sam, jay), seen(session, sam)) == (None, set())


def test_lead_and_deputy_lead_see_their_own_teams_people_only(session):
    rae, kim = (
        a_worker(session, roles=(Role.TEAM_LEAD,)),
        a_worker(session, roles=(Role.TEAM_LEAD,)),
    )
    north, south = a_team(session, lead=rae, deputy_lead=kim), a_team(session)
    jay, _elsewhere = a_person(session, north), a_person(session, south)
    for lead in (rae, kim):
        assert bonds(session, lead, jay) == {Relation.LEAD}
        assert seen(session, lead) == {jay.id}


@pytest.mark.parametrize(
    "roles",
    [(Role.KEY_WORKER,), (Role.ADMINISTRATOR, Role.ANALYST), ()],
    ids=["key worker", "office", "none"],
)
def test_leading_a_team_without_the_role_opens_nothing(session, roles):
    rae = a_worker(session, roles=roles)
    jay = a_person(session, a_team(session, lead=rae))
    assert (bonds(session, rae, jay), seen(session, rae)) == (None, set())


def test_the_role_team_lead_without_a_team_opens_nothing(session):
    rae = a_worker(session, roles=(Role.TEAM_LEAD,))
    jay = a_person(session, a_team(session))
    assert (bonds(session, rae, jay), seen(session, rae)) == (None, set())


def test_a_page_opened_with_a_reason_is_open_until_its_end(session):
    sam, other = a_worker(session), a_worker(session)
    jay = a_person(session, a_team(session))
    an_opening(session, jay, sam, at=NOW, until=NOW + HOUR)
    shown = [
        bonds(session, sam, jay, at) for at in (NOW - MOMENT, NOW, NOW + HOUR - MOMENT, NOW + HOUR)
    ]
    opened = {Relation.OPENED_WITH_REASON}
    assert shown == [None, opened, opened, None]
    assert bonds(session, other, jay) is None


def test_who_wrote_a_person_in_sees_them_until_the_first_match_is_agreed(session):
    sam, rae = a_worker(session), a_worker(session)
    jay = a_person(session, a_team(session), written_in_by=sam)
    assert bonds(session, sam, jay) == {Relation.WROTE_IN}
    a_pairing(session, jay, rae, PairingRole.DEPUTY)  # not a match
    a_pairing(session, jay, rae, superseded_at=NOW - HOUR)  # undone: never was one
    assert bonds(session, sam, jay) == {Relation.WROTE_IN}
    a_pairing(session, jay, rae, since=NOW + DAY)  # agreed today, for tomorrow
    assert (bonds(session, sam, jay), seen(session, sam)) == (None, set())


def test_a_first_match_that_ended_does_not_open_the_page_again_to_who_wrote_in(session):
    sam, rae = a_worker(session), a_worker(session)
    jay = a_person(session, a_team(session), written_in_by=sam)
    a_pairing(session, jay, rae, until=NOW - DAY)
    assert (bonds(session, sam, jay), seen(session, sam)) == (None, set())


def test_an_administrator_sees_nobody_whatever_bonds_are_left(session):
    ada = a_worker(session, roles=(Role.ADMINISTRATOR, Role.ANALYST))
    jay = a_person(session, a_team(session, lead=ada), written_in_by=ada)
    an_opening(session, jay, ada, at=NOW, until=NOW + HOUR)
    a_pairing(session, jay, ada)
    assert (bonds(session, ada, jay), seen(session, ada)) == (None, set())


def test_a_person_who_was_erased_is_seen_by_nobody(session):
    sam = a_worker(session, roles=(Role.KEY_WORKER, Role.TEAM_LEAD))
    jay = a_person(session, a_team(session, lead=sam), erased_at=NOW - DAY)
    a_pairing(session, jay, sam)
    assert (bonds(session, sam, jay), seen(session, sam)) == (None, set())


def test_what_is_found_is_the_person_and_every_bond_that_counts(session):
    sam = a_worker(session, roles=(Role.KEY_WORKER,))
    team = a_team(session, lead=sam)  # by name only: without the role it does not count
    jay = a_person(session, team)
    a_pairing(session, jay, sam)
    a_pairing(session, jay, sam, PairingRole.COVER, until=NOW + DAY)
    who = viewer(session, sam.id, NOW)
    both = frozenset({Relation.KEY_WORKER, Relation.COVER})
    assert find_visible(session, who, (Named.PERSON, jay.public_id), NOW) == VisiblePerson(
        jay.id, jay.public_id, team.id, both
    )
    assert set(session.scalars(people_bound(who, frozenset({Relation.LEAD}), NOW))) == set()
    assert set(session.scalars(people_bound(who, both, NOW))) == {jay.id}


def test_an_address_of_nobody_finds_nobody(session):
    who = viewer(session, a_worker(session).id, NOW)
    assert find_visible(session, who, (Named.PERSON, "nobody2345"), NOW) is None


@pytest.mark.parametrize(
    ("thing", "make"),
    [(Named.CONTACT, a_contact), (Named.MEETING, a_meeting), (Named.ALERT, an_alert)],
    ids=["contact", "meeting", "alert"],
)
def test_a_thing_leads_to_its_person_for_those_who_may_see_the_person(session, thing, make):
    sam, other = a_worker(session), a_worker(session)
    team = a_team(session)
    jay, kit = a_person(session, team), a_person(session, team)
    a_pairing(session, jay, sam)
    a_pairing(session, kit, other)
    about_jay, about_kit = make(session, jay, sam), make(session, kit, other)
    who = viewer(session, sam.id, NOW)
    assert find_visible(session, who, (thing, about_jay.public_id), NOW) == VisiblePerson(
        jay.id, jay.public_id, team.id, frozenset({Relation.KEY_WORKER})
    )
    assert find_visible(session, who, (thing, about_kit.public_id), NOW) is None
    assert find_visible(session, who, (thing, "nothing234"), NOW) is None


def test_a_contact_that_was_undone_leads_nowhere(session):
    sam = a_worker(session)
    jay = a_person(session, a_team(session))
    a_pairing(session, jay, sam)
    undone = a_contact(session, jay, sam, superseded_at=NOW)
    assert (
        find_visible(session, viewer(session, sam.id, NOW), (Named.CONTACT, undone.public_id), NOW)
        is None
    )


ABOUT_JAY = {
    Named.PERSON: lambda _session, jay, _sam: jay,
    Named.CONTACT: a_contact,
    Named.MEETING: a_meeting,
    Named.ALERT: an_alert,
}


@pytest.mark.parametrize("named", Named)
def test_a_sign_in_brings_whom_the_address_is_about_for_those_who_may_see_them(session, named):
    sam = a_worker(session, roles=(Role.KEY_WORKER, Role.TEAM_LEAD))
    jay = a_person(session, a_team(session, lead=sam))
    a_team(session, lead=sam)  # two roles, two teams: four rows, one person
    a_pairing(session, jay, sam)
    address = (named, ABOUT_JAY[named](session, jay, sam).public_id)
    cookies = [(one, begin(session, one.id, NOW)) for one in (sam, a_worker(session))]
    session.flush()
    arrived = [signed_in(session, hash_of(id_), NOW, address=address) for _who, id_ in cookies]
    assert [(one.viewer, one.person) for one in arrived] == [
        (who := viewer(session, one.id, NOW), find_visible(session, who, address, NOW))
        for one, _id in cookies
    ]
    assert [one.person is None for one in arrived] == [False, True]
    assert signed_in(session, hash_of(cookies[0][1]), NOW).person is None


def test_finding_takes_one_statement_whether_or_not_there_is_someone(session):
    sam = a_worker(session)
    jay = a_person(session, a_team(session))
    who = viewer(session, sam.id, NOW)
    sent = []
    event.listen(session.connection(), "before_cursor_execute", lambda *args: sent.append(args[2]))
    find_visible(session, who, (Named.PERSON, jay.public_id), NOW)
    find_visible(session, who, (Named.PERSON, "nobody2345"), NOW)
    assert len(sent) == 2
    assert sent[0] == sent[1]


@pytest.fixture
def population(session):
    return Population(session, seed=20261120)


def test_lists_hold_exactly_those_whose_page_can_be_seen(population, session, measure, database):
    cells, wrong, yes = 0, [], 0
    for at in population.moments:
        for worker in population.workers:
            who = viewer(session, worker.id, at)
            assert who == population.viewer(worker, at)
            listed = set(session.scalars(visible_people(who, at))) if who else set()
            for person in population.people:
                relations = population.relations(worker, person, at)
                expected = who is not None and can(who, Permission.SEE_PAGE, relations)
                cells, yes = cells + 1, yes + expected
                if (person.id in listed) != expected:
                    wrong.append((at, worker.id, person.id, relations))
    assert wrong == []
    assert 0.1 < yes / cells < 0.9, (
        "a population in which nearly all, or nearly none, is seen proves little"
    )
    measure(
        "access: lists against can",
        wanted=cells,
        reached=cells - len(wrong),
        count=cells,
        database=database,
    )


def test_pages_open_exactly_where_they_can_be_seen_with_the_bonds_that_count(
    population, session, measure, database
):
    cells, wrong = 0, []
    for worker in population.workers:
        who = viewer(session, worker.id, NOW)
        if who is None:
            continue
        for person in population.people:
            relations = population.relations(worker, person, NOW)
            found = find_visible(session, who, (Named.PERSON, person.public_id), NOW)
            cells += 1
            if found is None and can(who, Permission.SEE_PAGE, relations):
                wrong.append((who, person, "is hidden"))
            elif found is not None and _may(who, found.relations) != _may(who, relations):
                wrong.append((who, person, found.relations))
    assert wrong == []
    measure(
        "access: pages against can",
        wanted=cells,
        reached=cells - len(wrong),
        count=cells,
        database=database,
    )


def test_in_the_population_every_bond_decides_alone_somewhere_and_counts_for_nothing_elsewhere(
    population,
):
    alone = {
        (*population.relations(worker, person, NOW), can(who, Permission.SEE_PAGE, relations))
        for worker in population.workers
        if (who := population.viewer(worker, NOW))
        for person in population.people
        if len(relations := population.relations(worker, person, NOW)) == 1
    }
    assert alone == {(relation, seen) for relation in Relation for seen in (True, False)}


def _may(who, relations):
    return [can(who, permission, relations) for permission in Permission]
