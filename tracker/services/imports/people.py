"""The sheet of people: who we support, their key worker and deputy, and what was agreed."""

from collections.abc import Sequence
from datetime import date

from tracker.adapters.spreadsheets import Row
from tracker.domain import spreadsheets as cell
from tracker.domain.periods import Calendar
from tracker.domain.spreadsheets import RowError
from tracker.models.people import Person
from tracker.services.imports.bulk import lock_people
from tracker.services.imports.current import current_values
from tracker.services.imports.known import KnownWorker, ids_by_reference, workers_by_email
from tracker.services.imports.newcomers import PersonRow, write_in
from tracker.services.imports.runs import Intake, New, Read

SHORT = 100  # letters of pronouns, language, ethnicity, phone
NEW_KEY_WORKER = RowError("key worker is changed", "plan a handover")
ON_THEIR_PAGE = "change it on their page; an import never writes over what is here"
WAS_HERE = RowError(
    "this person was here before",
    "their record was erased or has another reference now: leave the row out",
)


class People(Intake[PersonRow]):
    """People new to this system; whoever is here already is never written over."""

    kind = "people"
    columns = (
        "reference",
        "chosen_name",
        "date_of_birth",
        "pronouns",
        "key_worker_email",
        "deputy_email",
        "started_on",
        "agreed_every_days",
        "phone",
        "likes_contact_by",
        "language",
        "ethnicity",
    )
    makes = Person
    twice = RowError("reference used twice", "give each person a reference of their own")

    def load(self, rows: Sequence[Row]) -> None:
        references = {cell.plain(row.cells["reference"]).upper() for row in rows}
        self.here = ids_by_reference(self.session, references)
        if not self.dry_run:
            lock_people(self.session, self.here.values())
        self.workers = workers_by_email(
            self.session,
            {
                cell.email(row.cells[column])
                for row in rows
                for column in ("key_worker_email", "deputy_email")
            },
        )
        self.today = self.act.calendars[self.region].day_of(self.act.at)

    def read(self, cells: dict[str, str]) -> PersonRow:
        reference, name = cell.reference(cells["reference"]), cell.name(cells["chosen_name"])
        started_on = self._past(cells["started_on"], "started_on")
        born = cell.plain(cells["date_of_birth"])
        born_on = self._past(born, "date of birth") if born else None
        worker, team_id, calendar = self._key_worker(cells["key_worker_email"])
        deputy = self._deputy(cells["deputy_email"], worker)
        likes = cell.plain(cells["likes_contact_by"])
        return PersonRow(
            reference=reference,
            name=name,
            born_on=born_on,
            pronouns=cell.text(cells["pronouns"], "pronouns", SHORT),
            key_worker=worker,
            team_id=team_id,
            deputy=deputy,
            started_on=started_on,
            started_at=calendar.start_of(started_on),
            every_days=cell.number(cells["agreed_every_days"], "agreed_every_days", 1, 365),
            phone=cell.text(cells["phone"], "phone", SHORT),
            likes_contact_by=cell.one_of(likes, cell.LIKES, "likes_contact_by") if likes else None,
            language=cell.text(cells["language"], "language", SHORT),
            ethnicity=cell.text(cells["ethnicity"], "ethnicity", SHORT),
        )

    def _past(self, written: str, what: str) -> date:
        day = cell.day(written, what)
        if day > self.today:
            raise RowError(f"{what} is in the future", "correct the date")
        return day

    def _key_worker(self, written: str) -> tuple[KnownWorker, int, Calendar]:
        """Give the key worker, their team and its calendar."""
        email = cell.email(written)
        worker = self.workers.get(email or "")
        if email is None:
            raise RowError("no key worker", "write the key worker's email address")
        if worker is None:
            raise RowError("unknown key worker", "import the worker first, or correct the address")
        if not worker.active:
            raise RowError("key worker has left", "write the address of someone who is here")
        if worker.team_id is None or worker.calendar is None:
            raise RowError("key worker has no team", "give them one with tracker user add")
        return worker, worker.team_id, self.act.calendars[worker.calendar]

    def _deputy(self, written: str, key_worker: KnownWorker) -> KnownWorker | None:
        email = cell.email(written)
        if email is None:
            return None
        deputy = self.workers.get(email)
        if deputy is None:
            raise RowError("unknown deputy", "import the worker first, or correct the address")
        if not deputy.active:
            raise RowError("deputy has left", "write the address of someone who is here")
        if deputy.id == key_worker.id:
            raise RowError("deputy is the key worker", "name someone else, or leave it empty")
        return deputy

    def compare(self, rows: Sequence[Read[PersonRow]]) -> dict[int, RowError | None]:
        here = {row.line: self.here.get(row.said.reference) for row in rows}
        now = current_values(self.session, self.act, {id_ for id_ in here.values() if id_})
        faults: dict[int, RowError | None] = {}
        for row in rows:
            person_id = here[row.line]
            if person_id is not None:
                faults[row.line] = _difference(row.said.by_column, now[person_id])
            elif row.imported:
                faults[row.line] = WAS_HERE
        return faults

    def make(self, rows: Sequence[New[PersonRow]]) -> set[int]:
        write_in(self.session, self.act, {row.id: row.said for row in rows})
        return {row.id for row in rows}


def _difference(said: dict[str, object], now: dict[str, object]) -> RowError | None:
    """Name the first column that differs from what is here."""
    column = next((column for column, value in said.items() if value != now[column]), None)
    if column is None:
        return None
    if column == "key_worker_email":
        return NEW_KEY_WORKER
    return RowError(f"{column} is changed", ON_THEIR_PAGE)
