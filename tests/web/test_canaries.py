"""What is typed about people lies nowhere in words: not in the database, not in a log or an address."""

import csv
import logging
import os

import pytest
from click.testing import CliRunner

from tests.conftest import NOW
from tests.web.canaries import Canaries, dump, written_out
from tests.web.trials import SEEKS, Trials
from tests.web.walking import read_page, walking
from tracker.cli import main
from tracker.services.imports import KINDS

# Clear by design: rules and figures need them, or they say who the staff are (ARCHITECTURE 3).
CLEAR = {
    ("people.new", "reference"),
    ("people.new", "ethnicity"),
    ("people.new", "language"),
    ("import people", "reference"),
    ("import people", "ethnicity"),
    ("import people", "language"),
    ("import workers", "name"),
    ("import workers", "team"),
}
TYPED = {"text", "textarea", "email", "password", "numeric", "date", "time"}
FREE = {"text", "textarea", "password"}
# What a row says otherwise than in free text: who, when, how many, and words of closed lists.
ROWS = {
    "workers": {"email": "ana@x.org"},
    "people": {
        "date_of_birth": "2010-05-01",
        "key_worker_email": "ana@x.org",
        "deputy_email": "",
        "started_on": "2026-06-04",
        "agreed_every_days": "7",
        "likes_contact_by": "text",
    },
    "contacts": {
        "reference": "",
        "date": "2026-06-13",
        "time": "15:15",
        "worker_email": "ana@x.org",
        "what_happened": "met",
        "who_started": "us",
        "minutes": "30",
    },
    "justice": {
        "reference": "",
        "date": "2026-06-14",
        "whose": "person",
        "what": "arrest",
        "how_we_know": "family",
    },
}
SPOILT = {"people": "started_on", "contacts": "date", "justice": "date", "workers": "email"}


@pytest.fixture(scope="module")
def walk(wired_app, template, keys, london):
    with walking(wired_app, template, keys, london) as walk:
        walk.all = walk.taken(by_everyone=True)
        yield walk


class Typist:
    """Types a word of its own into every field, and looks where it went."""

    def __init__(self, walk, keys, zone):
        self.walk, self.url = walk, walk.stored.engine.url
        self.trials, self.canaries = Trials(walk, keys, zone), Canaries(CLEAR)
        self.serializer = walk.app.session_interface.get_signing_serializer(walk.app)
        self.opened, self.wanted, self.clear = 0, set(), set()

    def words(self, form, kinds, *, known):
        """Give the form's fields with a canary in each control of these kinds."""
        place = (form.actor, form.endpoint)
        return [
            (name, self.canaries.word(*place, name))
            if form.controls[name].kind in kinds
            and (known or (form.endpoint, name) not in self.walk.situations.known)
            else (name, value)
            for name, value in form.good
        ]

    def send(self, form, pairs):
        answer = self.walk.post(form, pairs)
        self.looks_at(answer)
        return answer

    def looks_at(self, answer):
        """Look into what leaves beside the page's own text: addresses, title, cookies."""
        page = read_page(answer.text) if answer.is_page else None
        beside = [*answer.headers, *((page.title, *page.links) if page else ())]
        for name, value in answer.headers:
            signed = value.partition(";")[0].partition("=")[2]
            if name == "Set-Cookie" and signed:
                beside.append(self.serializer.loads(signed))
        assert self.canaries.found_in(*(str(part).encode() for part in beside)) == set()

    def look_into_the_database(self, *more):
        heaps = [*dump(self.url), *more]
        assert self.canaries.found_in(*heaps) == set()
        self.clear |= {
            place
            for place, word in self.canaries.words.items()
            if self.canaries.is_clear(place)
            and any(word.encode() in heap.lower() for heap in heaps)
        }

    def held(self):
        """Give all that is new in the database as text, what is sealed opened."""
        return self.trials.held(self.walk.stored.added(self.walk.stored.changed()))

    def all_open_again(self, form, pairs):
        """Look that each word is there after all, behind the person's key."""
        mine = {word for _name, word in pairs if word in self.canaries.words.values()}
        assert mine <= {str(text).lower() for text in self.held()}, form
        self.opened += len(mine)


def test_no_word_typed_into_a_form_is_found_outside_its_seal(
    walk, keys, london, measure, database, capfd, caplog
):
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.DEBUG, logger="sqlalchemy")
    typist = Typist(walk, keys, london.zone)
    for form in walk.all:
        typist.wanted |= {
            (form.actor, form.endpoint, n) for n, c in form.controls.items() if c.kind in TYPED
        }
        typist.send(form, typist.words(form, TYPED, known=True))  # most of it refused
        typist.look_into_the_database()
        walk.stored.put_back(walk.stored.changed())
        pairs = typist.words(form, FREE, known=False)
        answer = typist.send(form, pairs)
        assert walk.is_taken(form, answer), form
        typist.look_into_the_database()
        if not (form.endpoint in SEEKS or form.endpoint.startswith("account.")):
            typist.all_open_again(form, pairs)
        if location := answer.header("Location"):
            typist.looks_at(walk.get(form.actor, location))
        walk.stored.put_back(walk.stored.changed())
    nothing_was_said(typist.canaries, capfd, caplog)
    assert typist.wanted <= typist.canaries.words.keys()
    assert {place[1:] for place in typist.clear} == {c for c in CLEAR if "import" not in c[0]}
    measure(
        "canaries typed into forms",
        wanted=len(typist.wanted),
        reached=len(typist.canaries.words),
        count=len(typist.canaries.words),
        database=database,
    )
    measure(
        "canaries that open with the person's key",
        wanted=40,
        reached=typist.opened,
        count=typist.opened,
        database=database,
    )


def nothing_was_said(canaries, capfd, caplog):
    said = "".join(capfd.readouterr())
    logged = "\n".join(record.getMessage() for record in caplog.records)
    assert caplog.records, "much is logged at this level"
    assert canaries.found_in(said.encode(), logged.encode(), caplog.text.encode()) == set()


def test_no_word_of_an_import_is_found_outside_its_seal(
    walk, keys, london, measure, database, key_file, tmp_path, capfd, caplog
):
    """A good row of each sheet and one that is named; the words of both are looked for."""
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.DEBUG, logger="sqlalchemy")
    typist, said = Typist(walk, keys, london.zone), ""
    for kind, intake in KINDS.items():
        rows = [a_row(typist, kind, intake.columns, spoilt=spoilt) for spoilt in (False, True)]
        file = tmp_path / f"{kind}.csv"
        with file.open("w", newline="") as opened:
            writer = csv.DictWriter(opened, intake.columns)
            writer.writeheader()
            writer.writerows(rows)
        said += taken_in(kind, file, typist.url, key_file, tmp_path)
    assert said.count('"ok": 1') == said.count('"row": 3') == len(KINDS), said
    typist.look_into_the_database(said.encode(), *written_out(typist.url))
    held = {text.lower() for text in typist.held()}
    words = {word for place, word in typist.canaries.words.items() if "spoilt" not in place}
    assert words <= held
    assert {place[-2:] for place in typist.clear} == {c for c in CLEAR if "import" in c[0]}
    nothing_was_said(typist.canaries, capfd, caplog)
    walk.stored.put_back(walk.stored.changed())
    measure(
        "canaries typed into imports",
        wanted=14,
        reached=len(typist.canaries.words),
        count=len(typist.canaries.words),
        database=database,
    )


def a_row(typist, kind, columns, *, spoilt):
    """Give a row with a canary in every column that takes free text; spoilt, it cannot go in."""
    row = dict(ROWS[kind])
    whose = (f"import {kind}", "reference") if kind == "people" else ("import people", "reference")
    if "reference" in row:
        row["reference"] = typist.canaries.word(*whose)
    if spoilt:
        row[SPOILT[kind]] = "soon"
    for column in set(columns) - row.keys():
        row[column] = typist.canaries.word(
            *(["spoilt"] if spoilt else []), f"import {kind}", column
        )
    return row


def taken_in(kind, file, url, key_file, tmp_path):
    """Import a file by the command; give all that it printed."""
    environment = {
        "TRACKER_DATABASE_URL": url.render_as_string(hide_password=False),
        "TRACKER_DATA_DIR": str(tmp_path),
        "TRACKER_KEY_FILE": str(key_file),
    }
    as_of = NOW.isoformat()
    mask = os.umask(0o077)
    try:
        done = CliRunner().invoke(
            main, ["import", kind, str(file), "--as-of", as_of, "--json"], env=environment
        )
    finally:
        os.umask(mask)
    assert done.exit_code == 1, done.output
    return done.output
