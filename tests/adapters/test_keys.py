"""Keys outside the database: what opens, what does not, and what is said."""

import base64
import json

import pytest

from tracker.adapters.keys import KeyRing
from tracker.domain.errors import InvalidError, UnreadableError
from tracker.domain.sealing import Place

NAME = Place("person", "name_ct", "abcdefghjk")
OLD, NEW = b"o" * 32, b"n" * 32
RING = KeyRing({1: OLD})


def written(tmp_path, content):
    path = tmp_path / "keys.json"
    path.write_text(content if isinstance(content, str) else json.dumps(content))
    return path


def in_base64(key):
    return base64.b64encode(key).decode()


@pytest.mark.parametrize(
    "text",
    ["Jay", "", "Ŵyn 🙂\n\x00", "long " * 10_000],
    ids=["a name", "nothing", "any letters", "long"],
)
def test_what_is_sealed_opens_in_its_place(text):
    assert RING.system.open(RING.system.seal(text, NAME), NAME) == text


def test_the_same_text_is_never_sealed_the_same():
    assert RING.system.seal("Jay", NAME) != RING.system.seal("Jay", NAME)
    assert b"Jay" not in RING.system.seal("Jay", NAME)


@pytest.mark.parametrize(
    "elsewhere",
    [
        pytest.param(Place("person", "name_ct", "zzzzzzzzzz"), id="to another person"),
        pytest.param(Place("person", "pronouns_ct", "abcdefghjk"), id="to another column"),
        pytest.param(Place("worker", "name_ct", "abcdefghjk"), id="to another table"),
    ],
)
def test_a_sealed_text_that_was_moved_does_not_open(elsewhere):
    with pytest.raises(UnreadableError, match="could not be opened"):
        RING.system.open(RING.system.seal("Jay", NAME), elsewhere)


def test_a_sealed_text_with_any_byte_changed_does_not_open():
    sealed = RING.system.seal("Jay", NAME)
    for place in range(len(sealed)):
        changed = sealed[:place] + bytes([sealed[place] ^ 1]) + sealed[place + 1 :]
        with pytest.raises(UnreadableError):
            RING.system.open(changed, NAME)


@pytest.mark.parametrize("length", [0, 1, 5, 13, 20], ids=lambda n: f"{n} bytes left")
def test_a_sealed_text_cut_short_does_not_open(length):
    with pytest.raises(UnreadableError):
        RING.system.open(RING.system.seal("Jay", NAME)[:length], NAME)


def test_another_key_does_not_open():
    made, other = RING.new_person_key("abcdefghjk"), RING.new_person_key("abcdefghjk")
    with pytest.raises(UnreadableError):
        other.key.open(made.key.seal("Jay", NAME), NAME)


def test_a_persons_key_opens_again_from_its_wrapping():
    made = RING.new_person_key("abcdefghjk")
    key = RING.person_key("abcdefghjk", made.wrapped, made.version)
    assert key.open(made.key.seal("Jay", NAME), NAME) == "Jay"


@pytest.mark.parametrize(
    ("ring", "public_id", "version", "wrapped"),
    [
        pytest.param(RING, "zzzzzzzzzz", 1, None, id="moved to another person"),
        pytest.param(KeyRing({1: NEW}), "abcdefghjk", 1, None, id="another service's ring"),
        pytest.param(RING, "abcdefghjk", 2, None, id="a version the ring does not have"),
        pytest.param(RING, "abcdefghjk", 1, b"", id="nothing there"),
        pytest.param(RING, "abcdefghjk", 1, b"w" * 60, id="not a wrapped key"),
    ],
)
def test_a_wrapped_key_that_does_not_fit_is_unreadable(ring, public_id, version, wrapped):
    made = RING.new_person_key("abcdefghjk")
    with pytest.raises(UnreadableError, match="A person's key could not be opened"):
        ring.person_key(public_id, made.wrapped if wrapped is None else wrapped, version)


def test_after_a_rotation_both_masters_open_and_the_newest_wraps():
    before = RING.new_person_key("abcdefghjk")
    both = KeyRing({1: OLD, 2: NEW})
    after = both.new_person_key("zzzzzzzzzz")
    assert (before.version, after.version) == (1, 2)
    old = both.person_key("abcdefghjk", before.wrapped, 1)
    new = both.person_key("zzzzzzzzzz", after.wrapped, 2)
    assert old.open(before.key.seal("Jay", NAME), NAME) == "Jay"
    assert new.open(after.key.seal("Jay", NAME), NAME) == "Jay"


def test_a_rotation_changes_nothing_that_is_derived():
    """The audit chain and what the service itself sealed go on."""
    both = KeyRing({1: OLD, 2: NEW})
    assert both.derive("audit chain") == RING.derive("audit chain")
    assert both.system.open(RING.system.seal("Jay", NAME), NAME) == "Jay"


def test_each_purpose_has_a_key_of_its_own():
    purposes = ("audit chain", "audit anchor", "blind index", "system data")
    assert len({RING.derive(purpose) for purpose in purposes} | {OLD}) == 5


def test_a_new_key_file_is_private_random_and_never_over_another(tmp_path):
    one, other = tmp_path / "a" / "keys.json", tmp_path / "b" / "keys.json"
    KeyRing.create_file(one)
    KeyRing.create_file(other)
    assert one.stat().st_mode & 0o777 == 0o600
    assert one.read_text() != other.read_text()
    sealed = KeyRing.from_file(one).system.seal("Jay", NAME)
    with pytest.raises(FileExistsError):
        KeyRing.create_file(one)
    assert KeyRing.from_file(one).system.open(sealed, NAME) == "Jay"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        pytest.param("", "is damaged. Restore it from its backup.", id="empty"),
        pytest.param('{"1": "', "is damaged. Restore it from its backup.", id="cut short"),
        pytest.param([], "is damaged. Restore it from its backup.", id="a list"),
        pytest.param({"1": 5}, "is damaged. Restore it from its backup.", id="a number for a key"),
        pytest.param({"1": "?"}, "is damaged. Restore it from its backup.", id="no base64"),
        pytest.param(
            {"one": in_base64(OLD)},
            "is damaged. Restore it from its backup.",
            id="a word for a version",
        ),
        pytest.param({"1": in_base64(b"short")}, "holds no usable 256-bit key.", id="a short key"),
        pytest.param({}, "holds no usable 256-bit key.", id="no key"),
    ],
)
def test_a_damaged_key_file_says_so_in_a_sentence(tmp_path, content, sentence):
    with pytest.raises(InvalidError) as refused:
        KeyRing.from_file(written(tmp_path, content))
    assert refused.value.sentence.endswith(sentence)


def test_a_key_file_that_is_not_there_or_cannot_be_read_says_so(tmp_path):
    with pytest.raises(InvalidError, match="There is no key file at"):
        KeyRing.from_file(tmp_path / "keys.json")
    with pytest.raises(InvalidError, match="cannot be read: Is a directory"):
        KeyRing.from_file(tmp_path)


def test_a_key_is_never_shown(tmp_path):
    made = RING.new_person_key("abcdefghjk")
    for shown in (repr(RING), repr(made.key), str(RING), repr(RING.system)):
        assert "ooo" not in shown
    assert str(OLD) not in repr(made)
