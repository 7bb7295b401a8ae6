"""Bytes of a CSV file → a sheet: its header checked, each row with the line it begins on."""

import codecs
import csv
import hashlib
import io
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tracker.domain.errors import InvalidError
from tracker.domain.spreadsheets import plain

LARGEST = 20_000_000
MOST_NAMES, LONGEST_NAME = 12, 40
SEPARATORS = ",;\t"
SAVE_AS = "Open it in your spreadsheet program and save it as “CSV UTF-8”."


@dataclass(frozen=True, slots=True)
class Row:
    """One row: the line it begins on (the header is 1) and its cells by column.

    `spare` says that there were cells beyond the last column.
    """

    line: int
    cells: dict[str, str]
    spare: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """The rows of one file, and what the file was."""

    sha256: bytes
    rows: tuple[Row, ...]


def read_file(path: Path, columns: Sequence[str]) -> Sheet:
    """Read a file with exactly these columns, in any order; raise InvalidError with a sentence."""
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except OSError as error:
        raise InvalidError(f"{path.name} cannot be read: {error.strerror}.") from error
    return read(data, columns)


def read(data: bytes, columns: Sequence[str]) -> Sheet:
    """Read the bytes of a file with exactly these columns; raise InvalidError with a sentence."""
    text = _decoded(data)
    rows = _rows(text, max(SEPARATORS, key=text.partition("\n")[0].count))
    names = _header(next(rows, (1, []))[1], columns)
    return Sheet(
        hashlib.sha256(data).digest(),
        tuple(_row(line, cells, names) for line, cells in rows if any(map(str.strip, cells))),
    )


def _decoded(data: bytes) -> str:
    if len(data) > LARGEST:
        raise InvalidError(
            f"The file is larger than {LARGEST // 1_000_000} MB. Split it into smaller ones."
        )
    if data[:2] == b"PK":
        raise InvalidError(f"This is a workbook, not a CSV file. {SAVE_AS}")
    if data[:2] in {codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE}:
        raise InvalidError(f"The file is written in UTF-16, not UTF-8. {SAVE_AS}")
    if 0 in data:
        line = data.count(b"\n", 0, data.index(0)) + 1
        raise InvalidError(f"Line {line} holds a NUL character, which no text has. {SAVE_AS}")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise InvalidError(f"Line {line} is not written in UTF-8. {SAVE_AS}") from error


def _rows(text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    """Give each row and the line it begins on; a quoted line break does not shift the count."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    begins = 1
    try:
        for cells in reader:
            yield begins, cells
            begins = reader.line_num + 1
    except csv.Error as error:
        raise InvalidError(
            f"Line {begins} cannot be read as a row. Look for a quotation mark without its pair."
        ) from error


def _header(cells: list[str], columns: Sequence[str]) -> list[str]:
    names = [plain(cell).lower().replace(" ", "_") for cell in cells]
    while names and not names[-1]:
        names.pop()
    wanted = f"Its first line must be: {','.join(columns)}."
    if not names:
        raise InvalidError(f"The file is empty. {wanted}")
    missing = [name for name in columns if name not in names]
    unknown = [name or "a column without a name" for name in names if name not in columns]
    twice = sorted(name for name, times in Counter(names).items() if times > 1)
    for wrong, said in (
        (missing, "The file lacks"),
        (unknown, "The file has what we do not keep:"),
        (twice, "The file has twice:"),
    ):
        if wrong:
            raise InvalidError(f"{said} {_the_first(wrong)}. {wanted}")
    return names


def _the_first(names: list[str]) -> str:
    """List names of columns, as far as a sentence can hold them."""
    shown = [name[:LONGEST_NAME] for name in names[:MOST_NAMES]]
    more = len(names) - len(shown)
    return ", ".join(shown) + (f" and {more} more" if more > 0 else "")


def _row(line: int, cells: list[str], names: list[str]) -> Row:
    missing = [""] * (len(names) - len(cells))
    found = dict(zip(names, cells + missing, strict=False))
    return Row(line, found, spare=any(map(str.strip, cells[len(names) :])))
