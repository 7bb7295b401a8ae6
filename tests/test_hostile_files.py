"""Whatever stands in a file or an argument: a named row, or one sentence; a row goes in whole or not."""

import csv
import io
import json
import os
from datetime import date, timedelta

import pytest
from click.testing import CliRunner

from tests.factories.broken_sheets import broken
from tests.services.imports.looking import SAMPLE
from tests.web.corpus import VALUES, sent
from tests.web.sending import Stored
from tests.web.trials import values_of
from tests.web.walking import counts
from tracker.cli import main
from tracker.domain.spreadsheets import day, line, reference, tidy
from tracker.models.database import make_engine
from tracker.services.imports import KINDS

AS_OF = "2026-11-20T20:00:00Z"
LONGEST_CELL = 131_072
ROWS = {
    "workers": {"email": "w{n}@x.org", "name": "Wim", "team": "North"},
    "people": {
        "reference": "R{n}",
        "chosen_name": "Jo",
        "date_of_birth": "2010-05-01",
        "pronouns": "they",
        "key_worker_email": "ana.reid@example.org",
        "deputy_email": "ben.osei@example.org",
        "started_on": "2026-06-04",
        "agreed_every_days": "7",
        "phone": "07700 900000",
        "likes_contact_by": "text",
        "language": "Welsh",
        "ethnicity": "Welsh",
    },
    "contacts": {
        "reference": "P1000",
        "date": "2026-06-13",
        "time": "{time}",
        "worker_email": "ana.reid@example.org",
        "how": "office",
        "what_happened": "met",
        "who_started": "us",
        "minutes": "30",
        "note": "Talked.",
    },
    "justice": {
        "reference": "P1000",
        "date": "{day}",
        "whose": "person",
        "what": "arrest",
        "how_we_know": "family",
    },
}
# One row makes one of each of these; the others depend on which cells are empty.
ALWAYS = {
    "workers": ("worker", "worker_role", "import_row"),
    "people": ("person", "person_key", "stay", "import_row"),
    "contacts": ("contact", "import_row"),
    "justice": ("justice_contact", "import_row"),
}
AS_TEXT = {"pronouns", "phone", "language", "ethnicity", "note"}
AS_LINE = {"chosen_name", "name", "team"}
AS_DAY = {"date_of_birth", "started_on"}
AS_CODE = {"email", "reference"}


@pytest.fixture(scope="module")
def service(template, key_file, keys, london, tmp_path_factory):
    made = Service(template, key_file, keys, london.zone, tmp_path_factory.mktemp("hostile"))
    yield made
    made.close()


class Service:
    """The sample's workers and people, and commands that are run beside them."""

    def __init__(self, template, key_file, keys, zone, folder):
        self.template, self.keys, self.zone, self.folder = template, keys, zone, folder
        self.url = template.copy()
        self.environment = {
            "TRACKER_DATABASE_URL": self.url,
            "TRACKER_DATA_DIR": str(folder),
            "TRACKER_KEY_FILE": str(key_file),
        }
        for kind in ("workers", "people"):
            self.run("import", kind, str(SAMPLE / f"{kind}.csv"), "--as-of", AS_OF)
        self.engine = make_engine(self.url)
        self.stored = Stored(self.engine)

    def close(self):
        self.stored.close()
        self.engine.dispose()
        self.template.drop(self.url)

    def run(self, *words):
        mask = os.umask(0o077)
        try:
            return CliRunner().invoke(main, list(words), env=self.environment)
        finally:
            os.umask(mask)

    def take_in(self, kind, data):
        """Import these bytes; give the result, and what new rows there are."""
        file = self.folder / "sheet.csv"
        file.write_bytes(data)
        done = self.run("import", kind, str(file), "--as-of", AS_OF, "--json")
        return done, self.stored.added(self.stored.changed())

    def held(self, rows):
        return values_of(rows, self.engine, self.keys, self.zone)


def answered(done):
    """Give what a command said, as (status, sentence or answer); fail for anything else."""
    assert isinstance(done.exception, SystemExit | None), repr(done.exception)
    assert "Traceback" not in done.output
    if done.exit_code == 2:
        assert done.stdout == ""
        assert len(done.stderr.strip().splitlines()) == 1, done.stderr
        assert len(done.stderr) < 500
        return 2, done.stderr.strip()
    told = json.loads(done.stdout)
    assert done.exit_code == (1 if told["rejected"] else 0)
    for row in told["rejected"]:
        assert set(row) == {"row", "reason", "help"}
        assert 0 < len(row["reason"]) < 120
        assert 0 < len(row["help"]) < 300
    return done.exit_code, told


def row_of(kind, n):
    filled = {
        "n": n,
        "time": f"{n // 60 + 8:02}:{n % 60:02}",
        "day": date(2026, 1, 1) + timedelta(days=n),
    }
    return {column: cell.format(**filled) for column, cell in ROWS[kind].items()}


def sheet(kind, rows):
    file = io.StringIO(newline="")
    writer = csv.DictWriter(file, KINDS[kind].columns)
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue().encode("utf-8", "surrogatepass")


def fits_a_cell(value):
    """Say whether a file with this value can be read at all."""
    if isinstance(value, bytes) or "\0" in value or len(value) > LONGEST_CELL:
        return False
    return not any("\ud800" <= letter <= "\udfff" for letter in value)


CELLS = {label: value for label, value in VALUES.items() if fits_a_cell(value)}
NO_CELLS = {label: value for label, value in VALUES.items() if label not in CELLS}


@pytest.mark.parametrize("kind", KINDS)
def test_every_value_in_every_column(service, kind, measure, database):
    told = 0
    for column in KINDS[kind].columns:
        rows = [row_of(kind, n) | {column: value} for n, value in enumerate(CELLS.values())]
        done, made = service.take_in(kind, sheet(kind, rows))
        _, answer = answered(done)
        told += len(rows)
        lines = lines_of(kind, rows)
        rejected = {row["row"] for row in answer["rejected"]}
        assert len(rejected) == len(answer["rejected"]), "a row is named once, for its first fault"
        assert rejected <= set(lines)
        assert answer["ok"] + answer["unchanged"] + len(rejected) == len(rows)
        taken = [row for line_, row in zip(lines, rows, strict=True) if line_ not in rejected]
        whole(kind, answer, made)
        reads_back(column, taken, service.held(made))
        again, nothing = service.take_in(kind, sheet(kind, rows))
        assert answered(again)[1]["ok"] == 0, "the same file again adds nothing"
        assert counts(nothing) == counts(made)
        service.stored.put_back(service.stored.changed())
    measure(
        f"hostile rows of {kind}",
        wanted=len(CELLS) * len(KINDS[kind].columns),
        reached=told,
        count=told,
        database=database,
    )


def lines_of(kind, rows):
    """Give the line each row begins on, as a text editor counts them."""
    lines, at = [], 2
    for row in rows:
        lines.append(at)
        at += sheet(kind, [row]).decode().count("\n") - 1
    return lines


def whole(kind, answer, made):
    """Look that each row that went in made all it makes, and no other made anything."""
    found = counts(made)
    assert {name: found.get(name, 0) for name in ALWAYS[kind]} == dict.fromkeys(
        ALWAYS[kind], answer["ok"]
    )
    if kind == "people":
        key_workers = [
            row for table, row in made if table == "pairing" and row["role"] == "key_worker"
        ]
        assert len(key_workers) == answer["ok"]


def reads_back(column, taken, held):
    for row in taken:
        expected = as_kept(column, row[column])
        assert not expected or expected in held, f"{column} = {row[column][:60]!r}"


def as_kept(column, cell):
    """Give what becomes of a cell of free text, a code or a day that went in."""
    if column in AS_TEXT:
        return tidy(cell)
    if column in AS_LINE:
        return line(cell)
    if column in AS_CODE:
        return reference(cell) if column == "reference" else line(cell).lower()
    if column in AS_DAY:
        return str(day(cell)) if tidy(cell) else ""
    return ""


@pytest.mark.parametrize("kind", KINDS)
def test_every_value_that_no_cell_can_hold(service, kind, measure, database):
    """The file is refused in one sentence, or read without what was hidden: never half of it."""
    told = 0
    for column in KINDS[kind].columns:
        for value in NO_CELLS.values():
            good = sheet(kind, [row_of(kind, 0), row_of(kind, 1) | {column: "HERE"}])
            done, made = service.take_in(kind, good.replace(b"HERE", b'"' + sent(value) + b'"'))
            status, answer = answered(done)
            assert status == 2, answer
            assert made == []
            told += 1
    measure(
        f"hostile bytes in files of {kind}",
        wanted=len(NO_CELLS) * len(KINDS[kind].columns),
        reached=told,
        count=told,
        database=database,
    )


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_that_is_hardly_a_sheet(service, kind, measure, database):
    tried, refused = 0, 0
    for label, data in broken(kind):
        done, made = service.take_in(kind, data)
        status, answer = answered(done)
        if status == 2:
            assert made == [], label
            refused += 1
        else:
            whole(kind, answer, made)
        service.stored.put_back(service.stored.changed())
        tried += 1
    assert refused > 35
    measure(f"hostile files of {kind}", wanted=90, reached=tried, count=tried, database=database)


COMMANDS = {
    "team add": ("team", "add", "{}"),
    "team lead": ("team", "lead", "{}", "{}"),
    "user add, email": (
        "user",
        "add",
        "{}",
        "--name",
        "Wim",
        "--role",
        "key_worker",
        "--team",
        "North",
    ),
    "user add, name": (
        "user",
        "add",
        "wim@x.org",
        "--name",
        "{}",
        "--role",
        "key_worker",
        "--team",
        "North",
    ),
    "user add, role": ("user", "add", "wim@x.org", "--name", "Wim", "--role", "{}"),
    "user add, team": (
        "user",
        "add",
        "wim@x.org",
        "--name",
        "Wim",
        "--role",
        "key_worker",
        "--team",
        "{}",
    ),
    "user disable": ("user", "disable", "{}"),
    "import, kind": ("import", "{}", str(SAMPLE / "justice.csv")),
    "import, file": ("import", "justice", "{}"),
    "import, as of": ("import", "justice", str(SAMPLE / "justice.csv"), "--as-of", "{}"),
    "import, by": (
        "import",
        "justice",
        str(SAMPLE / "justice.csv"),
        "--as-of",
        AS_OF,
        "--by",
        "{}",
    ),
    "evaluate-alerts, as of": ("evaluate-alerts", "--dry-run", "--as-of", "{}"),
    "restore": ("restore", "{}"),
}


@pytest.mark.parametrize("command", COMMANDS)
def test_every_value_as_an_argument(service, command, measure, database):
    tried = 0
    for label, value in VALUES.items():
        argument = sent(value).decode("utf-8", "surrogateescape")  # as a shell hands it over
        if "\0" in argument or len(argument) > LONGEST_CELL:
            continue  # no shell can
        done = service.run(
            *(word.format(argument) if "{}" in word else word for word in COMMANDS[command])
        )
        changed = service.stored.changed()
        assert isinstance(done.exception, SystemExit | None), f"{label}: {done.exception!r}"
        assert done.exit_code in {0, 1, 2}, label
        if done.exit_code == 2:
            assert changed == set(), label
            assert len(done.stderr.strip().splitlines()) >= 1, label
        service.stored.put_back(changed)
        tried += 1
    measure(
        f"hostile arguments: {command}", wanted=90, reached=tried, count=tried, database=database
    )
