"""The demo, served by `tracker serve` as its own process, and the system's Chromium."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from tests.browser import friday
from tracker.cli.demo import PASSWORD

ROOT = Path(__file__).resolve().parent.parent.parent
CHROMIUM = (
    shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
)
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-quic"]
PEOPLE = "160"
TRACKER = [sys.executable, "-m", friday.__name__]


def _free_port():
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return held.getsockname()[1]


@pytest.fixture(scope="session")
def filled(tmp_path_factory):
    """A demo, made once; every module is served a copy of its own."""
    folder = tmp_path_factory.mktemp("demo")
    environment = os.environ | {"TRACKER_DATA_DIR": str(folder)}
    for command in (["init-db"], ["demo", "--people", PEOPLE]):
        subprocess.run(
            [*TRACKER, *command], env=environment, check=True, capture_output=True, cwd=ROOT
        )
    return folder


@pytest.fixture(scope="module")
def environment(filled, tmp_path_factory):
    """What the served demo is told: where it keeps its data, and its port."""
    folder = tmp_path_factory.mktemp("served")
    shutil.copytree(filled, folder, dirs_exist_ok=True)
    return os.environ | {
        "TRACKER_DATA_DIR": str(folder),
        "TRACKER_PORT": str(_free_port()),
    }


@pytest.fixture(scope="module")
def served(environment):
    """The address of a demo that is being served."""
    server = subprocess.Popen(
        [*TRACKER, "serve"],
        env=environment,
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{environment['TRACKER_PORT']}"
    for _ in range(120):
        try:
            urllib.request.urlopen(address + "/sign-in", timeout=2).close()
            break
        except OSError:
            time.sleep(0.5)
    yield address
    server.terminate()
    server.wait(timeout=30)


@pytest.fixture(scope="module")
def chromium():
    assert CHROMIUM, "Install Chromium: the pages are tried in a real browser."
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture
def visit(served, chromium):
    """Open a page signed in: `visit(email, width=360, script=False)`."""
    opened = []

    def sign_in(email, width=360, *, script=False, dark=False, **more):
        context = chromium.new_context(
            **more,
            base_url=served,
            viewport={"width": width, "height": 800},
            java_script_enabled=script,
            color_scheme="dark" if dark else "light",
        )
        opened.append(context)
        page = context.new_page()
        page.goto("/sign-in")
        page.fill("input[name=email]", email)
        page.fill("input[name=password]", PASSWORD)
        page.click("main button[type=submit]")
        return page

    yield sign_in
    for context in opened:
        context.close()
