"""axe finds nothing on any page the application has, with demo data, light and dark."""

import pytest
from axe_playwright_python.sync_playwright import Axe

KEY_WORKER, LEAD, ADMINISTRATOR = (
    "dev.patel@example.org",
    "sol.hughes@example.org",
    "ada.marsh@example.org",
)
SIGNED_OUT = ("/sign-in", "/sign-in/help")
FOR_ANYONE = ("/account", "/account/second-factor")


def addresses(page):
    """Give every GET address about the first person, found by following the pages' own links."""
    page.goto("/people")
    person = page.locator("ol.people > li h2 a").first.get_attribute("href")
    page.goto(person)
    contact = page.locator("ol.story a[href*='/log/']").first.get_attribute("href")
    page.goto("/alerts")
    links = page.locator("main a").evaluate_all("all => all.map(a => a.getAttribute('href'))")
    about_alerts = [link for link in links if link.endswith(("/leave", "/not-useful"))][:2]
    page.goto(f"{person}/plan")
    page.locator("input[type=date]").first.fill("2027-03-01")
    page.locator("input[type=time]").first.fill("14:00")
    page.click("main form button.btn:not(.sec) >> nth=-1")
    page.goto(person)
    meeting = page.locator("a[href*='/not-happened/']").first.get_attribute("href")
    mine = [f"{person}/{what}" for what in ("log", "plan", "rhythm", "pause", "deputy", "end")]
    return [
        "/people", "/people/new", "/people/open", "/people/opened", "/alerts", person, contact,
        f"{contact}/edit", meeting, *about_alerts, *mine,
    ]  # fmt: skip


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_nothing_on_any_page(visit, width, dark, measure):
    looked = []

    def look(page, address):
        page.goto(address)
        assert page.locator("h1").count() == 1, address
        page.evaluate("document.querySelectorAll('details').forEach(closed => closed.open = true)")
        found = Axe().run(page)
        assert found.violations_count == 0, f"{address}: {found.generate_report()}"
        looked.append(address)

    page = visit(KEY_WORKER, width, script=True, dark=dark)
    for address in addresses(page):
        look(page, address)
    page = visit(LEAD, width, script=True, dark=dark)
    for address in ("/people?whose=team", *FOR_ANYONE):
        look(page, address)
    page = visit(ADMINISTRATOR, width, script=True, dark=dark)
    look(page, "/")
    page.context.clear_cookies()
    for address in SIGNED_OUT:
        look(page, address)
    measure(
        f"pages axe looked at, {width} px, dark {dark}",
        wanted=20,
        reached=len(looked),
        count=len(looked),
    )
