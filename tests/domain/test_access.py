"""Who may do what: the code against the table that was written by hand."""

from datetime import UTC, datetime
from itertools import chain, combinations

import pytest

from tests import access_matrix
from tracker.domain.access import Permission, Relation, Viewer, can, counting
from tracker.domain.vocabulary import Role

EVERY_BOND = frozenset(Relation)


def viewer(*roles):
    return Viewer(
        worker_id=1,
        public_id="w000000001",
        name="Sam",
        roles=frozenset(roles),
        leads=frozenset(),
        at=datetime(2026, 11, 20, 12, tzinfo=UTC),
    )


def subsets(words):
    return [
        frozenset(s)
        for s in chain.from_iterable(combinations(words, n) for n in range(len(words) + 1))
    ]


def test_every_permission_relation_and_role_stands_in_the_hand_written_table():
    person = access_matrix.about_a_person()
    service = access_matrix.about_the_service()
    counts = access_matrix.bond_counts_with_role()
    rows = [p for p, _ in person] + [p for p, _ in service]
    assert set(rows) == set(Permission)
    assert {p for p, _ in person}.isdisjoint(p for p, _ in service)
    assert {r for _, r in person} == {*Relation, None}
    assert {r for _, r in service} == {*Role, None}
    assert {r for r, _ in counts} == set(Relation)
    assert {r for _, r in counts} == {*Role, None}


@pytest.mark.parametrize(
    "broken",
    [
        pytest.param("[t]\npermission a b\nsee_page yes", id="a cell is missing"),
        pytest.param("[t]\npermission a\nsee_page yes\nsee_page -", id="a row stands twice"),
        pytest.param("[t]\npermission a\nsee_page maybe", id="a cell is neither yes nor -"),
    ],
)
def test_a_table_with_a_mistake_in_it_is_not_read(broken):
    with pytest.raises((AssertionError, KeyError)):
        access_matrix.read(broken)


def test_can_says_what_the_table_says_in_every_cell(measure):
    person, service = access_matrix.about_a_person(), access_matrix.about_the_service()
    counts = access_matrix.bond_counts_with_role()
    wrong, cells = [], 0
    for (permission, bond), yes in person.items():
        for role in (*Role, None):
            expected = yes and bond is not None and counts[bond, role]
            roles, bonds = {role} - {None}, frozenset({bond} - {None})
            cells += 1
            if can(viewer(*roles), permission, bonds) != expected:
                wrong.append((permission, bond, role))
    for (permission, role), yes in service.items():
        cells += 1
        if can(viewer(*({role} - {None})), permission) != yes:
            wrong.append((permission, role))
    assert wrong == []
    measure(
        "access: cells of the hand-written table",
        wanted=cells,
        reached=cells - len(wrong),
        count=cells,
    )


def test_several_bonds_and_roles_together_give_what_any_one_pair_gives(measure):
    person, service = access_matrix.about_a_person(), access_matrix.about_the_service()
    counts = access_matrix.bond_counts_with_role()
    abouts = {permission for permission, _ in person}
    wrong, cells = [], 0
    for roles in subsets(Role):
        for bonds in subsets(Relation):
            counting_bonds = {b for b in bonds if any(counts[b, role] for role in roles)}
            for permission in Permission:
                if permission in abouts:
                    expected = any(person[permission, bond] for bond in counting_bonds)
                else:
                    expected = any(service[permission, role] for role in roles)
                cells += 1
                if can(viewer(*roles), permission, bonds) != expected:
                    wrong.append((permission, bonds, roles))
    assert wrong == []
    measure(
        "access: every mix of roles and bonds",
        wanted=cells,
        reached=cells - len(wrong),
        count=cells,
    )


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.ANALYST])
def test_an_administrator_or_analyst_may_nothing_with_a_person_whatever_bonds_are_left(role):
    assert [p for p in Permission if can(viewer(role), p, EVERY_BOND)] == []


def test_a_worker_whose_roles_all_ended_may_nothing():
    assert [p for p in Permission if can(viewer(), p, EVERY_BOND)] == []


def test_a_key_worker_who_is_also_administrator_gets_what_the_bond_gives_and_no_more():
    both = viewer(Role.KEY_WORKER, Role.ADMINISTRATOR)
    alone = viewer(Role.KEY_WORKER)
    for bonds in subsets(Relation):
        assert [can(both, p, bonds) for p in Permission] == [
            can(alone, p, bonds) for p in Permission
        ]


def test_leading_a_team_counts_only_with_the_role_team_lead():
    lead = frozenset({Relation.LEAD})
    assert counting(viewer(Role.KEY_WORKER), lead) == frozenset()
    assert counting(viewer(Role.TEAM_LEAD), lead) == lead


def test_whoever_looks_in_with_a_reason_sees_the_page_and_does_nothing():
    opened = frozenset({Relation.OPENED_WITH_REASON})
    service = {p for p, _ in access_matrix.about_the_service()}
    may = {p for p in Permission if can(viewer(Role.KEY_WORKER), p, opened)}
    assert may - service == {Permission.SEE_PAGE}


def test_everything_one_may_do_with_a_person_needs_the_page_first():
    for bonds in subsets(Relation):
        someone = viewer(Role.KEY_WORKER, Role.TEAM_LEAD)
        may = {p for p, _ in access_matrix.about_a_person() if can(someone, p, bonds)}
        assert not may or Permission.SEE_PAGE in may
