"""A new user's first day in a real browser, without script: at 360 px with one thumb, and at 1280."""

import re

import pytest

KEY_WORKER, LEAD = "dev.patel@example.org", "sol.hughes@example.org"
WIDTHS = pytest.mark.parametrize("width", [360, 1280])


def save(page):
    page.click("main form button.btn:not(.sec) >> nth=-1")


def choose(page, label):
    page.get_by_label(label, exact=True).first.check()


@WIDTHS
def test_the_first_row_says_who_needs_you_and_why_and_a_logged_call_closes_the_alert(visit, width):
    page = visit(KEY_WORKER, width)
    first = page.locator("ol.people > li").first
    name = first.locator("h2 a").inner_text()
    told = first.inner_text()
    assert "Your move" in told
    assert re.search(rf"\d+ days since you and {name} spoke\. .*\d+ days", told)

    first.get_by_role("link", name=f"Log a contact with {name}").click()
    page.get_by_role("link", name="We spoke or messaged").click()
    page.get_by_role("button", name="Save").last.click()
    assert "Saved" in page.locator("[role=status]").inner_text()
    assert page.locator("ol.people > li").first.locator("h2 a").inner_text() != name

    page.get_by_role("link", name=name, exact=True).click()
    assert page.locator("article.alert", has_text="spoke").count() == 0
    page.locator("ol.story a", has_text="We spoke").first.click()
    page.get_by_role("link", name="Set it right").or_(
        page.get_by_role("link", name="Correct")
    ).first.click()
    choose(page, "I reached out, no answer yet")
    page.locator("[name=reason]").fill("They did not pick up")
    save(page)
    page.goto("/people")
    again = page.locator("ol.people > li", has=page.get_by_role("link", name=name, exact=True))
    assert f"since you and {name} spoke" in again.inner_text()


@WIDTHS
def test_a_lead_writes_someone_in_and_agrees_a_match(visit, width):
    page = visit(LEAD, width)
    page.goto("/people/new")
    save(page)
    assert page.title().startswith("Error: ")
    page.get_by_label("The name they like to be called").fill(f"Wren {width}")
    choose(page, "South")
    choose(page, "Family or a friend")
    page.get_by_label("On which day?").fill("2026-11-20")
    save(page)
    assert page.locator("h1").inner_text().startswith(f"Wren {width}")
    page.get_by_role("link", name="Agree a match").first.click()
    page.get_by_label(re.compile("^Elin Morgan")).first.check()
    page.get_by_label("About every how many days will they be in touch?").fill("7")
    save(page)
    assert "Key worker: Elin Morgan" in page.locator("main").inner_text()
    assert "about every 7 days" in page.locator("main").inner_text()
