"""What one cell of a spreadsheet may say, and what is said about it when it cannot be read."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from tracker.domain import spreadsheets as read
from tracker.domain.spreadsheets import Rejection, RowError
from tracker.domain.vocabulary import JusticeKind, Outcome, Precision, Way

LONDON = ZoneInfo("Europe/London")


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        pytest.param("2026-06-04", date(2026, 6, 4), id="year first"),
        pytest.param("22/09/2025", date(2025, 9, 22), id="day first"),
        pytest.param(
            "04/06/2026", date(2026, 6, 4), id="day first even where month first could be"
        ),
        pytest.param("4/6/2026", date(2026, 6, 4), id="without noughts"),
        pytest.param("27 Feb 1997", date(1997, 2, 27), id="month by its short name"),
        pytest.param("5 Oct 2012", date(2012, 10, 5), id="one figure"),
        pytest.param("5 october 2012", date(2012, 10, 5), id="month by its whole name, small"),
        pytest.param("5 Sept 2012", date(2012, 9, 5), id="Sept"),
        pytest.param("29 Feb 2024", date(2024, 2, 29), id="a leap day"),
        pytest.param("\u00a0 27\u00a0Feb  1997\ufeff", date(1997, 2, 27), id="stray blanks"),
        pytest.param("01/01/1900", date(1900, 1, 1), id="the first day there is"),
    ],
)
def test_a_day_is_read_in_each_form(cell, day):
    assert read.day(cell) == day


@pytest.mark.parametrize(
    "cell",
    [
        "",
        "31/02/2008",
        "06/13/2026",
        "2026-13-01",
        "29 Feb 2025",
        "5 Foo 2012",
        "5 Ma 2012",
        "04/06/26",
        "2026-06-04T10:00",
        "46176",
        "=TODAY()",
        "tomorrow",
        "\u0664 Jun 2026",
        "0000-01-01",
    ],
)
def test_what_is_not_a_day_is_named_and_told_how_to_write_it(cell):
    with pytest.raises(RowError) as refused:
        read.day(cell, "date of birth")
    assert refused.value.at(25) == Rejection(
        25, "date of birth is not a date", "write it as 2026-06-04, 04/06/2026 or 4 Jun 2026"
    )


def test_a_year_before_1900_is_not_a_date():
    with pytest.raises(RowError) as refused:
        read.day("31/12/1899")
    assert (refused.value.reason, refused.value.help) == (
        "date is not a date",
        "write a year from 1900 on",
    )


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("09:45", time(9, 45)),
        ("9:45", time(9, 45)),
        ("23:59:59", time(23, 59, 59)),
        ("00:00", time(0, 0)),
        (" ", None),
    ],
)
def test_a_time_is_read_or_left_out(cell, expected):
    assert read.clock_time(cell) == expected


@pytest.mark.parametrize("cell", ["24:00", "9.45", "9:5", "12:60", "noon", "-1:00", "09:45 am"])
def test_what_is_not_a_time_is_named(cell):
    with pytest.raises(RowError, match=r"^time is not a time$"):
        read.clock_time(cell)


@pytest.mark.parametrize(
    ("day", "at", "expected"),
    [
        pytest.param(
            date(2026, 1, 5),
            time(9, 0),
            (datetime(2026, 1, 5, 9, tzinfo=UTC), Precision.EXACT),
            id="winter",
        ),
        pytest.param(
            date(2026, 7, 5),
            time(9, 0),
            (datetime(2026, 7, 5, 8, tzinfo=UTC), Precision.EXACT),
            id="summer",
        ),
        pytest.param(
            date(2026, 7, 5),
            None,
            (datetime(2026, 7, 4, 23, tzinfo=UTC), Precision.DAY),
            id="only the day is known",
        ),
        pytest.param(
            date(2026, 10, 25),
            time(1, 30),
            (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), Precision.EXACT),
            id="a time that comes twice is the first of the two",
        ),
    ],
)
def test_a_local_time_is_an_instant(day, at, expected):
    assert read.instant(day, at, LONDON) == expected


def test_a_time_that_never_was_is_refused():
    with pytest.raises(RowError) as refused:
        read.instant(date(2026, 3, 29), time(1, 30), LONDON)
    assert (refused.value.reason, refused.value.help) == (
        "time does not exist on that day",
        "the clocks went forward: check the time",
    )


@pytest.mark.parametrize(
    ("cell", "reference"),
    [
        pytest.param(" p1001 ", "P1001", id="blanks and small letters"),
        pytest.param("\u00a0P1001\u200b", "P1001", id="a hard blank and one of no width"),
        pytest.param("p\u200b10\u200d01", "P1001", id="invisible letters inside"),
        pytest.param("north\t 12", "NORTH 12", id="one blank between"),
    ],
)
def test_a_reference_is_in_capitals_without_what_cannot_be_seen(cell, reference):
    assert read.reference(cell) == reference


@pytest.mark.parametrize(
    ("reader", "cell", "reason"),
    [
        pytest.param(read.reference, " \u200b", "no reference", id="an empty reference"),
        pytest.param(read.reference, "P" * 41, "reference is too long", id="a long reference"),
        pytest.param(read.name, " \u00a0 ", "no name", id="an empty name"),
        pytest.param(read.name, "\u200d", "no name", id="a name that cannot be seen"),
        pytest.param(read.name, "A" * 201, "name is too long", id="a long name"),
        pytest.param(read.own_email, "", "no email", id="no address"),
        pytest.param(read.own_email, "ana", "email is not an email address", id="not an address"),
        pytest.param(read.way, " ", "no how", id="no way"),
        pytest.param(read.way, "x" * 201, "how is too long", id="a long place"),
    ],
)
def test_a_cell_that_cannot_be_is_named(reader, cell, reason):
    with pytest.raises(RowError) as refused:
        reader(cell)
    assert refused.value.reason == reason
    assert refused.value.help


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("phone", (Way.CALL, None)),
        (" Text", (Way.TEXT, None)),
        ("library", (Way.IN_PERSON, "library")),
        ("The  Blue Cafe", (Way.IN_PERSON, "The Blue Cafe")),
        ("=cmd|' /C calc'!A0", (Way.IN_PERSON, "=cmd|' /C calc'!A0")),
    ],
)
def test_how_is_a_phone_a_text_or_a_place(cell, expected):
    assert read.way(cell) == expected


@pytest.mark.parametrize(
    ("cell", "way", "outcome"),
    [
        ("met", Way.IN_PERSON, Outcome.MET),
        ("Spoke", Way.CALL, Outcome.SPOKE),
        ("spoke", Way.IN_PERSON, Outcome.SPOKE),
        ("messaged", Way.TEXT, Outcome.MESSAGED),
        ("tried", Way.CALL, Outcome.WE_TRIED),
        ("tried", Way.TEXT, Outcome.WE_TRIED),
        ("tried", Way.IN_PERSON, Outcome.WE_TRIED),
        ("missed", Way.IN_PERSON, Outcome.MISSED_EACH_OTHER),
        ("missed", Way.CALL, Outcome.MISSED_EACH_OTHER),
        (" we  CANCELLED", Way.IN_PERSON, Outcome.WE_CANCELLED),
        ("they_cancelled", Way.CALL, Outcome.THEY_CANCELLED),
    ],
)
def test_what_happened_is_one_of_seven_words(cell, way, outcome):
    assert read.outcome(cell, way) == outcome


@pytest.mark.parametrize("cell", ["", "dna", "we_tried", "=met", "met."])
def test_another_word_is_not_one_of_them(cell):
    with pytest.raises(RowError) as refused:
        read.outcome(cell, Way.IN_PERSON)
    assert refused.value.at(41) == Rejection(
        41,
        "what_happened is not one of the words",
        "use met, spoke, messaged, tried, missed, we cancelled or they cancelled",
    )


@pytest.mark.parametrize(
    ("cell", "way"),
    [("met", Way.CALL), ("met", Way.TEXT), ("messaged", Way.IN_PERSON), ("spoke", Way.TEXT)],
)
def test_what_happened_must_fit_how(cell, way):
    with pytest.raises(RowError, match=r"^what_happened does not fit how$"):
        read.outcome(cell, way)


@pytest.mark.parametrize(
    ("cell", "kind"),
    [
        ("voluntary interview", JusticeKind.INTERVIEW),
        ("court date", JusticeKind.COURT),
        ("Stop and Search", JusticeKind.STOP),
        ("arrest", JusticeKind.ARREST),
        ("search at home", JusticeKind.SEARCH_AT_HOME),
        ("no_further_action", JusticeKind.NO_FURTHER_ACTION),
        ("release", JusticeKind.RELEASE),
    ],
)
def test_contact_with_police_or_court_has_its_words(cell, kind):
    assert read.one_of(cell, read.JUSTICE, "what") == kind


def test_a_number_is_whole_and_within_its_bounds():
    assert read.number(" 14 ", "agreed_every_days", 1, 365) == 14
    assert read.number("", "agreed_every_days", 1, 365) is None
    for cell, reason in (
        ("often", "agreed_every_days is not a number"),
        ("7.5", "agreed_every_days is not a number"),
        ("-7", "agreed_every_days is not a number"),
        ("\u0667", "agreed_every_days is not a number"),
        ("0", "agreed_every_days is not between 1 and 365"),
        ("366", "agreed_every_days is not between 1 and 365"),
    ):
        with pytest.raises(RowError, match=rf"^{reason}$"):
            read.number(cell, "agreed_every_days", 1, 365)


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        pytest.param("=HYPERLINK(1)", "=HYPERLINK(1)", id="a formula is text"),
        pytest.param(
            "'); DROP TABLE person;--", "'); DROP TABLE person;--", id="a command is text"
        ),
        pytest.param("a\r\nb", "a\nb", id="lines stay"),
        pytest.param("Zoe\u0308", "Zo\u00eb", id="composed letters"),
        pytest.param("\u202egnp\u202c", "gnp", id="no turned writing"),
        pytest.param("a\x1b[31mb", "a[31mb", id="no control characters"),
        pytest.param(
            "\U0001f469\u200d\U0001f4bb",
            "\U0001f469\u200d\U0001f4bb",
            id="a joined picture stays whole",
        ),
        pytest.param(" \u200b ", None, id="nothing to see"),
    ],
)
def test_a_text_is_kept_as_it_was_meant(cell, text):
    assert read.text(cell, "note") == text


def test_a_text_too_long_to_read_is_refused():
    with pytest.raises(RowError, match=r"^note is too long$"):
        read.text("a" * 10_001, "note")
