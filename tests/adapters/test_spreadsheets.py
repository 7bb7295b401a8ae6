"""Bytes of a file → rows with their lines, or one sentence that says what to do."""

import pytest

from tracker.adapters.spreadsheets import LARGEST, Row, read, read_file
from tracker.domain.errors import InvalidError

COLUMNS = ("reference", "note")


def rows(text):
    return read(text.encode(), COLUMNS).rows


def cells(reference, note):
    return {"reference": reference, "note": note}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("reference,note\nP1,a\n", [(2, "P1", "a")], id="plain"),
        pytest.param(
            "\ufeffreference,note\r\nP1,a\r\n", [(2, "P1", "a")], id="byte-order mark, CRLF"
        ),
        pytest.param("reference,note\rP1,a\rP2,b", [(2, "P1", "a"), (3, "P2", "b")], id="CR alone"),
        pytest.param("note,reference\na,P1\n", [(2, "P1", "a")], id="columns in another order"),
        pytest.param(
            " Reference ,NOTE\nP1,a\n", [(2, "P1", "a")], id="blanks and case in the header"
        ),
        pytest.param("reference;note\nP1;a,b\n", [(2, "P1", "a,b")], id="semicolons"),
        pytest.param("reference\tnote\nP1\ta\n", [(2, "P1", "a")], id="tabs"),
        pytest.param(
            "reference,note\n\nP1,a\n\n\nP2,b\n",
            [(3, "P1", "a"), (6, "P2", "b")],
            id="blank lines count",
        ),
        pytest.param(
            "reference,note\n,\n , \nP1,a\n", [(4, "P1", "a")], id="rows of blanks are no rows"
        ),
        pytest.param(
            'reference,note\nP1,"a\nb\r\nc"\nP2,d\n',
            [(2, "P1", "a\nb\r\nc"), (5, "P2", "d")],
            id="a quoted line break moves the next row down",
        ),
        pytest.param(
            'reference,note\nP1,"say ""hi"", ok"\n',
            [(2, "P1", 'say "hi", ok')],
            id="quotes in quotes",
        ),
        pytest.param(
            'reference,note\nP1,a 6" tall\n', [(2, "P1", 'a 6" tall')], id="an inch mark inside"
        ),
        pytest.param("reference,note\nP1\n", [(2, "P1", "")], id="a short row ends in blanks"),
        pytest.param("reference,note,,\nP1,a,,\n", [(2, "P1", "a")], id="empty columns at the end"),
        pytest.param("reference,note\n", [], id="only a header"),
    ],
)
def test_each_row_knows_the_line_it_begins_on(text, expected):
    assert list(rows(text)) == [Row(line, cells(*rest)) for line, *rest in expected]


def test_a_cell_too_many_is_remembered():
    assert rows("reference,note\nP1,a,b\n") == (Row(2, cells("P1", "a"), spare=True),)


WANTED = "Its first line must be: reference,note."
SAVE_AS = "Open it in your spreadsheet program and save it as “CSV UTF-8”."


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        pytest.param(b"", f"The file is empty. {WANTED}", id="empty"),
        pytest.param(b"\xef\xbb\xbf", f"The file is empty. {WANTED}", id="only a byte-order mark"),
        pytest.param(b"reference\nP1\n", f"The file lacks note. {WANTED}", id="a column missing"),
        pytest.param(b"P1,a\nP2,b\n", f"The file lacks reference, note. {WANTED}", id="no header"),
        pytest.param(
            b"reference,note,offence\n",
            f"The file has what we do not keep: offence. {WANTED}",
            id="a column more",
        ),
        pytest.param(
            b"reference,,note\n",
            f"The file has what we do not keep: a column without a name. {WANTED}",
            id="a column without a name",
        ),
        pytest.param(
            b"note,reference,note\n", f"The file has twice: note. {WANTED}", id="a column twice"
        ),
        pytest.param(
            "reference,note\nP1,café\n".encode("cp1252"),
            f"Line 2 is not written in UTF-8. {SAVE_AS}",
            id="cp1252",
        ),
        pytest.param(
            "reference,note\n".encode("utf-16"),
            f"The file is written in UTF-16, not UTF-8. {SAVE_AS}",
            id="utf-16",
        ),
        pytest.param(
            b"PK\x03\x04x", f"This is a workbook, not a CSV file. {SAVE_AS}", id="a workbook"
        ),
        pytest.param(
            b"reference,note\nP1,a\nP2,b\x00c\n",
            f"Line 3 holds a NUL character, which no text has. {SAVE_AS}",
            id="NUL",
        ),
        pytest.param(
            b'reference,note\nP1,a\nP2,"b\nP3,c\n',
            "Line 3 cannot be read as a row. Look for a quotation mark without its pair.",
            id="a quotation mark never closed",
        ),
        pytest.param(
            b'reference,note\nP1,"a"b\n',
            "Line 2 cannot be read as a row. Look for a quotation mark without its pair.",
            id="letters after a closing quotation mark",
        ),
        pytest.param(
            b"reference,note\nP1," + b"a" * 131_073,
            "Line 2 cannot be read as a row. Look for a quotation mark without its pair.",
            id="a cell without end",
        ),
        pytest.param(
            b"a" * (LARGEST + 1),
            "The file is larger than 20 MB. Split it into smaller ones.",
            id="too large",
        ),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_a_sentence(data, sentence):
    with pytest.raises(InvalidError) as refused:
        read(data, COLUMNS)
    assert refused.value.sentence == sentence


def test_the_same_bytes_have_the_same_sum(tmp_path):
    path = tmp_path / "notes.csv"
    path.write_bytes(b"reference,note\nP1,a\n")
    assert read_file(path, COLUMNS) == read(b"reference,note\nP1,a\n", COLUMNS)
    assert read_file(path, COLUMNS).sha256 != read(b"reference,note\nP1,b\n", COLUMNS).sha256


def test_a_file_that_is_not_there_is_said(tmp_path):
    with pytest.raises(
        InvalidError, match=r"^none.csv cannot be read: No such file or directory\.$"
    ):
        read_file(tmp_path / "none.csv", COLUMNS)
