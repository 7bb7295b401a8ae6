"""What stands about a person: both in one statement, each only if it was written."""

from datetime import date, timedelta

import pytest

from tests.conftest import NOW
from tests.web.counting import counted
from tracker.adapters.keys import KeyRing
from tracker.domain.sealing import Place, Unreadable
from tracker.queries.about_me import AboutMeRow, BeliefRow, Profile, read_profile
from tracker.queries.sealed import opener_for
from tracker.services.about_me import NewAboutMe, write_about_me
from tracker.services.beliefs import NewBelief, write_belief

DAY = timedelta(days=1)
AGREED_ON = date(2026, 11, 3)


@pytest.fixture
def jay(someone, sam):
    return someone(worker=sam)


@pytest.fixture
def read(session, keys, jay):
    def profile(of=jay, ring=keys):
        return read_profile(session, opener_for(session, ring, [of.id]), of.id)

    return profile


def test_nothing_written_is_nothing(read):
    assert read() == Profile(None, None)


def test_what_stands_is_read_with_its_names_and_days(
    session, make_act, read, jay, sam, ana, someone
):
    act = make_act(sam.id)
    old = write_belief(session, act, jay.id, NewBelief("Replaced since"))
    later = make_act(ana.id, at=NOW + DAY)
    belief = write_belief(session, later, jay.id, NewBelief("You notice.", old.public_id))
    before = write_about_me(session, act, jay.id, NewAboutMe(sam.id, AGREED_ON, "Replaced since"))
    new = NewAboutMe(sam.id, AGREED_ON, "Bikes.", support="Walk.", seen=before.public_id)
    about = write_about_me(session, later, jay.id, new)
    kit = someone("Kit")  # theirs is not Jay's
    write_about_me(session, act, kit.id, NewAboutMe(sam.id, AGREED_ON, "Of someone else"))
    assert read() == Profile(
        BeliefRow(belief.public_id, "You notice.", ana.id, "Ana", NOW + DAY),
        AboutMeRow(about.public_id, sam.id, "Sam", AGREED_ON, "Bikes.", None, "Walk.", None),
    )
    assert (read(kit).belief, read(kit).about_me.likes) == (None, "Of someone else")


def test_words_that_do_not_open_are_shown_as_such(session, make_act, read, jay, sam, tmp_path):
    belief = write_belief(session, make_act(sam.id), jay.id, NewBelief("You notice."))
    KeyRing.create_file(tmp_path / "other.json")
    other = read(ring=KeyRing.from_file(tmp_path / "other.json"))
    assert other.belief.words == Unreadable(Place("belief", "words_ct", belief.public_id))


def test_one_statement_reads_both(session, shared_engine, keys, make_act, jay, sam):
    write_belief(session, make_act(sam.id), jay.id, NewBelief("You notice."))
    write_about_me(session, make_act(sam.id), jay.id, NewAboutMe(sam.id, AGREED_ON, "Bikes."))
    session.flush()
    session.expire_all()
    opener = opener_for(session, keys, [jay.id])
    with counted(shared_engine) as sent:
        assert read_profile(session, opener, jay.id).belief
    assert len(sent) == 1
