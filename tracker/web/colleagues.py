"""Who may have been there for us, or may be: the viewer first, then those around the person."""

from typing import Any

from flask_babel import lazy_gettext as _

from tracker.queries import teams
from tracker.queries.scope import VisiblePerson
from tracker.queries.teams import Colleague
from tracker.web.here import here


def around(person: VisiblePerson, *also: int) -> dict[str, Colleague]:
    """Give the viewer, those around the person, and `also` these ids, by their public ids."""
    mine = here.viewer.worker_id
    found = teams.list_around(
        here.session, person.person_id, person.team_id, here.at, (mine, *also)
    )
    mine_first = sorted(found, key=lambda one: one.worker_id != mine)
    return {one.public_id: one for one in mine_first}


def around_if_needed(
    person: VisiblePerson, public_id: str | None, *also: int
) -> dict[str, Colleague]:
    """Give enough of them to tell whom a form names by `public_id`: no one is asked about me."""
    me = here.viewer
    if public_id == me.public_id:
        return {public_id: Colleague(me.worker_id, me.public_id, me.name)}
    return around(person, *also)


def names(colleagues: dict[str, Colleague]) -> dict[str, Any]:
    """Give the words of a choice among them."""
    mine = here.viewer.public_id
    return {
        public_id: _("%(name)s (me)", name=one.name) if public_id == mine else one.name
        for public_id, one in colleagues.items()
    }
