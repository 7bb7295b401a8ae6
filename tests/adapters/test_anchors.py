"""The anchor file: what was written is read back, what was touched is said in words."""

from datetime import timedelta

import pytest

from tests.conftest import NOW
from tracker.adapters.anchors import AnchorFile
from tracker.adapters.keys import KeyRing
from tracker.domain.chain import Anchor, Anchors
from tracker.domain.errors import ConflictError

ONE = Anchor(5, b"m" * 32, 5, NOW)
OTHER = Anchor(9, b"n" * 32, 9, NOW + timedelta(minutes=15))
DAMAGED = "Line {} of anchors.jsonl is damaged. Find out why, compare it with a copy, then take the line out."


@pytest.fixture
def file(tmp_path, keys):
    made = AnchorFile(tmp_path / "anchors.jsonl", keys)
    made.append(ONE)
    made.append(OTHER)
    return made


def test_a_file_that_is_not_there_holds_nothing(tmp_path, keys):
    assert AnchorFile(tmp_path / "anchors.jsonl", keys).read() == Anchors()


def test_anchors_are_read_as_they_were_written_and_only_their_owner_may(file):
    assert file.read() == Anchors((ONE, OTHER), ())
    assert file.read().newest == OTHER
    assert file.path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(b'"seq": 9', b'"seq": 8', id="another number"),
        pytest.param(b'"count": 9', b'"count": 8', id="another count"),
        pytest.param(b"6e6e", b"6e6d", id="another hash"),
        pytest.param(b"12:15", b"12:45", id="another time"),
        pytest.param(b'"hmac": "', b'"hmac": "0', id="another signature"),
        pytest.param(b'"hmac": "', b'"mark": "', id="no signature"),
        pytest.param(b'"seq": 9, "mac"', b'"mac"', id="cut in the middle"),
        pytest.param(b'{"seq": 9', b"[9", id="no JSON"),
        pytest.param(b'{"seq": 9', b'\xff{"seq": 9', id="no text"),
    ],
)
def test_a_line_that_was_touched_is_named_and_the_others_hold(file, before, after):
    first, second = file.path.read_bytes().splitlines(keepends=True)
    assert before in second
    file.path.write_bytes(first + second.replace(before, after, 1))
    assert file.read() == Anchors((ONE,), (DAMAGED.format(2),))


def test_a_line_cut_short_by_a_power_cut_is_named(file):
    file.path.write_bytes(file.path.read_bytes()[:-30])
    assert file.read() == Anchors((ONE,), (DAMAGED.format(2),))


def test_another_services_anchors_are_no_anchors(file):
    other = AnchorFile(file.path, KeyRing({1: b"k" * 32}))
    assert other.read() == Anchors((), (DAMAGED.format(1), DAMAGED.format(2)))


def test_a_file_set_aside_is_kept_and_a_new_one_begins(file):
    kept = file.set_aside(NOW)
    assert kept.name == "anchors-until-20261120T120000.jsonl"
    assert file.read() == Anchors()
    file.append(ONE)
    assert file.read().held == (ONE,)
    with pytest.raises(ConflictError, match="There is already a file at"):
        file.set_aside(NOW)
