"""What we agreed: written down, answered once, set right with a reason; the alert follows at once."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from tests.conftest import NOW
from tests.factories.alerts import rules_open, swept, the_alert
from tests.factories.contacts import logged
from tests.factories.promises import TUESDAY, answered, promised, wanted
from tests.stored import everything, held, refused
from tracker.domain.errors import ConflictError, InvalidError, NotFoundError
from tracker.domain.vocabulary import (
    Closed,
    KeptOrNot,
    Outcome,
    Precision,
    RuleKey,
    StayEnding,
    WhosePromise,
)
from tracker.models.promises import Promise, PromiseAnswer
from tracker.services.acts import Note
from tracker.services.conflicts import ChangedMeanwhileError
from tracker.services.promises import (
    NewAnswer,
    NewPromise,
    SetRight,
    answer_promise,
    correct_promise,
    make_promise,
    undo_answer,
)
from tracker.services.stays import NewEnding, end_stay

pytestmark = pytest.mark.usefixtures("standing_stays_true")
HOUR, DAY, MOMENT = timedelta(hours=1), timedelta(days=1), timedelta(microseconds=1)
PAST = datetime(2026, 11, 25, tzinfo=UTC)  # local 00:00 of the day after Tuesday
KEPT, NOT_YET, LET_GO = KeptOrNot
OURS, THEIRS = WhosePromise
FRIDAY = date(2026, 11, 27)
WHY = "It was housing, not the college."


@pytest.fixture
def promise(session, make_act, jay, with_sam, sam):
    """Sam rings the college by Tuesday 24 November 2026; said on Friday the 20th."""
    return promised(session, make_act(sam.id), jay, sam)


@pytest.fixture
def past(session, make_act, promise, jay):
    """That Tuesday is over."""
    swept(session, make_act, PAST)
    assert RuleKey.PROMISE_PAST in rules_open(session, jay)
    return promise


def alert_of(session, person):
    return the_alert(session, person, RuleKey.PROMISE_PAST)


# Made


def test_what_we_said_we_would_do_is_written_down_with_its_day(
    session, make_act, keys, jay, with_sam, sam
):
    act = make_act(sam.id, form_token="a-form")
    promise = promised(session, act, jay, sam, "  Ring the\r\ncollege ")
    assert held(session, keys, promise) == {
        "person_id": jay.id,
        "worker_id": sam.id,
        "form_token": "a-form",
        "whose": OURS,
        "words": "Ring the\ncollege",
        "promised_at": NOW,
        "due_on": TUESDAY,
        "known_at": NOW,
        "recorded_at": NOW,
        "recorded_by": f"worker:{sam.id}",
    }
    assert act.notes[0] == Note("promise.made", jay.id, "promise", promise.public_id)


def test_what_they_want_to_try_has_no_day(session, make_act, keys, jay, with_sam, sam):
    theirs = held(session, keys, wanted(session, make_act(sam.id), jay, sam))
    assert (theirs["whose"], theirs["words"], "due_on" in theirs) == (
        THEIRS, "Try the gym once", False,
    )  # fmt: skip


def test_what_was_said_in_a_contact_was_said_then(session, make_act, jay, with_sam, sam):
    contact = logged(session, make_act(sam.id), jay, sam, at=NOW - 3 * DAY)
    promise = promised(session, make_act(sam.id), jay, sam, contact_id=contact.id)
    assert (promise.contact_id, promise.promised_at, promise.known_at) == (
        contact.id, NOW - 3 * DAY, NOW,
    )  # fmt: skip


def test_a_contact_of_which_only_the_day_is_known_makes_a_promise_of_that_day(
    session, make_act, jay, with_sam, sam
):
    met = {"at": NOW - DAY, "precision": Precision.DAY}
    contact = logged(session, make_act(sam.id), jay, sam, Outcome.MET, **met)
    day = date(2026, 11, 19)  # the contact's own day: the first that can be named
    promise = promised(session, make_act(sam.id), jay, sam, due_on=day, contact_id=contact.id)
    assert promise.promised_at == datetime(2026, 11, 19, tzinfo=UTC)
    assert RuleKey.PROMISE_PAST in rules_open(session, jay)


@pytest.mark.parametrize(
    ("new", "field", "sentence"),
    [
        pytest.param({"words": " \n "}, "words", "Write what was agreed.", id="no words"),
        pytest.param({"words": "x" * 2_001}, "words", "Use 2,000 letters or fewer.", id="too many words"),
        pytest.param({"words": "a\x00b"}, "words", "Leave out characters that cannot be shown.", id="no text"),
        pytest.param({"due_on": None}, "due_on", "Choose the day by which we do it.", id="ours without a day"),
        pytest.param({"due_on": date(2026, 11, 19)}, "due_on", "Choose a day from Friday 20 November on, within a year.", id="yesterday"),
        pytest.param({"due_on": date(2027, 11, 22)}, "due_on", "Choose a day from Friday 20 November on, within a year.", id="in more than a year"),
        pytest.param({"whose": THEIRS}, "due_on", "What they try has no day. Leave it empty.", id="theirs with a day"),
        pytest.param({"worker_id": 999}, "worker", "Choose who said it for us.", id="a worker from nowhere"),
    ],
)  # fmt: skip
def test_what_cannot_be_so_is_refused_by_its_field(
    session, make_act, jay, with_sam, sam, new, field, sentence
):
    good = {"worker_id": sam.id, "whose": OURS, "words": "Ring", "due_on": TUESDAY}
    with refused(session, InvalidError, sentence, field):
        make_promise(session, make_act(sam.id), jay.id, NewPromise(**(good | new)))


@pytest.mark.parametrize(
    "due_on", [date(2026, 11, 20), date(2027, 11, 21)], ids=["today", "a year"]
)
def test_days_at_the_bounds_are_taken(session, make_act, jay, with_sam, sam, due_on):
    assert promised(session, make_act(sam.id), jay, sam, due_on=due_on).due_on == due_on


def test_the_same_form_sent_again_gives_the_same_promise(session, make_act, jay, with_sam, sam):
    first = promised(session, make_act(sam.id, form_token="a-form"), jay, sam)
    again = make_act(sam.id, at=NOW + HOUR, form_token="a-form")
    assert (promised(session, again, jay, sam), again.notes) == (first, [])


def test_nothing_is_promised_after_the_stay_or_to_nobody_or_in_another_s_contact(
    session, make_act, jay, with_sam, sam, team, lee
):
    with refused(session, NotFoundError, "There is no such person."):
        make_promise(
            session, make_act(sam.id), jay.id + 1, NewPromise(sam.id, OURS, "Ring", TUESDAY)
        )
    with refused(session, NotFoundError, "There is no such contact."):
        promised(session, make_act(sam.id), jay, sam, contact_id=999)
    end_stay(session, make_act(sam.id), jay.id, NewEnding(StayEnding.MOVED_ON))
    with refused(session, ConflictError, "Their time with us has ended. Nothing was changed."):
        promised(session, make_act(sam.id, at=NOW + HOUR), jay, sam)


# Answered


@pytest.mark.parametrize("answer", [KEPT, LET_GO])
def test_an_answer_closes_the_alert_while_one_is_looking(
    session, make_act, keys, past, jay, sam, answer
):
    act = make_act(sam.id, at=PAST + HOUR)
    row = answered(session, act, past, answer)
    assert held(session, keys, row) == {
        "person_id": jay.id,
        "promise_id": past.id,
        "answer": answer,
        "answered_at": PAST + HOUR,
        "known_at": PAST + HOUR,
        "recorded_at": PAST + HOUR,
        "recorded_by": f"worker:{sam.id}",
    }
    assert act.notes[0] == Note(f"promise.{answer}", jay.id, "promise", past.public_id)
    alert = alert_of(session, jay)
    assert (alert.closed_how, alert.closed_at) == (Closed.CAUSE_GONE, PAST + HOUR)


def test_not_yet_names_a_new_day_and_the_alert_comes_back_after_it(
    session, make_act, past, jay, sam
):
    not_yet = answered(session, make_act(sam.id, at=PAST + HOUR), past, NOT_YET, FRIDAY)
    assert RuleKey.PROMISE_PAST not in rules_open(session, jay)
    swept(session, make_act, datetime(2026, 11, 28, tzinfo=UTC) - MOMENT)
    assert RuleKey.PROMISE_PAST not in rules_open(session, jay)
    swept(session, make_act, datetime(2026, 11, 28, tzinfo=UTC))
    assert RuleKey.PROMISE_PAST in rules_open(session, jay)
    late = make_act(sam.id, at=datetime(2026, 11, 28, 9, tzinfo=UTC))
    answered(session, late, past, after=not_yet)
    assert RuleKey.PROMISE_PAST not in rules_open(session, jay)


@pytest.mark.parametrize(("answer", "day"), [(KEPT, None), (LET_GO, None), (NOT_YET, FRIDAY)])
def test_the_same_answer_given_twice_is_one(session, make_act, promise, sam, ana, answer, day):
    first = answered(session, make_act(sam.id), promise, answer, day)
    again = make_act(ana.id, at=NOW + HOUR)
    assert (answered(session, again, promise, answer, day), again.notes) == (first, [])


def test_another_answer_to_what_was_answered_meanwhile_is_refused_by_name(
    session, make_act, promise, sam, ana
):
    first = answered(session, make_act(sam.id), promise, NOT_YET, FRIDAY)
    sentence = "Sam changed this at 12:00. Look at it again."
    with refused(session, ChangedMeanwhileError, sentence):
        answered(session, make_act(ana.id, at=NOW + HOUR), promise, KEPT)
    kept = answered(session, make_act(ana.id, at=NOW + HOUR), promise, KEPT, after=first)
    sentence = "Ana changed this on Friday 20 November. Look at it again."
    with refused(session, ChangedMeanwhileError, sentence):
        answered(session, make_act(sam.id, at=NOW + DAY), promise, LET_GO, after=first)
    # and even whoever has seen it settled does not settle it again another way
    with refused(session, ConflictError, "This is settled already. Look at it again."):
        answered(session, make_act(sam.id, at=NOW + DAY), promise, LET_GO, after=kept)


def test_an_answer_that_was_undone_meanwhile_is_said(session, make_act, promise, sam, ana):
    first = answered(session, make_act(sam.id), promise, NOT_YET, FRIDAY)
    undo_answer(session, make_act(sam.id), first.id)
    sentence = "An answer to this was undone a moment ago. Look at it again."
    with refused(session, ConflictError, sentence):
        answered(session, make_act(ana.id), promise, KEPT, after=first)


@pytest.mark.parametrize(
    ("answer", "due_on", "field", "sentence"),
    [
        pytest.param(NOT_YET, None, "due_on", "Choose a day from today on, within a year.", id="not yet without a day"),
        pytest.param(NOT_YET, date(2026, 11, 19), "due_on", "Choose a day from today on, within a year.", id="not yet, by yesterday"),
        pytest.param(NOT_YET, date(2027, 11, 22), "due_on", "Choose a day from today on, within a year.", id="not yet, in more than a year"),
        pytest.param(KEPT, FRIDAY, "due_on", "Only a not yet names a new day.", id="kept, with a day"),
        pytest.param(LET_GO, FRIDAY, "due_on", "Only a not yet names a new day.", id="let go, with a day"),
    ],
)  # fmt: skip
def test_an_answer_that_cannot_be_so_is_refused(
    session, make_act, promise, sam, answer, due_on, field, sentence
):
    with refused(session, InvalidError, sentence, field):
        answered(session, make_act(sam.id), promise, answer, due_on)


@pytest.mark.parametrize(("answer", "day"), [(KEPT, None), (NOT_YET, FRIDAY)])
def test_nobody_of_us_judges_what_they_wanted_to_try(
    session, make_act, jay, with_sam, sam, answer, day
):
    theirs = wanted(session, make_act(sam.id), jay, sam)
    sentence = "What they try is theirs. You can only let it go together."
    with refused(session, InvalidError, sentence):
        answered(session, make_act(sam.id), theirs, answer, day)
    assert answered(session, make_act(sam.id), theirs, LET_GO).answer is LET_GO


def test_what_is_not_there_is_not_answered(session, make_act, jay, sam):
    with refused(session, NotFoundError, "There is no such promise."):
        answer_promise(session, make_act(sam.id), 999, NewAnswer(KEPT, "x"))
    with refused(session, NotFoundError, "There is no such answer."):
        undo_answer(session, make_act(sam.id), 999)


# Undone


def test_an_answer_is_undone_and_the_promise_is_past_its_day_again(
    session, make_act, past, jay, sam
):
    row = answered(session, make_act(sam.id, at=PAST + HOUR), past)
    act = make_act(sam.id, at=PAST + HOUR + timedelta(minutes=10))
    assert undo_answer(session, act, row.id) is row
    assert row.superseded_at == act.at
    assert act.notes[0] == Note("promise.answer_undone", jay.id, "promise_answer", row.public_id)
    assert RuleKey.PROMISE_PAST in rules_open(session, jay)
    assert answered(session, make_act(sam.id, at=PAST + 2 * HOUR), past).id != row.id


@pytest.mark.parametrize(
    ("who", "after", "sentence"),
    [
        pytest.param("ana", 0 * HOUR, "Someone else answered this. Ask them whether it is so.", id="someone else's"),
        pytest.param("sam", timedelta(minutes=10) + MOMENT, "More than 10 minutes have passed. Write it down anew instead.", id="later"),
    ],
)  # fmt: skip
def test_undo_is_for_ten_minutes_and_for_ones_own(
    session, make_act, promise, sam, request, who, after, sentence
):
    row = answered(session, make_act(sam.id), promise)
    worker = request.getfixturevalue(who)
    with refused(session, ConflictError, sentence):
        undo_answer(session, make_act(worker.id, at=NOW + after), row.id)


def test_undone_once(session, make_act, promise, sam):
    row = answered(session, make_act(sam.id), promise)
    undo_answer(session, make_act(sam.id), row.id)
    with refused(session, ConflictError, "This was undone already. Look at what stands now."):
        undo_answer(session, make_act(sam.id), row.id)


# Set right


def test_it_is_set_right_with_the_reason_and_keeps_what_was_answered(
    session, make_act, keys, promise, jay, sam, lee
):
    not_yet = answered(session, make_act(sam.id), promise, NOT_YET, FRIDAY)
    act = make_act(lee.id, at=NOW + HOUR, form_token="a-form")
    right = correct_promise(session, act, promise.id, SetRight("Ring housing", WHY, TUESDAY))
    assert held(session, keys, right) == {
        "person_id": jay.id,
        "worker_id": sam.id,
        "form_token": "a-form",
        "whose": OURS,
        "words": "Ring housing",
        "promised_at": NOW,
        "due_on": TUESDAY,
        "known_at": NOW,
        "recorded_at": NOW + HOUR,
        "recorded_by": f"worker:{lee.id}",
        "reason": WHY,
        "replaces_id": promise.id,
        "first_id": promise.id,
    }
    assert promise.superseded_at == NOW + HOUR
    assert act.notes[0] == Note("promise.corrected", jay.id, "promise", right.public_id)
    again = correct_promise(
        session, make_act(lee.id, at=NOW + 2 * HOUR), right.id, SetRight("Ring", WHY, TUESDAY)
    )
    assert (again.replaces_id, again.first_id) == (right.id, promise.id)
    answered(session, make_act(sam.id, at=NOW + 3 * HOUR), again, after=not_yet)
    rows = session.execute(select(PromiseAnswer.promise_id, PromiseAnswer.answer)).all()
    assert rows == [(promise.id, NOT_YET), (promise.id, KEPT)]


def test_another_day_closes_the_alert_at_once(session, make_act, past, jay, sam):
    act = make_act(sam.id, at=PAST + HOUR)
    correct_promise(session, act, past.id, SetRight("Ring the college", WHY, FRIDAY))
    assert alert_of(session, jay).closed_how is Closed.CAUSE_GONE


@pytest.mark.parametrize(
    ("right", "field", "sentence"),
    [
        pytest.param(SetRight("Ring", " ", TUESDAY), "reason", "Say what you are setting right.", id="no reason"),
        pytest.param(SetRight(" ", WHY, TUESDAY), "words", "Write what was agreed.", id="no words"),
        pytest.param(SetRight("Ring", WHY), "due_on", "Choose the day by which we do it.", id="no day"),
        pytest.param(SetRight("Ring", WHY, date(2026, 11, 19)), "due_on", "Choose a day from Friday 20 November on, within a year.", id="before it was said"),
    ],
)  # fmt: skip
def test_what_cannot_be_so_is_not_set_right(
    session, make_act, promise, sam, right, field, sentence
):
    with refused(session, InvalidError, sentence, field):
        correct_promise(session, make_act(sam.id), promise.id, right)


def test_who_sets_it_right_second_and_who_answers_old_words_hear_who_was_first(
    session, make_act, promise, sam, lee
):
    right = SetRight("Ring housing", WHY, TUESDAY)
    newer = correct_promise(session, make_act(lee.id), promise.id, right)
    sentence = "Lee changed this at 12:00. Look at it again."
    for act in (
        lambda: correct_promise(session, make_act(sam.id, at=NOW + HOUR), promise.id, right),
        lambda: answered(session, make_act(sam.id, at=NOW + HOUR), promise),
    ):
        with refused(session, ChangedMeanwhileError, sentence):
            act()
        with pytest.raises(ChangedMeanwhileError) as caught:
            act()
        assert caught.value.newer == newer.public_id


def test_a_correction_sent_twice_is_one(session, make_act, promise, sam):
    right = SetRight("Ring housing", WHY, TUESDAY)
    acts = [make_act(sam.id, at=NOW + n * HOUR, form_token="a-form") for n in (0, 1)]
    first, second = (correct_promise(session, act, promise.id, right) for act in acts)
    before = everything(session)
    assert first is second
    assert len(session.scalars(select(Promise.id)).all()) == 2
    assert everything(session) == before
