"""Take the pictures of docs/screens anew: `make screens`.

A demo of a fixed seed, on one certain Friday, served as always; the same pages at the same sizes.
"""

import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browser import friday
from tests.browser.conftest import CHROMIUM, PEOPLE, QUIET, ROOT, TRACKER, _free_port
from tracker.cli.demo import PASSWORD

SCREENS = ROOT / "docs" / "screens"
KEY_WORKER, SOMEONE = "dev.patel@example.org", "Jay"
SEED = "1"
WIDTHS = (360, 1280)
HEIGHT, BELOW = 1100, 4  # how much of a page is shown; of a person's, down to below the picture
SCHEMES = ("light", "dark")


@contextmanager
def served():
    """Serve a demo of its own, and take it away afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        port = str(_free_port())
        told = os.environ | {"TRACKER_DATA_DIR": folder, "TRACKER_PORT": port}
        as_of = f"{friday.BEGINS:%Y-%m-%dT%H:%M:%SZ}"
        demo = ["demo", "--people", PEOPLE, "--seed", SEED, "--as-of", as_of]
        for command in (["init-db"], demo):
            subprocess.run([*TRACKER, *command], env=told, check=True, cwd=ROOT)
        server = subprocess.Popen([*TRACKER, "serve", "--no-scheduler"], env=told, cwd=ROOT)
        try:
            yield _answering(f"http://127.0.0.1:{port}")
        finally:
            server.terminate()
            server.wait(timeout=30)


def _answering(address):
    for _ in range(120):
        try:
            urllib.request.urlopen(address + "/sign-in", timeout=2).close()
        except OSError:
            time.sleep(0.5)
        else:
            return address
    raise SystemExit("The demo does not answer.")


def _signed_in(browser, address, width, scheme):
    context = browser.new_context(
        base_url=address,
        viewport={"width": width, "height": HEIGHT},
        color_scheme=scheme,
        java_script_enabled=False,
    )
    page = context.new_page()
    page.goto("/sign-in")
    page.fill("input[name=email]", KEY_WORKER)
    page.fill("input[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    return page


def take(address, folder=SCREENS):
    """Take every picture and give their files."""
    taken = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        for width in WIDTHS:
            for scheme in SCHEMES:
                page = _signed_in(browser, address, width, scheme)
                for name, go in PAGES.items():
                    go(page)
                    path = Path(folder) / f"{name}-{width}-{scheme}.png"
                    page.screenshot(path=path, full_page=True, clip=_part(page, width))
                    taken.append(path)
        browser.close()
    return taken


def _part(page, width):
    """Give the part of the page that is shown: as a rule its top."""
    figure = page.locator("figure")
    shown = figure.bounding_box() if figure.count() else None
    height = shown["y"] + shown["height"] + BELOW if shown else HEIGHT
    return {"x": 0, "y": 0, "width": width, "height": round(height)}


PAGES = {
    "my-people": lambda page: page.goto("/people"),
    "person": lambda page: page.get_by_role("link", name=SOMEONE, exact=True).click(),
    "story": lambda page: page.goto(page.url + "/story"),
}


if __name__ == "__main__":
    SCREENS.mkdir(parents=True, exist_ok=True)
    with served() as address:
        for path in take(address):
            sys.stdout.write(f"{path.relative_to(ROOT)}: {path.stat().st_size // 1000} kB\n")
