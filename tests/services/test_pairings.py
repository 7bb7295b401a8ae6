"""Binding a person and a worker: agreed by name, one face each, ended only by a named worker."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from tests.conftest import NOW
from tests.factories.bonds import a_pairing, a_role, a_worker
from tests.factories.pairings import matched
from tests.factories.people import written_in
from tests.services.conftest import MATCHED, WRITTEN_IN
from tests.stored import held, refused
from tracker.domain.errors import ConflictError, InvalidError, NotFoundError
from tracker.domain.vocabulary import PairingEnd, PairingRole, PairingStart, Role, StayEnding
from tracker.models.alerts import Standing
from tracker.models.pairings import Pairing
from tracker.models.rhythms import Rhythm
from tracker.models.stays import Stay
from tracker.services.acts import Note
from tracker.services.pairings import (
    FirstMatch,
    PairingEnding,
    agree_first_match,
    end_pairing,
    name_deputy,
)
from tracker.services.rhythms import NewRhythm
from tracker.services.stays import NewEnding, end_stay

pytestmark = pytest.mark.usefixtures("standing_stays_true")
LATER = MATCHED + timedelta(days=30)
MOVED = PairingEnding(PairingEnd.MOVED_TEAM, planned=True)
NOT_HERE = "Choose a key worker who is here today."
ENDED = "This pairing has ended already. There is nothing left to do here."
TOO_SOON = "This has only just begun. Try again in a moment."
NOT_WITH_US = "Their time with us has ended. Nothing was changed."


def bonds(session, person):
    """Give role, worker and end of each pairing that stands, in the order they were written."""
    rows = select(Pairing.role, Pairing.worker_id, Pairing.ended_at).where(
        Pairing.person_id == person.id, Pairing.superseded_at.is_(None)
    )
    return [tuple(row) for row in session.execute(rows.order_by(Pairing.id))]


def agreed_by(worker, person, at, **more):
    return {
        "person_id": person.id,
        "started_at": at,
        "started_by": f"worker:{worker.id}",
        "known_at": at,
        "recorded_at": at,
        "recorded_by": f"worker:{worker.id}",
    } | more


def test_a_first_match_brings_key_worker_deputy_and_rhythm_at_once(
    session, make_act, keys, jay, sam, ana, lee
):
    act = make_act(lee.id, at=MATCHED, form_token="a-form")
    match = FirstMatch(sam.id, ana.id, NewRhythm(7, breathing_days=3, agreed_with_person=False))
    pairing = agree_first_match(session, act, jay.id, match)
    deputy = session.scalars(select(Pairing).where(Pairing.role == PairingRole.DEPUTY)).one()
    rhythm = session.scalars(select(Rhythm)).one()
    assert held(session, keys, pairing) == agreed_by(
        lee,
        jay,
        MATCHED,
        worker_id=sam.id,
        role=PairingRole.KEY_WORKER,
        start_reason=PairingStart.FIRST_MATCH,
        form_token="a-form",
    )
    assert held(session, keys, deputy) == agreed_by(
        lee,
        jay,
        MATCHED,
        worker_id=ana.id,
        role=PairingRole.DEPUTY,
        start_reason=PairingStart.NAMED_DEPUTY,
    )
    assert held(session, keys, rhythm) == {
        "person_id": jay.id,
        "form_token": "a-form",
        "every_days": 7,
        "breathing_days": 3,
        "agreed_at": MATCHED,
        "agreed_with_person": False,
        "known_at": MATCHED,
        "recorded_at": MATCHED,
        "recorded_by": f"worker:{lee.id}",
    }
    assert act.notes == [
        Note("pairing.agreed", jay.id, "pairing", pairing.public_id),
        Note("deputy.named", jay.id, "pairing", deputy.public_id),
        Note("rhythm.agreed", jay.id, "rhythm", rhythm.public_id),
    ]


def test_the_stay_starts_with_the_first_match_and_my_people_knows_who(session, jay, with_sam, sam):
    stay = session.scalars(select(Stay).where(Stay.person_id == jay.id)).one()
    standing = session.get_one(Standing, jay.id)
    assert stay.started_at == MATCHED
    assert (standing.key_worker_id, standing.with_since) == (sam.id, MATCHED)


def test_the_same_form_sent_again_gives_the_same_match(session, make_act, jay, sam, ana, lee):
    match = FirstMatch(sam.id, ana.id, NewRhythm(7))
    first = agree_first_match(
        session, make_act(lee.id, at=MATCHED, form_token="a-form"), jay.id, match
    )
    again = make_act(lee.id, at=MATCHED + timedelta(seconds=1), form_token="a-form")
    assert agree_first_match(session, again, jay.id, match) is first
    assert bonds(session, jay) == [
        (PairingRole.KEY_WORKER, sam.id, None),
        (PairingRole.DEPUTY, ana.id, None),
    ]
    assert (len(session.scalars(select(Rhythm)).all()), again.notes) == (1, [])


def test_a_form_made_for_someone_else_is_refused(session, make_act, jay, sam, team, lee):
    amina = written_in(session, make_act(lee.id, at=WRITTEN_IN), team, name="Amina")
    act = make_act(lee.id, at=MATCHED, form_token="a-form")
    agree_first_match(session, act, jay.id, FirstMatch(sam.id))
    with refused(session, ConflictError, "Load the page again, then send it once more."):
        agree_first_match(session, act, amina.id, FirstMatch(sam.id))


def test_a_second_key_worker_is_refused_by_name(session, make_act, jay, with_sam, ana, lee):
    sentence = "Sam is already their key worker. Plan a handover to change that."
    with refused(session, ConflictError, sentence):
        matched(session, make_act(lee.id, at=LATER), jay, ana)


def test_nobody_is_key_worker_and_deputy_in_one(session, make_act, jay, sam, lee):
    with refused(session, InvalidError, "Choose two different workers.", "deputy"):
        matched(session, make_act(lee.id, at=MATCHED), jay, sam, deputy=sam)


def without_an_account(session):
    return a_worker(session, active=False)


def with_another_role(session):
    return a_worker(session, roles=(Role.ANALYST, Role.ADMINISTRATOR, Role.TEAM_LEAD))


def whose_role_is_over(session):
    worker = a_worker(session, roles=())
    a_role(session, worker, Role.KEY_WORKER, until=MATCHED)
    return worker


def whose_role_is_to_come(session):
    worker = a_worker(session, roles=())
    a_role(session, worker, Role.KEY_WORKER, since=MATCHED + timedelta(microseconds=1))
    return worker


AWAY = [without_an_account, with_another_role, whose_role_is_over, whose_role_is_to_come]


@pytest.mark.parametrize("away", AWAY)
def test_only_a_key_worker_who_is_here_today_is_matched(session, make_act, jay, sam, lee, away):
    act, worker = make_act(lee.id, at=MATCHED), away(session)
    with refused(session, InvalidError, NOT_HERE, "worker"):
        matched(session, act, jay, worker)


@pytest.mark.parametrize("away", AWAY)
def test_only_a_key_worker_who_is_here_today_is_deputy(session, make_act, jay, with_sam, lee, away):
    act, worker = make_act(lee.id, at=MATCHED), away(session)
    with refused(session, InvalidError, NOT_HERE, "deputy"):
        name_deputy(session, act, jay.id, worker.id)


def test_there_is_no_match_with_somebody_who_is_not_there(session, make_act, jay, sam, lee):
    with refused(session, NotFoundError, "There is no such person."):
        agree_first_match(session, make_act(lee.id), jay.id + 1, FirstMatch(sam.id))
    with refused(session, InvalidError, NOT_HERE, "worker"):
        agree_first_match(session, make_act(lee.id), jay.id, FirstMatch(sam.id + 999))


def test_after_the_stay_nobody_is_matched_or_named(session, make_act, jay, sam, lee):
    end_stay(session, make_act(lee.id, at=LATER), jay.id, NewEnding(StayEnding.MOVED_AWAY))
    act = make_act(lee.id, at=LATER + timedelta(days=1))
    with refused(session, ConflictError, NOT_WITH_US):
        matched(session, act, jay, sam)
    with refused(session, ConflictError, NOT_WITH_US):
        name_deputy(session, act, jay.id, sam.id)


def test_a_pairing_ends_with_its_reason_by_name(session, make_act, keys, jay, with_sam, sam, lee):
    act = make_act(lee.id, at=LATER)
    ending = PairingEnding(PairingEnd.NOT_A_MATCH, planned=False, words=" They asked. ")
    ended = end_pairing(session, act, with_sam.id, ending)
    assert held(session, keys, ended) == agreed_by(
        lee,
        jay,
        MATCHED,
        worker_id=sam.id,
        role=PairingRole.KEY_WORKER,
        start_reason=PairingStart.FIRST_MATCH,
        ended_at=LATER,
        end_reason=PairingEnd.NOT_A_MATCH,
        end_planned=False,
        ended_by=f"worker:{lee.id}",
        reason="They asked.",
    )
    assert act.notes[0] == Note("pairing.ended", jay.id, "pairing", with_sam.public_id)
    assert session.get_one(Standing, jay.id).key_worker_id is None


def test_a_pairing_ends_once(session, make_act, with_sam, lee):
    end_pairing(session, make_act(lee.id, at=LATER), with_sam.id, MOVED)
    with refused(session, ConflictError, ENDED):
        end_pairing(session, make_act(lee.id, at=LATER + timedelta(days=1)), with_sam.id, MOVED)


def test_no_job_ends_a_pairing(session, make_act, with_sam):
    with refused(session, InvalidError, "Only a named worker decides this."):
        end_pairing(session, make_act("system:sweep", at=LATER), with_sam.id, MOVED)


@pytest.mark.parametrize("reason", [PairingEnd.STAY_ENDED, PairingEnd.COVER_OVER])
def test_what_other_acts_say_is_no_reason_to_end_a_pairing(
    session, make_act, with_sam, lee, reason
):
    with refused(session, InvalidError, "Choose why it ends.", "reason"):
        end_pairing(
            session, make_act(lee.id, at=LATER), with_sam.id, PairingEnding(reason, planned=True)
        )


def test_a_pairing_that_begins_now_does_not_end_now(session, make_act, with_sam, lee):
    with refused(session, ConflictError, TOO_SOON):
        end_pairing(session, make_act(lee.id, at=MATCHED), with_sam.id, MOVED)


def test_words_that_never_end_end_nothing(session, make_act, with_sam, lee):
    ending = PairingEnding(PairingEnd.OTHER, planned=True, words="x" * 2_001)
    with refused(session, InvalidError, "Use 2,000 letters or fewer.", "words"):
        end_pairing(session, make_act(lee.id, at=LATER), with_sam.id, ending)


def test_there_is_no_end_of_a_pairing_that_is_not_there(session, make_act, with_sam, lee):
    with refused(session, NotFoundError, "There is no such pairing."):
        end_pairing(session, make_act(lee.id), with_sam.id + 1, MOVED)


def test_whoever_was_the_key_worker_before_returns(session, make_act, jay, with_sam, sam, lee):
    end_pairing(session, make_act(lee.id, at=LATER), with_sam.id, MOVED)
    back = matched(session, make_act(lee.id, at=LATER + timedelta(days=9)), jay, sam)
    assert (back.start_reason, back.id != with_sam.id) == (PairingStart.RETURN, True)
    stay = session.scalars(select(Stay)).one()
    assert stay.started_at == MATCHED  # the stay had started already


def test_a_new_deputy_takes_the_place_of_the_one_before(
    session, make_act, keys, jay, with_sam, sam, ana, dot
):
    first = name_deputy(session, make_act(sam.id, at=LATER), jay.id, ana.id)
    act = make_act(sam.id, at=LATER + timedelta(days=1), form_token="a-form")
    second = name_deputy(session, act, jay.id, dot.id)
    assert bonds(session, jay) == [
        (PairingRole.KEY_WORKER, sam.id, None),
        (PairingRole.DEPUTY, ana.id, act.at),
        (PairingRole.DEPUTY, dot.id, None),
    ]
    thanked = held(session, keys, first)
    assert [thanked[name] for name in ("end_reason", "end_planned", "ended_by")] == [
        PairingEnd.OTHER,
        True,
        f"worker:{sam.id}",
    ]
    assert act.notes == [
        Note("pairing.ended", jay.id, "pairing", first.public_id),
        Note("deputy.named", jay.id, "pairing", second.public_id),
    ]
    again = make_act(sam.id, at=LATER + timedelta(days=2), form_token="a-form")
    assert (name_deputy(session, again, jay.id, dot.id), again.notes) == (second, [])


@pytest.mark.parametrize("who", ["the key worker", "the deputy"])
def test_someone_who_is_with_them_already_is_not_named_deputy(
    session, make_act, jay, with_sam, sam, ana, who
):
    name_deputy(session, make_act(sam.id, at=LATER), jay.id, ana.id)
    worker = sam if who == "the key worker" else ana
    with refused(session, InvalidError, "Choose someone who is not with them already.", "deputy"):
        name_deputy(session, make_act(sam.id, at=LATER + timedelta(days=1)), jay.id, worker.id)


def test_a_deputy_who_becomes_the_key_worker_is_one_face(
    session, make_act, jay, with_sam, sam, ana, lee
):
    name_deputy(session, make_act(sam.id, at=MATCHED + timedelta(days=1)), jay.id, ana.id)
    end_pairing(session, make_act(lee.id, at=LATER), with_sam.id, MOVED)
    matched(session, make_act(lee.id, at=LATER + timedelta(hours=1)), jay, ana)
    assert bonds(session, jay) == [
        (PairingRole.KEY_WORKER, sam.id, LATER),
        (PairingRole.DEPUTY, ana.id, LATER + timedelta(hours=1)),
        (PairingRole.KEY_WORKER, ana.id, None),
    ]


COVER_ENDS = datetime(2026, 12, 4, tzinfo=UTC)


def test_cover_ends_early_by_a_row_in_its_place(session, make_act, keys, jay, with_sam, ana, lee):
    """Its end was said from the start and stays said: the row before is kept, superseded."""
    cover = a_pairing(session, jay, ana, PairingRole.COVER, since=LATER, until=COVER_ENDS)
    ended = end_pairing(session, make_act(lee.id, at=NOW), cover.id, MOVED)
    assert held(session, keys, ended) == {
        "person_id": jay.id,
        "worker_id": ana.id,
        "role": PairingRole.COVER,
        "started_at": LATER,
        "ended_at": NOW,
        "start_reason": cover.start_reason,
        "started_by": cover.started_by,
        "end_reason": PairingEnd.MOVED_TEAM,
        "end_planned": True,
        "ended_by": f"worker:{lee.id}",
        "replaces_id": cover.id,
        "known_at": cover.known_at,
        "recorded_at": NOW,
        "recorded_by": f"worker:{lee.id}",
    }
    before = held(session, keys, cover)
    assert (before["ended_at"], before["superseded_at"]) == (COVER_ENDS, NOW)
    with refused(session, ConflictError, ENDED):
        end_pairing(session, make_act(lee.id, at=NOW + timedelta(hours=1)), ended.id, MOVED)


def test_cover_that_never_began_leaves_nothing_that_stands(
    session, make_act, jay, with_sam, sam, ana, lee
):
    cover = a_pairing(
        session, jay, ana, PairingRole.COVER, since=NOW + timedelta(days=1), until=COVER_ENDS
    )
    end_pairing(session, make_act(lee.id, at=NOW), cover.id, MOVED)
    assert bonds(session, jay) == [(PairingRole.KEY_WORKER, sam.id, None)]
