"""A chain of audit events that show people, written the way the service writes them."""

from datetime import timedelta

from sqlalchemy import insert

from tests.conftest import NOW
from tests.factories.bonds import a_team
from tracker.models.base import new_public_id
from tracker.models.people import Person
from tracker.services import audit


def many_people(session, count):
    """Write people in; give their ids."""
    team = a_team(session)
    rows = [
        {
            "public_id": new_public_id(),
            "team_id": team.id,
            "name_ct": b"sealed",
            "first_here_at": NOW,
            "written_in_by": "system:test",
        }
        for _ in range(count)
    ]
    return sorted(session.scalars(insert(Person).returning(Person.id), rows))


def a_chain(session, make_act, people, count):
    """Write events that differ in everything an event may hold: notes, reasons, people, none."""
    for number in range(count):
        act = make_act(number % 7 + 1, at=NOW + timedelta(seconds=number))
        if number % 3 == 0:
            person = people[number % len(people)]
            act.note(
                "contact.logged", person, ("contact", new_public_id()), {"fields": ["outcome"]}
            )
            act.note("alert.closed", person, ("alert", new_public_id()))
        elif number % 3 == 1:
            act.note(
                "person.opened_with_reason", people[number % len(people)], reason=f"Reason {number}"
            )
        seen = [people[(number + step) % len(people)] for step in range(number % 4 + 1)]
        audit.write(
            session, act, request_id=f"request-{number}", seen=seen, act_name="people.listed"
        )
