"""What is typed is in the form again, whatever came between; nobody else ever gets it."""

import re

import pytest
from sqlalchemy import func, select

from tests.web.alongside import DAY
from tests.web.filling import form_of, send
from tests.web.test_signing_in import PASSWORD, come_in, first_link
from tracker.models.contacts import Contact
from tracker.models.drafts import Draft
from tracker.web.drafts import FORMS

LINE = "Ring the college on Monday."


@pytest.fixture
def full(around):
    return around.address("log", "full")


@pytest.fixture
def counts(fresh_sessions):
    """Give how many contacts and how many drafts with words there are."""

    def read():
        with fresh_sessions() as session:
            drafts = select(func.count()).where(Draft.body_ct.is_not(None))
            return session.scalar(select(func.count()).select_from(Contact)), session.scalar(drafts)

    return read


def keep(client, address, page, how="while typing", **typed):
    return send(client, address, page, keep=how, kept="0", **typed)


def test_opening_a_form_keeps_nothing(client, around, full, counts):
    client.sign_in(around.key_worker)
    client.get(full)
    client.get(around.address("log?what=met"))
    assert counts() == (0, 0)


def test_what_was_typed_stands_in_the_form_again_even_what_is_wrong(client, around, full, counts):
    client.sign_in(around.key_worker)
    page = client.get(full)
    typed = {"agreed": LINE, "occurred_at": "soon", "minutes": "x", "outcome": "spoke"}
    answer = keep(client, full, page, also_there=around.deputy.public_id, **typed)
    assert answer.status_code == 200
    assert answer.json == {
        "draft": form_of(page)[1]["draft"][0],
        "said": "Kept at 12pm. Not saved yet.",
    }
    again = client.get(full)
    body = form_of(again)[1]
    assert {name: body[name] for name in [*typed, "also_there"]} == {
        **{name: [value] for name, value in typed.items()},
        "also_there": [around.deputy.public_id],
    }
    assert "You typed this today at 12pm. It is not saved yet." in again.text
    assert "There is a problem" not in again.text
    assert counts() == (0, 1)


def test_keeping_is_no_record_and_shows_nobody(client, around, full, audit_trail):
    client.sign_in(around.key_worker)
    page, before = client.get(full), len(audit_trail())
    keep(client, full, page, agreed=LINE)
    assert audit_trail()[before:] == []


def test_saving_lets_go_and_what_comes_late_is_not_kept(client, around, full, counts):
    client.sign_in(around.key_worker)
    page = client.get(full)
    keep(client, full, page, agreed=LINE)
    assert send(client, full, page, outcome="spoke", kept="0", agreed=LINE).status_code == 302
    assert keep(client, full, page, agreed=LINE).status_code == 200
    assert counts() == (1, 0)
    assert LINE not in client.get(full).text


def test_a_save_that_is_refused_keeps_the_draft(client, around, full, counts):
    client.sign_in(around.key_worker)
    page = client.get(full)
    keep(client, full, page, agreed=LINE)
    assert send(client, full, page, kept="0", agreed=LINE).status_code == 422
    assert counts() == (0, 1)


def test_two_tabs_with_one_draft_save_one_row_and_lose_no_word(client, around, full, counts):
    client.sign_in(around.key_worker)
    keep(client, full, client.get(full), agreed=LINE, outcome="spoke")
    tabs = [client.get(full) for _ in range(2)]
    assert send(client, full, tabs[0]).status_code == 302
    late = send(client, full, tabs[1], agreed="Ring on Tuesday.")
    assert late.status_code == 422
    assert "This was saved already, from another page." in late.text
    assert form_of(late)[1]["agreed"] == ["Ring on Tuesday."]
    assert counts() == (1, 0)
    assert send(client, full, late).status_code == 302, "and sent once more it is another one"
    assert counts() == (2, 0)


def test_who_may_not_send_a_form_has_nothing_kept(client, around, full, counts):
    page = client.sign_in(around.key_worker).get(full)
    for who, status in (("opener", 403), ("colleague", 404), ("outsider", 404)):
        client.sign_in(getattr(around, who))
        assert client.submit(full, keep="while typing", draft="a" * 10).status_code == status
    client.sign_in(around.key_worker)
    assert client.post(full, data={"keep": "while typing"}).status_code == 400, "no CSRF token"
    client.sign_in(around.lead)
    assert keep(client, full, page, agreed=LINE).status_code in {400, 422}, "made for another"
    assert counts() == (0, 0)


def test_no_one_else_finds_it(client, around, full):
    client.sign_in(around.key_worker)
    draft = keep(client, full, client.get(full), agreed=LINE).json["draft"]
    for other in (around.lead, around.deputy):
        client.sign_in(other)
        assert LINE not in client.get(f"{full}?draft={draft}").text
        assert client.submit(f"/drafts/{draft}/discard").status_code == 302
        assert draft not in client.get("/drafts").text
    client.sign_in(around.key_worker)
    assert LINE in client.get(full).text


def test_the_list_leads_on_and_discards(client, around, full, counts):
    client.sign_in(around.key_worker)
    assert "Nothing is waiting." in client.get("/drafts").text
    quick = around.address("log?what=met&from=people")
    keep(client, quick, client.get(quick), agreed="We meet again.")
    keep(client, full, client.get(full), agreed=LINE)
    page = client.get("/drafts").text
    assert "<title>Drafts - Alongside</title>" in page
    onward = [a.replace("&amp;", "&") for a in re.findall(r'href="(/people/\S+draft=\w+)"', page)]
    assert [re.search(r"log\?what=met|log/full", address)[0] for address in onward] == [
        "log/full",
        "log?what=met",
    ]
    assert LINE in client.get(onward[0]).text
    assert "We meet again." in client.get(onward[1]).text
    for discard in re.findall(r'action="(/drafts/\w+/discard)"', page):
        assert client.submit(discard).status_code == 302
    assert counts() == (0, 0)
    assert "Nothing is waiting." in client.get("/drafts").text


def test_after_thirty_days_it_is_gone(client, around, full, clock):
    client.sign_in(around.key_worker)
    keep(client, full, client.get(full), agreed=LINE)
    clock.at += 30 * DAY
    client.sign_in(around.key_worker)
    assert LINE not in client.get(full).text
    assert "Nothing is waiting." in client.get("/drafts").text


def test_without_script_it_is_kept_by_hand(client, around, full, counts):
    client.sign_in(around.key_worker)
    answer = keep(client, full, client.get(full), "by hand", agreed=LINE)
    assert (answer.status_code, answer.location) == (302, around.address())
    assert "Kept. It is not saved yet: you find it under Drafts." in client.get("/drafts").text
    assert counts() == (0, 1)


def signed_out(client, how, clock):
    if how == "time-out":
        clock.forward(minutes=31)
    else:
        client.submit("/sign-out")


def to_the_door(client, address, page):
    """Send a form too late, and go where a browser goes with it."""
    typed = {"agreed": LINE, "outcome": "spoke"}
    moved = send(client, address, page, **typed)
    assert (moved.status_code, moved.location) == (307, f"/sign-in?next={address}")
    return send(client, moved.location, page, **typed)


@pytest.fixture
def sam(app, around, client):
    client.submit(first_link(app, around.key_worker), password=PASSWORD)
    return around.key_worker


@pytest.mark.parametrize("how", ["time-out", "sign-out"])
def test_the_sign_in_page_carries_what_a_signed_out_worker_sends(
    client, around, full, counts, clock, sam, how
):
    page = client.sign_in(sam).get(full)
    signed_out(client, how, clock)
    door = to_the_door(client, full, page)
    assert "You were signed out. Your words are safe" in door.text
    assert LINE not in door.text, "sealed: whoever sits here next reads nothing"
    back = send(client, f"/sign-in?next={full}", door, email=sam.email, password=PASSWORD)
    assert back.location == full
    again = client.get(full)
    assert form_of(again)[1]["agreed"] == [LINE]
    assert "Your words are back in the form. They are not saved yet." in again.text
    assert send(client, full, again).status_code == 302
    assert counts() == (1, 0)


def test_another_worker_who_signs_in_there_gets_nothing(app, client, around, full, counts, sam):
    client.submit(first_link(app, around.lead), password=PASSWORD)
    page = client.sign_in(sam).get(full)
    client.submit("/sign-out")
    door = to_the_door(client, full, page)
    send(client, f"/sign-in?next={full}", door, email=around.lead.email, password=PASSWORD)
    assert LINE not in client.get(full).text
    assert counts() == (0, 0)


def test_what_carries_nothing_of_ours_signs_in_as_ever(client, around, counts, sam):
    for carried in ("", "x", "gAAAAA" + "x" * 200, "x" * 20_000):
        assert come_in(client, sam).location == "/"
        client.submit("/sign-out")
        answer = client.submit("/sign-in", email=sam.email, password=PASSWORD, carried=carried)
        assert answer.location == "/"
        client.submit("/sign-out")
    assert counts() == (0, 0)


def test_every_form_whose_words_are_kept_has_words_of_its_own(app):
    posts = {rule.endpoint for rule in app.url_map.iter_rules() if "POST" in rule.methods}
    assert set(FORMS) <= posts
    assert len(FORMS) == len([name for name in FORMS if str(FORMS[name])])
