"""How many times a hand acts, from My people with one thumb at 360 px, with script and without.

A tap, a key press that acts, or text typed into one field is one. What each task leaves in the
database is read there: few taps that write nothing are no help.
"""

import sqlite3
from collections import deque
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser import friday

SCRIPT = pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
DEMO_PASSWORD = "SELECT password FROM worker WHERE email = 'dev.patel@example.org'"
FREE = """
SELECT worker.email, person.public_id FROM person
JOIN pairing ON pairing.person_id = person.id AND pairing.role = 'key_worker'
  AND pairing.ended_at IS NULL AND pairing.superseded_at IS NULL
JOIN worker ON worker.id = pairing.worker_id AND worker.active
JOIN stay ON stay.person_id = person.id AND stay.ended_at IS NULL
WHERE NOT EXISTS (SELECT 1 FROM meeting WHERE person_id = person.id AND state = 'planned')
  AND EXISTS (SELECT 1 FROM contact WHERE person_id = person.id AND outcome = 'met')
ORDER BY person.id
"""
ASKED = """
SELECT worker.email, person.public_id, alert.public_id, alert.rule FROM alert
JOIN worker ON worker.id = alert.owner_id
JOIN person ON person.id = alert.person_id
WHERE alert.state = 'open' AND alert.rule = ? ORDER BY alert.id
"""
WRITTEN = """
SELECT outcome, way, meeting_id IS NOT NULL, agreed_ct IS NOT NULL FROM contact
JOIN person ON person.id = contact.person_id WHERE person.public_id = ? AND contact.id > ?
"""
PLANNED = """
SELECT state, starts_at FROM meeting
JOIN person ON person.id = meeting.person_id WHERE person.public_id = ? AND meeting.id > ?
ORDER BY meeting.id
"""


class Thumb:
    """One thumb on one page: it counts what it does."""

    def __init__(self, page):
        self.page, self.acts = page, 0

    def tap(self, target):
        self.acts += 1
        target.tap()

    def type(self, target, text):
        self.acts += 1
        target.fill(text)


def database_of(environment):
    return Path(environment["TRACKER_DATA_DIR"]) / "alongside.db"


@pytest.fixture(scope="module")
def environment(environment):
    """The demo, with a password for every worker and not for three alone."""
    with closing(sqlite3.connect(database_of(environment))) as database, database:
        database.execute(f"UPDATE worker SET password = ({DEMO_PASSWORD})")
    return environment


@pytest.fixture(scope="module")
def ask(environment):
    """Ask the served demo's database."""

    def rows(question, *given):
        where = f"file:{database_of(environment)}?mode=ro"
        with closing(sqlite3.connect(where, uri=True)) as database:
            return database.execute(question, given).fetchall()

    return rows


@pytest.fixture(scope="module")
def free(served, ask):
    """People who have met their key worker and have nothing planned, each for one test."""
    return deque(ask(FREE))


@pytest.fixture
def came(visit, free, ask, script):
    """Come to My people with a meeting a moment ago; give the thumb, the row, and what follows."""
    email, person = free.popleft()
    page = visit(email, 360, script=script, has_touch=True)
    at = friday.now() + timedelta(minutes=30)
    page.goto(f"/people/{person}/plan")
    page.fill("[name=starts_at]", f"{at:%Y-%m-%d}")
    page.fill("[name=starts_at-time]", f"{at:%H:%M}")
    page.check("[name=way][value=in_person]")
    page.click("main form >> text=Plan this")
    contacts, ((meetings,),) = (
        ask("SELECT max(id) FROM contact"),
        ask("SELECT max(id) FROM meeting"),
    )

    def written():
        return (
            ask(WRITTEN, person, contacts[0][0]),
            [state for state, _starts in ask(PLANNED, person, meetings - 1)],
        )

    page.goto("/people")
    return Thumb(page), row_of(page, person), written


def row_of(page, person):
    return page.locator("ol.people > li", has=page.locator(f"h2 a[href$='/{person}']"))


def part_of(thumb, row, script):
    """Give where the taps lead: within the row by script, else a page of its own."""
    return row if script else thumb.page.locator("main")


def saved(page):
    expect(page.locator("[role=status]")).to_contain_text("Saved")
    assert page.url.endswith("/people"), "back where it began"


def open_log(thumb, row):
    thumb.tap(row.get_by_role("link", name="Log a contact with"))


@SCRIPT
def test_a_planned_contact_with_the_next_one_takes_three(came, script, measure):
    thumb, row, written = came
    open_log(thumb, row)
    part = part_of(thumb, row, script)
    thumb.tap(part.get_by_role("link", name="We met"))
    thumb.tap(part.get_by_role("button", name="Save this"))
    saved(thumb.page)
    assert written() == ([("met", "in_person", 1, 0)], ["happened", "planned"])
    took("a planned contact with the next one", 3, thumb, script, measure)


@SCRIPT
def test_with_a_line_it_takes_four(came, script, measure):
    thumb, row, written = came
    open_log(thumb, row)
    part = part_of(thumb, row, script)
    thumb.tap(part.get_by_role("link", name="We met"))
    thumb.type(part.get_by_label("What did you agree?"), "We ring the college.")
    thumb.tap(part.get_by_role("button", name="Save this"))
    saved(thumb.page)
    assert written() == ([("met", "in_person", 1, 1)], ["happened", "planned"])
    took("the same with a line", 4, thumb, script, measure)


@SCRIPT
def test_it_did_not_happen_takes_four(came, script, measure):
    thumb, row, written = came
    open_log(thumb, row)
    thumb.tap(part_of(thumb, row, script).get_by_role("link", name="It did not happen"))
    thumb.tap(thumb.page.get_by_label("We cancelled"))
    thumb.tap(thumb.page.get_by_role("button", name="Save"))
    saved(thumb.page)
    assert written() == ([("we_cancelled", "in_person", 1, 0)], ["cancelled", "planned"])
    took("it did not happen", 4, thumb, script, measure)


@SCRIPT
def test_an_alert_to_reaching_out_takes_three(visit, ask, script, measure):
    email, person, alert, _rule = ask(ASKED, "quiet")[0 if script else 1]
    ((last,),) = ask("SELECT max(id) FROM contact")
    thumb = at_my_people(visit, email, script)
    thumb.tap(thumb.page.get_by_role("link", name="Alerts"))
    thumb.tap(do_this(thumb.page, alert))
    thumb.tap(thumb.page.get_by_role("button", name="Save"))
    expect(thumb.page.locator("[role=status]")).to_contain_text("Saved")
    assert ask(WRITTEN, person, last) == [("we_tried", "call", 0, 0)]
    took("an alert to reaching out", 3, thumb, script, measure)


@SCRIPT
def test_an_alert_to_the_next_meeting_takes_three(visit, ask, script, measure):
    email, person, alert, _rule = ask(ASKED, "nothing_planned")[0]
    ((last,),) = ask("SELECT max(id) FROM meeting")
    thumb = at_my_people(visit, email, script)
    thumb.tap(thumb.page.get_by_role("link", name="Alerts"))
    thumb.tap(do_this(thumb.page, alert))
    thumb.tap(thumb.page.get_by_role("button", name="Plan this"))
    expect(thumb.page.locator("[role=status]")).to_contain_text("Planned")
    ((state, starts_at),) = ask(PLANNED, person, last)
    assert (state, starts_at > f"{friday.now():%Y-%m-%dT%H:%M}") == ("planned", True)
    assert ask("SELECT state FROM alert WHERE public_id = ?", alert) != [("open",)]
    took("an alert to the next meeting", 3, thumb, script, measure)


def at_my_people(visit, email, script):
    page = visit(email, 360, script=script, has_touch=True)
    page.goto("/people")
    return Thumb(page)


def do_this(page, alert):
    return page.locator("article", has=page.locator(f"#alert-{alert}")).get_by_role(
        "button", name="Do this"
    )


def took(task, most, thumb, script, measure):
    assert thumb.acts == most
    how = "with script" if script else "without script"
    measure(f"interactions: {task}, {how}", wanted=most, reached=thumb.acts, count=thumb.acts)
