"""Gathering: what counts had happened, was known and stands; each row that must not count is seeded."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import event

from tests.conftest import NOW
from tests.factories.bonds import LONG_AGO, a_person, a_team, a_worker
from tests.factories.fact_rows import (
    a_bond,
    a_contact,
    a_meeting,
    a_pause,
    a_promise,
    a_rhythm,
    a_stay,
    a_stop,
    an_answer,
    kept,
)
from tracker.domain.alerts.facts import (
    ContactFact,
    Facts,
    JusticeFact,
    MeetingFact,
    PairingFact,
    PauseFact,
    PromiseFact,
    RhythmFact,
    StayFact,
)
from tracker.domain.vocabulary import (
    Circumstance,
    JusticeKind,
    KeptOrNot,
    MeetingState,
    Outcome,
    PairingEnd,
    PairingRole,
    PauseKind,
    StayEnding,
    Whose,
    WhosePromise,
    WithWhom,
)
from tracker.models.alerts import Standing
from tracker.models.contacts import ContactWorker
from tracker.queries.facts import gather

MOMENT, DAY = timedelta(microseconds=1), timedelta(days=1)
EARLIER = NOW - 30 * DAY
RECORDED = datetime(2027, 1, 1, tzinfo=UTC)
SUPERSEDED = {"superseded_at": RECORDED}


@pytest.fixture
def sam(session):
    return a_worker(session, "Sam")


@pytest.fixture
def ana(session):
    return a_worker(session, "Ana")


@pytest.fixture
def team(session, sam, ana):
    return a_team(session, lead=sam, deputy_lead=ana)


@pytest.fixture
def jay(session, team):
    return a_person(session, team)


@pytest.fixture
def amina(session, team):
    return a_person(session, team)


@pytest.fixture
def known(session, london, jay):
    """Give what is known of Jay at an instant."""

    def facts(at=NOW):
        return gather(session, [jay.id], at, {"GB-ENG": london})[jay.id]

    return facts


OPEN_ENDED = {"ended_at": RECORDED, "ending": StayEnding.OTHER}  # so that another may be open
BREAK = {"ended_at": RECORDED}
KINDS = {
    "stays": (a_stay, OPEN_ENDED, lambda facts: facts.stay and [facts.stay.referred_at]),
    "pauses": (a_pause, BREAK, lambda facts: [p.from_at for p in facts.pauses]),
    "rhythms": (a_rhythm, {}, lambda facts: [r.agreed_at for r in facts.rhythms]),
    "pairings": (
        a_bond,
        BREAK
        | {
            "role": PairingRole.DEPUTY,
            "end_reason": PairingEnd.OTHER,
            "end_planned": True,
            "ended_by": "worker:1",
        },
        lambda facts: [p.started_at for p in facts.pairings],
    ),
    "contacts": (a_contact, {}, lambda facts: [c.occurred_at for c in facts.contacts]),
    "justice": (a_stop, {}, lambda facts: [j.occurred_at for j in facts.justice]),
    "promises": (a_promise, {}, lambda facts: [p.said_at for p in facts.promises]),
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_row_counts_from_the_instant_it_had_happened_and_was_known(
    session, jay, sam, amina, known, kind
):
    make, ended, read = KINDS[kind]
    make(session, jay, sam, NOW, **ended)  # counts: it happened and was known just now
    make(session, jay, sam, NOW - DAY, **(ended | SUPERSEDED))  # was put right or undone
    make(session, jay, sam, NOW - 2 * DAY, **(ended | {"known_at": NOW + MOMENT}))  # heard later
    make(session, jay, sam, NOW + MOMENT, **ended)  # is still to come
    make(session, amina, sam, NOW - 3 * DAY, **ended)  # is about someone else
    assert read(known(NOW)) == [NOW]
    assert not read(known(NOW - MOMENT))


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "stays"])
def test_rows_come_in_order_of_their_instant_then_as_written(session, jay, sam, known, kind):
    make, ended, read = KINDS[kind]
    for days in (1, 3, 2):
        make(session, jay, sam, NOW - days * DAY, **ended)
    assert read(known()) == [NOW - 3 * DAY, NOW - 2 * DAY, NOW - DAY]


def test_facts_hold_everything_there_is_to_know(session, london, jay, sam, ana, known):
    jay.born_on = date(2009, 3, 1)
    a_stay(session, jay, sam, EARLIER, started_at=EARLIER + DAY)
    a_bond(session, jay, sam, EARLIER)
    a_bond(session, jay, ana, EARLIER, PairingRole.DEPUTY)
    a_rhythm(session, jay, sam, EARLIER, every_days=14, breathing_days=3)
    a_rhythm(
        session, jay, sam, EARLIER + DAY, circumstance=Circumstance.CUSTODY, ended_at=NOW - DAY
    )
    a_pause(session, jay, sam, EARLIER, ended_at=EARLIER + DAY, ended_by=f"worker:{sam.id}")
    contact = a_contact(session, jay, sam, NOW - DAY, Outcome.MISSED_EACH_OTHER)
    kept(session, ContactWorker(contact_id=contact.id, worker_id=ana.id))
    a_stop(session, jay, sam, NOW - DAY, kind=JusticeKind.ARREST)
    assert known() == Facts(
        person_id=jay.id,
        calendar=london,
        first_here_at=LONG_AGO,
        born_on=date(2009, 3, 1),
        stay=StayFact(EARLIER, EARLIER + DAY),
        pairings=(
            PairingFact(PairingRole.KEY_WORKER, sam.id, EARLIER),
            PairingFact(PairingRole.DEPUTY, ana.id, EARLIER),
        ),
        rhythms=(
            RhythmFact(EARLIER, 14, 3),
            RhythmFact(EARLIER + DAY, 7, None, Circumstance.CUSTODY, NOW - DAY),
        ),
        pauses=(PauseFact(PauseKind.HOLIDAY, EARLIER, date(2026, 12, 1), EARLIER + DAY),),
        contacts=(
            ContactFact(NOW - DAY, contact.id, sam.id, Outcome.MISSED_EACH_OTHER, (ana.id,)),
        ),
        justice=(JusticeFact(NOW - DAY, JusticeKind.ARREST),),
        lead_id=sam.id,
        deputy_lead_id=ana.id,
    )


NOT_YET = KeptOrNot.NOT_YET
FOURTH, NINTH = date(2026, 12, 4), date(2026, 12, 9)


def test_a_promise_counts_until_it_is_answered_and_a_new_day_anew(session, jay, sam, known):
    promise = a_promise(session, jay, sam, EARLIER)
    an_answer(session, promise, NOW - 2 * DAY, NOT_YET, due_on=NINTH)
    an_answer(session, promise, NOW)
    first = PromiseFact(promise.id, EARLIER, FOURTH, NOW - 2 * DAY)
    again = PromiseFact(promise.id, NOW - 2 * DAY, NINTH)
    assert known(NOW).promises == (first, again._replace(answered_at=NOW))
    assert known(NOW - MOMENT).promises == (first, again)
    assert known(NOW - 3 * DAY).promises == (first._replace(answered_at=None),)


def test_an_answer_that_was_undone_or_heard_later_does_not_count(session, jay, sam, known):
    promise = a_promise(session, jay, sam, EARLIER)
    an_answer(session, promise, NOW - DAY, **SUPERSEDED)
    an_answer(session, promise, NOW - DAY, known_at=NOW + MOMENT)
    assert known(NOW).promises == (PromiseFact(promise.id, EARLIER, FOURTH),)


def test_a_promise_that_was_set_right_keeps_its_answers(session, jay, sam, known):
    first = a_promise(session, jay, sam, EARLIER, **SUPERSEDED)
    right = a_promise(session, jay, sam, EARLIER, NINTH, first_id=first.id, replaces_id=first.id)
    other = a_promise(session, jay, sam, NOW - DAY)
    an_answer(session, right, NOW)
    assert known(NOW).promises == (
        PromiseFact(right.id, EARLIER, NINTH, NOW),
        PromiseFact(other.id, NOW - DAY, FOURTH),
    )


def test_what_they_said_they_would_try_is_no_ones_to_keep(session, jay, sam, known):
    a_promise(session, jay, sam, NOW, due_on=None, whose=WhosePromise.THEIRS)
    assert known(NOW).promises == ()


def test_someone_of_whom_nothing_is_written_has_facts_of_nothing(london, jay, sam, ana, known):
    assert known() == Facts(
        person_id=jay.id,
        calendar=london,
        first_here_at=LONG_AGO,
        lead_id=sam.id,
        deputy_lead_id=ana.id,
    )


@pytest.mark.parametrize("with_whom", [WithWhom.SOMEONE_CLOSE, WithWhom.ANOTHER_SERVICE])
def test_a_contact_with_anyone_but_the_person_does_not_count(session, jay, sam, known, with_whom):
    a_contact(session, jay, sam, NOW, with_whom=with_whom)
    assert known().contacts == ()


def test_police_contact_of_someone_close_does_not_count(session, jay, sam, known):
    a_stop(session, jay, sam, NOW, whose=Whose.SOMEONE_CLOSE, relation="brother")
    assert known().justice == ()


def test_who_else_was_there_counts_only_with_a_contact_that_counts(session, jay, sam, ana, known):
    undone = a_contact(session, jay, sam, NOW - DAY, **SUPERSEDED)
    stands = a_contact(session, jay, sam, NOW)
    for contact in (undone, stands):
        kept(session, ContactWorker(contact_id=contact.id, worker_id=ana.id))
    assert known().contacts == (ContactFact(NOW, stands.id, sam.id, Outcome.MET, (ana.id,)),)


def test_the_latest_stay_is_the_one_that_counts(session, jay, sam, known):
    a_stay(session, jay, sam, EARLIER, ended_at=EARLIER + DAY, ending=StayEnding.MOVED_ON)
    a_stay(session, jay, sam, NOW)
    assert known(NOW).stay == StayFact(NOW)
    assert known(NOW - MOMENT).stay == StayFact(EARLIER, None, EARLIER + DAY, StayEnding.MOVED_ON)


def test_cover_to_come_counts_once_it_is_agreed_and_a_key_worker_to_come_does_not(
    session, jay, sam, ana, known
):
    starts, ends = NOW + DAY, NOW + 2 * DAY
    a_bond(session, jay, ana, starts, PairingRole.COVER, ended_at=ends, known_at=NOW)
    a_bond(session, jay, sam, starts, known_at=NOW)
    cover = PairingFact(PairingRole.COVER, ana.id, starts, ends)
    assert known(NOW - MOMENT).pairings == ()
    assert known(NOW).pairings == (cover,)
    assert known(starts).pairings == (cover, PairingFact(PairingRole.KEY_WORKER, sam.id, starts))


def test_a_meeting_counts_from_the_instant_it_was_planned_whatever_came_of_it(
    session, jay, amina, sam, known
):
    later = NOW + 5 * DAY
    coming = a_meeting(session, jay, sam, later, NOW)
    settled = {"state": MeetingState.WITHDRAWN, "settled_at": NOW - DAY}
    withdrawn = a_meeting(session, jay, sam, later + DAY, EARLIER, **settled)
    a_meeting(session, jay, sam, later + 2 * DAY, NOW + MOMENT)  # not planned yet
    a_meeting(session, amina, sam, later, EARLIER)  # with someone else
    hour = timedelta(hours=1)
    assert known().meetings == (
        MeetingFact(coming.id, sam.id, later, later + hour, NOW),
        MeetingFact(withdrawn.id, sam.id, later + DAY, later + DAY + hour, EARLIER, NOW - DAY),
    )


def test_everyone_is_asked_as_of_when_they_were_last_judged(session, london, jay, amina, team, sam):
    nobody_judged = a_person(session, team)
    judged = {jay.id: NOW, amina.id: NOW - DAY, nobody_judged.id: None}
    for person_id, at in judged.items():
        kept(session, Standing(person_id=person_id, judged_at=at))
    for person in (jay, amina, nobody_judged):
        for at in (NOW - DAY, NOW, NOW + MOMENT):
            a_contact(session, person, sam, at)
        a_meeting(session, person, sam, NOW + DAY, NOW)
    found = gather(session, judged, None, {"GB-ENG": london})
    counted = {
        person_id: ([c.occurred_at for c in facts.contacts], len(facts.meetings))
        for person_id, facts in found.items()
    }
    assert counted == {
        jay.id: ([NOW - DAY, NOW], 1),
        amina.id: ([NOW - DAY], 0),
        nobody_judged.id: ([], 0),
    }


def test_nobody_asked_for_is_nobody_gathered(session, jay, london):
    assert gather(session, [], NOW, {"GB-ENG": london}) == {}
    assert gather(session, [jay.id + 999], NOW, {"GB-ENG": london}) == {}


def test_a_calendar_that_is_not_there_is_not_guessed(session, jay):
    with pytest.raises(KeyError, match="GB-ENG"):
        gather(session, [jay.id], NOW, {})


WINDOW = timedelta(days=28)


@pytest.mark.parametrize(
    ("times", "planned", "counted"),
    [
        pytest.param(11, None, 11, id="eleven reached lately: what was before changes nothing"),
        pytest.param(10, None, 11, id="ten: the one before is read too"),
        pytest.param(1, 80 * DAY, 1, id="one under a plan that is current still"),
        pytest.param(1, 90 * DAY, 2, id="one under a plan that is stale"),
        pytest.param(1, 59 * DAY, 2, id="one before the plan was agreed"),
    ],
)
def test_only_recent_contacts_are_read_where_they_are_enough_to_judge(
    session, london, jay, sam, times, planned, counted
):
    a_stay(session, jay, sam, NOW - 500 * DAY)
    if planned is not None:
        a_rhythm(session, jay, sam, NOW - planned)
    a_bond(session, jay, sam, NOW - 500 * DAY)
    a_contact(session, jay, sam, NOW - 300 * DAY)
    for number in range(times):
        a_contact(session, jay, sam, NOW - 60 * DAY + number * DAY)
    kept(session, Standing(person_id=jay.id, last_reached_at=NOW - 61 * DAY + times * DAY))
    found = gather(session, [jay.id], NOW, {"GB-ENG": london}, WINDOW)[jay.id]
    whole = gather(session, [jay.id], NOW, {"GB-ENG": london})[jay.id]
    assert (len(found.contacts), len(whole.contacts)) == (counted, times + 1)
    assert found.contacts == whole.contacts[-counted:]


@pytest.mark.parametrize(
    ("reached", "hint", "counted"),
    [
        pytest.param(12, 200 * DAY, 12, id="silent since then: half a year before it is enough"),
        pytest.param(12, None, 13, id="nothing is known of it: all is read"),
        pytest.param(12, 10 * DAY, 13, id="wrong, too late: all is read"),
        pytest.param(12, 900 * DAY, 13, id="wrong, too early: all is read along with it"),
        pytest.param(9, 200 * DAY, 10, id="too few to tell how often they are in touch"),
    ],
)
def test_when_standing_has_them_last_reached_is_only_a_hint(
    session, london, jay, sam, reached, hint, counted
):
    a_stay(session, jay, sam, NOW - 900 * DAY)
    a_rhythm(session, jay, sam, NOW - 900 * DAY)
    a_bond(session, jay, sam, NOW - 900 * DAY)
    a_contact(session, jay, sam, NOW - 800 * DAY)
    for number in range(reached):
        a_contact(session, jay, sam, NOW - 211 * DAY + number * DAY)
    hinted = None if hint is None else NOW - hint
    kept(session, Standing(person_id=jay.id, last_reached_at=hinted))
    found = gather(session, [jay.id], NOW, {"GB-ENG": london}, WINDOW)[jay.id]
    whole = gather(session, [jay.id], NOW, {"GB-ENG": london})[jay.id]
    assert len(whole.contacts) == reached + 1
    assert found.contacts == whole.contacts[-counted:]


STATEMENTS = 2


@pytest.mark.parametrize("people", [1, 3])
@pytest.mark.parametrize("as_of", [NOW, None], ids=["at an instant", "as last judged"])
def test_gathering_takes_two_statements_however_many_people(
    session, london, team, sam, ana, people, as_of
):
    everyone = [a_person(session, team) for _ in range(people)]
    for person in everyone:
        kept(session, Standing(person_id=person.id, judged_at=NOW))
        a_stay(session, person, sam, EARLIER)
        a_bond(session, person, sam, EARLIER)
        contact = a_contact(session, person, sam, NOW)
        kept(session, ContactWorker(contact_id=contact.id, worker_id=ana.id))
    ids = [person.id for person in everyone]
    sent = []
    event.listen(session.connection(), "before_cursor_execute", lambda *args: sent.append(args[2]))
    assert len(gather(session, ids, as_of, {"GB-ENG": london})) == people
    assert len(sent) == STATEMENTS, "\n".join(sent)
