"""The story of a relationship: what is told, in what order, and to whom."""

from datetime import date, timedelta

import pytest
from sqlalchemy import event

from tests.conftest import NOW
from tests.factories.bonds import a_pairing
from tests.factories.contacts import logged, new_contact
from tests.factories.justice import a_justice_contact
from tests.factories.meetings import planned
from tests.factories.people import REFERRED
from tests.queries.conftest import MATCHED
from tracker.adapters.keys import KeyRing
from tracker.domain.sealing import Place, Unreadable
from tracker.domain.vocabulary import (
    CameFrom,
    Circumstance,
    JusticeKind,
    MeetingKind,
    MeetingState,
    Outcome,
    PairingEnd,
    PairingRole,
    PauseKind,
    Precision,
    Starter,
    StayEnding,
    Way,
    Whose,
    WithWhom,
)
from tracker.queries.sealed import opener_for
from tracker.queries.stories import (
    ContactRow,
    Item,
    Mark,
    MeetingRow,
    coming_meetings,
    get_contact,
    get_meeting,
    story,
)
from tracker.services.contacts import correct_contact, undo_contact
from tracker.services.meetings import cancel_plan
from tracker.services.pairings import name_deputy
from tracker.services.pauses import NewPause, end_pause, pause
from tracker.services.rhythms import NewRhythm, agree_rhythm, end_circumstance
from tracker.services.stays import NewEnding, end_stay

MOMENT, HOUR, DAY = timedelta(microseconds=1), timedelta(hours=1), timedelta(days=1)
EVERYONE = None


@pytest.fixture
def jay(someone, sam):
    return someone(worker=sam)


@pytest.fixture
def told(session, keys, jay):
    """Tell Jay's story to whoever may read these team notes, and justice or not."""

    def tell(team_notes_of=EVERYONE, *, justice=True, ring=keys):
        opener = opener_for(session, ring, [jay.id])
        found = story(session, opener, jay.id, team_notes_of=team_notes_of, justice=justice)
        return found, opener

    return tell


def marks(items):
    return [item.mark for item in items]


def contacts(items):
    return [item.detail for item in items if item.mark is Mark.CONTACT]


def test_everything_that_happened_is_told_newest_first(session, make_act, jay, sam, ana, lee, told):
    step = iter(NOW + n * HOUR for n in range(20))
    act = lambda: make_act(sam.id, at=next(step))  # noqa: E731 - one instant after another
    custody = NewRhythm(28, circumstance=Circumstance.CUSTODY)
    name_deputy(session, act(), jay.id, ana.id)
    rhythm = agree_rhythm(session, act(), jay.id, custody)
    end_circumstance(session, act(), rhythm.id)
    contact = logged(session, act(), jay, sam)
    away = NewPause(PauseKind.HOLIDAY, date(2026, 12, 24), "Away")
    pause(session, act(), jay.id, away)
    end_pause(session, act(), jay.id)
    a_justice_contact(session, jay, next(step), JusticeKind.ARREST)
    end_stay(session, act(), jay.id, NewEnding(StayEnding.MOVED_AWAY))
    items, opener = told()
    at = [NOW + n * HOUR for n in range(8)]
    ended = {"why": PairingEnd.STAY_ENDED, "planned": True}
    with_sam = {"role": PairingRole.KEY_WORKER, "worker": "Sam"}
    with_ana = {"role": PairingRole.DEPUTY, "worker": "Ana"}
    in_custody = {"every_days": 28, "circumstance": Circumstance.CUSTODY}
    holiday = {"kind": PauseKind.HOLIDAY}
    assert opener.failed == []
    assert items == [
        Item(Mark.PAIRING_ENDED, at[7], with_sam | ended),
        Item(Mark.PAIRING_ENDED, at[7], with_ana | ended),
        Item(Mark.STAY_ENDED, at[7], {"ending": StayEnding.MOVED_AWAY}),
        Item(
            Mark.JUSTICE,
            at[6],
            {"own": True, "kind": JusticeKind.ARREST, "on": date(2026, 11, 20)},
        ),
        Item(Mark.PAUSE_ENDED, at[5], holiday),
        Item(Mark.PAUSED, at[4], holiday | {"look_again_on": date(2026, 12, 24)}),
        Item(Mark.CONTACT, at[3], contacts(items)[0]),
        Item(Mark.CIRCUMSTANCE_ENDED, at[2], in_custody),
        Item(Mark.RHYTHM_AGREED, at[1], in_custody),
        Item(Mark.PAIRING_STARTED, at[0], with_ana),
        Item(Mark.PAIRING_STARTED, MATCHED, with_sam),
        Item(Mark.CAME_TO_US, REFERRED, {"came_from": CameFrom.FAMILY}),
    ]
    assert contacts(items)[0].contact_id == contact.id


def test_a_contact_is_opened_whole(session, make_act, jay, sam, ana, told):
    meeting = planned(session, make_act(sam.id, at=NOW - DAY), jay, sam, NOW - HOUR)
    contact = logged(
        session,
        make_act(ana.id),
        jay,
        sam,
        Outcome.SPOKE,
        at=NOW - HOUR,
        who_started=Starter.THEM,
        minutes=25,
        place="The library",
        agreed="Ring on Monday.",
        shared="We spoke about college.",
        team="Her mum sounded tired.",
        held_back_reason="Her mum asked.",
        worried_told_who="Lee, at 11.",
        meeting_id=meeting.id,
    )
    items, _ = told()
    assert contacts(items) == [
        ContactRow(
            contact_id=contact.id,
            public_id=contact.public_id,
            person_id=jay.id,
            worker_id=sam.id,
            worker_name="Sam",
            occurred_at=NOW - HOUR,
            precision=Precision.EXACT,
            with_whom=WithWhom.PERSON,
            way=Way.CALL,
            outcome=Outcome.SPOKE,
            who_started=Starter.THEM,
            minutes=25,
            recorded_at=NOW,
            known_at=NOW,
            recorded_by=f"worker:{ana.id}",
            corrected=False,
            place="The library",
            agreed="Ring on Monday.",
            shared="We spoke about college.",
            team="Her mum sounded tired.",
            held_back_reason="Her mum asked.",
            worried_told_who="Lee, at 11.",
            reason=None,
            meeting_id=meeting.id,
        )
    ]


def test_what_was_put_right_or_undone_is_not_told_and_the_reason_is(
    session, make_act, jay, sam, ana, told
):
    wrong = logged(session, make_act(sam.id), jay, sam, shared="We met.")
    undone = logged(session, make_act(sam.id), jay, sam)
    undo_contact(session, make_act(sam.id, at=NOW + MOMENT), undone.id)
    new = new_contact(sam, NOW, Outcome.SPOKE, shared="We spoke.")
    right = correct_contact(session, make_act(ana.id, at=NOW + HOUR), wrong.id, new, "By phone.")
    a_pairing(session, jay, ana, PairingRole.DEPUTY, superseded_at=NOW)
    items, _ = told()
    assert [(row.contact_id, row.shared, row.reason, row.corrected) for row in contacts(items)] == [
        (right.id, "We spoke.", "By phone.", True)
    ]
    assert marks(items) == [Mark.CONTACT, Mark.PAIRING_STARTED, Mark.CAME_TO_US]


def test_someone_elses_story_is_not_told(session, make_act, someone, jay, sam, told):
    amina = someone("Amina", sam)
    logged(session, make_act(sam.id), amina, sam)
    a_justice_contact(session, amina, NOW)
    items, _ = told()
    assert marks(items) == [Mark.PAIRING_STARTED, Mark.CAME_TO_US]


# Who sees which notes


@pytest.fixture
def notes(session, make_act, jay, sam, ana, lee):
    """Sam noted of a contact of Sam; Ana noted of a contact of Sam; Lee of one of Ana."""
    for number, (by, of) in enumerate(((sam, sam), (ana, sam), (lee, ana))):
        logged(
            session,
            make_act(by.id, at=NOW + number * HOUR),
            jay,
            of,
            shared=f"To Jay, from {by.name}",
            team=f"To the team, from {by.name}",
            held_back_reason=f"Because, {by.name}",
        )


@pytest.mark.parametrize(
    ("reads", "seen"),
    [
        pytest.param(None, ["Lee", "Ana", "Sam"], id="key worker and lead: everyone's"),
        pytest.param("nobody's", [], id="deputy, cover, who opened with a reason: nobody's"),
        pytest.param("Ana", ["Ana"], id="who wrote them in: what they wrote down themselves"),
        pytest.param("Sam", ["Sam"], id="not what others wrote about their contact"),
    ],
)
def test_team_notes_are_told_to_whom_they_are_for(notes, told, sam, ana, reads, seen):
    own = {"Ana": {ana.id}, "Sam": {sam.id}}.get(reads, ())
    rows = contacts(told(None if reads is None else frozenset(own))[0])
    assert [row.team for row in rows if row.team] == [f"To the team, from {name}" for name in seen]
    assert [row.held_back_reason for row in rows if row.held_back_reason] == [
        f"Because, {name}" for name in seen
    ]
    assert [row.shared for row in rows] == [f"To Jay, from {n}" for n in ("Lee", "Ana", "Sam")]


def test_contact_with_police_is_told_only_to_who_may_know(session, jay, told):
    a_justice_contact(session, jay, NOW, JusticeKind.STOP)
    close = {"whose": Whose.SOMEONE_CLOSE, "relation": "brother"}
    a_justice_contact(session, jay, NOW + HOUR, JusticeKind.COURT, **close)
    a_justice_contact(session, jay, NOW + 2 * HOUR, superseded_at=NOW + DAY)  # was put right
    items, _ = told(justice=True)
    assert [item.detail for item in items if item.mark is Mark.JUSTICE] == [
        {"own": False, "kind": JusticeKind.COURT, "on": date(2026, 11, 20)},
        {"own": True, "kind": JusticeKind.STOP, "on": date(2026, 11, 20)},
    ]
    items, _ = told(justice=False)
    assert Mark.JUSTICE not in marks(items)


def test_what_cannot_be_opened_is_shown_as_such_and_reported(
    session, make_act, jay, sam, told, tmp_path
):
    KeyRing.create_file(tmp_path / "others.json")
    contact = logged(session, make_act(sam.id), jay, sam, shared="We met.", agreed="Monday.")
    items, opener = told(ring=KeyRing.from_file(tmp_path / "others.json"))
    (row,) = contacts(items)
    shut = {name: Place("contact", name, contact.public_id) for name in ("agreed_ct", "shared_ct")}
    assert (row.agreed, row.shared, row.team) == (
        Unreadable(shut["agreed_ct"]),
        Unreadable(shut["shared_ct"]),
        None,
    )
    assert set(shut.values()) <= set(opener.failed)


# One contact, one meeting, what is coming


def test_one_contact_is_found_while_it_stands(session, make_act, keys, jay, sam):
    opener = opener_for(session, keys, [jay.id])
    contact = logged(session, make_act(sam.id), jay, sam, shared="We met.", team="Tired.")
    shown = get_contact(session, opener, contact.public_id, team=True)
    assert (shown.shared, shown.team, shown.worker_name) == ("We met.", "Tired.", "Sam")
    assert get_contact(session, opener, contact.public_id, team=False).team is None
    undo_contact(session, make_act(sam.id, at=NOW + MOMENT), contact.id)
    assert get_contact(session, opener, contact.public_id, team=True) is None
    assert get_contact(session, opener, "notthere00", team=True) is None


def test_what_is_coming_is_what_is_still_planned_soonest_first(
    session, make_act, keys, someone, jay, sam, ana
):
    plan = make_act(sam.id)
    later = planned(session, plan, jay, ana, NOW + 2 * DAY, kind=MeetingKind.COURT, way=Way.VIDEO)
    sooner = planned(session, plan, jay, sam, NOW + HOUR, minutes=30, place="The library")
    withdrawn = planned(session, plan, jay, sam, NOW + DAY)
    happened = planned(session, plan, jay, sam, NOW + MOMENT)
    planned(session, plan, someone("Amina", sam), sam, NOW + DAY)  # with someone else
    act = make_act(sam.id, at=NOW + DAY)  # sooner is over, and nothing is recorded of it
    cancel_plan(session, act, withdrawn.id, expected_version=1)
    logged(session, act, jay, sam, at=NOW + HOUR, meeting_id=happened.id)
    opener = opener_for(session, keys, [jay.id])
    rows = coming_meetings(session, opener, jay.id)
    assert rows == [
        MeetingRow(
            meeting_id=sooner.id,
            public_id=sooner.public_id,
            person_id=jay.id,
            worker_id=sam.id,
            worker_name="Sam",
            kind=MeetingKind.MEETING,
            starts_at=NOW + HOUR,
            ends_at=NOW + HOUR + timedelta(minutes=30),
            way=Way.IN_PERSON,
            place="The library",
            state=MeetingState.PLANNED,
            version=1,
        ),
        get_meeting(session, opener, later.public_id),
    ]
    assert (rows[1].kind, rows[1].worker_name, rows[1].way) == (
        MeetingKind.COURT,
        "Ana",
        Way.VIDEO,
    )
    assert get_meeting(session, opener, withdrawn.public_id).state is MeetingState.WITHDRAWN
    assert get_meeting(session, opener, "notthere00") is None


@pytest.mark.parametrize("times", [1, 3])
@pytest.mark.parametrize(
    ("justice", "statements"),
    [pytest.param(True, 6, id="justice"), pytest.param(False, 5, id="none")],
)
def test_a_story_takes_as_many_statements_however_long_it_is(
    session, make_act, keys, jay, sam, times, justice, statements
):
    for number in range(times):
        act = make_act(sam.id, at=NOW + number * HOUR)
        logged(session, act, jay, sam, shared="We met.")
        agree_rhythm(session, act, jay.id, NewRhythm(7))
        a_justice_contact(session, jay, act.at)
    session.expunge_all()
    opener = opener_for(session, keys, [jay.id])
    sent = []
    event.listen(session.connection(), "before_cursor_execute", lambda *args: sent.append(args[2]))
    found = story(session, opener, jay.id, team_notes_of=None, justice=justice)
    assert len(found) == 2 + times * (3 if justice else 2)
    assert len(sent) == statements, "\n".join(sent)
