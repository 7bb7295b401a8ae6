"""The sheet of contacts: what happened or was tried, one row each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from tracker.adapters.spreadsheets import Row
from tracker.domain import spreadsheets as cell
from tracker.domain.sealing import Place
from tracker.domain.spreadsheets import RowError
from tracker.domain.vocabulary import Outcome, Precision, Setting, Starter, Way, WithWhom
from tracker.models.base import new_public_id
from tracker.models.contacts import Contact
from tracker.services.imports.bulk import insert_all
from tracker.services.imports.facts import FactIntake
from tracker.services.imports.known import KnownPerson, workers_by_email
from tracker.services.imports.runs import New


@dataclass(frozen=True, slots=True)
class ContactRow:
    """A row of the sheet, read."""

    person: KnownPerson
    worker_id: int
    occurred_at: datetime
    precision: Precision
    way: Way
    place: str | None
    outcome: Outcome
    who_started: Starter
    minutes: int | None
    note: str | None

    @property
    def identity(self) -> tuple[object, ...]:
        return (*self.as_logged, (self.place or "").casefold())

    @property
    def content(self) -> tuple[object, ...]:
        return (*self.identity, self.who_started, self.minutes, self.note)

    @property
    def as_logged(self) -> tuple[object, ...]:
        return (self.person.id, self.occurred_at, self.worker_id, self.way, self.outcome)


class Contacts(FactIntake[ContactRow]):
    """Contacts with the person, one to one."""

    kind = "contacts"
    columns = (
        "reference",
        "date",
        "time",
        "worker_email",
        "how",
        "what_happened",
        "who_started",
        "minutes",
        "note",
    )
    makes = table = Contact
    logged = (
        Contact.person_id,
        Contact.occurred_at,
        Contact.worker_id,
        Contact.way,
        Contact.outcome,
    )
    twice = RowError("same contact twice", "leave one of the two rows out")
    changed = RowError(
        "contact is changed", "correct it on the person's page; an import never writes over it"
    )

    def load(self, rows: Sequence[Row]) -> None:
        super().load(rows)
        self.workers = workers_by_email(
            self.session, (cell.email(row.cells["worker_email"]) for row in rows)
        )

    def read(self, cells: dict[str, str]) -> ContactRow:
        person = self.person(cells["reference"])
        at, precision = self.instant(cells, person)
        worker = self.workers.get(cell.email(cells["worker_email"]) or "")
        if worker is None:
            raise RowError("unknown worker", "import the worker first, or correct the address")
        way, place = cell.way(cells["how"])
        return ContactRow(
            person=person,
            worker_id=worker.id,
            occurred_at=at,
            precision=precision,
            way=way,
            place=place,
            outcome=cell.outcome(cells["what_happened"], way),
            who_started=cell.one_of(cells["who_started"], cell.STARTERS, "who_started"),
            minutes=cell.number(cells["minutes"], "minutes", 0, 1440),
            note=cell.text(cells["note"], "note"),
        )

    def make(self, rows: Sequence[New[ContactRow]]) -> set[int]:
        insert_all(self.session, Contact, [self._columns(row) for row in rows])
        return {row.said.person.id for row in rows}

    def _columns(self, row: New[ContactRow]) -> dict[str, object]:
        said, public_id = row.said, new_public_id()

        def sealed(column: str, text: str | None) -> bytes | None:
            place = Place("contact", column, public_id)
            return said.person.key.seal(text, place) if text else None

        return {
            "id": row.id,
            "import_row_id": row.row_id,
            "public_id": public_id,
            "person_id": said.person.id,
            "worker_id": said.worker_id,
            "occurred_at": said.occurred_at,
            "known_at": said.occurred_at,
            "recorded_at": self.act.at,
            "recorded_by": self.act.by,
            "precision": said.precision,
            "with_whom": WithWhom.PERSON,
            "setting": Setting.ONE_TO_ONE,
            "way": said.way,
            "outcome": said.outcome,
            "who_started": said.who_started,
            "minutes": said.minutes,
            "place_ct": sealed("place_ct", said.place),
            # Written before the person could read it: theirs to see only when someone shares it.
            "team_ct": sealed("team_ct", said.note),
        }
