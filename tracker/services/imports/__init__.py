"""Take in a service's own spreadsheets: good rows go in, bad rows are named with what to do."""

from typing import Any

from sqlalchemy.orm import Session

from tracker.adapters.spreadsheets import Sheet
from tracker.services.acts import Act
from tracker.services.imports.contacts import Contacts
from tracker.services.imports.justice import Justice
from tracker.services.imports.people import People
from tracker.services.imports.runs import Imported, Intake, take_in
from tracker.services.imports.workers import Workers

KINDS: dict[str, type[Intake[Any]]] = {
    made.kind: made for made in (Workers, People, Contacts, Justice)
}

__all__ = ["KINDS", "Imported", "import_sheet"]


def import_sheet(
    session: Session, act: Act, kind: str, sheet: Sheet, *, region: str, dry_run: bool = False
) -> Imported:
    """Import a sheet of one of KINDS at `act.at`; the caller commits all of it or nothing.

    `region` names the service's own calendar, which new teams are given. `dry_run` decides the
    same and writes nothing. Raises UnreadableError when the key ring does not fit the people in it.
    """
    return take_in(KINDS[kind](session, act, sheet, region=region, dry_run=dry_run))
