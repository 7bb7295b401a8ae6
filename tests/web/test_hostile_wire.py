"""Over a real socket, bytes that are no request: refused or dropped, and the next one is answered."""

import re
import socket
import threading
from contextlib import closing, contextmanager

import pytest
import waitress

from tests.web.walking import walking

PATIENCE = 5.0  # seconds for one exchange; nothing here waits for them unless it hangs
STATUS = re.compile(rb"^HTTP/1\.[01] (\d{3})", re.MULTILINE)
GET = b"GET /sign-in HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
POST = b"POST /sign-in HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
FORM = b"Content-Type: application/x-www-form-urlencoded\r\n"
SMUGGLED = b"GET /people HTTP/1.1\r\nHost: localhost\r\n\r\n"

WIRE = {
    "two lengths": POST + b"Content-Length: 4\r\nContent-Length: 40\r\n\r\na=1&",
    "length and chunks": POST
    + b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
    + SMUGGLED,
    "chunks and length": POST
    + b"Transfer-Encoding: chunked\r\nContent-Length: 60\r\n\r\n0\r\n\r\n"
    + SMUGGLED,
    "chunked twice": POST
    + b"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "chunked by a tab": POST + b"Transfer-Encoding:\tchunked\r\n\r\n0\r\n\r\n" + SMUGGLED,
    "blank before the colon": POST + b"Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n" + SMUGGLED,
    "a chunk of no number": POST + b"Transfer-Encoding: chunked\r\n\r\nzz\r\na=1\r\n0\r\n\r\n",
    "a chunk below nought": POST + b"Transfer-Encoding: chunked\r\n\r\n-1\r\na=1\r\n0\r\n\r\n",
    "a chunk without measure": POST + b"Transfer-Encoding: chunked\r\n\r\n" + b"F" * 40 + b"\r\na",
    "a chunk longer than it says": POST
    + b"Transfer-Encoding: chunked\r\n\r\n1\r\nabcdef\r\n0\r\n\r\n",
    "a chunk with 64 kB beside it": POST
    + b"Transfer-Encoding: chunked\r\n\r\n1;"
    + b"x" * 64_000
    + b"\r\na\r\n0\r\n\r\n",
    "a length below nought": POST + b"Content-Length: -5\r\n\r\na=1",
    "a length with a plus": POST + b"Content-Length: +3\r\n\r\na=1",
    "a list of lengths": POST + b"Content-Length: 3, 3\r\n\r\na=1",
    "a length of 1 GB": POST + FORM + b"Content-Length: 1073741824\r\n\r\na=1",
    "a length past 64 bits": POST + FORM + b"Content-Length: " + b"9" * 30 + b"\r\n\r\na=1",
    "less than it says": POST + FORM + b"Content-Length: 100\r\n\r\na=1",
    "more than it says": POST + FORM + b"Content-Length: 3\r\n\r\na=1" + b"&b=2" * 100,
    "no length": POST + FORM + b"\r\na=1",
    "expects to go on": POST + FORM + b"Expect: 100-continue\r\nContent-Length: 3\r\n\r\na=1",
    "expects something else": POST + FORM + b"Expect: tea\r\nContent-Length: 3\r\n\r\na=1",
    "only a method": b"GET\r\n\r\n",
    "no version": b"GET /sign-in\r\n\r\n",
    "a version of its own": b"GET /sign-in HTTP/9.9\r\nHost: localhost\r\n\r\n",
    "HTTP/2 asked for bare": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "HTTP/2 asked for": GET + b"Upgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n\r\n",
    "a web socket asked for": GET + b"Upgrade: websocket\r\nSec-WebSocket-Key: x\r\n\r\n",
    "blank first": b" GET /sign-in HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "lines first": b"\r\n\r\n" + GET + b"\r\n",
    "a blank in the address": b"GET /sign in HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "NUL in the address": b"GET /\x00 HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "not UTF-8 in the address": b"GET /\xff\xfe HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
    "quoted badly": b"GET /%zz%f HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
    "100 kB of address": b"GET /" + b"x" * 100_000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "small letters": b"get /sign-in http/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n",
    "another host's address": b"GET http://evil.example/sign-in HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
    "an address of no shape": b"GET http://[::1 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
    "two slashes": b"GET //evil.example/%2f.. HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
    "all of it": b"OPTIONS * HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
    "a tunnel": b"CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example:443\r\nConnection: close\r\n\r\n",
    "no host": b"GET /sign-in HTTP/1.1\r\nConnection: close\r\n\r\n",
    "two hosts": GET + b"Host: evil.example\r\n\r\n",
    "another host": b"GET /sign-in HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n",
    "a host behind an at": b"GET /sign-in HTTP/1.1\r\nHost: localhost@evil.example\r\nConnection: close\r\n\r\n",
    "a proxy's word": GET + b"X-Forwarded-Host: evil.example\r\nX-Forwarded-Proto: https\r\n\r\n",
    "a header without a colon": GET + b"nothing\r\n\r\n",
    "a header without a name": GET + b": x\r\n\r\n",
    "a folded header": GET + b"X-A: a\r\n b\r\n\r\n",
    "NUL in a header": GET + b"X-A: a\x00b\r\n\r\n",
    "a bare CR in a header": GET + b"X-A: a\rX-B: b\r\n\r\n",
    "not ASCII in a header": GET + b"X-\xff: \xff\r\n\r\n",
    "an underlined header": GET + b"X_Forwarded_Host: evil.example\r\n\r\n",
    "bare line ends": b"GET /sign-in HTTP/1.1\nHost: localhost\n\n",
    "a header of 64 kB": GET + b"X-A: " + b"a" * 64_000 + b"\r\n\r\n",
    "a header of 400 kB": GET + b"X-A: " + b"a" * 400_000 + b"\r\n\r\n",
    "10,000 headers": GET + b"".join(b"X-%d: a\r\n" % n for n in range(10_000)) + b"\r\n",
    "100 cookies": GET + b"Cookie: " + b"; ".join(b"c%d=1" % n for n in range(100)) + b"\r\n\r\n",
    "a cookie of bytes": GET + b"Cookie: alongside=\xff\xfe; \x7f=\r\n\r\n",
    "TLS": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(range(256)),
    "half a request": b"GET /sign-in HTT",
    "nothing": b"",
    "noise": bytes(range(256)) * 40 + b"\r\n\r\n",
}


@pytest.fixture(scope="module")
def address(wired_app, template, keys, london):
    """A waitress as `tracker serve` sets it up, on a port of this machine alone."""
    with walking(wired_app, template, keys, london) as walk, served(walk.app) as where:
        yield where


@contextmanager
def served(app):
    server = waitress.create_server(
        app,
        host="127.0.0.1",
        port=0,
        threads=4,
        ident=None,
        max_request_body_size=app.config["MAX_CONTENT_LENGTH"],
        clear_untrusted_proxy_headers=True,
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield "127.0.0.1", server.effective_port
    finally:
        server.trigger.pull_trigger(server.close)
        thread.join(PATIENCE)
        server.task_dispatcher.shutdown()


def exchanged(address, sent):
    """Send these bytes and no more; give all that comes back until the other side closes."""
    received = b""
    with closing(socket.create_connection(address, PATIENCE)) as line:
        try:
            line.sendall(sent)
            line.shutdown(socket.SHUT_WR)
            while some := line.recv(65_536):
                received += some
        except ConnectionError:
            pass  # it had heard enough
    return received


def test_bytes_that_are_no_request_break_nothing(address, measure, database):
    answers = {name: exchanged(address, sent) for name, sent in WIRE.items()}
    statuses = {name: [int(n) for n in STATUS.findall(got)] for name, got in answers.items()}
    broken = {name: got for name, got in statuses.items() if any(n >= 500 for n in got)}
    assert broken == {}
    assert not any(b"Traceback" in got for got in answers.values())
    assert not any(b"evil.example" in got for got in answers.values())
    for name in ("another host", "a host behind an at", "two hosts", "no host"):
        assert set(statuses[name]) == {400}, name
    for name in ("length and chunks", "blank before the colon", "two lengths"):
        assert len(statuses[name]) == 1 or 400 in statuses[name], f"{name}: one request, or none"
    assert STATUS.findall(exchanged(address, GET + b"\r\n")) == [b"200"]
    measure(
        "hostile bytes on the wire",
        wanted=len(WIRE),
        reached=len(answers),
        count=len(answers),
        database=database,
    )
