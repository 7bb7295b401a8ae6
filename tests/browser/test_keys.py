"""The day by keyboard alone; single keys only once they are turned on; what the small script adds."""

import re
from contextlib import contextmanager

import pytest
from playwright.sync_api import expect

from tracker.cli.demo import PASSWORD

KEY_WORKER = "dev.patel@example.org"
FOCUSED = """() => {
  const e = document.activeElement;
  const label = e.labels && e.labels[0] ? e.labels[0].innerText : e.innerText;
  return [e.tagName, e.name || "", (label || "").replace(/\\s+/g, " ").trim()];
}"""
RING = "() => getComputedStyle(document.activeElement).outlineWidth"
THRICE = """() => {
  const said = () => document.querySelector("[role=status]").innerText.trim();
  const later = [];
  let gone = 0;
  window.setTimeout = (then, wait) => later.push([then, wait]);
  window.addEventListener("submit", (event) => (gone += !event.defaultPrevented));
  for (let i = 0; i < 3; i++) document.querySelector("main form").requestSubmit();
  const first = said();
  for (const [then] of later) then();
  return [gone, first, later.map(([, wait]) => wait), said()];
}"""
MOST_TABS = 60


@pytest.fixture
def page(visit):
    page = visit(KEY_WORKER, 1280, script=True)
    page.wait_for_url("**/people")
    return page


def tab_to(page, wanted):
    """Press Tab until the focus is where it is wanted; give how many times. It is seen all along."""
    for pressed in range(1, MOST_TABS):
        page.keyboard.press("Tab")
        if re.search(wanted, " ".join(page.evaluate(FOCUSED))):
            assert page.evaluate(RING) == "3px"
            return pressed
    raise AssertionError(f"{wanted} was not reached with {MOST_TABS} tabs")


def names(page):
    return page.locator("ol.people > li:visible h2 a").all_inner_texts()


def come_in(page):
    page.goto("/sign-in")
    page.keyboard.press("Tab")
    assert page.evaluate(FOCUSED)[2] == "Skip to the page"
    page.keyboard.press("Enter")
    tab_to(page, "email")
    page.keyboard.type(KEY_WORKER)
    tab_to(page, "password")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/people*")


def log_with_the_first(page):
    tab_to(page, f"^A .*Log a contact with {names(page)[0]}$")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="What happened?")).to_be_focused()
    tab_to(page, "^A .*We spoke or messaged")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="We spoke or messaged")).to_be_focused()
    page.keyboard.press("Escape")
    assert re.search("Log a contact", page.evaluate(FOCUSED)[2]), "back on the row's button"
    page.keyboard.press("Enter")
    tab_to(page, "^A .*We spoke or messaged")
    page.keyboard.press("Enter")
    tab_to(page, "^INPUT agreed")
    page.keyboard.type("We ring the college.")
    page.keyboard.press("Control+Enter")
    expect(page.locator("[role=status]")).to_contain_text("Saved")


def leave_the_first_alert(page):
    tab_to(page, "^A .*Alerts")
    page.keyboard.press("Enter")
    page.wait_for_url("**/alerts")
    second = page.locator("article.alert h3").nth(1).inner_text()
    tab_to(page, "^A .*Leave it for now")
    page.keyboard.press("Enter")
    page.wait_for_url("**/leave")
    tab_to(page, "^INPUT reason")
    page.keyboard.press("Space")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/alerts#**")
    expect(page.locator("[role=status]")).to_contain_text("Left for now")
    assert page.evaluate(FOCUSED)[2] == second


def test_the_day_by_keyboard_alone(served, chromium):
    context = chromium.new_context(base_url=served, viewport={"width": 1280, "height": 800})
    page = context.new_page()
    come_in(page)
    log_with_the_first(page)
    leave_the_first_alert(page)
    context.close()


@contextmanager
def shortcuts(page):
    """Turn them on for a while, as one does: under Settings."""

    def turn(*, on):
        page.goto("/settings")
        page.get_by_label("Use keyboard shortcuts").set_checked(on)
        page.get_by_role("button", name="Save this").click()
        expect(page.locator("[role=status]")).to_contain_text("Saved.")

    turn(on=True)
    yield
    turn(on=False)


def press(page, *keys):
    for key in keys:
        page.keyboard.press(key)


def test_single_keys_do_nothing_until_they_are_turned_on(page):
    press(page, "?", "/", "j", "l", "g", "a", "z", "u")
    assert page.url.endswith("/people")
    assert page.evaluate(FOCUSED)[0] == "BODY"
    with shortcuts(page):
        press(page, "g", "p")
        page.wait_for_url("**/people")
        press(page, "j", "j")
        assert page.evaluate(FOCUSED)[2] == names(page)[1]
        press(page, "k")
        assert page.evaluate(FOCUSED)[2] == names(page)[0]
        press(page, "g", "a")
        page.wait_for_url("**/alerts")
        press(page, "j", "z")
        page.wait_for_url("**/leave")
        press(page, "?")
        page.wait_for_url("**/help#shortcuts")
    press(page, "?")
    assert page.url.endswith("/settings")


def test_in_a_field_keys_are_letters(page):
    with shortcuts(page):
        page.goto("/people")
        press(page, "/", "g", "a", "l", "?")
        assert page.locator("input[data-find]").input_value() == "gal?"
        assert page.url.endswith("/people")


def test_the_list_narrows_while_one_types_and_says_how_many_are_left(page):
    everyone = names(page)
    wanted = everyone[2]
    box = page.get_by_label("Find by name")
    box.press_sequentially(wanted.lower())
    assert names(page) == [name for name in everyone if wanted.lower() in name.lower()]
    expect(page.locator("[role=status]")).to_contain_text(re.compile(r"\d+ (person|people) shown"))
    box.fill("")
    assert names(page) == everyone
    box.fill(wanted)
    box.press("Enter")
    page.wait_for_url("**/people/find")
    assert wanted in names(page)


def test_a_form_goes_once_and_says_that_it_is_going(page):
    page.goto("/settings")
    gone, said, later, said_later = page.evaluate(THRICE)
    assert (gone, said) == (1, "Saving")
    assert (later, said_later) == ([4000], "Still saving. Your words are safe on this page.")


def test_what_is_wrong_has_the_focus_and_leads_to_its_field(page):
    page.goto("/people/new")
    page.get_by_role("button", name="Write them in").click()
    expect(page.locator(".problem")).to_be_focused()
    assert page.title().startswith("Error: ")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate(FOCUSED)[1] == "name"
