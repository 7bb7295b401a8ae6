"""Every pair of colours that is used can be told apart, in both themes; no state is told by colour alone."""

import re
from pathlib import Path

import pytest

from tracker.web import words

STYLE = (Path(__file__).resolve().parents[2] / "tracker" / "static" / "alongside.css").read_text()
TOKEN = re.compile(r"--([a-z0-9-]+): (#[0-9A-Fa-f]{3,6});")
TEXT, MARK = 4.5, 3.0
GROUNDS = ("paper", "surface", "sunken")
TINTED = ("moss", "ochre", "clay", "plum", "stone", "error")


def tokens(block):
    return dict(TOKEN.findall(block))


def block_of(opening):
    start = STYLE.index(opening)
    return STYLE[start : STYLE.index("}", start)]


LIGHT = tokens(block_of(":root {\n  color-scheme"))
DARK = LIGHT | tokens(block_of("prefers-color-scheme: dark"))
PAIRS = [
    *((ink, ground, TEXT) for ink in ("ink", "ink2", "plum-hover") for ground in GROUNDS),
    *((name, f"{name}-tint", TEXT) for name in TINTED),
    *((name, ground, TEXT) for name in TINTED for ground in GROUNDS),
    ("on-plum", "plum", TEXT),
    ("on-plum", "plum-hover", TEXT),
    ("plum-hover", "plum-tint", TEXT),
    ("ink", "moss-tint", TEXT),
    ("ink", "error-tint", TEXT),
    ("ink", "era-a", TEXT),
    ("ink", "era-b", TEXT),
    *(("line-strong", ground, MARK) for ground in GROUNDS),
    ("focus-ink", "focus", MARK),
    ("era-a-edge", "era-a", MARK),
    ("era-b-edge", "era-b", MARK),
    ("era-a-edge", "surface", MARK),
    ("era-b-edge", "surface", MARK),
]


def luminance(colour):
    digits = colour.lstrip("#")
    digits = "".join(c * 2 for c in digits) if len(digits) == 3 else digits
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    """Give WCAG's contrast ratio, 1 to 21."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_the_measure_itself():
    assert contrast("#FFF", "#000000") == pytest.approx(21)
    assert contrast("#5C5148", "#FAF6EF") == pytest.approx(7.15, abs=0.01)  # ux 3.4


@pytest.mark.parametrize(("theme", "known"), [("light", LIGHT), ("dark", DARK)])
def test_every_pair_of_colours_can_be_told_apart(theme, known, measure):
    reached = {pair: contrast(known[pair[0]], known[pair[1]]) for pair in PAIRS}
    assert {pair: ratio for pair, ratio in reached.items() if ratio < pair[2]} == {}
    measure(
        f"pairs of colours with contrast enough, {theme}",
        wanted=len(PAIRS),
        reached=len(reached),
        count=len(reached),
    )


def test_the_dark_theme_changes_every_colour_but_the_focus_ring():
    assert {name for name in LIGHT if LIGHT[name] == DARK[name]} == {"focus"}


def test_every_state_has_a_shape_and_words_of_its_own_so_that_grey_is_enough():
    assert set(words.NEED_SHAPES) == set(words.NEEDS)
    assert len({shape for shape, _colour in words.NEED_SHAPES.values()}) == len(words.NEEDS)
    assert len({str(said) for said in words.NEEDS.values()}) == len(words.NEEDS)


def test_print_is_black_on_white():
    printed = tokens(block_of("color-scheme: light;"))
    assert {printed[ground] for ground in GROUNDS} == {"#FFF"}
    assert {printed[name] for name in ("ink", *TINTED)} == {"#000"}
