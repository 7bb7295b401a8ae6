"""Every route says who may come in. One that says nothing does not start."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, TypeVar, cast

from flask import Flask, abort, request
from flask.typing import ResponseReturnValue

from tracker.domain.access import Permission
from tracker.queries.scope import Address, Named, VisiblePerson
from tracker.web import drafts, second_factor
from tracker.web.here import Here

View = TypeVar("View", bound=Callable[..., Any])
STATIC = "static"


class Door(Enum):
    """How far a route is open."""

    PUBLIC = "public"
    SIGNED_IN = "signed in"
    PERMITTED = "permitted"


@dataclass(frozen=True, slots=True)
class Access:
    """Who may come in, and with which permission."""

    door: Door
    permission: Permission | None = None
    before_second_factor: bool = False


def public(view: View) -> View:
    """Let anyone in. The view runs outside a transaction and opens what it needs itself."""
    return _declared(view, Access(Door.PUBLIC))


def signed_in(view: View) -> View:
    """Let any worker in: pages about themselves."""
    return _declared(view, Access(Door.SIGNED_IN))


def signed_in_before_second_factor(view: View) -> View:
    """Let a worker in who has yet to set up the second factor production asks for."""
    return _declared(view, Access(Door.SIGNED_IN, before_second_factor=True))


def requires(permission: Permission) -> Callable[[View], View]:
    """Let in who has the permission, with the person of the address if it names one.

    The view is given `person` as a VisiblePerson, already in the audit. Where the address names a
    contact, a meeting or an alert, that is looked up too, and must be about that person.
    """
    return lambda view: _declared(view, Access(Door.PERMITTED, permission))


def _declared(view: View, access: Access) -> View:
    view.access = access  # type: ignore[attr-defined]  # a mark on the function, read by `of`
    return view


def of(app: Flask, endpoint: str) -> Access | None:
    """Give what a route declares; None where it says nothing."""
    if endpoint == STATIC:
        return Access(Door.PUBLIC)
    return cast(Access | None, getattr(app.view_functions[endpoint], "access", None))


def refuse_undeclared(app: Flask) -> None:
    """Refuse to start with a route that does not say who may come in."""
    silent = sorted(
        rule.endpoint for rule in app.url_map.iter_rules() if not of(app, rule.endpoint)
    )
    if silent:
        raise RuntimeError(f"These routes do not say who may come in: {', '.join(silent)}")


def address_of(given: Mapping[str, Any]) -> Address | None:
    """Give what says whom an address is about, out of what it names; None if about nobody."""
    named = next((one for one in Named if one in given), None)
    return (named, given[named]) if named else None


def come_in(
    view: Callable[..., ResponseReturnValue], access: Access, here: Here
) -> ResponseReturnValue:
    if not access.before_second_factor:
        second_factor.insist(here)
    given = dict(request.view_args or {})
    if access.permission is None:
        return view(**given)
    if address := address_of(given):
        here.person = given[Named.PERSON] = _find(here, address, given)
        here.shows(here.person.person_id)
    if not here.may(access.permission):
        abort(403)
    return drafts.keep() if drafts.asks_to_keep() else view(**given)


def _find(here: Here, address: Address, given: dict[str, Any]) -> VisiblePerson:
    """Give the person an address is about, or answer as for nobody."""
    found = here.signed_in.person
    if found is None or given.get(Named.PERSON, found.public_id) != found.public_id:
        here.sought = address
        abort(404)
    return found
