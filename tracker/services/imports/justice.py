"""The sheet of contact with police, court or custody."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from tracker.domain import spreadsheets as cell
from tracker.domain.spreadsheets import RowError
from tracker.domain.vocabulary import HowKnown, JusticeKind, Precision, Whose
from tracker.models.base import new_public_id
from tracker.models.justice_contacts import JusticeContact
from tracker.services.imports.bulk import insert_all
from tracker.services.imports.facts import FactIntake
from tracker.services.imports.known import KnownPerson
from tracker.services.imports.runs import New


@dataclass(frozen=True, slots=True)
class JusticeRow:
    """A row of the sheet, read; only the day is known."""

    person: KnownPerson
    occurred_on: date
    occurred_at: datetime
    whose: Whose
    kind: JusticeKind
    how_known: HowKnown

    @property
    def identity(self) -> tuple[object, ...]:
        return (self.person.id, self.occurred_on, self.whose, self.kind)

    @property
    def content(self) -> tuple[object, ...]:
        return (*self.identity, self.how_known)

    @property
    def as_logged(self) -> tuple[object, ...]:
        return self.identity


class Justice(FactIntake[JusticeRow]):
    """What happened to or around people, known by the day."""

    kind = "justice"
    columns = ("reference", "date", "whose", "what", "how_we_know")
    makes = table = JusticeContact
    logged = (
        JusticeContact.person_id,
        JusticeContact.occurred_on,
        JusticeContact.whose,
        JusticeContact.kind,
    )
    twice = RowError("same contact twice", "leave one of the two rows out")
    changed = RowError(
        "how_we_know is changed", "correct it on the person's page; an import never writes over it"
    )

    def read(self, cells: dict[str, str]) -> JusticeRow:
        person = self.person(cells["reference"])
        at, _precision = self.instant(cells, person)
        return JusticeRow(
            person=person,
            occurred_on=self.calendar_of(person).day_of(at),
            occurred_at=at,
            whose=cell.one_of(cells["whose"], cell.WHOSE, "whose"),
            kind=cell.one_of(cells["what"], cell.JUSTICE, "what"),
            how_known=cell.one_of(cells["how_we_know"], cell.HOW_KNOWN, "how_we_know"),
        )

    def make(self, rows: Sequence[New[JusticeRow]]) -> set[int]:
        insert_all(
            self.session,
            JusticeContact,
            [
                {
                    "id": row.id,
                    "public_id": new_public_id(),
                    "import_row_id": row.row_id,
                    "person_id": row.said.person.id,
                    "whose": row.said.whose,
                    "kind": row.said.kind,
                    "occurred_on": row.said.occurred_on,
                    "occurred_at": row.said.occurred_at,
                    "precision": Precision.DAY,
                    "known_at": row.said.occurred_at,
                    "how_known": row.said.how_known,
                    "recorded_at": self.act.at,
                    "recorded_by": self.act.by,
                }
                for row in rows
            ],
        )
        return {row.said.person.id for row in rows}
