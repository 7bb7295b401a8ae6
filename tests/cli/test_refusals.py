"""What every command has in common: help, and refusals in one sentence."""

import subprocess
import sys

import pytest
from click.testing import CliRunner

from tests.cli.conftest import MONDAY, invoke, refused
from tests.services.imports.looking import SAMPLE
from tracker.adapters.process_lock import only_writer
from tracker.cli import main
from tracker.models.database import sqlite_file

COMMANDS = [
    [],
    ["init-db"],
    ["serve"],
    ["scheduler"],
    ["evaluate-alerts"],
    ["import"],
    ["verify-state"],
    ["verify-audit"],
    ["backup"],
    ["restore"],
    ["team"],
    ["team", "add"],
    ["team", "lead"],
    ["user"],
    ["user", "add"],
    ["user", "disable"],
]


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_every_command_has_help(words):
    result = CliRunner().invoke(main, [*words, "--help"])
    assert result.exit_code == 0
    assert result.output.startswith(f"Usage: {' '.join(['main', *words])}")


def test_help_loads_neither_flask_nor_the_database():
    code = (
        "import sys; from tracker.cli import main\n"
        "try: main(['import', '--help'])\n"
        "except SystemExit: pass\n"
        "print(sorted({'flask', 'sqlalchemy'} & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr == "[]\n"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["dance"], "No such command 'dance'. Run: main --help"),
        (["import", "people"], "Missing argument 'FILE'. Run: main import --help"),
        (
            ["import", "dogs", "x.csv"],
            "'dogs' is not one of 'workers', 'people', 'contacts', 'justice'.",
        ),
        (["import", "people", "/nowhere.csv"], "File '/nowhere.csv' does not exist."),
        (
            ["evaluate-alerts", "--as-of", "monday"],
            "'monday' is not an instant such as 2026-11-20T20:00:00Z.",
        ),
        (
            ["evaluate-alerts", "--as-of", "2026-11-23"],
            "'2026-11-23' has no zone. Put a Z at its end for UTC.",
        ),
        (
            ["evaluate-alerts", "--as-of", "9999-01-01T00:00:00Z"],
            "'9999-01-01T00:00:00Z' is not an instant we can keep.",
        ),
        (
            ["user", "add", "lou@x.org", "--role", "boss"],
            "'boss' is not one of 'key_worker', 'team_lead',",
        ),
    ],
)
def test_what_makes_no_sense_is_refused_in_a_sentence(words, sentence):
    result = CliRunner().invoke(main, words)
    assert (result.exit_code, result.stdout) == (2, "")
    assert sentence in result.stderr
    assert result.stderr.endswith(" --help\n")
    assert len(result.stderr.splitlines()) == 1


def test_settings_that_make_no_sense_are_refused_in_a_sentence(tracker):
    result = tracker("verify-audit", TRACKER_PORT="http")
    refused(result, "TRACKER_PORT is 'http'. Set it to a number from 1 to 65535.")


def test_a_database_that_does_not_answer_is_said_in_a_sentence(environment, tmp_path):
    (tmp_path / "letter.db").write_text("not a database, " * 100)
    for url in (f"sqlite:///{tmp_path}/letter.db", "postgresql://nobody@127.0.0.1:1/nothing"):
        result = invoke(environment | {"TRACKER_DATABASE_URL": url}, "verify-state")
        refused(
            result,
            "The database cannot be reached. Check TRACKER_DATABASE_URL, and that it is running.",
        )


def test_beside_a_writer_only_reading_commands_run_on_sqlite(
    tracker, sample, environment, database, tmp_path
):
    writing = [
        ["init-db"],
        ["import", "workers", str(SAMPLE / "workers.csv")],
        ["evaluate-alerts", "--as-of", MONDAY],
        ["team", "add", "West"],
        ["user", "disable", "ana.reid@example.org"],
        ["serve"],
        ["scheduler"],
    ]
    reading = [
        ["import", "workers", str(SAMPLE / "workers.csv"), "--dry-run"],
        ["evaluate-alerts", "--as-of", MONDAY, "--dry-run"],
        ["verify-state"],
        ["verify-audit"],
        ["backup", str(tmp_path / "beside")],
    ]
    with only_writer(environment["TRACKER_DATABASE_URL"]):
        for words in reading:
            assert tracker(*words).exit_code == 0, words
        for words in writing if database == "sqlite" else writing[:-2]:
            result = tracker(*words)
            if database == "postgresql":
                assert result.exit_code == 0, words
            else:
                name = sqlite_file(environment["TRACKER_DATABASE_URL"]).name
                refused(
                    result,
                    f"Another process is writing to {name}. Stop that one first (it may be "
                    "`tracker serve`), or use PostgreSQL: set TRACKER_DATABASE_URL to "
                    "postgresql://user@host/name.",
                )
