"""Opening a page with a reason: the same answer for everyone, sixty minutes, and never in silence."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from tests.conftest import NOW
from tests.factories.bonds import a_pairing, a_person, a_team, a_worker
from tracker.domain.access import Relation
from tracker.domain.errors import InvalidError
from tracker.domain.sealing import Place
from tracker.domain.vocabulary import Role
from tracker.models.audit import AuditEvent, AuditSubject
from tracker.models.openings import Opening
from tracker.queries.openings import OpeningLine, openings_in_teams, openings_of
from tracker.queries.scope import Named, find_visible
from tracker.queries.sealed import Opener
from tracker.queries.viewers import viewer
from tracker.services import audit
from tracker.services.acts import Note
from tracker.services.openings import open_with_reason

REASON = "Jay came to the front desk and asked for help."
TOO_SHORT = "Say why in at least 20 letters. The team's lead will read it."
HOUR = timedelta(hours=1)
MOMENT = timedelta(microseconds=1)


@pytest.fixture
def sam(session):
    return a_worker(session, "Sam")


@pytest.fixture
def rae(session):
    return a_worker(session, "Rae", roles=(Role.TEAM_LEAD,))


@pytest.fixture
def team(session, rae):
    return a_team(session, lead=rae)


@pytest.fixture
def jay(session, team, keys):
    return a_person(session, team, keys, name="Jay", reference="AB-12")


@pytest.fixture
def open_page(session, make_act):
    """Open a page as a worker; give the opening and the act with its notes."""

    def open_as(worker, reference="AB-12", reason=REASON, at=NOW, form_token=None):
        act = make_act(worker.id, at=at, form_token=form_token)
        return open_with_reason(
            session, act, viewer(session, worker.id, at), reference, reason
        ), act

    return open_as


def openings(session):
    return session.scalar(select(func.count()).select_from(Opening))


@pytest.mark.parametrize(
    "reference",
    ["AB-12", "ab-12", "  aB-12\n"],
    ids=["as stored", "in small letters", "with spaces around"],
)
def test_a_reference_and_a_reason_open_the_page_for_sixty_minutes(
    session, sam, jay, open_page, reference
):
    opening, _ = open_page(sam, reference)
    assert (opening.worker_id, opening.person_id) == (sam.id, jay.id)
    assert (opening.opened_at, opening.until_at) == (NOW, NOW + HOUR)
    seen = [
        find_visible(session, viewer(session, sam.id, at), (Named.PERSON, jay.public_id), at)
        for at in (NOW, NOW + HOUR - MOMENT, NOW + HOUR)
    ]
    assert [found and found.relations for found in seen] == [
        {Relation.OPENED_WITH_REASON},
        {Relation.OPENED_WITH_REASON},
        None,
    ]


def test_the_reason_is_trimmed_and_sealed_with_the_persons_own_key(
    session, sam, jay, keys, open_page
):
    opening, _ = open_page(sam, reason=f"  {REASON}\n")
    assert REASON.encode() not in opening.reason_ct
    opener = Opener(keys)
    (line,) = openings_of(session, opener, jay.id)
    assert (line.reason, opener.failed) == (REASON, [])


@pytest.mark.parametrize(
    ("reference", "reason", "expected"),
    [
        pytest.param(
            "AB-12",
            f"  {'x' * 19}  ",
            ("reason", TOO_SHORT),
            id="a reason of 19 letters",
        ),
        pytest.param("  ", REASON, ("reference", "Write the reference."), id="no reference"),
        pytest.param(
            "ZZ-99",
            "too short",
            ("reason", TOO_SHORT),
            id="a short reason for nobody: the same words",
        ),
    ],
)
@pytest.mark.usefixtures("jay")
def test_what_is_missing_is_said_and_nothing_is_opened(
    session, sam, open_page, reference, reason, expected
):
    with pytest.raises(InvalidError) as refused:
        open_page(sam, reference, reason)
    assert (refused.value.field, refused.value.sentence) == expected
    assert openings(session) == 0


def test_a_reason_of_exactly_20_letters_is_enough(sam, jay, open_page):
    opening, _ = open_page(sam, reason="x" * 20)
    assert opening is not None


def test_a_reference_of_nobody_opens_nothing_and_leaves_the_same_note(session, sam, jay, open_page):
    opening, there = open_page(sam, "AB-12")
    nothing, nobody = open_page(sam, "ZZ-99")
    assert (nothing, openings(session)) == (None, 1)
    (of_jay,), (of_nobody,) = there.notes, nobody.notes
    assert of_jay == Note(
        "person.opened_with_reason", jay.id, "opening", opening.public_id, None, REASON
    )
    assert of_nobody == replace(of_jay, person_id=None, object_id=of_nobody.object_id)
    assert len(of_nobody.object_id) == len(opening.public_id)
    assert of_nobody.object_id != opening.public_id


def test_the_audit_has_one_row_of_one_shape_whether_or_not_there_is_someone(
    session, sam, jay, keys, open_page
):
    rows = []
    for reference in ("AB-12", "ZZ-99"):
        _, act = open_page(sam, reference)
        rows.append(audit.write(session, act, request_id="r1"))
    there, nobody = rows
    assert session.scalar(select(func.count()).select_from(AuditEvent)) == 2
    shapes = [(r.actor, r.act, r.outcome, r.object_kind, r.detail, len(r.reason_ct)) for r in rows]
    assert shapes[0] == shapes[1]
    assert session.execute(select(AuditSubject.seq, AuditSubject.person_id)).all() == [
        (there.seq, jay.id)
    ]
    assert keys.system.open(nobody.reason_ct, audit.reason_place(nobody.seq)) == REASON
    assert there.reason_ct != nobody.reason_ct


def test_an_erased_person_is_as_one_who_never_was(session, sam, team, keys, open_page):
    a_person(session, team, keys, reference="CD-34", erased_at=NOW - HOUR)
    assert open_page(sam, "CD-34")[0] is None


def test_a_page_that_is_open_already_may_be_opened_with_a_reason_too(session, sam, jay, open_page):
    a_pairing(session, jay, sam)
    opening, act = open_page(sam)
    assert (opening.person_id, len(act.notes)) == (jay.id, 1)
    found = find_visible(session, viewer(session, sam.id, NOW), (Named.PERSON, jay.public_id), NOW)
    assert found.relations == {Relation.KEY_WORKER, Relation.OPENED_WITH_REASON}


def test_the_same_form_sent_twice_opens_once(session, sam, jay, open_page):
    first, _ = open_page(sam, form_token="t1")
    again, act = open_page(sam, form_token="t1", at=NOW + MOMENT)
    assert (again, openings(session), len(act.notes)) == (first, 1, 1)


def test_a_form_sent_again_for_someone_else_opens_their_page_too(
    session, sam, team, jay, keys, open_page
):
    kit = a_person(session, team, keys, reference="EF-56")
    open_page(sam, form_token="t1")
    opening, _ = open_page(sam, "EF-56", form_token="t1")
    assert (opening.person_id, openings(session)) == (kit.id, 2)


def test_the_lead_reads_who_opened_a_page_of_the_team_and_why(
    session, sam, rae, jay, keys, open_page
):
    before, _ = open_page(sam, at=NOW - MOMENT)  # read already
    first, _ = open_page(sam, reason=f"{REASON} First.")
    second, _ = open_page(sam, reason=f"{REASON} Second.", at=NOW + HOUR)
    open_page(rae)  # the lead's own is no news to the lead
    a_person(session, a_team(session), keys, reference="GH-78")
    open_page(sam, "GH-78")  # another team's
    opener = Opener(keys)
    lines = openings_in_teams(session, opener, viewer(session, rae.id, NOW + HOUR), since=NOW)
    assert lines == [
        line_of(second, jay, f"{REASON} Second."),
        line_of(first, jay, f"{REASON} First."),
    ]
    assert opener.failed == []
    assert before.public_id not in {line.public_id for line in lines}


def test_someone_who_leads_no_team_reads_of_no_opening(session, sam, jay, keys, open_page):
    kim = a_worker(session)
    a_team(session, lead=kim)  # by name only: not with the role
    open_page(sam)
    for worker in (kim, a_worker(session, roles=(Role.TEAM_LEAD, Role.ADMINISTRATOR))):
        assert (
            openings_in_teams(session, Opener(keys), viewer(session, worker.id, NOW), since=NOW)
            == []
        )


def test_a_person_has_every_opening_of_their_page_newest_first(
    session, sam, rae, jay, keys, open_page
):
    first, _ = open_page(sam, at=NOW - HOUR)
    second, _ = open_page(rae)
    a_person(session, a_team(session), keys, reference="EF-56")
    open_page(sam, "EF-56")  # someone else's page
    lines = openings_of(session, Opener(keys), jay.id)
    assert [(line.public_id, line.worker_name) for line in lines] == [
        (second.public_id, "Rae"),
        (first.public_id, "Sam"),
    ]


def test_a_reason_moved_to_another_opening_is_said_not_to_be_readable(
    session, sam, jay, keys, open_page
):
    first, _ = open_page(sam)
    second, _ = open_page(sam, reason=f"{REASON} Again.", at=NOW + MOMENT)
    second.reason_ct = first.reason_ct
    session.flush()
    opener = Opener(keys)
    newest, _ = openings_of(session, opener, jay.id)
    assert str(newest.reason) == "record unavailable"
    assert opener.failed == [Place("opening", "reason_ct", second.public_id)]


def line_of(opening, person, reason):
    return OpeningLine(
        public_id=opening.public_id,
        person_id=person.id,
        person_public_id=person.public_id,
        person_name="Jay",
        worker_name="Sam",
        opened_at=opening.opened_at,
        until_at=opening.until_at,
        reason=reason,
    )
