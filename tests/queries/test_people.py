"""My people in order of need, and one person's page above the story."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import event, insert, text, update

from tests.conftest import NOW
from tests.factories.alerts import swept, the_alert
from tests.factories.bonds import a_pairing
from tests.factories.contacts import logged
from tests.factories.meetings import planned
from tests.factories.people import REFERRED
from tests.queries.conftest import MATCHED
from tracker.adapters.keys import KeyRing
from tracker.domain.access import Relation
from tracker.domain.errors import InvalidError
from tracker.domain.pictures.shapes import Shape
from tracker.domain.pictures.strip import Strip
from tracker.domain.sealing import Place as SealedPlace
from tracker.domain.sealing import Unreadable
from tracker.domain.standing import Need, Order, Place, Summary
from tracker.domain.vocabulary import (
    CameFrom,
    ChannelKind,
    Circumstance,
    LikesContactBy,
    Outcome,
    PairingEnd,
    PairingRole,
    PauseKind,
    RuleKey,
    StayEnding,
    Tier,
)
from tracker.models.alerts import Standing
from tracker.models.people import Channel, Person, PersonKey
from tracker.models.stays import Stay
from tracker.queries.heads import get_page
from tracker.queries.people import (
    Agreed,
    Bond,
    ChannelRow,
    MyPerson,
    PersonPage,
    TopAlert,
    in_order,
    list_mine,
)
from tracker.queries.sealed import Opener
from tracker.queries.viewers import viewer
from tracker.services.pairings import PairingEnding, end_pairing, name_deputy
from tracker.services.pauses import NewPause, pause
from tracker.services.rhythms import NewRhythm, agree_rhythm, end_circumstance
from tracker.services.stays import NewEnding, end_stay

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
KEY_WORKER = frozenset({Relation.KEY_WORKER})


@pytest.fixture
def mine(session, keys, london):
    def people(worker, by=KEY_WORKER, at=NOW, ring=keys):
        seen = viewer(session, worker.id, at)
        return list_mine(session, seen, ring, {"GB-ENG": london}, by)

    return people


def names(found):
    rows, _opener = found
    return [row.name for row in rows]


def test_a_row_holds_what_my_people_shows(session, make_act, london, someone, sam, mine):
    jay = someone(worker=sam)
    agree_rhythm(session, make_act(sam.id, at=NOW - 10 * DAY), jay.id, NewRhythm(7))
    logged(session, make_act(sam.id, at=NOW - 10 * DAY), jay, sam)
    swept(session, make_act, NOW)
    alert = the_alert(session, jay, RuleKey.NOTHING_PLANNED)
    rows, opener = mine(sam)
    assert opener.failed == []
    assert rows == [
        MyPerson(
            person_id=jay.id,
            public_id=jay.public_id,
            name="Jay",
            summary=Summary(
                key_worker_id=sam.id,
                with_since=MATCHED,
                agreed_days=7,
                last_reached_at=NOW - 10 * DAY,
                last_reached_outcome=Outcome.MET,
                settled_at=NOW - 10 * DAY,
                quiet_from=datetime(2026, 11, 28, tzinfo=UTC),
            ),
            alert=TopAlert(
                public_id=alert.public_id,
                rule=RuleKey.NOTHING_PLANNED,
                tier=Tier.THIS_WEEK,
                true_since=datetime(2026, 11, 17, tzinfo=UTC),
                numbers=alert.numbers,
            ),
            where=Place((3, -3, -MATCHED.timestamp()), Need.YOUR_MOVE),
            key_worker="Sam",
            strip=Strip((*[None] * 9, Shape.MET, None), ((Shape.MET, 1),), next=False, pattern=0),
        )
    ]


def test_my_people_come_in_order_of_need(session, make_act, someone, sam, mine):
    def met(person, at):
        logged(session, make_act(sam.id, at=at), person, sam)

    paused, steady, soon, today, waiting = (
        someone(name, sam) for name in ("Paused", "Steady", "Soon", "Today", "Waiting")
    )
    plan = make_act(sam.id, at=NOW - HOUR)
    for person in (paused, steady, soon, today):
        met(person, NOW - 2 * HOUR)
    planned(session, plan, steady, sam, NOW + 10 * DAY)
    planned(session, plan, soon, sam, NOW + 2 * DAY)
    planned(session, plan, today, sam, NOW + 3 * HOUR)
    pause(session, plan, paused.id, NewPause(PauseKind.HOLIDAY, date(2026, 12, 1), "Away"))
    swept(session, make_act, NOW)  # nobody has ever reached Waiting
    rows, _ = mine(sam)
    assert [(row.name, row.where.need) for row in rows] == [
        ("Today", Need.DUE_SOON),
        ("Waiting", Need.YOUR_MOVE),
        ("Soon", Need.DUE_SOON),
        ("Steady", Need.STEADY),
        ("Paused", Need.PAUSED_TOGETHER),
    ]
    assert waiting.id == rows[1].person_id


def test_there_are_three_other_orders(session, make_act, someone, sam, mine):
    ann, bea, cas = (someone(name, sam) for name in ("Ann", "bea", "Cas"))
    logged(session, make_act(sam.id, at=NOW - 2 * DAY), ann, sam)
    logged(session, make_act(sam.id, at=NOW - 9 * DAY), cas, sam)
    planned(session, make_act(sam.id, at=NOW - HOUR), cas, sam, NOW + 5 * DAY)
    planned(session, make_act(sam.id, at=NOW - HOUR), bea, sam, NOW + 2 * DAY)
    rows, _ = mine(sam)
    orders = {order: [row.name for row in in_order(rows, order)] for order in Order}
    del orders[Order.NEEDS]  # has a test of its own
    assert orders == {
        Order.NAME: ["Ann", "bea", "Cas"],
        Order.NEXT: ["bea", "Cas", "Ann"],  # nothing is planned with Ann
        Order.QUIET: ["bea", "Cas", "Ann"],  # with bea there was nothing since the match
    }


def test_an_order_that_cannot_be_worked_out_still_lists_everyone(session, keys, someone, sam):
    class NoCalendars(dict):
        def __missing__(self, region):
            raise InvalidError(f"There is no calendar for {region}.")

    someone("Cas", sam)
    someone("Ann", sam)
    seen = viewer(session, sam.id, NOW)
    rows, _opener = list_mine(session, seen, keys, NoCalendars(), KEY_WORKER)
    assert [(row.name, row.where) for row in rows] == [("Ann", None), ("Cas", None)]


def test_equals_come_by_name(someone, sam, mine):
    for name in ("Cas", "Ann", "Bea"):
        someone(name, sam)
    assert names(mine(sam)) == ["Ann", "Bea", "Cas"]


def test_only_who_is_bound_in_that_way_and_is_still_with_us_is_listed(
    session, make_act, someone, sam, ana, lee, mine
):
    someone("Mine", sam)
    someone("Theirs", ana)
    someone("Nobody's")
    gone = someone("Gone", sam)
    end_stay(session, make_act(sam.id, at=NOW - DAY), gone.id, NewEnding(StayEnding.MOVED_ON))
    deputised = someone("Deputised", ana)
    name_deputy(session, make_act(ana.id, at=NOW - DAY), deputised.id, sam.id)
    covered = someone("Covered", ana)
    a_pairing(session, covered, sam, PairingRole.COVER, since=NOW - DAY, until=NOW + DAY)
    given_up = someone("Given up", sam)
    pairing_id = page_of(session, make_act, given_up).key_worker.pairing_id
    moved = PairingEnding(PairingEnd.MOVED_TEAM, planned=True)
    end_pairing(session, make_act(lee.id, at=NOW - DAY), pairing_id, moved)
    standing_in = frozenset({Relation.DEPUTY, Relation.COVER})
    assert names(mine(sam)) == ["Mine"]
    assert sorted(names(mine(sam, standing_in))) == ["Covered", "Deputised"]
    assert names(mine(sam, frozenset())) == []
    everyone = ["Covered", "Deputised", "Given up", "Mine", "Nobody's", "Theirs"]
    assert sorted(names(mine(lee, frozenset({Relation.LEAD})))) == everyone


def test_the_key_worker_is_named_in_every_row(someone, sam, ana, lee, session, make_act, mine):
    deputised, alone = someone("Deputised", ana), someone("Alone")
    for person in (deputised, alone):
        name_deputy(session, make_act(lee.id, at=NOW - DAY), person.id, sam.id)
    rows, _ = mine(sam, frozenset({Relation.DEPUTY}))
    assert {row.name: row.key_worker for row in rows} == {"Deputised": "Ana", "Alone": None}


def test_a_name_that_cannot_be_opened_is_shown_as_such_and_reported(someone, sam, mine, tmp_path):
    KeyRing.create_file(tmp_path / "others.json")
    jay = someone(worker=sam)
    rows, opener = mine(sam, ring=KeyRing.from_file(tmp_path / "others.json"))
    name = SealedPlace("person", "name_ct", jay.public_id)
    assert [row.name for row in rows] == [Unreadable(name)]
    assert opener.failed == [SealedPlace("person_key", "wrapped", jay.public_id), name]


@pytest.mark.parametrize("people", [1, 3])
def test_my_people_takes_one_statement_however_many(session, keys, london, someone, sam, people):
    for number in range(people):
        someone(f"Person {number}", sam)
    session.expunge_all()
    seen, sent = viewer(session, sam.id, NOW), []
    event.listen(session.connection(), "before_cursor_execute", lambda *args: sent.append(args[2]))
    rows, _opener = list_mine(session, seen, keys, {"GB-ENG": london}, KEY_WORKER)
    assert (len(rows), len(sent)) == (people, 1)


# One person's page


def page_of(session, make_act, person, at=NOW):
    return get_page(session, Opener(make_act().keys), person.id, at)


def test_a_page_holds_who_is_with_them_what_was_agreed_and_how_to_reach_them(
    session, make_act, someone, team, sam, ana
):
    jay = someone(
        worker=sam,
        reference="N-1",
        pronouns="they/them",
        born_on=date(2009, 3, 1),
        language="Welsh",
        likes_contact_by=LikesContactBy.TEXT,
        phone="07700 900123",
        came_from=CameFrom.COURT,
    )
    deputy = name_deputy(session, make_act(sam.id, at=NOW - 2 * DAY), jay.id, ana.id)
    ends = NOW + 5 * DAY
    cover = a_pairing(session, jay, ana, PairingRole.COVER, since=NOW - DAY, until=ends)
    rhythm = agree_rhythm(session, make_act(sam.id, at=NOW - DAY), jay.id, NewRhythm(7, 3))
    page = page_of(session, make_act, jay)
    key_worker = page.bonds[0]
    assert page == PersonPage(
        person_id=jay.id,
        public_id=jay.public_id,
        reference="N-1",
        team_id=team.id,
        team="North",
        calendar_name="GB-ENG",
        name="Jay",
        pronouns="they/them",
        born_on=date(2009, 3, 1),
        language="Welsh",
        likes_contact_by=LikesContactBy.TEXT,
        came_from=CameFrom.COURT,
        referred_at=REFERRED,
        ended_at=None,
        ending=None,
        summary=Summary(key_worker_id=sam.id, with_since=MATCHED, agreed_days=7),
        bonds=(
            Bond(
                key_worker.public_id,
                key_worker.pairing_id,
                PairingRole.KEY_WORKER,
                sam.id,
                "Sam",
                MATCHED,
                None,
            ),
            Bond(
                deputy.public_id,
                deputy.id,
                PairingRole.DEPUTY,
                ana.id,
                "Ana",
                NOW - 2 * DAY,
                None,
            ),
            Bond(cover.public_id, cover.id, PairingRole.COVER, ana.id, "Ana", NOW - DAY, ends),
        ),
        agreed=Agreed(rhythm.id, 7, 3, None, NOW - DAY),
        channels=(ChannelRow(ChannelKind.PHONE, "07700 900123", None),),
    )
    assert (page.key_worker, page.deputy) == (key_worker, page.bonds[1])


def test_a_page_without_a_match_has_no_bond_and_nothing_agreed(session, make_act, someone):
    page = page_of(session, make_act, someone())
    assert (page.bonds, page.key_worker, page.deputy, page.agreed, page.channels) == (
        (),
        None,
        None,
        None,
        (),
    )


def test_only_bonds_that_last_now_are_shown(session, make_act, someone, sam, ana):
    jay = someone(worker=sam)
    a_pairing(session, jay, ana, PairingRole.DEPUTY, since=NOW - 9 * DAY, until=NOW)  # is over
    a_pairing(session, jay, ana, PairingRole.COVER, since=NOW + HOUR, until=NOW + DAY)  # to come
    a_pairing(session, jay, ana, PairingRole.DEPUTY, superseded_at=NOW)  # was put right
    assert [bond.worker_id for bond in page_of(session, make_act, jay).bonds] == [sam.id]
    at = NOW + HOUR
    assert [bond.worker_id for bond in page_of(session, make_act, jay, at).bonds] == [
        sam.id,
        ana.id,
    ]


def test_the_rhythm_that_applies_is_the_latest_that_has_not_ended(session, make_act, someone, sam):
    jay = someone(worker=sam)
    agree_rhythm(session, make_act(sam.id, at=NOW - 3 * DAY), jay.id, NewRhythm(7))
    custody = agree_rhythm(
        session,
        make_act(sam.id, at=NOW - 2 * DAY),
        jay.id,
        NewRhythm(28, circumstance=Circumstance.CUSTODY),
    )
    assert page_of(session, make_act, jay).agreed.circumstance is Circumstance.CUSTODY
    end_circumstance(session, make_act(sam.id, at=NOW - DAY), custody.id)
    assert page_of(session, make_act, jay).agreed.every_days == 7


def test_a_way_to_reach_them_that_was_put_right_is_not_shown(session, make_act, someone):
    jay = someone(phone="07700 900123")
    session.execute(update(Channel).values(superseded_at=NOW))
    assert page_of(session, make_act, jay).channels == ()


def test_after_the_end_the_page_says_how_and_when(session, make_act, someone, sam):
    jay = someone(worker=sam)
    end_stay(session, make_act(sam.id), jay.id, NewEnding(StayEnding.MOVED_AWAY))
    page = page_of(session, make_act, jay, NOW + DAY)
    assert (page.ended_at, page.ending, page.bonds, page.summary) == (
        NOW,
        StayEnding.MOVED_AWAY,
        (),
        Summary(),
    )


def strangers(session, team, many):
    """Write down as many people as make a planner think twice: nothing but their bare rows."""
    ids = range(1_000_000, 1_000_000 + many)
    known = {"known_at": MATCHED, "recorded_at": MATCHED, "recorded_by": "system:test"}
    for table, own in (
        (Person, {"team_id": team.id, "name_ct": b"x", "first_here_at": MATCHED, "written_in_by": "system:test"}),
        (PersonKey, {"wrapped": b"x", "key_version": 1}),
        (Standing, {}),
        (Stay, {"referred_at": MATCHED, "came_from": CameFrom.FAMILY} | known),
    ):  # fmt: skip
        key = "id" if table is Person else "person_id"
        session.execute(insert(table), [{key: id_} | own for id_ in ids])
    session.execute(text("ANALYZE"))


def rows_read(session, statement, given):
    """Give how many rows each step of the plan reads; SQLite tells of those that scan a table."""
    connection = session.connection()
    if connection.dialect.name == "sqlite":
        plan = [
            row.detail
            for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", given)
        ]
        scanned = [step.split()[1] for step in plan if step.startswith("SCAN ")]
        return {table: session.scalar(text(f"SELECT count(*) FROM {table}")) for table in scanned}
    plan = connection.exec_driver_sql(f"EXPLAIN (ANALYZE, FORMAT JSON) {statement}", given)
    steps, read = [plan.scalar_one()[0]["Plan"]], {}
    for step in steps:
        steps += step.get("Plans", [])
        passed_over = step.get("Rows Removed by Filter", 0)
        read[f"{len(read)} {step['Node Type']}"] = step["Actual Rows"] + passed_over
    return read


def test_my_people_are_read_and_not_everyone_s(session, team, someone, sam, mine):
    someone(worker=sam)
    strangers(session, team, 4_000)
    sent = []
    event.listen(
        session.connection(), "before_cursor_execute", lambda *args: sent.append(args[2:4])
    )
    assert names(mine(sam)) == ["Jay"]
    read = rows_read(session, *sent[-1])
    assert read
    assert {step: many for step, many in read.items() if many > 100} == {}


@pytest.mark.parametrize("others", [0, 2])
def test_a_page_takes_four_statements_however_much_there_is(
    session, make_act, someone, sam, ana, lee, others
):
    jay = someone(worker=sam, phone="07700 900123")
    for days, worker in ((2, ana), (1, lee))[:others]:
        act = make_act(sam.id, at=NOW - days * DAY)
        agree_rhythm(session, act, jay.id, NewRhythm(7))
        name_deputy(session, act, jay.id, worker.id)
    session.expunge_all()
    sent = []
    event.listen(session.connection(), "before_cursor_execute", lambda *args: sent.append(args[2]))
    page_of(session, make_act, jay)
    assert len(sent) == 4, "\n".join(sent)
