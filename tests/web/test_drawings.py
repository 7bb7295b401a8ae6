"""Every mark, label and order of the reference drawings is on the page of the person they show."""

import re
from html import unescape

import pytest

from tests.web.drawn import the_life_of_the_drawing

# What the drawing shows, from the top of the picture down: how the page marks it, or its words.
MARKS = {
    "months along the top": ["Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct"],
    "a line at each month": 'class="grid"',
    "today, dashed": 'class="today"',
    "today, in words": ["Today"],
    "a band of diagonals for the first worker": 'class="era era-a"',
    "a band of dots for the second": 'class="era era-b"',
    "their patterns": 'fill="url(#pa)" fill="url(#pb)"',
    "a plain plate for a name": 'class="plate"',
    "the workers' names": ["Dana", "Sam"],
    "a dashed box with no key worker": 'class="gap"',
    "how long that was": ["9 days with no key worker"],
    "a filled diamond: the handover was not planned": 'class="hand"',
    "a pale dashed box for cover": 'class="cover"',
    "who covers": ["Ali covers"],
    "a line for the deputy": 'class="dep"',
    "who the deputy is": ["Ali, named deputy"],
    "we met": "#k-met",
    "we spoke": "#k-spoke",
    "we missed each other": "#k-missed",
    "we cancelled": "#k-we",
    "they moved it": "#k-they",
    "a bracket under what was quiet": 'class="sil"',
    "how long it was quiet": ["16 days"],
    "planned next, dashed": "#k-next",
    "a line down to its words": 'class="lead"',
    "its words": ["Meet Thu 26 Nov"],
    "contact of theirs with police": "#k-own",
    "what it was": ["Stopped and searched"],
    "contact of someone close": "#k-close",
    "what that was, never whose": ["Someone close: arrested"],
}
LANES = ["Key worker", "Contacts", "Police, court", "Coming up"]
KEY = [
    "met", "spoke or messaged", "missed each other", "we cancelled or moved",
    "they moved or could not come", "Jay", "someone close",
]  # fmt: skip
ORDER = [
    "Back to My people",
    "Jay",
    "Key worker: Sam (you), since Wed 29 Apr.",
    "Named deputy: Ali.",
    "Log a contact",
    "Plan ahead",
    "The story so far",
    "Two key workers since January. With Sam for 6 months, 17 meetings.",
    "One handover, not planned, 9 days with no key worker between.",
    "Today",
    "missed each other",
    "As a list, newest first",
    "Sam is key worker for Jay (since Wed 29 Apr)",
    "Ali is named deputy for Jay (since Mon 18 May)",
    "Coming up: A meeting, Thu 26 Nov, 2pm, The library. Sam",
    "16 days quiet with Sam, since Sat 7 Nov (agreed: about every 7 days)",
    "We spoke, Sat 7 Nov",
    "Someone close: arrested, Sat 31 Oct",
    "We cancelled, Thu 29 Oct",
    "We met, Thu 22 Oct",
]
# In the drawing and not on the page, with the reason.
NOT_YET = {
    "How it is going": "nobody is asked how it is going yet, so nothing can be drawn",
    "good": "the same lane",
    "not good": "the same lane",
    "Send a text": "the quiet alert is held back: a meeting stands within 3 working days",
    "Brother arrested": "who it was is never shown (PRODUCT 2, 8)",
}


@pytest.fixture
def shown(client, clock, fresh_sessions, make_act, sign_in):
    with fresh_sessions.begin() as session:
        drawn = the_life_of_the_drawing(session, make_act)
    clock.at = drawn.at
    sign_in(client, drawn.sam)
    answer = client.get(drawn.address)
    assert answer.status_code == 200
    return answer.text


def picture_of(page):
    return page[page.index('<div class="tlbox">') : page.index('<ul class="tlkey">')]


def texts_of(svg):
    return [unescape(text) for text in re.findall(r"<text[^>]*>([^<]*)</text>", svg)]


def words_of(html):
    """Give what a page says, as one line."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def lacking(page):
    """Give what the drawing shows and the picture does not."""
    svg = picture_of(page)
    texts = texts_of(svg)
    return [
        what
        for what, shown in MARKS.items()
        if not all(
            one in (texts if isinstance(shown, list) else svg)
            for one in (shown if isinstance(shown, list) else re.findall(r'\S+="[^"]*"|\S+', shown))
        )
    ]


def test_every_mark_and_label_of_the_drawing_is_in_the_picture(shown, measure, database):
    assert lacking(shown) == []
    measure(
        "marks and labels of the drawings on the page",
        wanted=len(MARKS),
        reached=len(MARKS) - len(lacking(shown)),
        count=len(MARKS),
        database=database,
    )


def test_the_lanes_and_the_key_stand_in_the_order_of_the_drawing(shown):
    lanes = re.findall(r'<text class="lane" x="0" y="([\d.]+)">([^<]*)<', picture_of(shown))
    assert [name for _y, name in sorted(lanes, key=lambda lane: float(lane[0]))] == LANES
    key = words_of(shown[shown.index('<ul class="tlkey">') : shown.index('id="list"')])
    assert re.search(" .*".join(KEY), key), key


def test_the_page_tells_everything_in_the_order_of_the_drawing(shown):
    said = re.sub(r"\s+([.,)])", r"\1", words_of(shown[shown.index("<main") :]))
    at = 0
    for one in ORDER:
        assert one in said[at:], one
        at = said.index(one, at) + len(one)


def test_what_is_not_there_yet_is_listed_with_its_reason(shown):
    said = words_of(shown)
    assert [what for what in NOT_YET if re.search(rf"(^|[^\w]){what}\b", said)] == []
    assert all(NOT_YET.values())


def test_bands_differ_without_colour_by_their_pattern(shown):
    """The marks are compared as printed in grey, by tests/browser/test_grey.py."""
    patterns = re.findall(r'<pattern id="p\w"(.*?)</pattern>', shown)
    outlines = {re.sub(r'class="[^"]*"', "", pattern) for pattern in patterns}
    assert len(outlines) == len(patterns) == 6
