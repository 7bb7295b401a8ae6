"""Every page there is, with demo data, at 320 and 1280 px, light and dark: axe, width, targets.

Pages are found by their own links. A page is loaded once; the rest is asked of the same page.
"""

import re
from importlib.resources import files
from urllib.parse import urlsplit

import pytest
from passlib.totp import TOTP
from sqlalchemy import select
from sqlalchemy.orm import Session

from config import Config
from tests.browser import friday
from tests.browser.crawling import Crawl, get_routes
from tests.web.walking import STEPS
from tracker import create_app
from tracker.cli.demo import PASSWORD
from tracker.extensions import installation
from tracker.models.accounts import Worker
from tracker.web.first_password import first_sign_in_link

KEY_WORKER, LEAD, ADMINISTRATOR = (
    "dev.patel@example.org",
    "sol.hughes@example.org",
    "ada.marsh@example.org",
)
NO_PAGES = {
    "home.index": "leads to the right home for the role",
    "health.index": "for machines",
    "account.code": "below, by whoever has set up an app",
}
AXE = (files("axe_playwright_python") / "axe.min.js").read_text()
LOOK = """async (rules) => {
  const found = await axe.run(document, rules ? {runOnly: rules} : {});
  return found.violations.map(v => `${v.id}: ${v.nodes.map(n => n.html).join(" | ")}`);
}"""
NAMED = re.compile(r"/([a-z2-9]{10}|[\w.-]{40,})(?=/|$)")
SMALL = """() => [...document.querySelectorAll("a[href], button, input, select, textarea, summary")]
  .filter(e => e.offsetParent && !e.closest("p, .skip, [hidden]") && e.type !== "hidden")
  .map(e => [e.outerHTML.slice(0, 120), e.getBoundingClientRect()])
  .filter(([, r]) => r.width && (r.width < 24 || r.height < 24)).map(([html]) => html)"""
WIDER = "document.documentElement.scrollWidth - window.innerWidth"
SPACED = """* { line-height: 1.5 !important; letter-spacing: .12em !important;
  word-spacing: .16em !important } p { margin-bottom: 2em !important }"""


@pytest.fixture(scope="module")
def app(environment, served):
    return create_app(Config.from_environment(environment), friday.now)


@pytest.fixture(scope="module")
def one(served, chromium):
    """One browser context for all: policies are put aside, so that letters can be spaced out."""
    context = chromium.new_context(base_url=served, bypass_csp=True)
    yield context
    context.close()


def signed_in(context, email):
    context.clear_cookies()
    page = context.pages[0] if context.pages else context.new_page()
    page.goto("/sign-in")
    page.fill("input[name=email]", email)
    page.fill("input[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    return page


def something_of_everything(one):
    """Plan a meeting and write someone in, so that every kind of page has something to show."""
    page = signed_in(one, KEY_WORKER)
    page.goto(page.locator("ol.people h2 a").first.get_attribute("href") + "/plan")
    page.locator("input[type=date]").first.fill("2027-03-01")
    page.locator("input[type=time]").first.fill("14:00")
    page.get_by_role("button", name="Plan this").click()
    page.wait_for_selector(".done")
    page = signed_in(one, LEAD)
    page.goto("/people/new")
    for number in range(page.locator("input[name=team]").count()):  # one of them is the lead's own
        page.goto("/people/new")
        page.get_by_label("The name they like to be called").fill("Wren")
        page.locator("input[name=team]").nth(number).check()
        page.get_by_label("Family or a friend").check()
        page.get_by_label("On which day?").fill("2026-11-20")
        page.get_by_role("button", name="Write them in").click()
        page.wait_for_selector(".done")


def look(page, address):
    """Give what is wrong with a page, on a small phone and at a desk, light and dark."""
    page.set_viewport_size({"width": 320, "height": 740})
    page.emulate_media(color_scheme="light")
    page.goto(address)
    page.evaluate("document.querySelectorAll('details').forEach(closed => closed.open = true)")
    page.evaluate(AXE)
    wrong = page.evaluate(LOOK, None)
    wrong += [f"{n} h1" for n in [page.locator("h1").count()] if n != 1]
    wrong += [f"wider by {n}" for n in [page.evaluate(WIDER)] if n > 0]
    wrong += [f"small: {html}" for html in page.evaluate(SMALL)]
    page.emulate_media(color_scheme="dark")
    wrong += [f"dark, 320: {each}" for each in page.evaluate(LOOK, ["color-contrast"])]
    page.set_viewport_size({"width": 1280, "height": 800})
    wrong += [f"dark, 1280: {each}" for each in page.evaluate(LOOK, ["color-contrast"])]
    page.emulate_media(color_scheme="light")
    wrong += [f"1280: {each}" for each in page.evaluate(LOOK, None)]
    page.set_viewport_size({"width": 320, "height": 740})
    page.add_style_tag(content=SPACED)
    wrong += [f"spaced out, wider by {n}" for n in [page.evaluate(WIDER)] if n > 0]
    return [f"{address}: {each}" for each in wrong]


def test_no_page_there_is_stands_in_anyones_way(app, one, measure):
    something_of_everything(one)
    looked, wrong = {}, []
    for email in (KEY_WORKER, LEAD, ADMINISTRATOR):
        page = signed_in(one, email)
        for endpoint, address in Crawl(app, one.request).follow().items():
            if endpoint not in looked:
                looked[endpoint] = address
                wrong += look(page, address)
                for query in STEPS.get(endpoint, ()):
                    wrong += look(page, f"{urlsplit(address).path}?{query}")
    wrong += at_the_door(app, one, looked)
    for endpoint, address in sorted(looked.items()):
        print(f"{endpoint}: {NAMED.sub('/…', urlsplit(address).path)}")
    assert wrong == []
    missing = get_routes(app) - looked.keys() - NO_PAGES.keys()
    assert missing == set(), "No link leads there, or the demo holds nothing to show on it."
    measure(
        "GET routes looked at by axe, 320 and 1280 px, light and dark",
        wanted=len(get_routes(app) - NO_PAGES.keys()),
        reached=len(looked.keys() - NO_PAGES.keys()),
        count=len(looked),
    )


def at_the_door(app, one, looked):
    """Look at what only someone not yet signed in sees, and whoever sets up an app on the way."""
    wrong = []
    page = signed_in(one, ADMINISTRATOR)
    page.goto("/account/second-factor")
    key = page.locator("code").first.inner_text().replace("-", "")
    page.get_by_label("6-digit code of the new app").fill(
        TOTP(key=key).generate(friday.now()).token
    )
    page.click("main button.btn")
    looked["account.recovery_codes"] = "/account/recovery-codes"
    wrong += look(page, "/account/recovery-codes")
    page = signed_in(one, ADMINISTRATOR)
    for endpoint, address in (
        ("account.code", "/sign-in/code"),
        ("account.recovery_code", "/sign-in/recovery-code"),
    ):
        looked[endpoint] = address
        wrong += look(page, address)
    one.clear_cookies()
    with app.app_context(), Session(installation().engine) as session:
        lead = session.scalar(select(Worker.id).where(Worker.email == LEAD))
    link = urlsplit(first_sign_in_link(app, lead)).path
    for endpoint, address in (
        ("account.sign_in", "/sign-in"),
        ("account.help", "/sign-in/help"),
        ("help.accessibility", "/accessibility"),
        ("account.first_password", link),
    ):
        looked[endpoint] = address
        wrong += look(page, address)
    return wrong
