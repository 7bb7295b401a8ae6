"""Files that are no sheet, or hardly one, made of the first lines of the sample's."""

import codecs
import gzip
import json
import random

from tests.services.imports.looking import SAMPLE


def broken(kind):
    """Give (what is wrong, bytes) of some 90 files of a kind."""
    good = b"".join((SAMPLE / f"{kind}.csv").read_bytes().splitlines(keepends=True)[:30])
    text = good.decode("utf-8-sig")
    header, _, rest = text.partition("\n")
    yield from torn(good).items()
    yield from of_nothing(header.strip()).items()
    yield from spoilt(good, text).items()
    for name, columns in other_columns(header.strip().split(",")).items():
        yield name, (",".join(columns) + "\n" + rest).encode()


def torn(good):
    chance = random.Random(6)
    cuts = {f"cut after {n} bytes": good[:n] for n in chance.sample(range(1, len(good)), 30)}
    turned = {}
    for n, at in enumerate(chance.sample(range(len(good)), 20)):
        turned[f"bit {n % 8} of byte {at} turned"] = (
            good[:at] + bytes([good[at] ^ (1 << n % 8)]) + good[at + 1 :]
        )
    return cuts | turned | {"noise": chance.randbytes(50_000)}


def of_nothing(header):
    return {
        "nothing": b"",
        "only a byte-order mark": codecs.BOM_UTF8,
        "only blanks": b"   \n \n",
        "only line ends": b"\n" * 100_000,
        "only separators": b"," * 100_000,
        "only quotes": b'"' * 99_999,
        "only a header": header.encode(),
        "short rows": f"{header}\nP1000\n,\n,,\n".encode(),
        "long rows": f"{header}\n{','.join(['x'] * 100)}\n".encode(),
        "a header of 1 MB": b"x" * 1_000_000 + b"\n",
        "100,000 columns": ",".join([header, *(f"c{n % 90_000}" for n in range(100_000))]).encode(),
        "JSON": json.dumps([dict.fromkeys(header.split(","), "x")] * 3).encode(),
        "brackets": b"[" * 100_000,
        "a page": b"<html><table><tr><td>" + header.replace(",", "</td><td>").encode(),
    }


def spoilt(good, text):
    encodings = ("utf-16", "utf-16-le", "utf-32", "cp1252", "utf-7", "cp037", "shift_jis")
    other = text.replace("Ana", "An\u00e4")
    return {
        **{encoding: other.encode(encoding, "replace") for encoding in encodings},
        "two byte-order marks": codecs.BOM_UTF8 * 2 + good,
        "NUL first": b"\0" + good,
        "NUL last": good + b"\0",
        "a line of 1 MB": good + b"x" * 1_000_000 + b"\n",
        "1 MB of separators": good + b"," * 1_000_000 + b"\n",
        "more than it may hold": good + b"x,y\n" * 6_000_000,
        "a quote never closed": good + b'"P1000,never closed\n' + good,
        "a quote in the middle": good.replace(b",", b',"', 1),
        "letters after a quote": good + b'"a"b,c\n',
        "CR alone": text.replace("\r\n", "\n").replace("\n", "\r").encode(),
        "semicolons": text.replace(",", ";").encode(),
        "itself twice": good + good,
        "a workbook": b"PK\x03\x04" + good,
        "gzip": gzip.compress(good),
    }


def other_columns(columns):
    named = {"one more": [*columns, "offence"], "one without a name": ["", *columns]}
    for column in columns:
        named[f"without {column}"] = ["other" if name == column else name for name in columns]
        named[f"{column} twice"] = [*columns, column]
    return named
