"""Find every form of the application by asking for every page, and fill each in so that it goes."""

from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from html.parser import HTMLParser
from itertools import product

from sqlalchemy import event
from sqlalchemy.orm import sessionmaker
from werkzeug.exceptions import HTTPException

from tests.conftest import NOW
from tests.web.browser import Clock
from tests.web.corpus import urlencoded
from tests.web.sending import DERIVED, Sender, Stored
from tests.web.situations import everyone, shown
from tracker.models.database import make_engine
from tracker.services.acts import Act
from tracker.web.access import STATIC

WORDS = "A few plain words for them"
TYPED = {"time": "10:00", "numeric": "14", "email": "someone@example.org"}
TEXTS = frozenset({"text", "textarea", "email", "tel", "search", "url"})
DAY = timedelta(days=1)
WATCHED = (
    "health.index"  # its status is what it says, and here nothing sweeps: tests/web/test_health
)


@dataclass
class Control:
    """One named control of a form: its kind, what stands in it, what it offers."""

    name: str
    kind: str
    value: str = ""
    options: list[str] = field(default_factory=list)
    checked: list[str] = field(default_factory=list)

    @property
    def is_text(self):
        return self.kind in TEXTS


@dataclass
class Form:
    """A form as a page shows it to someone, where it goes, and how to fill it in."""

    actor: str
    address: str
    controls: dict[str, Control]
    page: str = field(repr=False, default="")
    endpoint: str = ""
    good: list[tuple[str, str]] = field(default_factory=list, repr=False)
    makes: dict[str, int] = field(default_factory=dict, repr=False)  # table -> rows

    @property
    def key(self):
        return self.endpoint, frozenset(self.controls)

    def __str__(self):
        return f"{self.endpoint} ({', '.join(sorted(self.controls))}) as {self.actor}"


STEPS = {"contacts.log": ("what=met", "what=reached", "what=not")}


class _Reader(HTMLParser):
    """Reads the forms that are sent with POST."""

    def __init__(self):
        super().__init__()
        self.forms, self.controls, self.text = [], None, None
        self.title, self.links, self.in_title, self.pressed = "", [], False, False

    def handle_starttag(self, tag, attrs):
        given = {name: value or "" for name, value in attrs}
        self.links += [given[name] for name in ("href", "action", "src") if name in given]
        if tag == "title":
            self.in_title = True
        elif tag == "form" and given.get("method", "").lower() == "post":
            self.controls, self.pressed = {}, False
            self.forms.append((given.get("action", ""), self.controls))
        elif self.controls is not None and self._is_sent(tag, given) and given.get("name"):
            self._take(tag, given)

    def _is_sent(self, tag, given):
        """Say whether it goes with the form: of buttons the one that sends it, its first."""
        if tag != "button":
            return True
        first = not self.pressed and given.get("type", "submit") == "submit"
        self.pressed = self.pressed or first
        return first

    def _take(self, tag, given):
        kind = given.get("type", "text") if tag == "input" else tag
        if kind == "text" and given.get("inputmode") == "numeric":
            kind = "numeric"
        control = self.controls.setdefault(given["name"], Control(given["name"], kind))
        if kind in {"radio", "checkbox"}:
            control.options.append(given.get("value", "on"))
            control.checked += [given.get("value", "on")] * ("checked" in given)
        elif tag == "textarea":
            self.text = control
        else:
            control.value = given.get("value", "")

    def handle_endtag(self, tag):
        self.in_title = self.in_title and tag != "title"
        if tag == "form":
            self.controls = None
        elif tag == "textarea":
            self.text = None

    def handle_data(self, data):
        if self.in_title:
            self.title += data
        if self.text is not None:
            self.text.value += data


def read_page(text):
    """Give a reader with the page's forms, title and links."""
    reader = _Reader()
    reader.feed(text)
    for _address, controls in reader.forms:
        for control in controls.values():
            control.value = (
                control.value.removeprefix("\r\n") if control.kind == "textarea" else control.value
            )
    return reader


@contextmanager
def walking(app, template, keys, london):
    """Give a Walk of a database of its own; the application is given back as it was."""
    url, before = template.copy(), app.extensions["installation"]
    engine = make_engine(url)
    if engine.dialect.name == "sqlite":  # as tests/postgres.py: nothing must outlive a power cut
        event.listen(engine, "connect", lambda driver, _: driver.execute("PRAGMA synchronous=OFF"))
    app.extensions["installation"] = replace(before, engine=engine, clock=Clock(NOW))
    app.testing = False  # what breaks is an answer of 500, as it is in life

    def make_act(by=None, at=NOW):
        by = f"worker:{by}" if by else "system:test"
        return Act(at=at, by=by, keys=keys, calendars={"GB-ENG": london})

    walk = None
    try:
        sessions = sessionmaker(engine, expire_on_commit=False)
        walk = Walk(app, engine, everyone(app, sessions, make_act))
        yield walk
    finally:
        app.testing, app.extensions["installation"] = True, before
        if walk:
            walk.stored.close()
        engine.dispose()
        template.drop(url)


class Walk:
    """Every page as everyone, and of each form one that was taken; the database is put back."""

    def __init__(self, app, engine, situations):
        self.app, self.situations = app, situations
        self.sender, self.stored = Sender(app), Stored(engine)
        self.urls = app.url_map.bind("localhost")
        self.all_rules = [r for r in app.url_map.iter_rules() if r.endpoint != WATCHED]
        self.rules = [rule for rule in self.all_rules if rule.endpoint != STATIC]
        self.pages = [page for actor in situations.cookies for page in self._pages(actor)]

    def addresses(self, rule):
        """Give every address this rule may have in the service as it is."""
        things = [name for name in rule.arguments if name != "person"] or list(rule.arguments)
        if not things:
            return [rule.rule]
        (thing,) = things
        assert thing in self.situations.named, f"Say in situations.py what a {thing} may be."
        return [
            self.urls.build(
                rule.endpoint,
                {thing: name, **({"person": person} if "person" in rule.arguments else {})},
            )
            for name, person in self.situations.named[thing].items()
        ]

    def asked(self, rule):
        """Give those addresses, and with them what a page asks of itself for its next step."""
        for address in self.addresses(rule):
            yield address
            yield from (f"{address}?{query}" for query in STEPS.get(rule.endpoint, ()))

    def endpoint(self, address):
        return self.urls.match(address.partition("?")[0], "GET")[0]

    def csrf(self, method):
        """Give the smallest body that is not turned away for its token."""
        return urlencoded([("csrf_token", self.situations.csrf_token)]) if method == "POST" else b""

    def get(self, actor, address):
        return self.sender.send(
            "GET", address, headers=[("Cookie", self.situations.cookies[actor])]
        )

    def post(self, form, pairs):
        cookie = [("Cookie", self.situations.cookies[form.actor])]
        return self.sender.send("POST", form.address, headers=cookie, body=urlencoded(pairs))

    def _pages(self, actor):
        """Give (actor, address, answer) of every page this actor can open."""
        for rule in self.rules:
            for address in self.asked(rule) if "GET" in rule.methods else ():
                answer = self.get(actor, address)
                assert answer.status < 500, (actor, address, answer.text)
                if answer.status == 200 and answer.is_page:
                    yield actor, address, answer

    def forms(self):
        """Give every form of every page, with the route it goes to."""
        for actor, address, answer in self.pages:
            for action, controls in read_page(answer.text).forms:
                form = Form(actor, action or address, controls, answer.text)
                try:
                    form.endpoint = self.urls.match(form.address.partition("?")[0], "POST")[0]
                except HTTPException as error:
                    raise AssertionError(f"A form on {address} goes to {form.address}") from error
                yield form

    def taken(self, *, by_everyone=False):
        """Give each kind of form filled in so that it is taken: by one, or by each who can."""
        tried, found = {}, {}
        for form in self.forms():
            actor = form.actor if by_everyone else ""
            tried.setdefault((actor, form.key), []).append(form)
        for key, some in tried.items():
            if good := next((good for form in some if (good := self.fill(form))), None):
                found[key] = good
        nobody = {form.key for some in tried.values() for form in some} - {key for _, key in found}
        assert nobody == set(), f"Nobody could send these: {nobody}"
        unsent = {r.endpoint for r in self.rules if "POST" in r.methods}
        unsent -= {form.endpoint for form in found.values()}
        assert unsent == set(), f"No page has a form that goes to {unsent}"
        return list(found.values())

    def fill(self, form, words=WORDS):
        """Give the form with fields that are taken, and what that makes; None if none are."""
        for days, step in product((1, -1), (0, 1)):
            pairs = self.pairs(form, words, days, step)
            answer = self.post(form, pairs)
            changed = self.stored.changed()
            if self.is_taken(form, answer):
                makes = counts(self.stored.added(changed))
                self.stored.put_back(changed)
                return replace(form, good=pairs, makes=makes)
            self.stored.put_back(changed)
        return None

    def is_taken(self, form, answer):
        """Say whether what was sent was taken: not refused, and not sent to the door instead."""
        to_the_door = answer.header("Location").startswith("/sign-in?")
        return answer.status < 400 and (form.endpoint.startswith("account.") or not to_the_door)

    def pairs(self, form, words=WORDS, days=1, step=0):
        """Give names and values as a browser would send them, every empty field filled in."""
        pairs = []
        for place, control in enumerate(form.controls.values()):
            pairs += [
                (control.name, value)
                for value in self._values(form, control, words, days, place * step)
            ]
        return pairs

    def _values(self, form, control, words, days, place):
        known = self.situations.known.get((form.endpoint, control.name))
        if form.endpoint == "account.second_factor" and control.name == "code":
            known = shown(form.page.partition("<code>")[2].partition("</code>")[0])
        if known or control.kind == "hidden":
            return [known or control.value]
        if control.kind in {"radio", "checkbox"}:
            offered = [option for option in control.options if option]
            return control.checked or [offered[place % len(offered)]]
        if control.is_text:
            return [words(control) if callable(words) else words]
        day = str((NOW + days * DAY).date())
        return [control.value or TYPED.get(control.kind, day)]


def counts(rows):
    """Give how many rows of each table, what the rules made of it left out."""
    made = {}
    for table, _row in rows:
        if table not in DERIVED:
            made[table] = made.get(table, 0) + 1
    return made
