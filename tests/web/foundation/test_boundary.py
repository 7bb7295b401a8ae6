"""Hostile input meets words, never a 5xx."""

import json

import pytest

from tests.web.foundation.probes import FAILURES
from tracker.domain.sealing import Place
from tracker.web.alarms import UNREADABLE, report_unreadable

BIG = "x" * 1_100_000
PATHS = {
    "a zero byte": ("/probe/%00", 400),
    "a line end": ("/probe/%0d%0aSet-Cookie:x", 400),
    "a step up": ("/probe/..%2f..%2fetc", 404),
    "twenty digits": ("/probe/people/12345678901234567890", 404),
    "capitals": ("/probe/people/ABCDEFGHJK", 404),
    "eleven letters": ("/probe/people/abcdefghjkm", 404),
    "look-alike letters": ("/probe/people/abcdefghi1", 404),
    "full-width digits": (
        "/probe/people/\uff12\uff13\uff14\uff15\uff16\uff17\uff18\uff19\uff12\uff13",
        404,
    ),
    "a zero byte in the query": ("/probe/nobody?q=%00", 400),
    "no text in the query": ("/probe/nobody?q=%ff", 400),
    "an escape in the query": ("/probe/nobody?q=%1b[2J", 400),
    "a name that is no text": ("/probe/nobody?%ff=1", 400),
    "a long address": ("/probe/nobody?q=" + "x" * 9_000, 414),
    "no such page": ("/probe/nothing", 404),
    "a harmless query": ("/probe/nobody?q=%2525'%22%7B%7B7*7%7D%7D", 200),
}


@pytest.mark.parametrize(("address", "status"), PATHS.values(), ids=PATHS)
def test_an_address_no_page_can_read(reader, address, status):
    answer = reader.get(address)
    assert answer.status_code == status
    assert "text/html" in answer.content_type


@pytest.mark.parametrize(
    "sent", [b"/\xff", b"/\xc0\xae", b"/\xed\xa0\x80"], ids=["no text", "overlong", "half a letter"]
)
def test_bytes_that_are_no_text_are_refused_as_a_server_hands_them_over(reader, sent):
    answer = reader.get("/", environ_overrides={"PATH_INFO": sent.decode("latin-1")})
    assert answer.status_code == 400


FORMS = {
    "too large": ({"data": {"line": BIG}}, 413),
    "too many parts": ({"data": {f"n{i}": "" for i in range(1_200)}, "multipart": True}, 413),
    "an object": ({"json": {"line": "x"}}, 415),
    "a list": ({"json": []}, 415),
    "brackets": ({"data": "[" * 100_000, "content_type": "application/json"}, 415),
    "another alphabet": (
        {
            "data": "line=x",
            "content_type": "application/x-www-form-urlencoded; charset=utf-7",
        },
        415,
    ),
    "a zero byte in a name": ({"data": {"li\0ne": "x"}}, 400),
    "no token": ({"data": {"line": "x"}}, 400),
    "no boundary": ({"data": "x", "content_type": "multipart/form-data"}, 400),
}


@pytest.mark.parametrize(("sent", "status"), FORMS.values(), ids=FORMS)
def test_a_form_no_page_can_read(reader, sent, status):
    sent = dict(sent)
    if sent.pop("multipart", False):
        sent["content_type"] = "multipart/form-data"
    answer = reader.post("/probe/everything", **sent)
    assert answer.status_code == status
    assert "Nothing was changed" in answer.text or "once more" in answer.text


HEADERS = {
    "an unreadable cookie": {"Cookie": "alongside=%ff; x=\x7f"},
    "a hundred cookies": {"Cookie": "; ".join(f"c{i}=1" for i in range(100))},
    "another method": {"X-HTTP-Method-Override": "DELETE"},
    "a strange taste": {"Accept": "*/*;q=x"},
    "a range": {"Range": "bytes=0-1"},
    "another host behind": {"X-Forwarded-Host": "evil.example"},
}


@pytest.mark.parametrize("headers", HEADERS.values(), ids=HEADERS)
def test_a_strange_header_changes_nothing(reader, headers):
    answer = reader.get("/sign-in", headers=headers)
    assert answer.status_code == 200
    assert "evil.example" not in answer.text


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("localhost", 200),
        ("127.0.0.1:8000", 200),
        ("evil.example", 400),
        ("localhost.evil.example", 400),
        ("127.0.0.1@evil.example", 400),
        ("", 400),
    ],
)
def test_only_our_own_name_is_answered(reader, host, status):
    answer = reader.get("/sign-in", headers={"Host": host})
    assert answer.status_code == status
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert (status == 200) or (answer.text == "This service does not answer to that name.\n")


@pytest.mark.parametrize(
    ("fails", "status", "words"),
    [
        ("not found", 404, "There is nothing here for you"),
        ("conflict", 409, "Ali changed this at 10:42."),
        ("invalid", 422, "Choose what happened."),
        ("calendar", 422, "The calendar knows 1990 to 2075."),
        ("unreadable", 503, "record unavailable"),
        ("too big", 400, "Nothing was changed."),
        ("half a letter", 400, "Nothing was changed."),
    ],
)
def test_each_failure_has_its_page_and_sentence(reader, shared_cast, fails, status, words):
    assert fails in FAILURES
    answer = reader.get(f"/probe/people/{shared_cast.person.public_id}?fails={fails}")
    assert answer.status_code == status
    assert words in answer.text
    assert "Traceback" not in answer.text


def test_the_wrong_method_says_which_are_right(reader):
    answer = reader.delete("/probe/nobody")
    assert answer.status_code == 405
    assert set(answer.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}


def test_our_own_fault_is_said_to_be_ours_and_logged_without_values(reader, capsys):
    app = reader.application
    app.testing = False
    try:
        answer = reader.get("/probe/broken")
    finally:
        app.testing = True
    assert answer.status_code == 500
    assert "Something went wrong on our side" in answer.text
    logged = capsys.readouterr().err
    line = json.loads(logged)
    assert (line["event"], line["level"], line["kind"]) == ("unexpected", "error", "KeyError")
    assert (line["endpoint"], len(line["request_id"])) == ("probe.broken", 16)
    assert "probes.py" in line["where"][-1]
    assert "secret-value" not in logged + answer.text


def test_a_value_that_would_not_open_raises_the_alarm_without_telling_it(capsys):
    counted = UNREADABLE.labels("contact", "shared_ct")
    before = counted._value.get()
    report_unreadable([Place("contact", "shared_ct", "abcdefghjk")])
    line = json.loads(capsys.readouterr().err)
    assert counted._value.get() == before + 1
    assert {k: line[k] for k in ("event", "table", "column", "record")} == {
        "event": "record_unavailable",
        "table": "contact",
        "column": "shared_ct",
        "record": "abcdefghjk",
    }
