"""What we agreed on pages: written down, answered in a press, set right; nobody judges theirs."""

import re
from datetime import date

import pytest
from sqlalchemy import select, update

from tests.conftest import NOW
from tests.factories.alerts import rules_open, swept
from tests.factories.contacts import logged
from tests.factories.promises import TUESDAY, answered, promised, wanted
from tests.stored import held
from tests.web.alongside import DAY, HOUR
from tests.web.counting import counted
from tests.web.filling import fill, form_of, send
from tracker.domain.vocabulary import KeptOrNot, Outcome, RuleKey, StayEnding, WhosePromise
from tracker.models.promises import Promise, PromiseAnswer
from tracker.services.stays import NewEnding, end_stay

WORDS, DAY_SAID = "Ring the college", "2026-11-24"
GOOD = {"words": WORDS, "due_on": DAY_SAID}
NOT_YET, FRIDAY = KeptOrNot.NOT_YET, date(2026, 11, 27)
BUTTONS = re.compile(r'/agreements/\w+/(kept|not-yet|let-go|edit)"')


@pytest.fixture
def write(fresh_sessions, make_act, around):
    """Write something down about Jay: `write(promised, …)`, as Sam an hour ago; give the row."""

    def do(what, *given, by="key_worker", at=NOW - HOUR, of="jay", **more):
        worker = getattr(around, by)
        with fresh_sessions.begin() as session:
            act = make_act(worker.id, at=at)
            if what in (promised, wanted, logged):
                given = (getattr(around, of), worker, *given)
            return what(session, act, *given, **more)

    return do


@pytest.fixture
def rows(fresh_sessions, keys):
    """Give the promises or answers there are, whole and without their tokens, oldest first."""

    def read(table=Promise):
        with fresh_sessions() as session:
            found = session.scalars(select(table).order_by(table.id)).all()
            kept = [held(session, keys, row) for row in found]
        return [{n: v for n, v in row.items() if n != "form_token"} for row in kept]

    return read


@pytest.fixture
def answers(rows):
    return lambda: [(a["answer"], a.get("due_on")) for a in rows(PromiseAnswer)]


# Reading


def test_a_person_s_page_has_our_promises_first_by_their_day_then_theirs(client, around, write):
    write(wanted, "Go for one run")
    write(promised, "Ring housing", FRIDAY)
    write(promised, "Send the bus times", date(2026, 11, 18), at=NOW - 3 * DAY)
    write(answered, write(promised, "Done with"))  # settled: not on this page
    page = client.sign_in(around.key_worker).get(around.address()).text
    card = page.partition('id="agreed"')[2].partition("</section>")[0]
    assert re.findall(r'class="typed">([^<]+)<', card) == [
        "Send the bus times", "Ring housing", "Go for one run",
    ]  # fmt: skip
    assert "By Wed 18 Nov (2 days ago):" in card
    assert "By Fri 27 Nov:" in card
    assert "Jay thinks about, or tries" in card
    assert BUTTONS.findall(card) == ["kept", "not-yet"] * 2  # theirs has neither
    assert card.index("We said we would") < card.index("Jay thinks about")


def test_what_we_agreed_stands_before_what_comes_next_and_after_the_alert(client, around, write):
    write(promised)
    page = client.sign_in(around.key_worker).get(around.address()).text
    places = [page.index(f'id="{part}"') for part in ("agreed", "next", "story")]
    assert places == sorted(places)


def test_an_empty_page_says_what_will_stand_there(client, around):
    client.sign_in(around.key_worker)
    for address in (around.address(), around.address("agreements")):
        assert "Nothing open. What you both say you will do stands here" in client.get(address).text


def test_the_page_of_agreements_says_who_said_what_when_and_what_came_of_it(client, around, write):
    contact = write(logged, Outcome.MET, at=NOW - DAY)
    promise = write(promised, contact_id=contact.id)
    write(answered, promise, NOT_YET, FRIDAY)
    write(wanted)
    write(answered, write(promised, "Write the letter"), by="lead")
    page = client.sign_in(around.key_worker).get(around.address("agreements")).text
    assert "<title>What we agreed - Alongside</title>" in page
    assert "Jay. Key worker: Sam (you), since Wed 2 Sep." in page
    assert f'href="{around.address("log", contact.public_id)}">Said on Thu 19 Nov</a>, Sam' in page
    assert "Not yet: Sam, Fri 20 Nov. The new day is Fri 27 Nov." in page
    assert "By Fri 27 Nov:" in page
    assert "<strong>Kept:</strong>" in page
    assert "Rae, Fri 20 Nov" in page
    assert BUTTONS.findall(page) == ["kept", "not-yet", "let-go", "edit", "let-go", "edit"]
    assert re.findall(r'aria-current="page">([^<]+)<', page) == ["Agreements"]


@pytest.mark.parametrize("whose", ["jay", "kit"])
def test_who_reads_and_who_answers(client, around, write, answers, whose):
    every = ["kept", "not-yet", "let-go", "edit"]
    table = {
        # who: (what their page answers, which buttons are on it)
        "key_worker": (200, every),
        "lead": (200, every),
        "deputy": (200, every[:3]),  # answers, and does not set right
        "opener": (200, []),  # looks only
        "outsider": (404, []),
        "administrator": (404, []),
    }
    if whose == "kit":  # whoever wrote them in looks only; the lead of the team does it all
        table = {"writer": (200, []), "lead": (200, every), "deputy": (404, [])}
    address = around.address("agreements", of=getattr(around, whose))
    for who, (status, buttons) in table.items():
        promise = write(promised, by="lead", of=whose)
        client.sign_in(getattr(around, who))
        page, before = client.get(address), len(answers())
        assert page.status_code == status, who
        assert BUTTONS.findall(page.text)[: len(every)] == buttons, who
        kept = client.submit(f"{address}/{promise.public_id}/kept", seen=promise.public_id)
        assert kept.status_code == (302 if buttons else 403 if status == 200 else 404), who
        assert len(answers()) - before == bool(buttons)


def test_someone_else_s_promise_is_not_found_under_jay_s_address(client, around, write, answers):
    theirs = write(promised, by="outsider", of="amina")
    given = write(answered, write(promised, "Other", by="outsider", of="amina"), by="outsider")
    client.sign_in(around.lead)
    address = around.address("agreements", theirs.public_id)
    for answer in (
        client.get(address + "/edit"),
        client.get(address + "/not-yet"),
        client.submit(address + "/kept", seen=theirs.public_id),
        client.submit(around.address("agreements", "answers", given.public_id, "undo")),
    ):
        assert answer.status_code == 404
        assert WORDS not in answer.text
    assert answers() == [(KeptOrNot.KEPT, None)]


# Writing down


def test_what_we_will_do_is_written_down_with_its_day(client, around, rows):
    client.sign_in(around.key_worker)
    answer = fill(client, around.address("agreements", "new"), **GOOD)
    assert (answer.status_code, answer.location) == (302, around.address())
    assert rows() == [
        {
            "person_id": around.jay.id,
            "worker_id": around.key_worker.id,
            "whose": WhosePromise.OURS,
            "words": WORDS,
            "promised_at": NOW,
            "due_on": TUESDAY,
            "known_at": NOW,
            "recorded_at": NOW,
            "recorded_by": f"worker:{around.key_worker.id}",
        }
    ]
    assert "Written down." in client.get(around.address()).text


def test_what_they_try_is_written_down_without_a_day_and_by_whom_it_was_heard(client, around, rows):
    client.sign_in(around.lead)
    worker = around.key_worker.public_id
    given = {"whose": "theirs", "words": "Go for one run", "worker": worker}
    assert fill(client, around.address("agreements", "new"), **given).status_code == 302
    (row,) = rows()
    assert (row["whose"], row["worker_id"], "due_on" in row) == (
        WhosePromise.THEIRS, around.key_worker.id, False,
    )  # fmt: skip


def test_what_was_agreed_in_a_contact_is_filled_in_and_belongs_to_it(client, around, write, rows):
    contact = write(logged, Outcome.MET, by="deputy", at=NOW - DAY, agreed="We ring on Monday.")
    client.sign_in(around.key_worker)
    address = around.address("agreements", "new") + f"?contact={contact.public_id}"
    shown = client.get(around.address("log", contact.public_id)).text
    assert f'href="{address}"' in shown
    page = client.get(address)
    assert "Said on Thu 19 Nov, when: We met." in page.text
    assert form_of(page)[1]["words"] == ["We ring on Monday."]
    assert fill(client, address, due_on="2026-11-23").status_code == 302
    (row,) = rows()
    assert (row["contact_id"], row["promised_at"], row["worker_id"]) == (
        contact.id, NOW - DAY, around.deputy.id,
    )  # fmt: skip


def test_a_contact_that_is_not_jay_s_is_not_found(client, around, write):
    theirs = write(logged, by="outsider", of="amina").public_id
    client.sign_in(around.key_worker)
    for contact in ("zzzzzzzzzz", "x", theirs):
        address = around.address("agreements", "new") + f"?contact={contact}"
        assert client.get(address).status_code == 404


REFUSED = [
    ({"words": ""}, "Write what was agreed."),
    ({"words": "x" * 2_001}, "Use at most 2,000 letters."),
    ({"due_on": ""}, "Choose the day by which we do it."),
    ({"due_on": "2026-11-19"}, "Choose a day from Friday 20 November on, within a year."),
    ({"due_on": "soon"}, "Write it as 2026-06-04, 04/06/2026 or 4 Jun 2026."),
    ({"whose": "theirs"}, "What they try has no day. Leave it empty."),
    ({"whose": "nobody's"}, "Choose whose it is."),
    ({"worker": "zzzzzzzzzz"}, "Choose who said it for us."),
]


def test_what_is_wrong_is_said_and_nothing_typed_is_lost(client, around, rows, audit_trail):
    client.sign_in(around.key_worker)
    for typed, sentence in REFUSED:
        answer = fill(client, around.address("agreements", "new"), **(GOOD | typed))
        assert answer.status_code == 422, typed
        assert f">{sentence}<" in answer.text
        assert "<title>Error: Write down what you agreed - Alongside</title>" in answer.text
        assert form_of(answer)[1]["words"] == [typed.get("words", WORDS)]
    assert rows() == []
    sam = f"worker:{around.key_worker.id}"
    assert audit_trail()[-1] == ("promises.new", "refused", sam, {around.jay.id})


def test_a_form_sent_twice_is_one_promise(client, around, rows):
    client.sign_in(around.key_worker)
    address = around.address("agreements", "new")
    page = client.get(address)
    sent = [send(client, address, page, **GOOD) for _ in range(2)]
    assert [(a.status_code, a.location) for a in sent] == [(302, around.address())] * 2
    assert len(rows()) == 1


def test_after_their_time_with_us_nothing_new_is_offered_or_taken(client, around, write, rows):
    client.sign_in(around.lead)
    address = around.address("agreements", "new")
    page = client.get(address)
    write(end_stay, around.jay.id, NewEnding(StayEnding.MOVED_ON))
    answer = send(client, address, page, **GOOD)
    assert answer.status_code == 422
    assert "Their time with us has ended. Nothing was changed." in answer.text
    assert form_of(answer)[1]["words"] == [WORDS]
    assert rows() == []
    for shown in (around.address(), around.address("agreements")):
        assert f'href="{address}"' not in client.get(shown).text


# Answering


def press(client, page, button):
    """Press the first button of this name, as the page has it."""
    form = re.search(rf'action="([^"]+/{button})">(.*?)</form>', page.text, re.DOTALL)
    seen = re.search(r'name="seen" value="(\w+)"', form[2])
    return client.submit(form[1], **({"seen": seen[1]} if seen else {}))


def test_one_press_says_that_it_is_kept_and_may_be_undone(client, around, write, answers):
    write(promised)
    client.sign_in(around.key_worker)
    kept = press(client, client.get(around.address()), "kept")
    assert (kept.status_code, kept.location) == (302, around.address())
    page = client.get(around.address())
    assert "Saved as kept. You can undo this for 10 minutes." in page.text
    assert WORDS not in page.text
    assert answers() == [(KeptOrNot.KEPT, None)]
    undone = press(client, page, "undo")
    assert (undone.status_code, undone.location) == (302, around.address())
    page = client.get(around.address()).text
    assert "Undone. It is open again." in page
    assert WORDS in page


def test_undo_stands_beside_a_fresh_answer_of_ones_own_alone(client, around, write, clock, app):
    write(answered, write(promised), at=NOW)
    address = around.address("agreements")
    client.sign_in(around.key_worker)
    lead = app.test_client().sign_in(around.lead)
    page = client.get(address)
    assert "Undo the answer" in page.text
    assert "Undo the answer" not in lead.get(address).text
    clock.forward(minutes=10, microseconds=1)
    assert "Undo the answer" not in client.get(address).text
    late = press(client, page, "undo")
    assert late.status_code == 409
    assert "More than 10 minutes have passed. Write it down anew instead." in late.text
    assert "<strong>Kept:</strong>" in late.text  # what stands is shown with it


def test_undo_twice_is_undone_once(client, around, write):
    write(answered, write(promised), at=NOW)
    client.sign_in(around.key_worker)
    page = client.get(around.address("agreements"))
    assert [press(client, page, "undo").status_code for _ in range(2)] == [302, 302]


def test_not_yet_suggests_a_week_and_names_another_day(client, around, write, answers):
    promise = write(promised)
    client.sign_in(around.key_worker)
    address = around.address("agreements", promise.public_id, "not-yet")
    page = client.get(address)
    assert form_of(page)[1]["due_on"] == ["2026-11-27"]
    assert "Tell Jay the new day first." in page.text
    answer = send(client, address, page, due_on="2026-12-01")
    assert (answer.status_code, answer.location) == (302, around.address())
    assert answers() == [(NOT_YET, date(2026, 12, 1))]
    page = client.get(around.address()).text
    assert "Saved. The new day counts from now on." in page
    assert "By Tue 1 Dec:" in page


def test_a_new_day_that_cannot_be_is_refused_and_kept_as_typed(client, around, write, answers):
    promise = write(promised)
    client.sign_in(around.key_worker)
    address = around.address("agreements", promise.public_id, "not-yet")
    for typed, sentence in (
        ("", "Choose the new day."),
        ("2026-11-19", "Choose a day from today on, within a year."),
        ("soon", "Write it as 2026-06-04, 04/06/2026 or 4 Jun 2026."),
    ):
        answer = fill(client, address, due_on=typed)
        assert answer.status_code == 422
        assert f">{sentence}<" in answer.text
        assert form_of(answer)[1]["due_on"] == [typed]
    assert answers() == []


def test_theirs_is_let_go_together_and_never_ticked_off(client, around, write, answers):
    theirs = write(wanted)
    client.sign_in(around.key_worker)
    page = client.get(around.address("agreements"))
    kept = client.submit(
        around.address("agreements", theirs.public_id, "kept"), seen=theirs.public_id
    )
    assert kept.status_code == 422
    assert "What they try is theirs. You can only let it go together." in kept.text
    not_yet = client.get(around.address("agreements", theirs.public_id, "not-yet")).text
    assert "There is no day to name here any more." in not_yet
    assert press(client, page, "let-go").status_code == 302
    assert answers() == [(KeptOrNot.LET_GO, None)]


def test_the_second_of_two_sees_what_stands_and_nothing_is_written_over(
    client, around, write, answers, app
):
    write(promised)
    page = client.sign_in(around.key_worker).get(around.address("agreements"))
    lead = app.test_client().sign_in(around.lead)
    assert press(lead, lead.get(around.address()), "kept").status_code == 302
    twice = press(client, page, "kept")
    assert twice.status_code == 302  # the same answer: it is so
    other = press(client, page, "let-go")
    assert other.status_code == 409
    assert "Nothing was changed" in other.text
    assert "Rae changed this at 12:00. Look at it again." in other.text
    assert "<strong>Kept:</strong>" in other.text
    assert answers() == [(KeptOrNot.KEPT, None)]


def test_a_day_typed_over_another_day_is_shown_beside_it_and_can_be_saved_on_top(
    client, around, write, answers, app
):
    promise = write(promised)
    address = around.address("agreements", promise.public_id, "not-yet")
    page = client.sign_in(around.key_worker).get(address)
    fill(app.test_client().sign_in(around.lead), address, due_on="2026-11-30")
    answer = send(client, address, page, due_on="2026-12-02")
    assert answer.status_code == 409
    assert "Rae changed this at 12:00. Look at it again." in answer.text
    assert "Rae, Fri 20 Nov. The new day is Mon 30 Nov." in answer.text
    assert form_of(answer)[1]["due_on"] == ["2026-12-02"]
    assert send(client, address, answer).status_code == 302
    assert answers() == [(NOT_YET, date(2026, 11, 30)), (NOT_YET, date(2026, 12, 2))]


# The alert


def test_do_this_leads_to_the_promise_and_answering_it_closes_the_alert(
    client, around, write, fresh_sessions, make_act
):
    write(promised, due_on=date(2026, 11, 18), at=NOW - 3 * DAY)
    write(promised, "Send the bus times", date(2026, 11, 19), at=NOW - 3 * DAY)
    write(promised, "Not due yet", FRIDAY)
    with fresh_sessions.begin() as session:
        swept(session, make_act, NOW)
        assert RuleKey.PROMISE_PAST in rules_open(session, around.jay)
    client.sign_in(around.key_worker)
    for address in (around.address(), "/alerts"):
        page = client.get(address).text
        card = page.partition("We said we would do 2 things for Jay")[2].partition("</article>")[0]
        found = re.findall(r'<li>([^<]+)<a href="[^"]+#promise-\w+">([^<]+)</a>, (\w+)</li>', card)
        assert found == [
            ("Tue 17 Nov: ", "Ring the college", "Sam"),
            ("Tue 17 Nov: ", "Send the bus times", "Sam"),
        ]
    do = re.search(r'action="(/alerts/\w+/do)"', card)[1]
    answer = client.submit(do)
    assert answer.location == around.address("agreements")
    page = client.get(answer.location)
    assert press(client, page, "kept").status_code == 302
    with fresh_sessions() as session:
        assert RuleKey.PROMISE_PAST in rules_open(session, around.jay)  # the other one stands
    assert press(client, client.get(answer.location), "kept").status_code == 302
    with fresh_sessions() as session:
        assert RuleKey.PROMISE_PAST not in rules_open(session, around.jay)
    assert "for Jay" not in client.get("/alerts").text.partition("We said we would")[2][:100]


# Setting right


def test_it_is_set_right_with_the_reason(client, around, write, rows, clock):
    old = write(promised)
    clock.forward(hours=1)
    client.sign_in(around.lead)
    address = around.address("agreements", old.public_id, "edit")
    typed = {"words": "Ring housing", "due_on": "2026-11-25", "reason": "It was housing."}
    answer = fill(client, address, **typed)
    assert (answer.status_code, answer.location) == (302, around.address())
    before, after = rows()
    assert before.pop("superseded_at") == NOW + HOUR
    assert after == before | {
        "words": "Ring housing",
        "due_on": date(2026, 11, 25),
        "reason": "It was housing.",
        "recorded_at": NOW + HOUR,
        "recorded_by": f"worker:{around.lead.id}",
        "replaces_id": 1,
        "first_id": 1,
    }
    assert "Ring housing" in client.get(around.address()).text
    assert "(set right)" in client.get(around.address("agreements")).text
    assert client.get(address).location != address


def test_theirs_is_set_right_without_a_day(client, around, write, rows):
    address = around.address("agreements", write(wanted).public_id, "edit")
    client.sign_in(around.key_worker)
    assert "due_on" not in form_of(client.get(address))[1]
    typed = {"words": "Try the pool", "reason": "It was the pool.", "due_on": DAY_SAID}
    assert fill(client, address, **typed).status_code == 302  # a day that was not asked for
    assert [row["words"] for row in rows()] == ["Try the gym once", "Try the pool"]
    assert "due_on" not in rows()[1]


def test_without_a_reason_nothing_is_set_right_and_what_was_typed_is_kept(
    client, around, write, rows
):
    address = around.address("agreements", write(promised).public_id, "edit")
    client.sign_in(around.key_worker)
    answer = fill(client, address, words="Ring housing")
    assert answer.status_code == 422
    assert ">Say what you are setting right.<" in answer.text
    assert form_of(answer)[1]["words"] == ["Ring housing"]
    late = fill(client, address, words="Ring housing", reason="It was.", due_on="2026-11-01")
    assert ">Choose a day from Friday 20 November on, within a year.<" in late.text
    assert len(rows()) == 1


def test_two_who_set_right_at_once_see_both_versions_and_lose_nothing(
    client, around, write, rows, app
):
    address = around.address("agreements", write(promised).public_id, "edit")
    page = client.sign_in(around.key_worker).get(address)
    lead = app.test_client().sign_in(around.lead)
    assert fill(lead, address, words="Ring housing", reason="Housing.").status_code == 302
    answer = send(client, address, page, words="Ring Jo", reason="It was Jo.")
    assert answer.status_code == 409
    assert "Rae changed this at 12:00. Look at it again." in answer.text
    assert "What stands now" in answer.text
    assert "Ring housing" in answer.text
    assert form_of(answer)[1]["words"] == ["Ring Jo"]
    assert send(client, address, answer).status_code == 302
    assert [(row["words"], row.get("replaces_id")) for row in rows()] == [
        (WORDS, None), ("Ring housing", 1), ("Ring Jo", 2),
    ]  # fmt: skip


def test_words_that_cannot_be_opened_are_shown_as_such_and_never_written_over(
    client, around, write, fresh_sessions
):
    promise = write(promised)
    with fresh_sessions.begin() as session:
        session.execute(update(Promise).values(words_ct=b"\x01" * 40))
    client.sign_in(around.key_worker)
    for address in (around.address(), around.address("agreements")):
        assert "record unavailable" in client.get(address).text
    edit = around.address("agreements", promise.public_id, "edit")
    for answer in (client.get(edit), client.submit(edit, words="x", reason="y")):
        assert answer.status_code == 503
    with fresh_sessions() as session:
        assert session.scalars(select(Promise.words_ct)).all() == [b"\x01" * 40]


def test_each_answer_is_written_down_once(client, around, write, audit_trail):
    write(promised)
    client.sign_in(around.key_worker)
    before = len(audit_trail())
    page = client.get(around.address("agreements"))
    press(client, page, "kept")
    press(client, client.get(around.address()), "undo")
    sam, jay = f"worker:{around.key_worker.id}", {around.jay.id}
    assert audit_trail()[before:] == [
        ("promises.index", "done", sam, jay),
        ("promise.kept", "done", sam, jay),
        ("people.show", "done", sam, jay),
        ("promise.answer_undone", "done", sam, jay),
    ]


def test_however_many_there_are_the_page_takes_as_many_statements(
    client, around, write, fresh_engine
):
    client.sign_in(around.key_worker)

    def asked():
        with counted(fresh_engine) as sent:
            assert client.get(around.address("agreements")).status_code == 200
        return len(sent)

    asked()
    few = asked()
    for _ in range(4):
        write(answered, write(promised), NOT_YET, FRIDAY)
    assert asked() == few


def test_an_answer_that_does_not_say_what_it_saw_changes_nothing(client, around, write, answers):
    promise = write(promised)
    client.sign_in(around.key_worker)
    address = around.address("agreements", promise.public_id)
    sent = {"kept": {}, "let-go": {"seen": ""}, "not-yet": {"due_on": "2026-12-01"}}
    for how, body in sent.items():
        assert client.submit(f"{address}/{how}", **body).status_code == 409, how
    assert answers() == []
