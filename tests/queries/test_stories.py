"""The story of a relationship: what is read, in how many statements, and for whom."""

from datetime import date, timedelta

import pytest
from sqlalchemy import event

from tests.conftest import NOW
from tests.factories.absences import an_absence
from tests.factories.bonds import a_pairing
from tests.factories.contacts import logged, new_contact
from tests.factories.fact_rows import a_promise, an_answer
from tests.factories.justice import a_justice_contact
from tests.factories.meetings import planned
from tests.factories.people import REFERRED
from tests.queries.conftest import MATCHED
from tracker.adapters.keys import KeyRing
from tracker.domain.pictures.things import AHEAD, Kind, things_of
from tracker.domain.sealing import Place, Unreadable
from tracker.domain.vocabulary import (
    CameFrom,
    Circumstance,
    JusticeKind,
    KeptOrNot,
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
    WhosePromise,
    WithWhom,
)
from tracker.models.contacts import ContactWorker
from tracker.queries.dated import Row
from tracker.queries.facts import gather
from tracker.queries.heads import get_page, read_head
from tracker.queries.pages import OpenPromise, Sees, read_person
from tracker.queries.sealed import Opener, opener_for
from tracker.queries.stories import (
    ContactRow,
    MeetingRow,
    coming_meetings,
    get_contact,
    get_meeting,
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
def told(session, keys, london, jay):
    """Read Jay's page and story for whoever may read these team notes, and justice or not."""

    def tell(team_notes_of=EVERYONE, *, justice=True, ring=keys, at=NOW + 30 * DAY):
        opener = Opener(ring)
        head = read_head(session, opener, jay.id)
        sees = Sees(team_notes_of, justice)
        _page, story = read_person(session, opener, head, london, at, sees)
        return story, opener

    return tell


def contacts(story):
    return list(reversed(story.contacts.values()))


def kinds(story):
    return [one.kind for one in things_of(story.facts, NOW + HOUR)]


def test_everything_that_happened_is_told_newest_first(session, make_act, jay, sam, ana, lee, told):
    step = iter(NOW + n * DAY for n in range(20))
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
    story, opener = told()
    at = [NOW + n * DAY for n in range(8)]
    told_of = things_of(story.facts, NOW + 30 * DAY)
    assert opener.failed == []
    assert [(one.kind, one.at, one.until) for one in told_of] == [
        (Kind.STAY_ENDED, at[7], None),
        (Kind.KEY_WORKER, MATCHED, at[7]),
        (Kind.DEPUTY, at[0], at[7]),
        (Kind.JUSTICE, at[6], None),
        (Kind.PAUSE, at[4], at[5]),
        (Kind.CONTACT, at[3], None),
        (Kind.CIRCUMSTANCE_ENDED, at[2], None),
        (Kind.RHYTHM, at[1], None),
        (Kind.GAP, REFERRED, MATCHED),
        (Kind.CAME_TO_US, REFERRED, None),
    ]
    said = {one.kind: story.row(one) for one in told_of}
    assert said[Kind.GAP] is None
    assert said[Kind.CONTACT].contact_id == contact.id
    assert said[Kind.STAY_ENDED].why is StayEnding.MOVED_AWAY
    assert said[Kind.CAME_TO_US].word is CameFrom.FAMILY
    assert (said[Kind.KEY_WORKER].worker, said[Kind.KEY_WORKER].why, said[Kind.KEY_WORKER].flag) == (
        "Sam", PairingEnd.STAY_ENDED, True,
    )  # fmt: skip
    assert (said[Kind.DEPUTY].worker, said[Kind.DEPUTY].word) == ("Ana", PairingRole.DEPUTY)
    assert (said[Kind.RHYTHM].number, said[Kind.RHYTHM].word) == (28, Circumstance.CUSTODY)
    assert (said[Kind.PAUSE].word, said[Kind.PAUSE].day) == (PauseKind.HOLIDAY, date(2026, 12, 24))
    assert (said[Kind.JUSTICE].word, said[Kind.JUSTICE].flag) == (JusticeKind.ARREST, True)


def test_what_is_ahead_is_what_is_planned_promised_and_away(
    session, make_act, jay, sam, ana, told, london
):
    act = make_act(sam.id)
    meeting = planned(session, act, jay, ana, NOW + 6 * DAY, place="The library")
    court = planned(session, act, jay, sam, NOW + 7 * DAY, kind=MeetingKind.COURT)
    kept, moved, dropped = (
        a_promise(session, jay, sam, NOW, date(2026, 11, day)) for day in (25, 26, 27)
    )
    theirs = a_promise(session, jay, sam, NOW, None, whose=WhosePromise.THEIRS)  # has no day
    a_promise(session, jay, sam, NOW, date(2026, 11, 28), superseded_at=NOW)  # was set right
    an_answer(session, kept, NOW)
    an_answer(session, moved, NOW, KeptOrNot.NOT_YET, due_on=date(2026, 12, 1))
    last = an_answer(session, moved, NOW + HOUR, KeptOrNot.NOT_YET, due_on=date(2026, 12, 3))
    an_answer(session, moved, NOW + 2 * HOUR, KeptOrNot.KEPT, superseded_at=NOW)  # undone
    an_answer(session, dropped, NOW, KeptOrNot.LET_GO)
    away = an_absence(session, sam, NOW + 9 * DAY, until=NOW + 20 * DAY)
    an_absence(session, sam, NOW - 9 * DAY, until=NOW - DAY)  # over
    an_absence(session, ana, NOW + DAY, until=NOW + 2 * DAY)  # not the key worker
    an_absence(session, sam, NOW + DAY, until=NOW + 2 * DAY, superseded_at=NOW)
    story, _ = told(at=NOW)
    ahead = [one for one in things_of(story.facts, NOW) if one.kind in AHEAD]
    assert [(one.kind, one.id, one.at) for one in ahead] == [
        (Kind.COMING, meeting.id, NOW + 6 * DAY),
        (Kind.COMING, court.id, NOW + 7 * DAY),
        (Kind.AWAY, away.id, NOW + 9 * DAY),
        (Kind.PROMISED, moved.id, london.start_of(date(2026, 12, 3))),
    ]
    assert story.coming[meeting.id].place == "The library"
    shut = {p.id: Unreadable(Place("promise", "words_ct", p.public_id)) for p in (moved, theirs)}
    assert story.promises == {
        moved.id: OpenPromise(
            moved.id, moved.public_id, WhosePromise.OURS, shut[moved.id], "Sam", NOW,
            date(2026, 12, 3), last.public_id,
        ),
        theirs.id: OpenPromise(
            theirs.id, theirs.public_id, WhosePromise.THEIRS, shut[theirs.id], "Sam", NOW, None,
            theirs.public_id,
        ),
    }  # fmt: skip
    story, _ = told(at=NOW, justice=False)
    assert set(story.coming) == {meeting.id}, "a court date is told like contact with the court"


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
    story, _ = told()
    assert contacts(story) == [
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
    story, _ = told()
    assert [(row.contact_id, row.shared, row.reason, row.corrected) for row in contacts(story)] == [
        (right.id, "We spoke.", "By phone.", True)
    ]
    assert kinds(story) == [Kind.KEY_WORKER, Kind.CONTACT, Kind.GAP, Kind.CAME_TO_US]


def test_someone_elses_story_is_not_told(session, make_act, someone, jay, sam, told):
    amina = someone("Amina", sam)
    logged(session, make_act(sam.id), amina, sam)
    a_justice_contact(session, amina, NOW)
    story, _ = told()
    assert kinds(story) == [Kind.KEY_WORKER, Kind.GAP, Kind.CAME_TO_US]


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
    story, _ = told(justice=True)
    assert [(row.flag, row.word, row.day) for row in story.rows[Row.JUSTICE]] == [
        (True, JusticeKind.STOP, date(2026, 11, 20)),
        (False, JusticeKind.COURT, date(2026, 11, 20)),
    ]
    story, _ = told(justice=False)
    assert (story.facts.justice, story.rows[Row.JUSTICE]) == ((), [])


def test_what_cannot_be_opened_is_shown_as_such_and_reported(
    session, make_act, jay, sam, told, tmp_path
):
    KeyRing.create_file(tmp_path / "others.json")
    contact = logged(session, make_act(sam.id), jay, sam, shared="We met.", agreed="Monday.")
    story, opener = told(ring=KeyRing.from_file(tmp_path / "others.json"))
    (row,) = contacts(story)
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
def test_a_person_with_their_story_takes_three_statements_however_long_it_is(
    session, make_act, jay, sam, ana, told, times
):
    for number in range(times):
        act = make_act(sam.id, at=NOW + number * HOUR)
        contact = logged(session, act, jay, sam, shared="We met.")
        session.add(ContactWorker(contact_id=contact.id, worker_id=ana.id))
        agree_rhythm(session, act, jay.id, NewRhythm(7))
        a_justice_contact(session, jay, act.at)
        planned(session, act, jay, sam, act.at + DAY)
    session.expunge_all()
    sent = []
    event.listen(session.connection(), "before_cursor_execute", lambda *args: sent.append(args[2]))
    story, _ = told()
    assert len(things_of(story.facts, NOW + DAY)) == 3 + times * 4
    assert [contact.others for contact in story.facts.facts.contacts] == [(ana.id,)] * times
    assert len(sent) == 3, "\n".join(sent)


def test_the_page_above_a_story_is_the_page_alone(session, make_act, keys, london, jay, sam, ana):
    """Two ways to read it, one page: what stands above the story is read with it."""
    name_deputy(session, make_act(sam.id), jay.id, ana.id)
    agree_rhythm(session, make_act(sam.id), jay.id, NewRhythm(7, breathing_days=3))
    agree_rhythm(session, make_act(sam.id, at=NOW + HOUR), jay.id, NewRhythm(14))
    for at in (NOW, NOW + DAY):
        opener = Opener(keys)
        head = read_head(session, opener, jay.id)
        page, _story = read_person(session, opener, head, london, at, Sees(EVERYONE, justice=True))
        assert page == get_page(session, Opener(keys), jay.id, at)


def test_the_facts_of_a_story_are_those_that_alerts_are_judged_by(
    session, make_act, london, jay, sam, ana, told
):
    for number, outcome in enumerate(Outcome):
        logged(session, make_act(ana.id, at=NOW + number * HOUR), jay, sam, outcome)
    logged(session, make_act(sam.id), jay, sam, with_whom=WithWhom.SOMEONE_CLOSE)
    agree_rhythm(session, make_act(sam.id), jay.id, NewRhythm(7))
    name_deputy(session, make_act(sam.id), jay.id, ana.id)
    story, _ = told()
    judged = gather(session, [jay.id], NOW + 30 * DAY, {"GB-ENG": london})[jay.id]
    drawn = story.facts.facts
    for name in ("person_id", "calendar", "first_here_at", "born_on"):
        assert getattr(drawn, name) == getattr(judged, name)
    for name in ("pairings", "rhythms", "pauses", "contacts"):
        assert getattr(drawn, name) == getattr(judged, name), name
    assert drawn.stay._replace(started_at=judged.stay.started_at) == judged.stay
