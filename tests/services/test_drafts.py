"""What is typed is kept until it is saved: two pages never take each other's words."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from tests.conftest import NOW
from tests.factories.bonds import a_pairing, a_person, a_team, a_worker
from tracker.domain.errors import ConflictError, InvalidError
from tracker.models.drafts import Draft
from tracker.queries import drafts as queries
from tracker.queries.sealed import Opener
from tracker.queries.viewers import viewer
from tracker.services import drafts
from tracker.services.drafts import KEPT_FOR, LATE, SAVED_ELSEWHERE, Page

MINUTE, MOMENT = timedelta(minutes=1), timedelta(microseconds=1)
ID, OTHER_ID = "abcdefgh23", "zyxwvuts98"


@pytest.fixture
def sam(session):
    return a_worker(session, "Sam")


@pytest.fixture
def jay(session, sam, keys):
    person = a_person(session, a_team(session), keys, name="Jay")
    a_pairing(session, person, sam)
    return person


@pytest.fixture
def first(sam, jay):
    """The form in one tab, opened empty."""
    return Page(sam.id, jay.id, "contacts.full", ID, page="the first tab")


@pytest.fixture
def keep(session, make_act):
    def write(page, body, at=NOW):
        return drafts.keep(session, make_act(page.worker_id, at=at), page, body)

    return write


@pytest.fixture
def spend(session, make_act):
    def save(page, at=NOW):
        drafts.spend(session, make_act(page.worker_id, at=at), page)
        session.flush()

    return save


@pytest.fixture
def standing(session, keys, sam, jay):
    """Give what stands in Sam's drafts about Jay: {public id: (version, words)}, newest first."""

    def read(at=NOW, who=sam):
        session.flush()
        rows = queries.list_own(session, Opener(keys), viewer(session, who.id, at), at)
        return {row.public_id: (row.version, row.body) for row in rows}

    return read


def filled_from(first, version, page="the second tab"):
    return replace(first, page=page, version=version)


def test_it_is_kept_under_seal_for_thirty_days_from_the_last_word(session, keep, standing, first):
    assert keep(first, "We sp") == ID
    assert keep(first, "We spoke about college.", at=NOW + MINUTE) == ID
    session.flush()
    row = session.scalars(select(Draft)).one()
    assert (row.touched_at, row.expires_at) == (NOW + MINUTE, NOW + MINUTE + KEPT_FOR)
    assert b"college" not in row.body_ct
    assert standing(NOW + KEPT_FOR) == {ID: (2, "We spoke about college.")}
    assert standing(NOW + MINUTE + KEPT_FOR) == {}


def test_two_tabs_opened_empty_are_two_drafts(keep, standing, first):
    keep(first, "One thing.")
    keep(replace(first, draft=OTHER_ID, page="the second tab"), "Another.", at=NOW + MINUTE)
    assert standing() == {OTHER_ID: (1, "Another."), ID: (1, "One thing.")}


def test_a_page_goes_on_with_the_draft_it_was_filled_from(keep, standing, first):
    keep(first, "We sp")
    assert keep(filled_from(first, 1), "We spoke.") == ID
    assert standing() == {ID: (2, "We spoke.")}


def test_a_page_filled_before_the_other_wrote_on_keeps_its_words_apart(keep, standing, first):
    keep(first, "We sp")
    keep(first, "We spoke.")
    apart = keep(filled_from(first, 1), "We spilled tea.")
    assert apart != ID
    assert standing() == {ID: (2, "We spoke."), apart: (1, "We spilled tea.")}


def test_what_was_saved_is_gone_and_what_comes_late_is_not_kept(
    session, keep, spend, standing, first
):
    keep(first, "We sp")
    spend(first)
    assert keep(first, "We spoke.") == ID
    assert standing() == {}
    row = session.scalars(select(Draft)).one()
    assert (row.body_ct, row.expires_at) == (None, NOW + LATE)


def test_saved_before_the_first_words_arrived_they_come_too_late(keep, spend, standing, first):
    spend(first)
    keep(first, "We spoke.")
    assert standing() == {}


def test_saving_twice_from_one_page_is_saving_once(session, keep, spend, first):
    keep(first, "We spoke.")
    spend(first)
    drafts.refuse_saved(session, first)
    spend(first)


def test_saving_what_another_page_saved_is_refused_and_its_words_are_kept_apart(
    session, keep, spend, standing, first
):
    keep(first, "We spoke.")
    second = filled_from(first, 1)
    drafts.refuse_saved(session, second)
    spend(first)
    for refuse in (lambda: drafts.refuse_saved(session, second), lambda: spend(second)):
        with pytest.raises(ConflictError) as refused:
            refuse()
        assert refused.value.sentence == SAVED_ELSEWHERE
    apart = keep(second, "We spoke twice.")
    assert standing() == {apart: (1, "We spoke twice.")}


def test_saving_leaves_what_another_page_wrote_meanwhile(keep, spend, standing, first):
    keep(first, "We sp")
    keep(first, "We spoke.")
    spend(filled_from(first, 1))
    assert standing() == {ID: (2, "We spoke.")}


def test_nobody_else_reads_writes_saves_or_discards_it(
    session, keys, keep, spend, standing, first, jay
):
    keep(first, "We spoke.")
    ali = a_worker(session, "Ali")
    a_pairing(session, jay, ali, role="deputy")
    theirs = replace(first, worker_id=ali.id)
    assert standing(who=ali) == {}
    whose = (ali.id, jay.id, "contacts.full")
    assert queries.find(session, Opener(keys), whose, NOW, ID) is None
    assert queries.find_own(session, Opener(keys), ali.id, ID, NOW) is None
    apart = keep(theirs, "They met.")
    spend(theirs)
    drafts.discard(session, ali.id, ID)
    assert apart != ID
    assert standing() == {ID: (1, "We spoke.")}
    assert standing(who=ali) == {apart: (1, "They met.")}


def test_a_form_about_something_else_finds_nothing(session, keys, keep, first, jay, sam):
    keep(first, "We spoke.")
    kim = a_person(session, a_team(session, "South"), keys, name="Kim")
    found = [
        queries.find(session, Opener(keys), whose, NOW)
        for whose in (
            (sam.id, jay.id, "contacts.full"),
            (sam.id, jay.id, "contacts.full:abcdefgh23"),
            (sam.id, kim.id, "contacts.full"),
        )
    ]
    assert [row and row.body for row in found] == ["We spoke.", None, None]


def test_a_draft_about_someone_whose_page_is_closed_is_not_listed(
    session, keys, keep, standing, first
):
    keep(first, "We spoke.")
    kim = a_person(session, a_team(session, "South"), keys, name="Kim")
    keep(replace(first, person_id=kim.id, draft=OTHER_ID), "Kim rang.")
    assert list(standing()) == [ID]


def test_discarded_it_is_gone(session, keep, standing, first, sam):
    keep(first, "We spoke.")
    session.flush()
    drafts.discard(session, sam.id, ID)
    assert standing() == {}
    assert session.scalar(select(func.count()).select_from(Draft)) == 0


def test_more_than_a_form_holds_is_refused(keep, first):
    with pytest.raises(InvalidError) as refused:
        keep(first, "x" * (drafts.LONGEST_BODY + 1))
    assert refused.value.sentence == "That is more than can be kept. Save it in parts."
