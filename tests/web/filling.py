"""Fill in the form of a page as a browser would: what stands in it is sent, what is typed wins."""

from html.parser import HTMLParser

HOSTILE = tuple(
    words.encode("utf-8", "surrogatepass")
    for words in (
        "' OR 1=1 --", "<script>alert(1)</script>", "{{ 7 * 7 }}", "\x00", "\ud800", "\u202e",
        "0" * 400, "9" * 30, "-1", "1e9", "9999-12-31", "0001-01-01", "2026-02-30", "24:00", "NaN",
        "\N{FULLWIDTH DIGIT ONE}", "\r\nX: y", "x" * 20_000, "", "worker:1", "../../etc/passwd",
        "None", "[]",
    )
)  # fmt: skip


class _Form(HTMLParser):
    """The first form inside <main>: where it goes, and what it would send as it stands."""

    def __init__(self):
        super().__init__()
        self.action, self.body = None, {}
        self.inside, self.done, self.text = False, False, None

    def handle_starttag(self, tag, attrs):
        given = {name: value or "" for name, value in attrs}
        if tag == "main":
            self.inside = True
        elif not self.inside or self.done:
            return
        elif tag == "form":
            self.action = given.get("action") or ""
        elif tag == "input" and self.action is not None:
            self._take(given)
        elif tag == "textarea":
            self.text = given["name"]
            self.body[self.text] = [""]

    def _take(self, given):
        if given.get("type") in {"radio", "checkbox"} and "checked" not in given:
            return
        self.body.setdefault(given["name"], []).append(given.get("value", ""))

    def handle_endtag(self, tag):
        if tag == "textarea":
            self.text = None
        elif tag == "form" and self.action is not None:
            self.done = True

    def handle_data(self, data):
        if self.text is not None:
            self.body[self.text][0] += data.removeprefix("\r\n").removeprefix("\n")


def form_of(answer):
    """Give where the form of an answer goes, and what it would send as it stands."""
    reader = _Form()
    reader.feed(answer.text)
    assert reader.done, answer.text
    return reader.action, reader.body


def fill(client, address, **typed):
    """Load a page, fill in its form and send it; a name with None is not sent at all."""
    return send(client, address, client.get(address), **typed)


def send(client, address, page, **typed):
    """Send the form of a page that is open at an address, with what is typed into it."""
    action, body = form_of(page)
    body |= {name.replace("__", "-"): value for name, value in typed.items()}
    return client.post(action or address, data={k: v for k, v in body.items() if v is not None})
