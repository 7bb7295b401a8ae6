"""What people write: taken as text, bounded, and sealed where it belongs."""

from datetime import timedelta

import pytest

from tests.conftest import NOW
from tests.factories.bonds import a_person
from tracker.domain.errors import InvalidError, NotFoundError, UnreadableError
from tracker.domain.sealing import Place
from tracker.models.people import PersonKey
from tracker.services.sealing import clean, key_of, seal

CLEAN = {
    "nothing": (None, None),
    "blanks only": (" \t\r\n ", None),
    "a blank of another kind": ("\u00a0\u2003", None),
    "stray blanks around": ("  We met.\n", "We met."),
    "lines as Windows writes them": ("One\r\nTwo", "One\nTwo"),
    "a letter and its accent, apart": ("Zoe\u0308", "Zo\u00eb"),
    "an emoji of several parts": ("\U0001f469\u200d\U0001f9b0", "\U0001f469\u200d\U0001f9b0"),
    "right to left": ("\u0646\u0648\u0631", "\u0646\u0648\u0631"),
    "what looks like code": ("<b>'; DROP TABLE person;--", "<b>'; DROP TABLE person;--"),
    "exactly as long as it may be": ("x" * 30, "x" * 30),
    "longer only by its blanks": (f"  {'x' * 30}\n", "x" * 30),
    "shorter once its accents are joined": ("e\u0301" * 30, "\u00e9" * 30),
}


@pytest.mark.parametrize(("given", "wanted"), CLEAN.values(), ids=CLEAN)
def test_a_text_is_taken_as_it_was_meant(given, wanted):
    assert clean(given, "shared", 30) == wanted


NO_TEXT = "Leave out characters that cannot be shown."
REFUSED = {
    "a NUL": ("We\x00met", NO_TEXT),
    "a bell": ("We\x07met", NO_TEXT),
    "a lone return": ("We\rmet", NO_TEXT),
    "the first half of a character": ("We \ud83d met", NO_TEXT),
    "the second half of a character": ("We met\udc00", NO_TEXT),
    "one letter too many": ("x" * 31, "Use 30 letters or fewer."),
}


@pytest.mark.parametrize(("given", "sentence"), REFUSED.values(), ids=REFUSED)
def test_what_is_no_text_is_refused_with_its_field(given, sentence):
    with pytest.raises(InvalidError) as caught:
        clean(given, "shared", 30)
    assert (caught.value.sentence, caught.value.field) == (sentence, "shared")


def test_a_sealed_text_opens_with_the_persons_key_at_its_place_only(
    session, make_act, jay, team, keys
):
    key = key_of(session, make_act(), jay.id)
    sealed = seal(key, ("contact", "team_ct", "abcdefghjk"), "For the team")
    assert key.open(sealed, Place("contact", "team_ct", "abcdefghjk")) == "For the team"
    other = key_of(session, make_act(), a_person(session, team, keys).id)
    for opener, place in {
        (key, Place("contact", "shared_ct", "abcdefghjk")),
        (key, Place("contact", "team_ct", "mnpqrstuvw")),
        (other, Place("contact", "team_ct", "abcdefghjk")),
    }:
        with pytest.raises(UnreadableError):
            opener.open(sealed, place)


def test_no_text_stays_no_text(session, make_act, jay):
    assert seal(key_of(session, make_act(), jay.id), ("contact", "team_ct", "a"), None) is None


def test_there_is_no_key_of_nobody_nor_of_someone_erased(session, make_act, jay):
    key = session.get_one(PersonKey, jay.id)
    session.delete(key)
    session.flush()
    for person_id in (jay.id, jay.id + 1):
        with pytest.raises(NotFoundError):
            key_of(session, make_act(at=NOW + timedelta(days=1)), person_id)
