"""Send what is hostile, and look at everything that must hold whatever the answer is."""

import re
from collections import Counter
from datetime import datetime

from sqlalchemy.orm import Session

from tests.web.corpus import FORM, MARKS, sent
from tests.web.sending import MAY_CHANGE
from tests.web.walking import TEXTS, counts, read_page
from tracker.domain.sealing import Place
from tracker.domain.spreadsheets import RowError, day, tidy
from tracker.queries.sealed import opener_for
from tracker.web.fields import NOT_TEXT

# 307: a form of an earlier sign-in goes on to the door, with its words.
REFUSALS = {307, 400, 403, 404, 405, 409, 413, 414, 415, 416, 417, 422}
TYPING_REFUSED = {413, 422}
MOVED = {301, 302, 303, 308}
UNPUT = {"password", "hidden"}  # never shown again, or nobody's typing
# Look for a name among those whom the page shows, or words in a story, and store nothing.
SEEKS = {"people.find", "people.find_in_story"}
SOUGHT = ("people.open", "reference")  # who is sought is found, or is not: both look the same
CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
READ_BACK = TEXTS | {"numeric", "date"}


class Trials:
    """Sends, and keeps what was not as it must be: `faults` is empty when all is well."""

    def __init__(self, walk, keys, zone):
        self.walk, self.keys, self.zone = walk, keys, zone
        self.faults, self.answers, self.kept, self.read_back = [], Counter(), 0, 0

    def fault(self, what, why):
        self.faults.append(f"{what}: {why}")

    @property
    def sent(self):
        return sum(self.answers.values())

    def ask(self, what, actor, method, target, *, headers=(), body=b"", kind=None):
        """Send a request that may be answered or refused, and changes nothing."""
        cookie = [("Cookie", self.walk.situations.cookies[actor])]
        named = {name for name, _value in headers}
        headers = [*(cookie if "Cookie" not in named else ()), *headers]
        answer = self.walk.sender.send(method, target, headers=headers, body=body, kind=kind)
        changed = self._sound(what, answer)
        if changed - MAY_CHANGE:
            self.fault(what, f"{answer.status} changed {changed}")
        self.walk.stored.put_back(changed)
        return answer

    def post(self, what, form, body, *, kind=FORM, hostile=None, more=""):
        """Send a form; refused it leaves nothing and keeps what was typed, taken it is whole.

        `hostile` are the values, by field, that are not as the form was filled in.
        """
        answer = self.walk.sender.send(
            "POST",
            form.address + more,
            headers=[("Cookie", self.walk.situations.cookies[form.actor])],
            body=body,
            kind=kind,
        )
        changed = self._sound(what, answer)
        if self.walk.is_taken(form, answer):
            self._taken(what, form, answer, changed, hostile or {})
        else:
            self._refused(what, answer, changed)
            visible = any(form.controls[name].kind != "hidden" for name in hostile or ())
            if visible and kind == FORM and answer.status not in TYPING_REFUSED:
                self.fault(what, f"answered {answer.status}, and what was typed is gone")
            if answer.status == 422 and hostile and any(hostile.values()):
                self._keeps(what, form, answer, hostile)
        self.walk.stored.put_back(changed)
        return answer

    def _sound(self, what, answer):
        """Look at what every answer must be; give the tables that changed."""
        self.answers[answer.status] += 1
        if answer.status >= 500 or answer.status == 429:
            self.fault(what, f"answered {answer.status}")
        if answer.is_page and (mark := next((m for m in MARKS if m in answer.text), None)):
            self.fault(what, f"{mark} stands in the page")
        if "Traceback" in answer.text:
            self.fault(what, "shows a traceback")
        for header, held in answer.headers:
            if CONTROL.search(held):
                self.fault(what, f"{header} holds control characters")
        return self.walk.stored.changed()

    def _refused(self, what, answer, changed):
        if answer.status not in REFUSALS:
            self.fault(what, f"answered {answer.status} {answer.header('Location')}")
        if changed - MAY_CHANGE:
            self.fault(what, f"refused with {answer.status}, and {changed - MAY_CHANGE} changed")

    def _keeps(self, what, form, answer, hostile):
        """Look whether everything that was typed is still there to be put right."""
        if all(form.controls[name].kind == "hidden" for name in hostile):
            return  # no one typed it, and no one can mend it
        forms = [controls for _, controls in read_page(answer.text).forms]
        again = next((shown for shown in forms if form.controls.keys() <= shown.keys()), None)
        if again is None:
            self.fault(what, "answered 422 without the form")
            return
        typed = dict(form.good) | {name: _text(value) for name, value in hostile.items()}
        for name, words in typed.items():
            if not _stands(again[name], words):
                self.fault(what, f"{name} shows {again[name].value[:60]!r}, not {words[:60]!r}")
        self.kept += len(hostile)

    def _taken(self, what, form, answer, changed, hostile):
        """Look whether all of it went in, reads back, and is shown without a fault."""
        rows = self.walk.stored.added(changed)
        made = counts(rows)
        tidied = {name: _tidied(form.controls[name], _text(v)) for name, v in hostile.items()}
        sought = SOUGHT in {(form.endpoint, name) for name in hostile}
        if all(tidied.values()) and not sought:
            if made != form.makes:
                self.fault(what, f"made {made}, not {form.makes}")
        elif not set(made) <= set(form.makes):
            self.fault(what, f"made {made}, more than {form.makes}")
        if not (sought or form.endpoint in SEEKS or form.endpoint.startswith("account.")):
            self._reads_back(what, form, tidied, rows)
        if answer.status in MOVED and not all(map(str.isalnum, tidied.values())):
            cookie = answer.header("Set-Cookie").partition(";")[0]
            cookie = cookie or self.walk.situations.cookies[form.actor]
            shown = self.walk.sender.send(
                "GET", answer.header("Location"), headers=[("Cookie", cookie)]
            )
            self._sound(f"{what}, the page after it", shown)

    def _reads_back(self, what, form, tidied, rows):
        held = self.held(rows) if tidied else set()
        for name, words in tidied.items():
            if not words or form.controls[name].kind not in READ_BACK:
                continue
            self.read_back += 1
            if not {words, words.upper()} & held:
                self.fault(what, f"went in, and {words[:60]!r} does not read back")

    def held(self, rows):
        return values_of(rows, self.walk.stored.engine, self.keys, self.zone)


def values_of(rows, engine, keys, zone):
    """Give every value of these (table, values) as text: sealed ones opened, instants as days."""
    with Session(engine) as session:
        people = {row["id"] if table == "person" else row.get("person_id") for table, row in rows}
        opener = opener_for(session, keys, people - {None})
    held = set()
    for table, row in rows:
        of = row["id"] if table == "person" else row.get("person_id")
        for column, value in row.items():
            if column.endswith("_ct") and value and row.get("public_id"):
                held.add(opener.text(of, value, Place(table, column, row["public_id"])))
            elif isinstance(value, datetime):
                held.add(str(value.astimezone(zone).date()))
            else:
                held.add(str(value))
    return held


def _text(value):
    """Give what a form reads from these bytes: what is not UTF-8 stays quoted."""
    return sent(value).decode("utf-8", "werkzeug.url_quote")


def _tidied(control, typed):
    """Give what a taken value becomes, as text; empty if nothing of it is left."""
    text = tidy(typed)
    if control.kind == "textarea":
        return text
    text = " ".join(text.split())
    if control.kind == "numeric":
        return str(int(text)) if text else ""
    if control.kind == "date":
        return str(day(text)) if text else ""
    return text


def _stands(control, words):
    """Say whether a control shows these words, as far as they can be shown."""
    if control.kind in {"radio", "checkbox"}:
        return words not in control.options or words in control.checked
    if control.kind in UNPUT:
        return True
    wanted = _shown(words)
    if control.kind == "date" and _shown(control.value) != wanted:
        try:
            return control.value == day(words).isoformat()
        except RowError:
            return False
    return _shown(control.value) == wanted


def _shown(text):
    return NOT_TEXT.sub("", text).replace("\r\n", "\n").replace("\r", "\n").strip("\n")
