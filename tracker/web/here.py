"""What one request knows of itself: made once by the transaction it runs in.

`here.session`, `here.viewer`, `here.act`, `here.at`, `here.person` (when the address names one).
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import cast

from flask import g
from sqlalchemy.orm import Session
from werkzeug.local import LocalProxy

from tracker.domain.access import Permission, Viewer, can
from tracker.domain.sealing import SealingKey
from tracker.extensions import installation
from tracker.queries.scope import VisiblePerson
from tracker.queries.sign_ins import SignedIn
from tracker.services.acts import Act


@dataclass
class Here:
    """Who is here, when, in which transaction, and whom the answer shows."""

    session: Session
    act: Act
    viewer: Viewer
    signed_in: SignedIn
    person: VisiblePerson | None = None
    shown: set[int] = field(default_factory=set)
    sought: tuple[str, str] | None = None
    keys: dict[int, SealingKey] = field(default_factory=dict)  # of people whose key was read

    @property
    def at(self) -> datetime:
        """The one reading of the clock of this request."""
        return self.act.at

    def shows(self, *person_ids: int) -> None:
        """Say whom this answer shows or touches: the audit names them all."""
        self.shown.update(person_ids)

    def may(self, permission: Permission) -> bool:
        """Say whether the viewer may, with the person of this address if there is one."""
        relations = self.person.relations if self.person else frozenset()
        return can(self.viewer, permission, relations)


here = cast(Here, LocalProxy(lambda: g.here))


def acting(by: str, at: datetime) -> Act:
    """Make an act of this installation: a worker's, or `nobody`'s at the door."""
    shared = installation()
    return Act(at=at, by=by, keys=shared.keys, calendars=shared.calendars)


def known() -> Here | None:
    """Give what is known of a signed-in request; None before that and for public pages."""
    return cast(Here | None, g.get("here"))
