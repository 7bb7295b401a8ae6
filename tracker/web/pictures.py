"""The picture of a relationship in pixels: where across is the domain's, where down is here."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import count

from flask import Flask
from flask_babel import gettext as _
from flask_babel import ngettext

from tracker.domain.pictures.drawing import SPACE, Drawn, Picture
from tracker.domain.pictures.things import AHEAD, Kind, Thing
from tracker.queries.pages import Story
from tracker.web import story_words
from tracker.web.shelves import EDGE, Shelf, Word, is_free, width_of

BAND, NAME, UNDER = 30, 51, 86  # the band's top, its words' line, the first line under it
LANE, ROW, LINE = 22, 14, 18
PATTERNS = "abcdef"
TODAY_NEEDS, MONTH_NEEDS = 40, 26
FROM_SIDE = 6


@dataclass(frozen=True, slots=True)
class Spot:
    """A thing drawn: `n` is its place in the list, `look` its shape, pattern or kind of band."""

    n: int
    kind: str
    x: float
    y: float
    width: float = 0
    look: str = ""
    plate: Word | None = None
    lead: str = ""


@dataclass
class Laid:
    """The whole picture: its spots, the words beside them, of the lanes and of the months."""

    picture: Picture
    height: float = 0
    spots: list[Spot] = field(default_factory=list)
    words: list[Word] = field(default_factory=list)
    lanes: list[Word] = field(default_factory=list)
    months: list[Word] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Pen:
    """What every lane needs: the picture, the story, each thing's number in the list."""

    picture: Picture
    story: Story
    numbers: Mapping[Thing, int]

    def lane(self, *kinds: Kind) -> Iterator[tuple[Drawn, int]]:
        """Give what stands in a lane from left to right, each with its number."""
        drawn = [one for kind in kinds for one in self.picture.lane(kind)]
        for one in sorted(drawn, key=lambda one: (one.x, self.numbers[one.thing])):
            yield one, self.numbers[one.thing]

    def name(self, thing: Thing) -> str:
        return self.story.name(thing.worker_id)


def init_app(app: Flask) -> None:
    app.jinja_env.filters.update(
        px=px,
        plate_width=lambda word: px(width_of(word.text, wide=True) + 2 * FROM_SIDE),
        of_justice=story_words.of_justice,
    )


def px(number: float) -> str:
    """Write a length to a tenth of a pixel, short: a picture of many marks stays small."""
    return f"{number:.1f}".removesuffix(".0")


def lay_out(picture: Picture, story: Story, *, justice: bool) -> Laid:
    """Place every thing of a picture; the lane of police and court is there for who may see it."""
    numbers = {thing: n for n, thing in enumerate(picture.things, 1)}
    pen, laid = _Pen(picture, story, numbers), Laid(picture)
    contacts = _bonds(pen, laid) + LANE
    marks_end = _contacts(pen, laid, contacts)
    line = _spells(pen, laid, marks_end + FROM_SIDE)
    if justice:
        line = _justice(pen, laid, line + LANE + FROM_SIDE)
    laid.height = _coming(pen, laid, line + LANE + FROM_SIDE) + FROM_SIDE + 2
    laid.lanes.insert(0, Word(0, NAME, _("Key worker")))
    laid.months = list(_months(picture))
    return laid


def _bonds(pen: _Pen, laid: Laid) -> float:
    """Draw who was there: bands, gaps, cover, deputies, joins; give the last line of words."""
    under, plates = Shelf(UNDER), [(one.x, one.x + one.width) for one, _n in pen.lane(Kind.COVER)]
    for one, n in pen.lane(Kind.GAP):
        laid.spots.append(Spot(n, "gap", one.x, BAND, one.width))
        days = one.thing.days
        words = story_words.days_without(days)
        under.put(words, round(one.x + one.width, 1), end=True, strong=True)
    for one, n in pen.lane(Kind.KEY_WORKER):
        plate = _plate(pen.name(one.thing), one.x, one.x + one.width, plates)
        laid.spots.append(Spot(n, "era", one.x, BAND, one.width, PATTERNS[one.pattern], plate))
        if plate is None:
            under.put(pen.name(one.thing), one.x, strong=True)
    for one, n in pen.lane(Kind.COVER):
        words, end = _("%(name)s covers", name=pen.name(one.thing)), one.x + one.width
        plate = _plate(words, end, EDGE, plates)
        laid.spots.append(Spot(n, "cover", one.x, BAND, one.width, plate=plate))
        if plate is None:
            under.put(words, one.x)
    for one, n in pen.lane(Kind.DEPUTY):
        laid.spots.append(Spot(n, "dep", one.x, BAND + 41, one.width))
        under.put(_("%(name)s, named deputy", name=pen.name(one.thing)), one.x)
    for one, n in pen.lane(Kind.HANDOVER):
        look = "planned" if one.thing.planned else "unplanned"
        laid.spots.append(Spot(n, "hand", one.x, BAND, look=look))
    laid.words += under.words
    return max(UNDER, under.bottom)


def _plate(name: str, start: float, end: float, taken: list[tuple[float, float]]) -> Word | None:
    """Give a name a plain plate inside a band: whole, or its first word, or none."""
    for text in dict.fromkeys((name, name.split(" ", maxsplit=1)[0])):
        span = (start + FROM_SIDE, start + 3 * FROM_SIDE + width_of(text, wide=True))
        if span[1] <= end and is_free(span, taken):
            taken.append(span)
            return Word(span[0], NAME, text)
    return None


def _contacts(pen: _Pen, laid: Laid, y: float) -> float:
    """Draw what happened and the next meetings; give the line of the last row."""
    taken: list[tuple[float, int]] = []
    for one, n in pen.lane(Kind.CONTACT):
        taken.append((one.x, one.row))
        laid.spots.append(Spot(n, "contact", one.x, y + one.row * ROW, look=one.thing.shape or ""))
    for one, n in pen.lane(Kind.COMING):  # few, and they may come close to what has just happened
        near = {row for x, row in taken if abs(one.x - x) < SPACE}
        row = next(row for row in count() if row not in near)
        taken.append((one.x, row))
        laid.spots.append(Spot(n, "next", one.x, y + row * ROW, look="next"))
    laid.lanes.append(Word(0, y + 4, _("Contacts")))
    return y + max([1, *(row for _x, row in taken)]) * ROW


def _spells(pen: _Pen, laid: Laid, y: float) -> float:
    """Draw brackets under what was quiet or paused, with words; give the last line of words."""
    beside = Shelf(y + LINE)
    for one, n in pen.lane(Kind.QUIET):
        laid.spots.append(Spot(n, "sil", one.x, y, one.width))
        words = ngettext("%(num)s day", "%(num)s days", one.thing.days)
        beside.put(words, round(one.x + one.width, 1), end=True, strong=True)
    for one, n in pen.lane(Kind.PAUSE):
        laid.spots.append(Spot(n, "pause", one.x, y, one.width))
        beside.put(_("paused together"), one.x)
    laid.words += beside.words
    return max(y, beside.bottom)


def _justice(pen: _Pen, laid: Laid, y: float) -> float:
    """Draw contact with police and court, each with a short label where there is room."""
    last = y
    drawn = list(pen.lane(Kind.JUSTICE))
    beside: dict[int, list[tuple[float, float]]] = {}
    for one, _n in drawn:
        beside.setdefault(one.row, []).append((one.x - FROM_SIDE, one.x + FROM_SIDE))
    for one, n in drawn:
        line, last = y + one.row * LINE, max(last, y + one.row * LINE)
        laid.spots.append(Spot(n, "justice", one.x, line, look=one.thing.shape or ""))
        words = story_words.of_justice(pen.story, one.thing)
        wide = width_of(words)
        for start, end in ((one.x + 11, False), (one.x - 11, True)):
            span = (start - wide, start) if end else (start, start + wide)
            if span[1] <= EDGE and is_free(span, beside[one.row]):
                beside[one.row].append(span)
                laid.words.append(Word(round(start, 1), line + 4, words, end))
                break
    laid.lanes.append(Word(0, y + 4, _("Police, court")))
    return last


def _coming(pen: _Pen, laid: Laid, y: float) -> float:
    """Write what is coming, one under another, each joined to its day; give the last line."""
    places = {spot.n: spot for spot in laid.spots if spot.kind == "next"}
    line = y
    for place, (one, n) in enumerate(sorted(pen.lane(*AHEAD), key=lambda each: each[0].thing.at)):
        line = y + place * ROW
        words = story_words.of_what_comes(pen.story, one.thing)
        until = min(one.x, pen.picture.today_x) - FROM_SIDE
        laid.words.append(Word(round(until, 1), line, words, end=True, strong=True))
        start = places[n].y + 8 if n in places else line - 10
        lead = f"M{px(one.x)} {px(start)}V{px(line - 4)}H{px(until + 3)}"
        if n in places:
            laid.spots[laid.spots.index(places[n])] = replace(places[n], lead=lead)
        else:
            laid.spots.append(Spot(n, "ahead", one.x, line, lead=lead))
    laid.lanes.append(Word(0, y, _("Coming up")))
    return line


def _months(picture: Picture) -> Iterator[Word]:
    """Give the firsts of months; the words of those that would touch `Today` are left out."""
    for day, x in picture.months:
        words = f"{day:%Y}" if day.month == 1 else f"{day:%b}"
        near = -TODAY_NEEDS - MONTH_NEEDS < x - picture.today_x < FROM_SIDE
        yield Word(x, 14, "" if near else words)
