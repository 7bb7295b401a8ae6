"""Read one cell of a service's own spreadsheet: dates, times, words and numbers as written.

Every reader takes the cell's text and gives a value, or raises RowError with the reason and what
to do. A cell is only ever text: nothing in it is a formula, a command or a number by its looks.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import TypeVar
from zoneinfo import ZoneInfo

from tracker.domain.vocabulary import (
    HowKnown,
    JusticeKind,
    LikesContactBy,
    Outcome,
    Precision,
    Starter,
    Way,
    Whose,
)

T = TypeVar("T")

LONGEST_REFERENCE = 40
LONGEST_NAME = 200
LONGEST_TEXT = 10_000
FIRST_YEAR = 1900
WHAT_A_DATE_IS = "write it as 2026-06-04, 04/06/2026 or 4 Jun 2026"

OUTCOMES = {
    "met": Outcome.MET,
    "spoke": Outcome.SPOKE,
    "messaged": Outcome.MESSAGED,
    "tried": Outcome.WE_TRIED,
    "missed": Outcome.MISSED_EACH_OTHER,
    "we cancelled": Outcome.WE_CANCELLED,
    "they cancelled": Outcome.THEY_CANCELLED,
}
FITS = {
    Outcome.MET: {Way.IN_PERSON, Way.VIDEO},
    Outcome.SPOKE: {Way.IN_PERSON, Way.CALL, Way.VIDEO},
    Outcome.MESSAGED: {Way.TEXT, Way.LETTER},
}
WAYS = {"phone": Way.CALL, "text": Way.TEXT}
STARTERS = {word.value: word for word in Starter}
LIKES = {word.value: word for word in LikesContactBy}
WHOSE = {word.value.replace("_", " "): word for word in Whose}
HOW_KNOWN = {word.value.replace("_", " "): word for word in HowKnown}
JUSTICE = {word.value.replace("_", " "): word for word in JusticeKind} | {
    "voluntary interview": JusticeKind.INTERVIEW,
    "court date": JusticeKind.COURT,
    "stop and search": JusticeKind.STOP,
}

_MONTHS = (
    *("january", "february", "march", "april", "may", "june", "july"),
    *("august", "september", "october", "november", "december"),
)
_YEAR_FIRST = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
_DAY_FIRST = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})")
_NAMED = re.compile(r"([0-9]{1,2}) ([a-z]{3,9})\.? ([0-9]{4})")
_TIME = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])(?::([0-5][0-9]))?")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")

_JOINERS = dict.fromkeys((0x200C, 0x200D))  # they belong in some scripts, never in a code
_UNSEEN = dict.fromkeys(
    (
        *(code for code in (*range(0x20), *range(0x7F, 0xA0)) if chr(code) not in "\n\t"),
        0x00AD,
        0x200B,
        *(0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)),
        0x2060,
        0xFEFF,
    )
) | dict.fromkeys((0x00A0, 0x2007, 0x202F), " ")


@dataclass(frozen=True, slots=True)
class Rejection:
    """A row that did not go in: the file's line (the header is 1), why, and what to do."""

    row: int
    reason: str
    help: str


class RowError(Exception):
    """A row that cannot go in as it is."""

    def __init__(self, reason: str, help_: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.help = help_

    def at(self, row: int) -> Rejection:
        return Rejection(row, self.reason, self.help)


def tidy(cell: str) -> str:
    """Give a text without stray blanks, invisible letters and control characters."""
    if cell.isascii() and cell.isprintable():
        return cell.strip()
    text = cell.replace("\r\n", "\n").replace("\r", "\n").translate(_UNSEEN)
    return unicodedata.normalize("NFC", text).strip()


def line(cell: str) -> str:
    """Give a tidy text on one line, single blanks between."""
    return " ".join(tidy(cell).split())


def plain(cell: str) -> str:
    """Give a code on one line, without the letters that only join others."""
    return line(cell.translate(_JOINERS))


def text(cell: str, what: str, longest: int = LONGEST_TEXT) -> str | None:
    """Give a tidy text, or None for an empty cell."""
    tidied = tidy(cell)
    if len(tidied) > longest:
        raise RowError(f"{what} is too long", f"write at most {longest} letters")
    return tidied or None


def name(cell: str) -> str:
    """Give a name on one line."""
    if not plain(cell):
        raise RowError("no name", "write the name they go by")
    return text(line(cell), "name", LONGEST_NAME) or ""


def reference(cell: str) -> str:
    """Give a person's reference in capitals."""
    found = plain(cell).upper()
    if not found:
        raise RowError("no reference", "write the person's reference")
    if len(found) > LONGEST_REFERENCE:
        raise RowError("reference is too long", f"use at most {LONGEST_REFERENCE} letters")
    return found


def email(cell: str) -> str | None:
    """Give an email address in small letters, or None for an empty cell."""
    return plain(cell).lower() or None


def own_email(cell: str) -> str:
    """Give the address of a worker's own row."""
    found = email(cell)
    if found is None:
        raise RowError("no email", "write the worker's work email address")
    if len(found) > 254 or not _EMAIL.fullmatch(found):  # noqa: PLR2004 - the column's length
        raise RowError("email is not an email address", "write it as ana.reid@example.org")
    return found


def day(cell: str, what: str = "date") -> date:
    """Read 2026-06-04, 22/09/2025 (day first), 27 Feb 1997 or 27 February 1997."""
    try:
        read = date(*_year_month_day(plain(cell).lower()))
    except ValueError:
        raise RowError(f"{what} is not a date", WHAT_A_DATE_IS) from None
    if read.year < FIRST_YEAR:
        raise RowError(f"{what} is not a date", f"write a year from {FIRST_YEAR} on")
    return read


def _year_month_day(written: str) -> tuple[int, int, int]:
    if found := _YEAR_FIRST.fullmatch(written):
        return int(found[1]), int(found[2]), int(found[3])
    if found := _DAY_FIRST.fullmatch(written):
        return int(found[3]), int(found[2]), int(found[1])
    if found := _NAMED.fullmatch(written):
        month = [month.startswith(found[2]) for month in _MONTHS].index(True)
        return int(found[3]), month + 1, int(found[1])
    raise ValueError(written)


def clock_time(cell: str) -> time | None:
    """Read 9:45, 09:45 or 09:45:00; None for an empty cell."""
    written = plain(cell)
    if not written:
        return None
    found = _TIME.fullmatch(written)
    if found is None:
        raise RowError("time is not a time", "write it as 14:30")
    return time(int(found[1]), int(found[2]), int(found[3] or 0))


def instant(on: date, at: time | None, zone: ZoneInfo) -> tuple[datetime, Precision]:
    """Give the instant of a local time, or of local 00:00 where only the day is known.

    A time that comes twice (the clocks go back) is the first of the two. A time that never was
    (the clocks go forward) raises RowError.
    """
    if at is None:
        return datetime.combine(on, time(), zone).astimezone(UTC), Precision.DAY
    found = datetime.combine(on, at, zone).astimezone(UTC)
    if found.astimezone(zone).time() != at:
        raise RowError("time does not exist on that day", "the clocks went forward: check the time")
    return found, Precision.EXACT


def one_of(cell: str, words: Mapping[str, T], what: str) -> T:
    """Read one of a closed list of words, whatever its case and blanks."""
    found = words.get(plain(cell).lower().replace("_", " "))
    if found is None:
        raise RowError(f"{what} is not one of the words", f"use {_listed(words)}")
    return found


def _listed(words: Mapping[str, object]) -> str:
    *most, last = words
    return f"{', '.join(most)} or {last}"


def number(cell: str, what: str, lowest: int, highest: int) -> int | None:
    """Read a whole number within bounds; None for an empty cell."""
    written = plain(cell)
    if not written:
        return None
    if not re.fullmatch(r"[0-9]{1,9}", written):
        raise RowError(f"{what} is not a number", f"write a whole number, {lowest} to {highest}")
    if not lowest <= int(written) <= highest:
        raise RowError(
            f"{what} is not between {lowest} and {highest}", "write a number between the two"
        )
    return int(written)


def way(cell: str) -> tuple[Way, str | None]:
    """Read how: `phone`, `text`, or a place where they met in person."""
    written = line(cell)
    if not written:
        raise RowError("no how", "write phone, text, or the place")
    if len(written) > LONGEST_NAME:
        raise RowError("how is too long", "write phone, text, or the name of the place")
    found = WAYS.get(plain(cell).lower())
    return (Way.IN_PERSON, written) if found is None else (found, None)


def outcome(cell: str, by: Way) -> Outcome:
    """Read what happened; it must fit how: nobody met by phone or sent a message in a cafe."""
    found = one_of(cell, OUTCOMES, "what_happened")
    if by not in FITS.get(found, {by}):
        raise RowError(
            "what_happened does not fit how",
            "met needs a place, spoke a place or phone, messaged needs text",
        )
    return found
