"""The picture in a real browser: marks are painted as they are meant, and it gives way on a phone."""

import base64

KEY_WORKER = "dev.patel@example.org"
MIDDLE = """async (shot) => {
  const picture = new Image();
  picture.src = "data:image/png;base64," + shot;
  await picture.decode();
  const canvas = Object.assign(document.createElement("canvas"), {width: picture.width, height: picture.height});
  const pen = canvas.getContext("2d");
  pen.drawImage(picture, 0, 0);
  return [...pen.getImageData(picture.width / 2, picture.height / 2, 1, 1).data].slice(0, 3);
}"""
HOLLOW, FILLED = {"spoke", "next", "they", "close"}, {"met", "own", "we"}
PAPER, INK = 250, 160  # lighter than paper, darker than ink of any token in a light room


def test_a_mark_drawn_by_its_name_is_painted_as_where_it_stands(visit, measure):
    """Rules that look at what is around a shape do not reach it where it is drawn by its name."""
    page = visit(KEY_WORKER, 1280, script=True, bypass_csp=True)
    page.locator("ol.people h2 a").first.click()
    seen = {}
    for mark in page.locator(".tlkey svg:has(use)").all():
        name = mark.locator("use").get_attribute("href").removeprefix("#k-")
        red, green, blue = page.evaluate(MIDDLE, base64.b64encode(mark.screenshot()).decode())
        seen[name] = min(red, green, blue) >= PAPER
        if name in FILLED:
            assert min(red, green, blue) <= INK, name
    assert {name for name, light in seen.items() if light} >= HOLLOW
    assert seen.keys() >= HOLLOW | FILLED
    measure(
        "marks painted as they are meant",
        wanted=len(HOLLOW | FILLED),
        reached=len(seen.keys() & (HOLLOW | FILLED)),
        count=len(seen),
    )


def test_the_picture_gives_way_to_the_strip_where_there_is_no_room(visit):
    for width, wide in ((360, False), (1280, True)):
        page = visit(KEY_WORKER, width)
        page.locator("ol.people h2 a").first.click()
        shown = [page.locator(f"figure {one}").first.is_visible() for one in (".tlbox", ".strip")]
        assert shown == [wide, not wide]
        assert page.locator("ol.story > li").first.is_visible()
        assert page.get_by_role("link", name="Skip to the list").is_visible() is wide


def test_a_mark_leads_to_its_item(visit):
    page = visit(KEY_WORKER, 1280)
    page.locator("ol.people h2 a").first.click()
    mark = page.locator(".tlbox a:has(use)").first
    target = mark.get_attribute("href")
    mark.click()
    assert page.url.endswith(target)
    assert page.locator(f"li{target}").is_visible()
