"""What is typed in a real browser is there again, whatever comes between; and it is saved once."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tracker.cli.demo import PASSWORD

KEY_WORKER, LEAD = "dev.patel@example.org", "sol.hughes@example.org"
SCRIPT = pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
LONG_AGO = "2026-01-01T00:00:00.000000Z"
LINE = "Ring the college on Monday."
KEPT = "Kept at"


@pytest.fixture(scope="module")
def ask(environment, served):
    """Ask the served demo's database, or change what only time would change."""

    def answered(statement, *given):
        path = Path(environment["TRACKER_DATA_DIR"]) / "alongside.db"
        with closing(sqlite3.connect(path, timeout=20)) as found, found:
            return found.execute(statement, given).fetchall()

    return answered


@pytest.fixture
def rows(ask):
    """Give how many contacts were made since the test began, and how many drafts hold words."""
    ((before,),) = ask("SELECT count(*) FROM contact")

    def count():
        ((now,),) = ask("SELECT count(*) FROM contact")
        ((drafts,),) = ask("SELECT count(*) FROM draft WHERE body_ct IS NOT NULL")
        return now - before, drafts

    yield count
    ask("DELETE FROM draft")


@pytest.fixture
def form(visit):
    """Open the whole form about the first of Dev's people, in a browser of its own."""

    def opened(*, script=True):
        page = visit(KEY_WORKER, 360, script=script)
        page.goto("/people")
        person = page.locator("ol.people h2 a").first.get_attribute("href")
        page.goto(f"{person}/log/full")
        return page

    return opened


def write(page, line=LINE):
    page.get_by_label("We spoke", exact=True).check()
    page.get_by_label("What did you agree?").fill(line)


def line_of(page):
    return page.get_by_label("What did you agree?").input_value()


def save(page):
    page.get_by_role("button", name="Save", exact=True).click()


def sign_in(page, email=KEY_WORKER):
    page.fill("input[name=email]", email)
    page.fill("input[name=password]", PASSWORD)
    page.click("main button[type=submit]")


def said(page, words):
    expect(page.locator("[role=status]")).to_contain_text(words)


def time_out(page, ask):
    ask("UPDATE worker_session SET seen_at = ?, created_at = ?", LONG_AGO, LONG_AGO)


def sign_out(page, ask):
    other = page.context.new_page()
    other.goto("/people")
    other.get_by_role("button", name="Sign out").click()
    other.wait_for_url("**/sign-in*")
    other.close()


@SCRIPT
@pytest.mark.parametrize("go", [time_out, sign_out])
def test_signed_out_meanwhile_the_words_come_back_with_the_same_worker(form, ask, rows, go, script):
    page = form(script=script)
    address = page.url
    go(page, ask)
    write(page)
    save(page)
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    expect(page.locator("main")).to_contain_text("Your words are safe")
    assert LINE not in page.content()
    sign_in(page)
    page.wait_for_url(address)
    said(page, "Your words are back in the form. They are not saved yet.")
    assert (line_of(page), rows()) == (LINE, (0, 1))
    save(page)
    said(page, "Saved")
    assert rows() == (1, 0)


def test_another_worker_at_the_same_device_never_gets_them(form, ask, rows):
    page = form()
    address = page.url
    write(page)
    said(page, KEPT)
    sign_out(page, ask)
    write(page, LINE + " And the bank.")
    save(page)
    sign_in(page, LEAD)
    page.goto(address)
    assert "college" not in page.content()
    page.goto("/drafts")
    expect(page.locator("main")).to_contain_text("Nothing is waiting.")
    assert rows() == (0, 1), "what was kept while Dev was here is still Dev's"


def test_a_time_out_while_typing_is_said_and_takes_nothing(form, ask, rows):
    page = form()
    time_out(page, ask)
    write(page)
    said(page, "You are signed out. Your words stay on this page")
    assert (line_of(page), rows()) == (LINE, (0, 0))


@SCRIPT
def test_pressed_twice_it_is_saved_once(form, rows, script):
    page = form(script=script)
    write(page)
    page.get_by_role("button", name="Save", exact=True).dblclick()
    said(page, "Saved")
    assert rows() == (1, 0)


def test_saved_while_its_words_are_on_their_way_it_is_one_row_and_no_draft(form, rows):
    page = form()
    on_the_way = []
    page.route(
        "**/log/full",
        lambda route: (
            on_the_way.append(route.request)
            if "keep=" in (route.request.post_data or "")
            else route.continue_()
        ),
    )
    write(page)
    for _ in range(100):
        if on_the_way:
            break
        page.wait_for_timeout(100)
    (late,) = on_the_way
    save(page)
    said(page, "Saved")
    assert rows() == (1, 0)
    sent_again(page, late)
    assert rows() == (1, 0)


def test_two_tabs_lose_no_word_and_save_one_row(form, rows):
    first = form()
    write(first)
    said(first, KEPT)
    second = first.context.new_page()
    second.goto(first.url)
    assert line_of(second) == LINE
    save(first)
    said(first, "Saved")
    save(second)
    expect(second.locator(".problem")).to_contain_text("This was saved already, from another page.")
    assert (line_of(second), rows()) == (LINE, (1, 0))


def test_two_tabs_written_in_at_once_keep_both(form, rows):
    first = form()
    second = first.context.new_page()
    second.goto(first.url)
    write(first, "One thing.")
    write(second, "Another.")
    said(first, KEPT)
    said(second, KEPT)
    first.goto("/drafts")
    assert rows() == (0, 2)
    found = []
    for number in range(2):
        first.goto("/drafts")
        first.get_by_role("link", name="Go on with it").nth(number).click()
        found.append(line_of(first))
    assert sorted(found) == ["Another.", "One thing."]


def test_cut_off_while_typing_the_words_are_kept_once_it_is_back(form, rows):
    page = form()
    address = page.url
    page.context.set_offline(True)
    write(page)
    said(page, "No connection. Your words stay on this page")
    save(page)
    said(page, "No connection. Your words stay on this page")
    assert (line_of(page), rows()) == (LINE, (0, 0))
    page.context.set_offline(False)
    said(page, KEPT)
    page.goto(address)
    assert (line_of(page), rows()) == (LINE, (0, 1))


def test_cut_off_after_it_was_saved_it_is_saved_once(form, rows):
    page = form()
    address = page.url
    write(page)
    said(page, KEPT)
    sent = []

    def answer_is_lost(route):
        sent.append(route.request)
        route.fetch(max_redirects=0)
        route.abort()

    page.route("**/log/full", answer_is_lost)
    page.get_by_role("button", name="Save", exact=True).click(no_wait_after=True)
    for _ in range(100):
        if rows() == (1, 0):
            break
        page.wait_for_timeout(100)
    page.unroute("**/log/full")
    sent_again(page, sent[-1])
    assert rows() == (1, 0)
    page.goto(address)
    assert line_of(page) == "", "it is saved: nothing of it waits in the form"


def sent_again(page, request):
    """Send the same again, as a browser does that asks to send a form once more."""
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = page.context.request.post(request.url, data=request.post_data, headers=form)
    assert answer.status == 200
