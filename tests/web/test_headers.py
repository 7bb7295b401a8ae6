"""What every answer tells the browser."""

import re

import pytest

from tracker import create_app

POLICY = {
    "default-src 'none'",
    "style-src 'self'",
    "script-src 'self'",
    "img-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
}
ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
ANSWERS = {
    "a page": ("get", "/account", 200),
    "a public page": ("get", "/sign-in", 200),
    "a redirect": ("get", "/sign-in/code", 302),
    "not found": ("get", "/nothing", 404),
    "unreadable": ("get", "/account?q=%00", 400),
    "the wrong method": ("delete", "/account", 405),
    "no token": ("post", "/sign-out", 400),
    "what may be asked": ("options", "/account", 200),
    "a file": ("get", "/static/alongside.css", 200),
    "no file": ("get", "/static/nothing.css?v=1", 404),
}


@pytest.mark.parametrize(("method", "address", "status"), ANSWERS.values(), ids=ANSWERS)
def test_every_answer_carries_every_header(client, cast, method, address, status):
    client.sign_in(cast.key_worker)
    with getattr(client, method)(address) as answer:
        assert answer.status_code == status
        assert set(answer.headers["Content-Security-Policy"].split("; ")) == POLICY
        assert {name: answer.headers[name] for name in ALWAYS} == ALWAYS
        assert "camera=()" in answer.headers["Permissions-Policy"]
        assert "Strict-Transport-Security" not in answer.headers
        assert "Server" not in answer.headers
        if not address.startswith("/static/a"):
            assert answer.headers["Cache-Control"] == "no-store"


def test_pages_are_never_kept_and_depend_on_the_cookie(client, cast):
    answer = client.sign_in(cast.key_worker).get("/account")
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Cookie" in answer.headers["Vary"]


def test_the_stylesheet_is_kept_under_its_hash_and_only_there(client):
    page = client.get("/sign-in").text
    address = re.search(r'rel="stylesheet" href="([^"]+)"', page)[1]
    assert re.fullmatch(r"/static/alongside\.css\?v=[0-9a-f]{12}", address)
    with client.get(address) as answer:
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    with client.get("/static/alongside.css") as answer:
        assert answer.headers["Cache-Control"] == "no-cache"


def test_the_cookie_is_kept_from_scripts_and_other_sites(client):
    answer = client.get("/sign-in")
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("alongside=")
    assert {"HttpOnly", "Path=/", "SameSite=Lax"} <= set(cookie.split("; "))
    assert "Secure" not in cookie
    assert "Expires" not in cookie


def test_production_says_https_only_and_ties_the_cookie_to_the_host(web_config, fresh_url):
    from dataclasses import replace

    strict = replace(web_config, production=True, database_url=fresh_url)
    app = create_app(replace(strict, address="https://alongside.example.org"))
    client = app.test_client()
    answer = client.get("/sign-in", base_url="https://alongside.example.org")
    cookie = answer.headers["Set-Cookie"]
    app.extensions["installation"].engine.dispose()
    assert answer.status_code == 200
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
    assert cookie.startswith("__Host-alongside=")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(cookie.split("; "))
    assert "Domain" not in cookie


def test_production_takes_a_form_over_https_though_no_page_of_ours_is_named(web_config, fresh_url):
    from dataclasses import replace

    from tests.web.browser import Browser

    strict = replace(web_config, production=True, database_url=fresh_url)
    app = create_app(replace(strict, address="https://localhost"))
    app.test_client_class = Browser
    client = app.test_client()
    form = client.get("/sign-in", base_url="https://localhost")
    token = re.search(r'name="csrf_token" value="([^"]+)"', form.text)[1]
    answer = client.post("/sign-in", base_url="https://localhost", data={"csrf_token": token})
    app.extensions["installation"].engine.dispose()
    assert answer.status_code == 422, "put right, not turned away"
