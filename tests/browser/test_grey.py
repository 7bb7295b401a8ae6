"""Printed on a grey printer, every mark and every state is still told from every other."""

from itertools import combinations

KEY_WORKER = "dev.patel@example.org"
# The share of two marks' ink that lies elsewhere in one than in the other.
LEAST_DIFFERENT = 0.2
SIZE = 56
DRAWN = """async () => {
  const drawn = {};
  const read = (name) => getComputedStyle(document.documentElement).getPropertyValue(name);
  const rules = [...document.styleSheets].flatMap((sheet) => [...sheet.cssRules]);
  const css = rules.map((rule) => rule.cssText).join(" ");
  for (const shape of document.querySelectorAll(".defs [id^=k-]")) {
    const at = `<svg xmlns="http://www.w3.org/2000/svg" class="tl" width="SIZE" height="SIZE" viewBox="-9 -9 18 18">
      <style>${css.replace(/var\\((--[\\w-]+)\\)/g, (_, name) => read(name))}</style><defs>${shape.outerHTML}</defs><use href="#${shape.id}"/></svg>`;
    const picture = new Image();
    picture.src = "data:image/svg+xml," + encodeURIComponent(at);
    await picture.decode();
    const canvas = Object.assign(document.createElement("canvas"), {width: SIZE, height: SIZE});
    const pen = canvas.getContext("2d");
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, SIZE, SIZE);
    pen.drawImage(picture, 0, 0);
    const {data} = pen.getImageData(0, 0, SIZE, SIZE);
    drawn[shape.id] = [];
    for (let i = 0; i < data.length; i += 4)
      drawn[shape.id].push(1 - (0.2126 * data[i] + 0.7152 * data[i + 1] + 0.0722 * data[i + 2]) / 255);
  }
  return drawn;
}""".replace("SIZE", str(SIZE))


def ink(mark):
    return sum(mark)


def difference(one, other):
    """Give what lies elsewhere in two marks of grey values, as a share of the ink of both."""
    return sum(abs(a - b) for a, b in zip(one, other, strict=True)) / (ink(one) + ink(other))


def test_no_two_marks_look_alike_on_a_grey_printer(visit, measure):
    page = visit(KEY_WORKER, 1280, script=True, bypass_csp=True)  # it draws into a data: image
    page.emulate_media(media="print")
    drawn = page.evaluate(DRAWN)
    assert {name for name, mark in drawn.items() if ink(mark) < SIZE / 2} == set(), "drawn at all"
    differences = {
        pair: round(difference(drawn[pair[0]], drawn[pair[1]]), 2)
        for pair in combinations(sorted(drawn), 2)
    }

    assert {pair: d for pair, d in differences.items() if d < LEAST_DIFFERENT} == {}
    measure(
        "pairs of marks told apart in grey",
        wanted=len(differences),
        reached=len(differences),
        count=len(drawn),
    )


def test_every_state_of_a_row_is_a_shape_and_a_word_in_print(visit):
    page = visit(KEY_WORKER, 1280)
    page.emulate_media(media="print")
    chips = page.locator("ol.people .chip")
    said = {chip.inner_text() for chip in chips.all()}
    assert len(said) >= 3, said
    assert len({text[0] for text in said}) == len(said), "a shape of its own"
    assert all(chip.is_visible() for chip in chips.all())
