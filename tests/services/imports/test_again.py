"""A second file: the same adds nothing, what changed is named, half a file leaves nothing."""

import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from tests.factories.bonds import a_contact
from tests.services.imports.conftest import JAY, sheet_of
from tests.services.imports.looking import AS_OF, checksums, named, rows_of, worker_of
from tests.services.imports.test_rows import MET, NO_ONE, with_cell
from tracker.adapters.keys import KeyRing
from tracker.domain.vocabulary import PairingEnd, PairingRole, PairingStart
from tracker.models.accounts import Worker, WorkerRole
from tracker.models.alerts import Standing
from tracker.models.contacts import Contact
from tracker.models.imports import ImportRow, ImportRun
from tracker.models.pairings import Pairing
from tracker.models.people import Person
from tracker.services.imports import import_sheet

LATER = datetime(2026, 11, 25, 9, tzinfo=UTC)
ON_THEIR_PAGE = "change it on their page; an import never writes over what is here"


def test_a_changed_key_worker_is_refused_with_plan_a_handover(session, bring_in, jay):
    before = checksums(session)
    done = bring_in("people", with_cell(JAY, 4, "dev@x.org"), at=LATER)
    assert (done.ok, done.unchanged) == (0, 0)
    assert [(r.row, r.reason, r.help) for r in done.rejected] == [
        (2, "key worker is changed", "plan a handover")
    ]
    assert checksums(session) == before


@pytest.mark.parametrize(
    ("position", "value", "reason"),
    [
        (1, "James", "chosen_name is changed"),
        (2, "2011-11-13", "date_of_birth is changed"),
        (3, "they/them", "pronouns is changed"),
        (5, "dev@x.org", "deputy_email is changed"),
        (5, "", "deputy_email is changed"),
        (6, "2026-06-05", "started_on is changed"),
        (7, "7", "agreed_every_days is changed"),
        (8, "07700 900015", "phone is changed"),
        (8, "", "phone is changed"),
        (9, "text", "likes_contact_by is changed"),
        (10, "Somali", "language is changed"),
        (11, "", "ethnicity is changed"),
    ],
)
def test_what_changed_about_a_person_is_named_and_not_written(
    session, bring_in, jay, position, value, reason
):
    before = checksums(session)
    done = bring_in("people", with_cell(JAY, position, value), at=LATER)
    assert [(r.row, r.reason, r.help) for r in done.rejected] == [(2, reason, ON_THEIR_PAGE)]
    assert checksums(session) == before


def test_the_same_said_in_other_words_is_unchanged(session, bring_in, jay):
    again = with_cell(with_cell(with_cell(JAY, 0, " p1"), 2, "12/11/2011"), 6, "4 Jun 2026")
    done = bring_in("people", again, at=LATER)
    assert (done.ok, done.unchanged, done.rejected) == (0, 1, ())


def test_a_person_written_in_by_hand_just_so_is_unchanged(session, bring_in, jay):
    session.execute(ImportRow.__table__.delete())
    done = bring_in("people", JAY, at=LATER)
    assert (done.ok, done.unchanged, done.rejected) == (0, 1, ())


def test_an_old_file_does_not_undo_a_handover(session, bring_in, jay):
    """Jay is with Dev now: the file that said Ana is the same file again; one that says Ben is not."""
    ana, dev = (worker_of(session, f"{name}@x.org").id for name in ("ana", "dev"))
    session.execute(
        update(Pairing)
        .where(Pairing.role == PairingRole.KEY_WORKER)
        .values(
            ended_at=AS_OF,
            end_reason=PairingEnd.HANDOVER,
            end_planned=True,
            ended_by=f"worker:{ana}",
        )
    )
    session.add(
        Pairing(
            person_id=jay.id,
            worker_id=dev,
            role=PairingRole.KEY_WORKER,
            started_at=AS_OF,
            start_reason=PairingStart.HANDOVER,
            started_by=f"worker:{ana}",
            known_at=AS_OF,
            recorded_at=AS_OF,
            recorded_by=f"worker:{ana}",
        )
    )
    session.flush()
    before = checksums(session)
    assert bring_in("people", JAY, at=LATER).unchanged == 1
    assert bring_in("people", with_cell(JAY, 4, "dev@x.org"), at=LATER).unchanged == 1
    assert named(
        bring_in("people", with_cell(with_cell(JAY, 4, "ben@x.org"), 5, ""), at=LATER)
    ) == [(2, "key worker is changed")]
    assert checksums(session) == before


def test_someone_erased_does_not_come_back_through_an_old_file(session, bring_in, jay):
    session.execute(update(Person).values(reference=None, erased_at=AS_OF))
    before = checksums(session)
    assert bring_in("people", JAY, at=LATER).ok == 0
    assert named(bring_in("people", with_cell(JAY, 7, "7"), at=LATER)) == [
        (2, "this person was here before")
    ]
    assert named(bring_in("contacts", MET, at=LATER)) == [(2, "unknown person")]
    assert checksums(session) == before


def test_an_import_does_not_give_back_a_role_that_ended(session, bring_in, jay):
    ben = worker_of(session, "ben@x.org").id
    session.execute(
        update(WorkerRole)
        .where(WorkerRole.worker_id == ben)
        .values(until_at=AS_OF + timedelta(days=1))
    )
    before = checksums(session)
    assert bring_in("workers", "ben@x.org,Ben,North", at=LATER).unchanged == 1
    assert named(bring_in("workers", "ben@x.org,Ben,South", at=LATER)) == [
        (2, "no longer a key worker")
    ]
    assert checksums(session) == before


def test_a_row_twice_in_a_file_is_told_from_one_of_an_earlier_file(bring_in, jay):
    first = bring_in("contacts", MET, MET)
    assert (first.ok, first.unchanged, named(first)) == (1, 0, [(3, "same contact twice")])
    again = bring_in("contacts", MET, MET, at=LATER)
    assert (again.ok, again.unchanged, named(again)) == (0, 1, [(3, "same contact twice")])
    grown = bring_in("contacts", MET, with_cell(MET, 2, "16:00"), at=LATER)
    assert (grown.ok, grown.unchanged, named(grown)) == (1, 1, [])


@pytest.mark.parametrize(("position", "value"), [(6, "them"), (7, "30"), (8, "Talked about work.")])
def test_what_changed_about_a_contact_is_named_and_not_written(
    session, bring_in, jay, position, value
):
    bring_in("contacts", MET)
    before = checksums(session)
    done = bring_in("contacts", with_cell(MET, position, value), at=LATER)
    assert [(r.row, r.reason, r.help) for r in done.rejected] == [
        (2, "contact is changed", "correct it on the person's page; an import never writes over it")
    ]
    assert checksums(session) == before


def test_how_we_know_cannot_change_through_a_file(bring_in, jay):
    bring_in("justice", "P1,2026-11-02,person,arrest,family")
    assert named(bring_in("justice", "P1,2 Nov 2026,person,arrest,letter")) == [
        (2, "how_we_know is changed")
    ]


def test_a_contact_someone_logged_is_not_logged_again(session, bring_in, jay):
    """The other two must not count: one was undone, one is with another worker."""
    ana, ben = (
        session.get(Worker, worker_of(session, f"{name}@x.org").id) for name in ("ana", "ben")
    )
    at = datetime(2026, 6, 13, 14, 15, tzinfo=UTC)
    a_contact(session, jay, ana, at=at)
    a_contact(session, jay, ana, at=at + timedelta(hours=1), superseded_at=LATER)
    a_contact(session, jay, ben, at=at + timedelta(hours=2))
    call = with_cell(with_cell(MET, 4, "phone"), 5, "spoke")
    done = bring_in("contacts", call, with_cell(call, 2, "16:15"), with_cell(call, 2, "17:15"))
    assert (done.ok, named(done)) == (2, [(2, "same contact twice")])
    assert done.rejected[0].help == "it is on the person's page already: leave it out"


def test_a_contact_corrected_since_is_the_same_row_again(session, bring_in, jay):
    bring_in("contacts", MET)
    imported = session.scalars(select(Contact)).one()
    corrected = {c.name: getattr(imported, c.name) for c in Contact.__table__.columns}
    imported.superseded_at = LATER
    for column in ("id", "public_id", "import_row_id"):
        corrected.pop(column)
    session.add(Contact(**corrected | {"replaces_id": imported.id, "minutes": 30}))
    session.flush()
    before = checksums(session)
    assert bring_in("contacts", MET, at=LATER).unchanged == 1
    assert checksums(session) == before


def test_only_the_people_of_new_rows_are_looked_at_again(session, bring_in, jay):
    bring_in("people", NO_ONE)
    bring_in("contacts", MET)
    session.execute(update(Standing).values(look_again_at=None))
    done = bring_in("contacts", MET, with_cell(MET, 0, "P2"), at=LATER)
    kim = session.scalars(select(Person.id).where(Person.reference == "P2")).one()
    assert done.people == (kim,)
    assert dict(session.execute(select(Standing.person_id, Standing.look_again_at)).all()) == {
        jay.id: None,
        kim: LATER,
    }


@pytest.mark.parametrize("kind", ["workers", "people", "contacts", "justice"])
def test_a_dry_run_says_the_same_and_writes_nothing(session, bring_in, kind, sample_before):
    sample_before(kind)
    before = checksums(session)
    dry = bring_in(kind, dry_run=True)
    assert checksums(session) == before
    wet = bring_in(kind)
    assert (dry.ok, dry.unchanged, dry.rejected) == (wet.ok, wet.unchanged, wet.rejected)
    assert wet.ok > 0


@pytest.fixture
def sample_before(bring_in):
    """Import the sample's files that come before a kind's own."""

    def bring_before(kind):
        kinds = ["workers", "people", "contacts", "justice"]
        for earlier in kinds[: min(kinds.index(kind), 2)]:
            bring_in(earlier)

    return bring_before


class FailingKey:
    """A key that seals so many texts and then fails: a disk that fills, a process that ends."""

    def __init__(self, key, left):
        self.key, self.left = key, left

    def seal(self, text, place):
        self.left[0] -= 1
        if self.left[0] < 0:
            raise OSError("No space left on device")
        return self.key.seal(text, place)


class FailingKeys(KeyRing):
    """A key ring whose keys all fail after so many texts."""

    def __init__(self, masters, left):
        super().__init__(masters)
        self.left = [left]

    def person_key(self, public_id, wrapped, version):
        return FailingKey(super().person_key(public_id, wrapped, version), self.left)


def test_a_file_that_fails_half_way_leaves_nothing(fresh_sessions, make_act):
    masters = {1: bytes(32)}
    whole, failing = KeyRing(masters), FailingKeys(masters, left=700)
    act = make_act(at=AS_OF)
    for kind in ("workers", "people"):
        with fresh_sessions.begin() as session:
            import_sheet(session, replace(act, keys=whole), kind, sheet_of(kind), region="GB-ENG")
    with fresh_sessions() as session:
        before = checksums(session)
    with pytest.raises(OSError, match="No space left"), fresh_sessions.begin() as session:
        import_sheet(
            session, replace(act, keys=failing), "contacts", sheet_of("contacts"), region="GB-ENG"
        )
    with fresh_sessions() as session:
        assert checksums(session) == before
    with fresh_sessions.begin() as session:
        done = import_sheet(
            session, replace(act, keys=whole), "contacts", sheet_of("contacts"), region="GB-ENG"
        )
    assert done.ok == 1430


def test_two_imports_of_one_file_at_once_make_it_once(fresh_sessions, make_act, measure, database):
    with fresh_sessions.begin() as session:
        import_sheet(session, make_act(at=AS_OF), "workers", sheet_of("workers"), region="GB-ENG")
    ready, done, errors = threading.Barrier(4), [], []

    def bring():
        try:
            ready.wait()
            with fresh_sessions.begin() as session:
                done.append(
                    import_sheet(
                        session, make_act(at=AS_OF), "people", sheet_of("people"), region="GB-ENG"
                    )
                )
        except Exception as error:  # noqa: BLE001 - the thread's failure is the test's
            errors.append(error)

    threads = [threading.Thread(target=bring) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert sorted((one.ok, one.unchanged) for one in done) == [(0, 59), (0, 59), (0, 59), (59, 0)]
    with fresh_sessions() as session:
        assert (rows_of(session, Person), rows_of(session, ImportRun)) == (59, 2)
    measure("imports at once", wanted=4, reached=len(done), count=len(done), database=database)
