"""A statement that is built once asks each time with what it is given."""

from datetime import timedelta

import pytest
from sqlalchemy import Select, select

from tests.conftest import NOW
from tests.factories.bonds import a_contact, a_person, a_team, a_worker
from tracker.models.contacts import Contact
from tracker.models.lists import among
from tracker.models.prepared import prepared

DAY = timedelta(days=1)
built = []


@prepared
def contacts_of(people: list[int], at) -> Select[int]:
    built.append("once")
    return select(Contact.id).where(among(Contact.person_id, people), Contact.occurred_at >= at)


def test_each_asking_has_its_own_answer_and_the_statement_is_built_once(session, database):
    built.clear()
    worker, team = a_worker(session), a_team(session)
    jay, kit = a_person(session, team), a_person(session, team)
    old = a_contact(session, jay, worker, at=NOW - 2 * DAY).id
    new, other = (a_contact(session, person, worker, at=NOW).id for person in (jay, kit))

    def found(people, at):
        return set(session.scalars(*contacts_of(people, at=at)))

    assert found([jay.id], NOW - 3 * DAY) == {old, new}
    assert found([jay.id], NOW - DAY) == {new}
    assert found([jay.id, kit.id], NOW - DAY) == {new, other}
    assert found([], NOW - 3 * DAY) == set()
    assert len(built) <= 1


def test_asked_with_too_much_or_too_little_it_says_so(session):
    with pytest.raises(TypeError):
        contacts_of([1])
    with pytest.raises(TypeError):
        contacts_of([1], NOW, 3)
