"""What every import does: read each row, tell new from known from changed, write the run down.

A row goes in whole or not. What was imported before is known by two keyed hashes: of what makes a
row the same, and of everything it said. So the same file again adds nothing, and a value that
changed is named and never written over.
"""

import hmac
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import ClassVar, Generic, Protocol, TypeVar

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from tracker.adapters.spreadsheets import Row, Sheet
from tracker.domain.spreadsheets import Rejection, RowError
from tracker.models.base import Base, new_public_id
from tracker.models.imports import ImportRow, ImportRun
from tracker.services import judging
from tracker.services.acts import Act
from tracker.services.imports.bulk import batches, insert_all, one_import_at_a_time, reserve

MADE = "made"


class Said(Protocol):
    """What a row says: what makes it the same row, and everything it said."""

    @property
    def identity(self) -> tuple[object, ...]: ...

    @property
    def content(self) -> tuple[object, ...]: ...


S = TypeVar("S", bound=Said)


@dataclass(slots=True)
class Read(Generic[S]):
    """A row that could be read, with its two keyed hashes; `imported` if one like it came in."""

    line: int
    said: S
    fingerprint: bytes
    content: bytes
    imported: bool = False


@dataclass(frozen=True, slots=True)
class New(Generic[S]):
    """A row to write, with the id of what it makes and of its import row, which stands already."""

    said: S
    id: int
    row_id: int


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of a file; `people` are the ids of those it touched."""

    ok: int
    rejected: tuple[Rejection, ...]
    unchanged: int
    people: tuple[int, ...] = field(default=(), repr=False)


class Intake(ABC, Generic[S]):
    """One kind of sheet. When made, it loads at once all that its rows refer to."""

    kind: ClassVar[str]
    columns: ClassVar[tuple[str, ...]]
    makes: ClassVar[type[Base]]
    twice: ClassVar[RowError]

    def __init__(
        self, session: Session, act: Act, sheet: Sheet, *, region: str, dry_run: bool
    ) -> None:
        self.session = session
        self.act = act
        self.sheet = sheet
        self.region = region
        self.dry_run = dry_run
        if not dry_run:
            one_import_at_a_time(session)
        self.load(sheet.rows)

    @abstractmethod
    def load(self, rows: Sequence[Row]) -> None:
        """Load what the rows refer to, in a few statements; lock the people they are about."""

    @abstractmethod
    def read(self, cells: dict[str, str]) -> S:
        """Read a row; raise RowError for its first fault."""

    @abstractmethod
    def compare(self, rows: Sequence[Read[S]]) -> dict[int, RowError | None]:
        """Look up rows that no import made just so: by line its fault, or None if here as it is.

        A line that is not in the answer is new.
        """

    def ids(self, rows: Sequence[Read[S]]) -> list[int]:
        """Give the ids under which new rows will be known."""
        return reserve(self.session, self.makes, len(rows))

    @abstractmethod
    def make(self, rows: Sequence[New[S]]) -> set[int]:
        """Write new rows in bulk; give the ids of the people they touch."""


def take_in(intake: Intake[S]) -> Imported:
    """Import a sheet in the caller's transaction, and note it once for the audit.

    A dry run reads and decides the same and writes nothing.
    """
    rejected: list[Rejection] = []
    rows = list(_read(intake, intake.sheet.rows, rejected))
    new, unchanged = _sort_out(intake, rows, rejected)
    rejected.sort(key=lambda rejection: rejection.row)
    run, people = _write(intake, new) if new and not intake.dry_run else (None, set[int]())
    intake.act.note(
        f"import.{intake.kind}",
        thing=("import_run", run.public_id) if run else None,
        detail={"ok": len(new), "rejected": len(rejected), "unchanged": unchanged},
    )
    return Imported(len(new), tuple(rejected), unchanged, tuple(sorted(people)))


def _read(intake: Intake[S], rows: Iterable[Row], rejected: list[Rejection]) -> Iterator[Read[S]]:
    key = intake.act.keys.derive("import rows")
    seen: set[bytes] = set()
    for row in rows:
        try:
            read = _read_one(intake, row, key)
            if read.fingerprint in seen:
                rejected.append(intake.twice.at(row.line))
                continue
        except RowError as fault:
            rejected.append(fault.at(row.line))
        else:
            seen.add(read.fingerprint)
            yield read


def _read_one(intake: Intake[S], row: Row, key: bytes) -> Read[S]:
    if row.spare:
        raise RowError("more cells than columns", "put a text with commas in quotation marks")
    said = intake.read(row.cells)
    same, whole = (_hash(key, intake.kind, parts) for parts in (said.identity, said.content))
    return Read(row.line, said, same, whole)


def _hash(key: bytes, kind: str, parts: tuple[object, ...]) -> bytes:
    return hmac.digest(key, "\x1f".join((kind, *map(str, parts))).encode(), "sha256")


def _sort_out(
    intake: Intake[S], rows: list[Read[S]], rejected: list[Rejection]
) -> tuple[list[Read[S]], int]:
    """Give the rows that are new, and how many are here already; name those that differ."""
    before = _made_before(intake, rows)
    unsure = [row for row in rows if before.get(row.fingerprint) != row.content]
    for row in unsure:
        row.imported = row.fingerprint in before
    compared = intake.compare(unsure)
    faults = [fault.at(line) for line, fault in compared.items() if fault is not None]
    rejected += faults
    new = [row for row in unsure if row.line not in compared]
    return new, len(rows) - len(new) - len(faults)


def _made_before(intake: Intake[S], rows: list[Read[S]]) -> dict[bytes, bytes]:
    """Give what earlier imports made of such rows: content by fingerprint."""
    found: dict[bytes, bytes] = {}
    for some in batches([row.fingerprint for row in rows]):
        known = intake.session.execute(
            select(ImportRow.fingerprint, ImportRow.content).where(
                ImportRow.kind == intake.kind,
                ImportRow.fingerprint.in_(some),
                text(f"result = '{MADE}'"),  # in the very words of the partial index
            )
        )
        found |= dict(known.all())
    return found


def _write(intake: Intake[S], rows: list[Read[S]]) -> tuple[ImportRun, set[int]]:
    session, act = intake.session, intake.act
    run = ImportRun(
        public_id=new_public_id(),
        kind=intake.kind,
        sha256=intake.sheet.sha256,
        run_at=act.at,
        actor=act.by,
    )
    session.add(run)
    session.flush()
    ids, row_ids = intake.ids(rows), reserve(session, ImportRow, len(rows))
    insert_all(
        session,
        ImportRow,
        [
            {
                "id": row_id,
                "run_id": run.id,
                "kind": intake.kind,
                "line": row.line,
                "fingerprint": row.fingerprint,
                "content": row.content,
                "result": MADE,
                "made_kind": intake.makes.__tablename__,
                "made_id": made_id,
            }
            for row, row_id, made_id in zip(rows, row_ids, ids, strict=True)
        ],
    )
    new = [New(row.said, *made) for row, *made in zip(rows, ids, row_ids, strict=True)]
    people = intake.make(new)
    for some in batches(sorted(people)):
        judging.look_again(session, some, act.at)  # importing never judges
    return run, people
