"""The strip of twelve weeks on a page: its marks from ready pieces, and the same in a sentence."""

from collections.abc import Mapping

from flask import Flask
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from markupsafe import Markup

from tracker.domain.pictures.shapes import Shape
from tracker.domain.pictures.strip import WEEKS, Strip

FIRST, APART, HEIGHT = 9, 17, 11
HOW_OFTEN: Mapping[Shape, object] = {
    Shape.MET: _l("met %(often)s"),
    Shape.SPOKE: _l("spoke %(often)s"),
    Shape.OUR_PART: _l("we cancelled or moved %(often)s"),
    Shape.MISSED: _l("missed each other %(often)s"),
    Shape.THEIRS: _l("they moved or could not come %(often)s"),
    Shape.THEY_TRIED: _l("they tried to reach us %(often)s"),
    Shape.WE_TRIED: _l("we reached out %(often)s"),
}


def _piece(shape: str, week: int) -> Markup:
    return Markup(f'<use href="#k-{shape}" x="{FIRST + APART * week}" y="{HEIGHT}"/>')  # noqa: S704 - ours


PIECES = tuple(
    {shape: _piece(shape or "none", week) for shape in (*Shape, None)} for week in range(WEEKS + 1)
)


def init_app(app: Flask) -> None:
    app.jinja_env.filters.update(weeks=weeks, weeks_in_words=weeks_in_words)


def weeks(strip: Strip) -> Markup:
    """Give the marks of eleven weeks and what is planned."""
    marks = (*strip.weeks, Shape.NEXT if strip.next else None)
    return Markup("").join(piece[mark] for piece, mark in zip(PIECES, marks, strict=True))


def weeks_in_words(strip: Strip) -> str:
    """Say what the marks show, as in `Last 12 weeks: met 6 times, spoke twice`."""
    said = [str(HOW_OFTEN[shape]) % {"often": often(n)} for shape, n in strip.counts]
    return str(_("Last 12 weeks: %(what)s.", what=", ".join(said) or _("no contact")))


def often(times: int) -> str:
    """Say once, twice, 3 times."""
    if times in (1, 2):
        return str(_("once") if times == 1 else _("twice"))
    return str(_("%(n)s times", n=times))
