"""A contact as it was written: read, set right with a reason, undone while it is fresh."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from tests.conftest import NOW
from tests.factories.contacts import logged
from tests.factories.meetings import planned
from tests.stored import held
from tests.web.alongside import DAY, HOUR
from tests.web.filling import HOSTILE, fill, form_of, send
from tracker.domain.vocabulary import MeetingState, Outcome, Setting, Way
from tracker.models.contacts import Contact, ContactWorker
from tracker.models.meetings import Meeting

TEAM_NOTE, REASON = "Jay sounded tired.", "It was a call."
MOMENT = timedelta(microseconds=1)


@pytest.fixture
def write(fresh_sessions, make_act, around):
    """Log a contact with Jay by someone, an hour ago; give its public id."""

    def log(who="key_worker", *, written=NOW - HOUR, person="jay", **more):
        given = {"at": NOW - DAY, "outcome": Outcome.MET, "place": "Library", "team": TEAM_NOTE}
        worker = getattr(around, who)
        with fresh_sessions.begin() as session:
            act = make_act(worker.id, at=written)
            return logged(session, act, getattr(around, person), worker, **(given | more)).public_id

    return log


@pytest.fixture
def rows(fresh_sessions, keys):
    """Give every contact, whole and without its token, by its public id, oldest first."""

    def read():
        with fresh_sessions() as session:
            found = session.scalars(select(Contact).order_by(Contact.id)).all()
            return {row.public_id: held(session, keys, row) for row in found}

    return read


def test_a_contact_is_shown_with_its_texts_and_who_wrote_it(client, around, write):
    contact = write(agreed="Sam rings the college.", minutes=1, setting=Setting.GROUP)
    page = client.sign_in(around.key_worker).get(around.address("log", contact)).text
    assert "<title>A contact - Alongside</title>" in page
    assert "<h1>We met</h1>" in page
    for words in ("Library", "1 minute<", "In a group", "Sam rings the college.", TEAM_NOTE):
        assert words in page
    assert "Written down by Sam, Friday 20 November, 11am." in page


@pytest.mark.parametrize(
    ("who", "status", "sees_note", "corrects"),
    [
        pytest.param("key_worker", 200, True, True, id="key worker"),
        pytest.param("lead", 200, True, True, id="lead"),
        pytest.param("deputy", 200, False, False, id="deputy: no team notes, not another's words"),
        pytest.param("opener", 200, False, False, id="opened with a reason"),
        pytest.param("outsider", 404, False, False, id="another person's key worker"),
        pytest.param("administrator", 404, False, False, id="administrator"),
    ],
)
def test_who_reads_the_team_note_and_who_may_correct(
    client, around, write, who, status, sees_note, corrects
):
    contact = write()
    client.sign_in(getattr(around, who))
    answer = client.get(around.address("log", contact))
    assert answer.status_code == status
    assert (TEAM_NOTE in answer.text) is sees_note
    assert ("Correct this" in answer.text) is corrects
    edit = client.get(around.address("log", contact, "edit"))
    assert edit.status_code == (200 if corrects else 403 if status == 200 else 404)
    assert (TEAM_NOTE in edit.text) is corrects
    posted = client.submit(around.address("log", contact, "edit"), reason=REASON)
    assert posted.status_code == (422 if corrects else 403 if status == 200 else 404)


def test_someone_else_s_contact_is_not_found_under_jay_s_address(client, around, write, rows):
    theirs = write("outsider", person="amina", written=NOW)
    client.sign_in(around.lead)
    address = around.address("log", theirs)
    for answer in (
        client.get(address),
        client.get(address + "/edit"),
        client.submit(address + "/edit", outcome="met", reason=REASON),
        client.submit(address + "/undo"),
    ):
        assert answer.status_code == 404
        assert TEAM_NOTE not in answer.text
    assert "superseded_at" not in rows()[theirs]


def test_who_wrote_them_in_reads_and_corrects_their_own_words(client, around, write):
    contact = write("writer", person="kit")
    address = around.address("log", contact, of=around.kit)
    assert TEAM_NOTE in client.sign_in(around.writer).get(address).text
    assert TEAM_NOTE in client.get(address + "/edit").text


def test_who_wrote_them_in_does_not_read_what_the_lead_noted(
    client, around, fresh_sessions, make_act
):
    # Wyn was there; Rae wrote it down
    with fresh_sessions.begin() as session:
        act = make_act(around.lead.id, at=NOW - HOUR)
        said = {"at": NOW - DAY, "team": TEAM_NOTE, "shared": "We walked."}
        contact = logged(session, act, around.kit, around.writer, **said).public_id
    page = client.sign_in(around.writer).get(around.address("log", contact, of=around.kit)).text
    assert "We walked." in page
    assert TEAM_NOTE not in page


def test_a_correction_stands_in_its_place_with_the_reason(client, around, write, rows, clock):
    old = write(
        outcome=Outcome.MET, also_there=frozenset({around.deputy.id}), setting=Setting.GROUP
    )
    clock.forward(hours=1)
    client.sign_in(around.lead)
    typed = {"outcome": "spoke", "way": "call", "place": "", "reason": REASON}
    answer = fill(client, around.address("log", old, "edit"), **typed)
    assert (answer.status_code, answer.location) == (302, around.address())
    before, after = rows().values()
    assert before.pop("superseded_at") == NOW + HOUR
    token = after.pop("form_token")
    assert token
    changed = {"outcome": Outcome.SPOKE, "way": Way.CALL, "reason": REASON}
    told = {"recorded_at": NOW + HOUR, "recorded_by": f"worker:{around.lead.id}"}
    del before["place"]
    assert after == before | changed | told | {"replaces_id": 1}
    assert client.get(around.address("log", old)).status_code == 404


def test_who_else_was_there_is_carried_on(client, around, write, fresh_sessions):
    old = write(also_there=frozenset({around.deputy.id, around.outsider.id}))
    client.sign_in(around.key_worker)
    assert fill(client, around.address("log", old, "edit"), reason=REASON).status_code == 302
    with fresh_sessions() as session:
        there = session.execute(select(ContactWorker.contact_id, ContactWorker.worker_id)).all()
    assert set(there) == {(c, w) for c in (1, 2) for w in (around.deputy.id, around.outsider.id)}


def test_a_correction_without_a_reason_keeps_what_was_typed_and_changes_nothing(
    client, around, write, rows
):
    old = write()
    client.sign_in(around.key_worker)
    answer = fill(client, around.address("log", old, "edit"), place="The park")
    assert answer.status_code == 422
    assert ">Say what you are setting right.<" in answer.text
    assert form_of(answer)[1]["place"] == ["The park"]
    late = fill(client, around.address("log", old, "edit"), reason=REASON, occurred_at="2026-12-24")
    assert late.status_code == 422
    assert form_of(late)[1]["reason"] == [REASON]
    assert [row.get("superseded_at") for row in rows().values()] == [None]


def test_a_team_note_one_may_not_read_is_kept_as_it_is(client, around, write, rows):
    old = write("deputy", held_back_reason="Risk to Jay's mum.")
    client.sign_in(around.deputy)
    assert TEAM_NOTE not in client.get(around.address("log", old, "edit")).text
    typed = {"reason": REASON, "team": "Overwritten.", "place": "The park"}
    assert fill(client, around.address("log", old, "edit"), **typed).status_code == 302
    after = list(rows().values())[-1]
    kept = {name: after[name] for name in ("team", "held_back_reason", "place")}
    assert kept == {
        "team": TEAM_NOTE,
        "held_back_reason": "Risk to Jay's mum.",
        "place": "The park",
    }


def test_a_text_that_cannot_be_opened_is_never_written_over(client, around, write, fresh_sessions):
    old = write(shared="Read me.")
    with fresh_sessions.begin() as session:
        session.execute(update(Contact).values(shared_ct=b"\x01" * 40))
    client.sign_in(around.key_worker)
    edit = around.address("log", old, "edit")
    assert "record unavailable" in client.get(around.address("log", old)).text
    for answer in (client.get(edit), client.submit(edit, outcome="met", reason=REASON)):
        assert answer.status_code == 503
        assert "record unavailable" in answer.text
    with fresh_sessions() as session:
        assert session.scalars(select(Contact.shared_ct)).all() == [b"\x01" * 40]


def test_two_who_correct_at_once_see_both_versions_and_lose_nothing(
    client, around, app, write, rows
):
    old = write()
    edit = around.address("log", old, "edit")
    page = client.sign_in(around.key_worker).get(edit)
    ali = app.test_client().sign_in(around.lead)
    assert fill(ali, edit, reason="It was the café.", place="Café").status_code == 302
    answer = send(client, edit, page, reason="It was the park.", place="The park")
    assert answer.status_code == 409
    assert "Rae changed this at 12:00. Look at it again." in answer.text
    assert "What stands now" in answer.text
    assert "Café" in answer.text
    on_top, body = form_of(answer)
    assert (body["place"], body["reason"]) == (["The park"], ["It was the park."])
    assert len(rows()) == 2
    assert send(client, edit, answer).status_code == 302
    first, second, third = rows().values()
    assert (third["place"], third["replaces_id"]) == ("The park", 2)
    assert (first["superseded_at"], second["superseded_at"]) == (NOW, NOW)
    assert old not in on_top
    assert client.get(edit).location == around.address("log", list(rows())[-1], "edit")


def test_whoever_may_not_correct_the_newer_one_sees_both_and_no_button(client, around, app, write):
    old = write("deputy")
    edit = around.address("log", old, "edit")
    page = client.sign_in(around.deputy).get(edit)
    fill(app.test_client().sign_in(around.lead), edit, reason="It was the café.", place="Café")
    answer = send(client, edit, page, reason="It was the park.", place="The park")
    assert answer.status_code == 409
    assert "Only the key worker or a lead can change what stands now." in answer.text
    assert "The park" in answer.text
    assert TEAM_NOTE not in answer.text


def test_what_was_undone_meanwhile_can_be_logged_anew(client, around, app, write, rows):
    old = write(written=NOW)
    edit = around.address("log", old, "edit")
    page = client.sign_in(around.lead).get(edit)
    app.test_client().sign_in(around.key_worker).submit(around.address("log", old, "undo"))
    answer = send(client, edit, page, reason="It was the park.", place="The park")
    assert answer.status_code == 409
    assert "This was undone at 12:00. Log it again if it happened." in answer.text
    assert send(client, edit, answer).status_code == 302
    assert [(row["place"], "superseded_at" in row) for row in rows().values()] == [
        ("Library", True),
        ("The park", False),
    ]
    assert client.get(edit).status_code == 404


def test_a_correction_sent_twice_is_one(client, around, write, rows):
    edit = around.address("log", write(), "edit")
    page = client.sign_in(around.key_worker).get(edit)
    answers = [send(client, edit, page, reason=REASON, place="The park") for _ in range(2)]
    assert [(a.status_code, a.location) for a in answers] == [(302, around.address())] * 2
    assert len(rows()) == 2


def test_the_done_line_undoes_and_the_meeting_is_in_the_plan_again(
    client, around, fresh_sessions, make_act, rows
):
    with fresh_sessions.begin() as session:
        act = make_act(around.key_worker.id, at=NOW - DAY)
        meeting = planned(session, act, around.jay, around.key_worker, NOW - HOUR).public_id
    client.sign_in(around.key_worker)
    fill(client, around.address("log") + f"?what=met&meeting={meeting}", then="later")
    (contact,) = rows()
    undo = around.address("log", contact, "undo")
    page = client.get(around.address()).text
    assert "Saved. You can undo this for 10 minutes." in page
    assert f'action="{undo}"' in page
    assert f'href="{around.address("log", contact, "edit")}?more=1">Add more</a>' in page
    answer = client.submit(undo)
    assert (answer.status_code, answer.location) == (302, around.address())
    assert "Undone." in client.get(around.address()).text
    assert rows()[contact]["superseded_at"] == NOW
    with fresh_sessions() as session:
        assert session.scalars(select(Meeting.state)).all() == [MeetingState.PLANNED]


@pytest.mark.parametrize(
    ("who", "after", "sentence"),
    [
        pytest.param("key_worker", timedelta(minutes=10), None, id="ten minutes after"),
        pytest.param("key_worker", timedelta(minutes=10) + MOMENT, "More than 10 minutes have passed. Correct it instead, with a reason.", id="later"),
        pytest.param("lead", timedelta(0), "Someone else logged this. Correct it instead, with a reason.", id="someone else's"),
    ],
)  # fmt: skip
def test_undo_is_for_ten_minutes_and_for_ones_own(
    client, around, write, rows, clock, who, after, sentence
):
    contact = write(written=NOW)
    clock.at += after
    client.sign_in(getattr(around, who))
    offered = "Undo this" in client.get(around.address("log", contact)).text
    answer = client.submit(around.address("log", contact, "undo"))
    assert offered is (sentence is None)
    assert ("superseded_at" in rows()[contact]) is (sentence is None)
    assert answer.status_code == (409 if sentence else 302)
    if sentence:
        assert sentence in answer.text
        assert "Correct this" in answer.text


def test_undo_twice_is_undone_once(client, around, write, rows):
    contact = write(written=NOW)
    client.sign_in(around.key_worker)
    undo = around.address("log", contact, "undo")
    assert [client.submit(undo).status_code for _ in range(2)] == [302, 302]
    assert len(rows()) == 1


def test_a_correction_is_not_undone_but_corrected_again(client, around, write, rows):
    old = write(written=NOW)
    client.sign_in(around.key_worker)
    fill(client, around.address("log", old, "edit"), reason=REASON)
    new = list(rows())[-1]
    assert "Undo this" not in client.get(around.address("log", new)).text
    for version in (old, new):
        answer = client.submit(around.address("log", version, "undo"))
        assert answer.status_code == 409
        assert "Nothing was changed" in answer.text
    assert "superseded_at" not in rows()[new]


def test_each_answer_is_written_down_once(client, around, write, audit_trail):
    contact = write(written=NOW)
    client.sign_in(around.key_worker)
    before = len(audit_trail())
    client.get(around.address("log", contact))
    fill(client, around.address("log", contact, "edit"), reason=REASON)
    client.submit(around.address("log", contact, "undo"))
    sam, jay = f"worker:{around.key_worker.id}", {around.jay.id}
    assert audit_trail()[before:] == [
        ("contacts.show", "done", sam, jay),
        ("contacts.edit", "done", sam, jay),
        ("contact.corrected", "done", sam, jay),
        ("contacts.undo", "refused", sam, jay),
    ]


def test_hostile_words_in_a_correction_are_words_or_are_refused(client, around, write):
    address = around.address("log", write(), "edit")
    client.sign_in(around.key_worker)
    for words in HOSTILE:
        edit = client.get(address).location or address
        for typed in ({"reason": words, "place": words}, {"worker": words, "outcome": words}):
            answer = fill(client, edit, **({"reason": REASON} | typed))
            assert answer.status_code in {302, 422}, words
            edit = client.get(edit).location or edit
