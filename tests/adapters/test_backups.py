"""The files of a backup: a copy is proven to be whole and without keys before it has its name."""

import secrets
import sqlite3
from contextlib import closing

import pytest

from tracker.adapters import backups, files
from tracker.adapters.keys import KeyRing
from tracker.domain.errors import ConflictError, InvalidError

RING = KeyRing({1: b"o" * 32})
PEOPLE = [f"person{number:04}" for number in range(200)]


@pytest.fixture
def keys():
    made = {who: RING.new_person_key(who) for who in PEOPLE}
    return {who: (each.wrapped, each.version) for who, each in made.items()}


@pytest.fixture
def own(tmp_path, keys):
    """A database as this service's, as far as a copy is concerned."""
    path = tmp_path / "own.db"
    with closing(sqlite3.connect(path)) as made:
        made.execute("PRAGMA journal_mode=WAL")
        made.execute("CREATE TABLE person_key (person_id INTEGER PRIMARY KEY, wrapped BLOB)")
        made.execute("CREATE TABLE note (id INTEGER PRIMARY KEY, body TEXT)")
        rows = list(enumerate(wrapped for wrapped, _ in keys.values()))
        made.executemany("INSERT INTO person_key VALUES (?, ?)", rows)
        made.executemany("INSERT INTO note VALUES (?, ?)", [(n, f"note {n}") for n in range(500)])
        made.commit()
    return path


@pytest.fixture
def copy(tmp_path, own):
    path = tmp_path / "copy"
    backups.copy_database(own, path)
    return path


def rows(path, table):
    with closing(sqlite3.connect(path)) as opened:
        return opened.execute(f"SELECT count(*) FROM {table}").fetchone()[0]


def test_a_copy_has_every_row_and_the_source_is_left_as_it_was(own, copy):
    assert (rows(copy, "note"), rows(copy, "person_key")) == (500, 200)
    assert (rows(own, "note"), rows(own, "person_key")) == (500, 200)


def test_a_copy_with_its_keys_is_not_proven_keyless(copy, keys):
    with pytest.raises(InvalidError, match="still holds people's keys"):
        backups.prove_keyless(copy, keys)


def test_keys_only_deleted_are_not_proven_gone(copy, keys):
    with closing(sqlite3.connect(copy)) as opened:
        opened.execute("DELETE FROM person_key")
        opened.commit()
    with pytest.raises(InvalidError, match="still holds people's keys"):
        backups.prove_keyless(copy, keys)


def test_a_key_written_anywhere_else_is_found(tmp_path, copy, keys):
    backups.take_keys_out(copy)
    with closing(sqlite3.connect(copy)) as opened:
        opened.execute("CREATE TABLE elsewhere (what BLOB)")
        opened.execute("INSERT INTO elsewhere VALUES (?)", (keys[PEOPLE[3]][0],))
        opened.commit()
    backups.copy_database(copy, tmp_path / "second")
    with pytest.raises(InvalidError, match="still holds people's keys"):
        backups.prove_keyless(tmp_path / "second", keys)


def test_keys_taken_out_and_copied_once_more_are_gone_from_the_bytes(tmp_path, copy, keys):
    backups.take_keys_out(copy)
    backups.copy_database(copy, tmp_path / "second")
    backups.prove_keyless(tmp_path / "second", keys)
    backups.prove_whole(tmp_path / "second")
    content = (tmp_path / "second").read_bytes() + copy.read_bytes()
    assert [who for who, (wrapped, _) in keys.items() if wrapped[:12] in content] == []


def test_rows_that_belong_to_nothing_are_said(copy):
    with closing(sqlite3.connect(copy)) as opened:
        opened.execute("CREATE TABLE step (note_id INTEGER REFERENCES note(id))")
        opened.execute("INSERT INTO step VALUES (9999)")
        opened.commit()
    with pytest.raises(InvalidError, match="copy has rows in step that belong to nothing"):
        backups.prove_whole(copy)


@pytest.mark.parametrize(
    "content",
    [b"", b"Dear all", b"SQLite format 3\x00" + b"?" * 5000],
    ids=["empty", "a letter", "only the first words"],
)
def test_what_is_no_database_is_not_whole_or_holds_no_tables(tmp_path, content):
    path = tmp_path / "other"
    path.write_bytes(content)
    if content:
        with pytest.raises(InvalidError, match="other is not a whole database"):
            backups.prove_whole(path)
    else:
        backups.prove_whole(path)  # to SQLite an empty file is an empty database


def test_a_keys_file_opens_to_what_was_put_in(tmp_path, keys):
    path = tmp_path / "monday.keys"
    path.write_bytes(backups.seal_keys(RING, keys))
    assert backups.open_keys(RING, path) == keys
    assert b"person0001" not in path.read_bytes()


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(lambda sealed: sealed[:-1], id="cut short"),
        pytest.param(
            lambda sealed: sealed[:50] + bytes([sealed[50] ^ 1]) + sealed[51:], id="one bit"
        ),
        pytest.param(lambda _: b"", id="empty"),
        pytest.param(lambda _: secrets.token_bytes(500), id="anything"),
    ],
)
def test_a_keys_file_that_was_touched_does_not_open(tmp_path, keys, content):
    path = tmp_path / "monday.keys"
    path.write_bytes(content(backups.seal_keys(RING, keys)))
    with pytest.raises(InvalidError, match="does not open with this service's key file"):
        backups.open_keys(RING, path)


def test_every_key_in_a_keys_file_must_fit(tmp_path, keys):
    """A key under another person's name opens nothing of theirs: say so now, not page by page."""
    keys[PEOPLE[0]], keys[PEOPLE[1]] = keys[PEOPLE[1]], keys[PEOPLE[0]]
    path = tmp_path / "monday.keys"
    path.write_bytes(backups.seal_keys(RING, keys))
    with pytest.raises(InvalidError, match="does not open with this service's key file"):
        backups.open_keys(RING, path)


def test_after_a_rotation_older_keys_files_still_open(tmp_path, keys):
    path = tmp_path / "monday.keys"
    path.write_bytes(backups.seal_keys(RING, keys))
    assert backups.open_keys(KeyRing({1: b"o" * 32, 2: b"n" * 32}), path) == keys


def test_a_part_is_gone_when_the_work_stops_half_way(tmp_path):
    def stop_half_way():
        with backups.part_of(tmp_path / "monday") as part:
            part.with_name(part.name + "-journal").write_text("x")
            assert part.stat().st_mode & 0o777 == 0o600
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        stop_half_way()
    assert list(tmp_path.iterdir()) == []


def test_a_finished_file_takes_its_name_once(tmp_path):
    for content in ("first", "second"):
        (tmp_path / content).write_text(content)
    files.put_in_place(tmp_path / "first", tmp_path / "monday")
    with pytest.raises(ConflictError, match="There is already a file at"):
        files.put_in_place(tmp_path / "second", tmp_path / "monday")
    assert (tmp_path / "monday").read_text() == "first"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["monday", "second"]
