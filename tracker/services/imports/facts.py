"""What the sheets of contacts and of police and court share: rows about people who are here."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar, Protocol, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute

from tracker.adapters.spreadsheets import Row
from tracker.domain import spreadsheets as cell
from tracker.domain.periods import Calendar
from tracker.domain.spreadsheets import RowError
from tracker.domain.vocabulary import Precision
from tracker.models.contacts import Contact
from tracker.models.justice_contacts import JusticeContact
from tracker.services.imports.bulk import batches, lock_people
from tracker.services.imports.known import KnownPerson, ids_by_reference, people_by_id
from tracker.services.imports.runs import Intake, Read, Said

ALREADY_LOGGED = RowError("same contact twice", "it is on the person's page already: leave it out")


class AboutSomeone(Said, Protocol):
    """A row about a person; `as_logged` is what a person would have logged of the same thing."""

    @property
    def person(self) -> KnownPerson: ...

    @property
    def as_logged(self) -> tuple[object, ...]: ...


A = TypeVar("A", bound=AboutSomeone)


class FactIntake(Intake[A]):
    """Rows about people who are here already."""

    changed: ClassVar[RowError]
    table: ClassVar[type[Contact | JusticeContact]]
    logged: ClassVar[tuple[InstrumentedAttribute[Any], ...]]  # what `as_logged` of a row holds

    def load(self, rows: Sequence[Row]) -> None:
        wanted = {cell.plain(row.cells["reference"]).upper() for row in rows}
        self.ids_by_reference = ids_by_reference(self.session, wanted)
        if not self.dry_run:
            lock_people(self.session, self.ids_by_reference.values())
        self.people = people_by_id(self.session, self.act.keys, self.ids_by_reference.values())

    def person(self, reference: str) -> KnownPerson:
        found = self.people.get(self.ids_by_reference.get(cell.reference(reference), 0))
        if found is None:
            raise RowError("unknown person", "import the person first, or correct the reference")
        return found

    def instant(self, cells: dict[str, str], person: KnownPerson) -> tuple[datetime, Precision]:
        """Read date and, where there is one, time, in the calendar of the person's team."""
        day, time = cell.day(cells["date"]), cell.clock_time(cells.get("time", ""))
        at, precision = cell.instant(day, time, self.calendar_of(person).zone)
        if at > self.act.at:
            raise RowError("date is in the future", "write what has happened; plan what is to come")
        return at, precision

    def calendar_of(self, person: KnownPerson) -> Calendar:
        return self.act.calendars[person.calendar]

    def compare(self, rows: Sequence[Read[A]]) -> dict[int, RowError | None]:
        logged = self._logged(sorted({row.said.person.id for row in rows}))
        faults: dict[int, RowError | None] = {}
        for row in rows:
            if row.imported:
                faults[row.line] = self.changed
            elif row.said.as_logged in logged:
                faults[row.line] = ALREADY_LOGGED
        return faults

    def _logged(self, person_ids: Sequence[int]) -> set[tuple[object, ...]]:
        """Give what stands about these people that no import made."""
        found: set[tuple[object, ...]] = set()
        for some in batches(person_ids):
            rows = self.session.execute(
                select(*self.logged).where(
                    self.table.person_id.in_(some),
                    self.table.import_row_id.is_(None),
                    self.table.superseded_at.is_(None),
                )
            )
            found |= {tuple(row) for row in rows}
        return found
