"""`tracker import`: JSON of a fixed shape, words for a reader, one audit event."""

import json

from tests.cli.conftest import AS_OF, all_of, refused, said
from tests.services.imports.looking import SAMPLE
from tracker.models.accounts import Worker
from tracker.models.audit import AuditEvent, AuditSubject
from tracker.models.people import Person


def test_import_prints_json_of_the_fixed_shape_and_says_that_it_found_something(tracker, sessions):
    workers = tracker("import", "workers", str(SAMPLE / "workers.csv"), "--as-of", AS_OF, "--json")
    assert (workers.exit_code, json.loads(workers.stdout)) == (
        0,
        {"ok": 6, "rejected": [], "unchanged": 0},
    )
    people = tracker("import", "people", str(SAMPLE / "people.csv"), "--as-of", AS_OF, "--json")
    assert people.exit_code == 1
    told = json.loads(people.stdout)
    assert (list(told), told["ok"], told["unchanged"]) == (["ok", "rejected", "unchanged"], 59, 0)
    assert told["rejected"][0] == {
        "row": 13,
        "reason": "unknown key worker",
        "help": "import the worker first, or correct the address",
    }
    again = tracker("import", "people", str(SAMPLE / "people.csv"), "--json")
    assert json.loads(again.stdout) == told | {"ok": 0, "unchanged": 59}


def test_import_prints_for_a_reader_what_to_do_with_each_row(tracker, tmp_path):
    tracker("import", "workers", str(SAMPLE / "workers.csv"))
    said(
        tracker("import", "people", str(SAMPLE / "people.csv"), "--as-of", AS_OF),
        "Line 13: unknown key worker. To do: import the worker first, or correct the address.",
        "Line 25: date of birth is not a date. To do: write it as 2026-06-04, 04/06/2026 or 4 Jun 2026.",
        "Line 39: reference used twice. To do: give each person a reference of their own.",
        "Line 46: agreed_every_days is not a number. To do: write a whole number, 1 to 365.",
        "Line 54: no name. To do: write the name they go by.",
        "Rows that went in: 59. Here already: 0. Not taken: 5.",
        status=1,
    )


def test_import_is_one_audit_event_that_names_everyone_it_touched(tracker, sample, sessions):
    tracker("import", "contacts", str(SAMPLE / "contacts.csv"))  # all are here: names no one
    assert all_of(sessions, AuditEvent.act, AuditEvent.actor, AuditEvent.detail) == [
        ("import.workers", "system:import", {"ok": 6, "rejected": 0, "unchanged": 0}),
        ("import.people", "system:import", {"ok": 59, "rejected": 5, "unchanged": 0}),
        ("import.contacts", "system:import", {"ok": 1430, "rejected": 171, "unchanged": 0}),
        ("import.justice", "system:import", {"ok": 26, "rejected": 4, "unchanged": 0}),
        ("import.contacts", "system:import", {"ok": 0, "rejected": 171, "unchanged": 1430}),
    ]
    named = [seq for (seq,) in all_of(sessions, AuditSubject.seq)]
    assert [named.count(seq) for seq in range(1, 6)] == [0, 59, 59, 17, 0]


def test_import_by_a_worker_is_the_worker_s_act(tracker, sessions):
    tracker("import", "workers", str(SAMPLE / "workers.csv"))
    by = ("--by", "Ana.Reid@example.org")
    assert tracker("import", "people", str(SAMPLE / "people.csv"), *by).exit_code == 1
    [ana] = all_of(sessions, Worker.id.label("id")) and [
        row.id for row in all_of(sessions, Worker.id, Worker.email) if row.email.startswith("ana")
    ]
    assert {row.written_in_by for row in all_of(sessions, Person.written_in_by)} == {
        f"worker:{ana}"
    }
    refused(
        tracker("import", "people", str(SAMPLE / "people.csv"), "--by", "no@x.org"),
        "There is no worker no@x.org with an active account. Run: tracker user add",
    )


def test_import_dry_run_writes_nothing_not_even_an_audit_event(tracker, sessions):
    result = tracker("import", "workers", str(SAMPLE / "workers.csv"), "--dry-run")
    said(result, "Rows that would go in: 6. Here already: 0. Not taken: 0.")
    assert all_of(sessions, Worker.id) == all_of(sessions, AuditEvent.seq) == []


def test_import_refuses_a_file_of_another_kind(tracker):
    result = tracker("import", "workers", str(SAMPLE / "justice.csv"))
    refused(result, "The file lacks email, name, team. Its first line must be: email,name,team.")
