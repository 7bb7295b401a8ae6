"""The hostile corpus: what people and programs type, paste and send that no page expects."""

import gzip
import json
from functools import cache
from urllib.parse import quote_from_bytes

SVG = '"><svg onload=alert(1)>'
MARKS = ("<svg onload", "<script>alert(1)", "<b>bold</b>")  # never to stand unescaped in a page

VALUES: dict[str, str | bytes] = {
    # characters that are none, or that hide
    "NUL": "\0",
    "NUL inside": "a\0b",
    "lone surrogate": "\ud800",
    "two surrogates the wrong way": "a\udc00\ud800b",
    "right to left override": "a\u202egnp.exe",
    "line separator": "a\u2028b",
    "next line": "a\u0085b",
    "combining x 10,000": "e" + "\u0301" * 10_000,
    "combining out of order x 4,000": "e" + "\u0301\u0316" * 2_000,
    "byte-order mark": "\ufeff",
    "zero width only": "\u200b\u200b",
    "no-break blank only": "\u00a0",
    "family of joiners": "\U0001f469\u200d\U0001f469\u200d\U0001f467",
    "private use": "\ue000",
    "no character": "\uffff",
    "above the first plane": "\U0001d11e",
    "ligature": "\ufb01ne",
    "letters that grow in capitals": "\u00df" * 40,
    "dotted capital I": "\u0130stanbul",
    "escape": "\x1b[2J",
    "CR LF header": "a\r\nSet-Cookie: x=1",
    "line end": "a\nb",
    "not UTF-8": b"a\xffb",
    "overlong dot": b"\xc0\xae",
    "UTF-16": "name".encode("utf-16"),
    # sizes
    "empty": "",
    "blanks": "   ",
    "tab first": "\t=1+1",
    "41 letters": "x" * 41,
    "101 of 100": "x" * 101,
    "201 of 200": "x" * 201,
    "10,001 letters": "x" * 10_001,
    "100 kB of brackets": "[" * 100_000,
    "1 MB": "x" * 1_000_000,
    # numbers
    "2**31": str(2**31),
    "2**63": str(2**63),
    "10**30": str(10**30),
    "5,000 digits": "9" * 5_000,
    "nought": "0",
    "minus nought": "-0",
    "minus one": "-1",
    "plus one": "+1",
    "1e309": "1e309",
    "NaN": "NaN",
    "Infinity": "Infinity",
    "01": "01",
    "half": "1.5",
    "1,000": "1,000",
    "underscore": "1_000",
    "hexadecimal": "0x10",
    "full-width digits": "\uff11\uff12",
    "Arabic digits": "\u0661\u0662",
    "superscript": "\u00b2",
    # other types
    "true": "true",
    "null": "null",
    "None": "None",
    "list": '["a", "b"]',
    "object": '{"a": {"b": 1}}',
    "nil UUID": "00000000-0000-0000-0000-000000000000",
    "UUID in braces": "{6BA7B810-9DAD-11D1-80B4-00C04FD430C8}",
    "UUID in capitals": "6BA7B810-9DAD-11D1-80B4-00C04FD430C8",
    # days and times
    "year 0": "0000-01-01",
    "year 1": "0001-01-01",
    "year 1899": "1899-12-31",
    "year 9999": "9999-12-31",
    "year 10000": "10000-01-01",
    "offset past the end": "9999-12-31T23:59-12:00",
    "hour that never was": "2026-03-29T01:30",
    "day the clocks go forward": "2026-03-29",
    "29 February of no leap year": "2026-02-29",
    "29 February": "2028-02-29",
    "month first": "11/20/2026",
    "24:00": "24:00",
    "T23:59:60": "T23:59:60",
    "leap second": "23:59:60",
    # ways out
    "step up": "../../etc/passwd",
    "step up, quoted": "..%2f..%2fetc%2fpasswd",
    "quoted NUL": "%00",
    "quoted not UTF-8": "%ff",
    "quoted overlong": "%c0%ae",
    "another host": "//evil.example",
    "another host by a backslash": "/\\evil.example",
    "script address": "javascript:alert(1)",
    "formula": "=cmd|'/c calc'!A1",
    "sum": "@SUM(1+1)",
    "template": "{{7*7}}",
    "template statement": "{% include '/etc/passwd' %}",
    "format": "%(x)s {0.__class__} ${7*7} %n%s",
    "markup": SVG,
    "script": "<script>alert(1)</script>",
    "bold": "<b>bold</b>",
    "comment": "<!-- --><textarea></textarea>",
    "statement": "'; DROP TABLE person; --",
    "quotes": "'\"`\u201c",
    "per cent": "%",
    "underline": "_",
    "backslash": "\\",
    "ampersand": "a&b=c;d",
}


def sent(value: str | bytes) -> bytes:
    """Give the bytes of a value on the wire; halves of characters go as they are."""
    return value if isinstance(value, bytes) else value.encode("utf-8", "surrogatepass")


@cache
def quoted(value: str | bytes) -> bytes:
    """Give a value with every byte that means something in an address or a form quoted."""
    return quote_from_bytes(sent(value), safe="").encode()


def urlencoded(pairs) -> bytes:
    return b"&".join(quoted(name) + b"=" + quoted(value) for name, value in pairs)


def multipart(pairs, boundary=b"xYx") -> bytes:
    parts = (
        b'--%s\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n'
        % (boundary, sent(name), sent(value))
        for name, value in pairs
    )
    return b"".join(parts) + b"--%s--\r\n" % boundary


BOMB = gzip.compress(b"0" * 20_000_000)
FORM = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data; boundary=xYx"


def shapes(pairs, name) -> dict[str, tuple[str, bytes]]:
    """Give good fields with one of them in another shape: twice, a list, an object, a file."""
    others = [pair for pair in pairs if pair[0] != name]
    value = dict(pairs).get(name, "")
    file = (
        b'--xYx\r\nContent-Disposition: form-data; name="%s"; filename="a\\\\..\\\\b"\r\n'
        b"Content-Type: text/html\r\n\r\n<b>bold</b>\r\n" % sent(name)
    )
    return {
        "left out": (FORM, urlencoded(others)),
        "twice, good first": (FORM, urlencoded([*pairs, (name, SVG)])),
        "twice, good last": (FORM, urlencoded([(name, SVG), *pairs])),
        "a list": (FORM, urlencoded([*others, (f"{name}[]", value), (f"{name}[]", value)])),
        "an object": (FORM, urlencoded([*others, (f"{name}[a][b]", value)])),
        "in capitals": (FORM, urlencoded([*others, (name.upper(), value)])),
        "a file": (MULTIPART, file + multipart(others)),
    }


def bodies(pairs) -> dict[str, tuple[str, bytes]]:
    """Give a form's good fields in bodies that no form of ours is sent in."""
    good = urlencoded(pairs)
    return {
        "JSON": ("application/json", json.dumps(dict(pairs)).encode()),
        "JSON that says it is a form": (FORM, json.dumps(dict(pairs)).encode()),
        "brackets": ("application/json", b"[" * 100_000),
        "duplicate keys": ("application/json", b'{"name": 1, "name": {"name": []}}'),
        "XML": ("application/xml", b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;'),
        "bytes": ("application/octet-stream", good),
        "plain text": ("text/plain", good),
        "no type": ("", good),
        "a type that is none": ("form", good),
        "utf-7": (f"{FORM}; charset=utf-7", good),
        "utf-16": (f"{FORM}; charset=utf-16", good.decode().encode("utf-16")),
        "a charset that is none": (f"{FORM}; charset=\x01", good),
        "gzip that says it is a form": (FORM, gzip.compress(good)),
        "gzip bomb": (FORM, BOMB),
        "nothing": (FORM, b""),
        "separators": (FORM, b"&;=&&==" * 1_000),
        "raw bytes": (FORM, b"name=\xff\xfe\x00&\x80=1"),
        "100,000 fields": (FORM, b"a=1&" * 100_000),
        "1,001 parts": (MULTIPART, multipart([(f"n{n}", "") for n in range(1_001)])),
        "parts without an end": (MULTIPART, multipart(pairs)[:-4]),
        "a part without a name": (MULTIPART, b"--xYx\r\n\r\nx\r\n--xYx--\r\n"),
        "no boundary": ("multipart/form-data", multipart(pairs)),
        "another boundary": ("multipart/form-data; boundary=z", multipart(pairs)),
        "a boundary of 1,000 letters": (f"multipart/form-data; boundary={'b' * 1_000}", good),
        "parts in parts": ("multipart/mixed; boundary=xYx", multipart(pairs)),
        "larger than 1 MB": (FORM, b"note=" + b"x" * 1_100_000),
        "more text than a form holds": (MULTIPART, multipart([("note", "x" * 600_000)])),
    }


HEADERS = (
    "Host",
    "X-Forwarded-Host",
    "X-Forwarded-For",
    "X-Forwarded-Proto",
    "X-Forwarded-Prefix",
    "X-Forwarded-Port",
    "X-Real-IP",
    "Forwarded",
    "Cookie",
    "Accept",
    "Accept-Language",
    "Accept-Encoding",
    "Range",
    "If-None-Match",
    "If-Modified-Since",
    "If-Range",
    "Expect",
    "X-HTTP-Method-Override",
    "X-CSRFToken",
    "User-Agent",
    "Referer",
    "Origin",
    "Authorization",
    "Content-Type",
    "Content-Length",
    "Content-Encoding",
    "Transfer-Encoding",
)

# Beside the values of the corpus, what only such a header could be taken in by.
OF_HEADERS: dict[str, tuple[str, ...]] = {
    "Host": (
        "evil.example",
        "localhost.evil.example",
        "127.0.0.1@evil.example",
        "localhost:99999999",
        "localhost:",
        "[::1",
        "localhost, evil.example",
        "localhost/../",
    ),
    "X-Forwarded-Proto": ("https", "https, http"),
    "X-Forwarded-For": ("127.0.0.1", "1.2.3.4, 5.6.7.8", "[::1]:1"),
    "Forwarded": ('for="_gazonk"; host=evil.example; proto=https', "for=" + "a," * 1_000),
    "Cookie": (
        "; ".join(f"c{n}=1" for n in range(100)),
        "alongside=" + "a" * 64_000,
        "alongside=.eJyr.x.y; alongside=z",
        "alongside=" + "." * 5_000,
        "=; ;;; =a; a",
    ),
    "Accept": ("*/*;q=x", "application/json", ",".join(["text/html;q=0.1"] * 2_000)),
    "Accept-Language": ("cy-GB, en;q=x", "../../etc", "x" * 2_000, "-".join(["en"] * 500)),
    "Accept-Encoding": ("gzip;q=x", "identity;q=0, *;q=0"),
    "Range": ("bytes=0-1", "bytes=-0", "bytes=9-1", "bytes=0-,0-,0-", "bytes=" + "0-1," * 2_000),
    "If-Modified-Since": ("Thu, 99 Foo 2026 99:99:99 GMT", "Thu, 01 Jan 99999 00:00:00 GMT"),
    "If-None-Match": ('W/"', "*", '"a",' * 2_000),
    "Expect": ("100-continue", "200-ok"),
    "X-HTTP-Method-Override": ("DELETE", "PUT", "GET"),
    "Authorization": ("Basic !!!", "Basic " + "YTpi" * 5_000, "Bearer a.b.c", 'Digest a="'),
    "Content-Type": ("multipart/form-data; boundary=", 'text/html; charset="', "a/b; a*0*=x''%ff"),
    "Content-Length": ("-1", "+5", "1e3", "99999999999999999999", "0", "5, 6", "0x10"),
    "Content-Encoding": ("gzip", "br, gzip"),
    "Transfer-Encoding": ("chunked", "gzip, chunked"),
    "User-Agent": ("x" * 64_000,),
    "Referer": ("https://evil.example/", "x" * 64_000),
}
METHODS = ("get", "PUT", "PATCH", "DELETE", "TRACE", "CONNECT", "PROPFIND", "G\tT", "X" * 1_000)


def header_values(name):
    """Give every value of the corpus as a header may hold it, and the header's own."""
    for label, value in VALUES.items():
        yield label, sent(value)[:64_000]
    for value in OF_HEADERS.get(name, ()):
        yield value[:40], value.encode()
