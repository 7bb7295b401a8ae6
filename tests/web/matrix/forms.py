"""Read the forms of a page the way a browser does, and fill them in the way someone in a hurry does."""

from collections import defaultdict
from dataclasses import dataclass
from html.parser import HTMLParser

WORDS = "Words of a test, long enough"
DAY_GONE, DAY_TO_COME = "2026-11-19", "2026-11-26"
TYPED = {"date": DAY_GONE, "time": "10:00", "numeric": "7"}
# What the page cannot say by itself: days that must be still to come.
BY_NAME = dict.fromkeys(("look_again_on", "until", "starts_at", "due_on"), DAY_TO_COME)


@dataclass
class Control:
    """One control of a form."""

    name: str
    kind: str
    value: str
    checked: bool = False


class _Reader(HTMLParser):
    def __init__(self, address):
        super().__init__()
        self.address, self.forms = address, {}
        self.form = self.text = None

    def handle_starttag(self, tag, attrs):
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.form = self.forms.setdefault(given.get("action") or self.address, [])
        elif self.form is None or "name" not in given:
            return
        elif tag == "input":
            numeric = given.get("inputmode") == "numeric"
            kind = "numeric" if numeric else given.get("type", "text")
            self.form.append(
                Control(given["name"], kind, given.get("value", ""), "checked" in given)
            )
        elif tag == "textarea":
            self.text = Control(given["name"], "text", "")
            self.form.append(self.text)

    def handle_endtag(self, tag):
        if tag == "form":
            self.form = None
        elif tag == "textarea":
            self.text = None

    def handle_data(self, data):
        if self.text is not None:
            self.text.value += data.strip()


def forms_of(page, address):
    """Give the controls of each form of a page, by the address it is sent to."""
    reader = _Reader(address)
    reader.feed(page)
    return reader.forms


def filled(controls, picks):
    """Give a body for a form: what is there is kept, `picks` by name go before what is usual."""
    by_name, body = defaultdict(list), {}
    for control in controls:
        by_name[control.name].append(control)
    for name, group in by_name.items():
        kind = group[0].kind
        if kind == "checkbox":
            continue
        body[name] = _chosen(group, picks.get(name)) if kind == "radio" else _typed(group[0], picks)
    return body


def _chosen(group, pick):
    offered = [control.value for control in group]
    if pick in offered:
        return pick
    checked = [control.value for control in group if control.checked]
    return next(value for value in (*checked, *offered, "") if value or not any(offered))


def _typed(control, picks):
    if control.kind == "hidden":
        return control.value
    usual = BY_NAME.get(control.name) or TYPED.get(control.kind, WORDS)
    return picks.get(control.name) or control.value or usual
