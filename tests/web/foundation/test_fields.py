"""What was typed is read as people write it, kept when it is refused, and told what to do."""

from html.parser import HTMLParser

import pytest

ADDRESS = "/probe/everything"
GOOD = {"line": "hello", "way": "call", "when": "2026-11-20", "when-time": "14:30"}
UNREADABLE = "Take out the signs that are not letters, numbers or punctuation."
A_DATE = "Write it as 2026-06-04, 04/06/2026 or 4 Jun 2026."
A_NUMBER = "Write a whole number from 1 to 90."


class Page(HTMLParser):
    """The tags of a page with their attributes, and the words of its error lines."""

    def __init__(self, html):
        super().__init__()
        self.tags, self.ids = [], {}
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        self.tags.append((tag, found))
        if "id" in found:
            self.ids[found["id"]] = (tag, found)


@pytest.fixture
def send(reader):
    """Send the form with these fields beside good ones; give the answer."""
    return lambda **fields: reader.submit(ADDRESS, **{**GOOD, **fields})


@pytest.mark.parametrize(
    ("name", "typed", "read"),
    [
        pytest.param("line", "  two   words ", "'two words'", id="stray blanks go"),
        pytest.param("line", "{{7*7}}", "'{{7*7}}'", id="a template is text"),
        pytest.param("line", "'; drop--", '"\'; drop--"', id="a statement is text"),
        pytest.param("lines", "a\r\nb", "'a\\nb'", id="lines stay"),
        pytest.param("number", "01", "1", id="a number with a nought before it"),
        pytest.param("number", "", "None", id="no number"),
        pytest.param("day", "2026-11-20", "datetime.date(2026, 11, 20)", id="a picked day"),
        pytest.param("day", "20/11/2026", "datetime.date(2026, 11, 20)", id="day first"),
        pytest.param("day", "20 Nov 2026", "datetime.date(2026, 11, 20)", id="a named month"),
        pytest.param("day", "29/02/2028", "datetime.date(2028, 2, 29)", id="a leap day"),
        pytest.param("way", "text", "<Way.TEXT: 'text'>", id="a chosen word"),
        pytest.param("tick", "y", "True", id="a ticked box"),
    ],
)
def test_it_is_read(send, name, typed, read):
    answer = send(**{name: typed})
    assert answer.status_code == 200, answer.text
    seen = dict(part.split("=", 1) for part in answer.text.split("|"))
    assert seen[name] == read


def test_a_day_and_a_time_are_an_instant_and_a_bare_day_says_so(send):
    answer = send(**{"when": "20/07/2026", "when-time": "09:05", "about": "2026-07-20"})
    assert "when=When(at=datetime.datetime(2026, 7, 20, 8, 5, tzinfo=datetime.timezone.utc)" in (
        answer.text
    )
    assert "precision=<Precision.EXACT: 'exact'>" in answer.text
    assert (
        "about=When(at=datetime.datetime(2026, 7, 19, 23, 0, tzinfo=datetime.timezone.utc), "
        "precision=<Precision.DAY: 'day'>)"
    ) in answer.text


@pytest.mark.parametrize(
    ("name", "typed", "sentence"),
    [
        pytest.param("line", "", "Write a line.", id="nothing where something is needed"),
        pytest.param("line", "   ", "Write a line.", id="blanks only"),
        pytest.param("line", "x" * 21, "Use at most 20 letters.", id="one letter too many"),
        pytest.param("line", "a\0b", UNREADABLE, id="a zero byte"),
        pytest.param("line", "a\x1b[2Jb", UNREADABLE, id="a terminal's escape"),
        pytest.param("lines", "x" * 101, "Use at most 100 letters.", id="too many letters"),
        pytest.param("lines", "a\0b", UNREADABLE, id="a zero byte in lines"),
        pytest.param("number", "\uff11\uff12", A_NUMBER, id="full-width digits"),
        pytest.param("number", "true", A_NUMBER, id="a truth"),
        pytest.param("number", "1e3", A_NUMBER, id="an exponent"),
        pytest.param("number", "0", A_NUMBER, id="too small"),
        pytest.param("number", "91", A_NUMBER, id="too large"),
        pytest.param("number", "-0", A_NUMBER, id="minus nought"),
        pytest.param("number", "NaN", A_NUMBER, id="not a number"),
        pytest.param("number", "9" * 5000, A_NUMBER, id="five thousand digits"),
        pytest.param("day", "31/02/2026", A_DATE, id="a day that never was"),
        pytest.param("day", "11/20/2026", A_DATE, id="month first"),
        pytest.param("day", "0000-01-01", A_DATE, id="year nought"),
        pytest.param("day", "10000-01-01", A_DATE, id="year ten thousand"),
        pytest.param("day", "9999-12-31", "Check the year.", id="a year past every bound"),
        pytest.param("when-time", "", "Write the time.", id="no time where one is needed"),
        pytest.param("when-time", "24:00", "Write it as 14:30.", id="an hour too many"),
        pytest.param("when-time", "a\0", UNREADABLE, id="a zero byte in the time"),
        pytest.param("way", "pigeon", "Choose how.", id="a word that was not offered"),
        pytest.param("way", "", "Choose how.", id="no word"),
    ],
)
def test_it_is_refused_with_what_to_do_in_two_places_and_nothing_typed_is_lost(
    send, name, typed, sentence
):
    answer = send(**{name: typed})
    assert answer.status_code == 422
    assert "<title>Error: Form" in answer.text
    assert "There is a problem" in answer.text
    assert answer.text.count(sentence) == 2, "once in the summary, once by the field"
    page = Page(answer.text)
    field = name.removesuffix("-time")
    target = {"way": "way-0"}.get(field, field)
    assert ("a", {"href": f"#{target}"}) in page.tags
    assert page.ids[target][1]["aria-invalid"] == "true"
    described = page.ids[target][1].get("aria-describedby", "")
    assert f"{field}-error" in described or field == "way"
    assert page.ids["line"][1]["value"] == (
        GOOD["line"] if name != "line" else typed.replace("\0", "").replace("\x1b", "")
    )


def test_a_time_that_never_was_is_refused(send):
    answer = send(**{"when": "2026-03-29", "when-time": "01:30"})
    assert "The clocks went forward: check the time." in answer.text


def test_a_day_that_cannot_be_read_is_kept_as_text_and_a_good_one_for_the_picker(send):
    bad = Page(send(day="soon").text).ids["day"][1]
    assert (bad["type"], bad["value"]) == ("text", "soon")
    good = Page(send(day="20 Nov 2026", line="").text).ids["day"][1]
    assert (good["type"], good["value"]) == ("date", "2026-11-20")


def test_a_chosen_word_a_tick_and_a_time_stay_when_something_else_is_put_right(send):
    page = Page(send(line="", way="text", tick="y").text)
    assert "checked" in page.ids["way-1"][1]
    assert "checked" not in page.ids["way-0"][1]
    assert "checked" in page.ids["tick"][1]
    assert page.ids["when-time"][1]["value"] == "14:30"


def test_hints_and_groups_are_tied_to_their_fields(reader):
    page = reader.get(ADDRESS)
    ids = Page(page.text).ids
    assert ids["line"][1]["aria-describedby"] == "line-hint"
    assert "aria-invalid" not in ids["line"][1]
    assert page.text.count("<legend>") == 3
    labels = [attrs["for"] for tag, attrs in Page(page.text).tags if tag == "label"]
    fields = [i for i, (tag, _) in ids.items() if tag in {"input", "textarea"} and "csrf" not in i]
    assert sorted(labels) == sorted(fields), "every field has a visible label"


def test_typed_markup_is_shown_as_text(send):
    assert '"><svg onload=' not in send(line='"><svg onload=x').text.split("<svg")[0]
    assert "&lt;b&gt;" in send(line="<b>x</b>", day="soon").text
