"""Ask for every address as everyone, with every method it takes, and keep what came of it."""

import re
import secrets
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import urlsplit

from itsdangerous import URLSafeSerializer, URLSafeTimedSerializer

from tests.web.browser import CSRF
from tests.web.matrix.expected import Answer, Whose, expected
from tests.web.matrix.forms import filled, forms_of
from tests.web.matrix.scene import NOBODY, SOMEONE_ELSE, Scene
from tests.web.matrix.stage import Event, touched
from tracker.domain.access import ABOUT_A_PERSON
from tracker.web import access
from tracker.web.access import STATIC, Access, Door

# What a query adds to an address: another list, or a thing that must be about the same person.
QUERIES = {
    "people.index": "whose=team",
    "contacts.log": "what=met&meeting={meeting}",
    "contacts.full": "meeting={meeting}",
    "promises.new": "contact={contact}",
}
CONTACT = {"contact", "version"}
LEARNER = "lead"  # may do all there is, so every form is tried with what it takes
STRANGE_DOOR = ("key worker", "not signed in")  # who tries what is open to all
HEADS = (*STRANGE_DOOR, "deputy", "key worker of another team")  # the same code as GET
READS = ("GET", "HEAD")
OFFERED = re.compile(r'(href|action)="(/[^"]*)"')
NOTHING, EMPTY, FILLED = "", "empty", "filled in"


@dataclass(frozen=True)
class Route:
    """One address of the application and what it declares."""

    endpoint: str
    methods: tuple[str, ...]
    arguments: frozenset[str]
    declared: Access
    query: str = ""

    @property
    def about_a_person(self):
        return self.declared.permission in ABOUT_A_PERSON

    @property
    def names(self):
        """Give what the address names beside the person."""
        in_query = {part.strip("{}") for part in self.query.split("=") if part.startswith("{")}
        return (set(self.arguments) | in_query) - {"person"}


@dataclass(frozen=True)
class Question:
    """One cell of the walk: who asks for what, about whom, how."""

    who: str
    route: Route
    method: str
    about: str = ""
    whose: Whose = Whose.OWN
    body: str = NOTHING


@dataclass
class Visit:
    """What came of a question."""

    question: Question
    answer: Answer
    status: int
    content: bytes
    location: str
    headers: dict[str, str]
    shown: set[int]
    person: int | None = None
    changed: set[str] = field(default_factory=set)
    touched: set[int] = field(default_factory=set)
    events: list[Event] = field(default_factory=list)
    asked: dict[str, str] = field(default_factory=dict)
    address: str = ""
    nobody: tuple[tuple[int, bytes, dict[str, str]], list[Event]] | None = None

    @property
    def route(self):
        return self.question.route

    def __repr__(self):
        q = self.question
        about = f" about {q.about} ({q.whose})" if q.about else ""
        query = f"?{q.route.query}" if q.route.query else ""
        return (
            f"{q.who}: {q.method} {q.route.endpoint}{query} {q.body}{about}: {self.status}"
            f" for {self.answer!r}, changed {sorted(self.changed)}, events {self.events}"
        )


def routes_of(app):
    """Give every route, and those that a query makes another list or another thing of."""
    made = []
    for rule in app.url_map.iter_rules():
        if rule.endpoint != STATIC:
            methods = tuple(sorted(rule.methods - {"OPTIONS"}))  # GET comes before HEAD and POST
            declared = access.of(app, rule.endpoint)
            given = rule.endpoint, methods, frozenset(rule.arguments), declared
            made.append(Route(*given))
            if rule.endpoint in QUERIES:
                made.append(Route(*given, QUERIES[rule.endpoint]))
    return sorted(made, key=lambda route: (route.endpoint, route.query))


def plain(headers):
    """Give the headers of an answer, of a cookie only that it is set: what it holds is signed anew."""
    return {name: "" if name == "Set-Cookie" else value for name, value in headers}


class Walk:
    """Walks the whole application; `visits` is what came of it."""

    def __init__(self, stage, scene: Scene):
        self.stage, self.scene, self.app = stage, scene, stage.app
        self.client = self.app.test_client()
        self.routes = routes_of(self.app)
        self.visits, self.forms, self.goes_through = [], {}, {}
        self.names = {
            text.encode(): scene.people[name]
            for name in scene.people
            for text in (name, f"REF-{name}".upper(), scene.public_ids[name])
        }
        self.nobody, self.shown = {}, {}
        self.facts = None
        self.cookies = self.app.session_interface.get_signing_serializer(self.app)

    def all(self):
        self._learn()
        for who in self.scene.who.values():
            for route in self.routes:
                for question in self._questions(who, route):
                    visit = self.ask(question)
                    if visit.answer is Answer.AS_FOR_NOBODY:
                        visit.nobody = self._as_nobody(visit)
                    self.visits.append(visit)
        return self

    def _questions(self, who, route):
        if route.declared.door is Door.PUBLIC and who.name not in STRANGE_DOOR:
            return
        for about, whose in self._abouts(who, route):
            for method in route.methods:
                if method == "HEAD" and not (who.name in HEADS and whose is Whose.OWN):
                    continue
                bodies = (EMPTY, FILLED) if method == "POST" else (NOTHING,)
                for body in bodies:
                    yield Question(who.name, route, method, about, whose, body)

    def _abouts(self, who, route):
        """Give whom to ask about: someone for whom the form goes through, if there is a choice."""
        if not route.about_a_person:
            yield "", Whose.OWN
            return
        learnt = self.goes_through.get(route.endpoint)
        has = [name for name in who.about if self._has(route, name)]
        assert has, f"Nobody in the scene has what {route.endpoint} is about."
        about = learnt if learnt in has else has[0]
        yield about, Whose.OWN
        if route.names & CONTACT:
            yield about, Whose.THEIRS
        barred = expected(who, route.declared) is Answer.MAY_NOT
        if route.names and "person" in route.arguments and not barred:
            yield about, Whose.OF_ANOTHER

    def _has(self, route, name):
        return all((kind, name) in self.scene.things for kind in route.names - CONTACT)

    def _learn(self):
        """See, as one who may do it all, with whom each form goes through."""
        who = self.scene.who[LEARNER]
        reads = [route for route in self.routes if "GET" in route.methods]
        for route in reads:
            for about in who.about if route.about_a_person else ("",):
                if route.declared.door is not Door.PUBLIC and self._has(route, about):
                    self.ask(Question(LEARNER, route, "GET", about))
        for route in self.routes:
            if "POST" in route.methods and route.about_a_person and not route.query:
                for about in (name for name in who.about if self._has(route, name)):
                    sent = self.ask(Question(LEARNER, route, "POST", about, body=FILLED))
                    if sent.status == 302 and sent.changed:
                        self.goes_through.setdefault(route.endpoint, about)

    def ask(self, question):
        """Send one request; put everything back if it changed something."""
        who, asked = self.scene.who[question.who], self._asked(question)
        address = self._address(question.route, asked)
        if self.facts is None:
            self.facts = self.stage.facts()
        answered = self._send(who, question, address)
        text = answered.data + answered.headers.get("Location", "").encode()
        visit = Visit(
            question,
            expected(who, question.route.declared, question.whose),
            answered.status_code,
            answered.data,
            answered.headers.get("Location", ""),
            plain(answered.headers),
            {person for name, person in self.names.items() if name in text},
            self.scene.people.get(question.about),
            events=self.stage.events(),
            asked=asked,
            address=address,
        )
        self._compare(visit)
        if question.method == "GET" and answered.status_code == 200:
            self._keep(visit, forms_of(answered.text, address))
        elif question.method == "HEAD":  # shows nothing, and is written down like the page itself
            visit.shown = self.shown.get((question.who, question.route, question.about), set())
        return visit

    def _keep(self, visit, forms):
        self.shown[visit.question.who, visit.route, visit.question.about] = visit.shown
        for action, controls in forms.items():
            self.forms[visit.question.who, action] = controls
            self.forms.setdefault(action, controls)
            if action == visit.address:
                self.forms.setdefault(visit.route.endpoint, controls)

    def _compare(self, visit):
        now = self.stage.facts()
        visit.changed, visit.touched = touched(self.facts, now)
        signs_out = visit.question.route.declared.door is Door.PUBLIC and visit.question.body
        if visit.changed or signs_out:
            self.stage.again(visit.changed)

    def _asked(self, question):
        """Give what the address names: the person, and things of theirs or of someone else."""
        name = question.about
        things = SOMEONE_ELSE if question.whose is Whose.OF_ANOTHER else name
        own = self.scene.own.get((question.who, name), self.scene.things.get(("contact", name)))
        contact = own if question.whose is Whose.OWN else self.scene.things.get(("contact", things))
        given = {"person": self.scene.public_ids.get(name, NOBODY), "token": "x" * 30}
        given["draft"] = NOBODY  # one's own alone: for everyone else there is none
        given |= dict.fromkeys(CONTACT, contact)
        for kind in ("meeting", "alert", "promise", "answer"):
            given[kind] = self.scene.things.get((kind, things))
        if things == name:  # an answer is undone by whoever gave it
            given["answer"] = self.scene.answers.get((question.who, name), given["answer"])
        wanted = question.route.arguments | question.route.names
        assert wanted <= given.keys(), (
            f"Say what to write for {wanted - given.keys()} in an address."
        )
        return {kind: given[kind] for kind in wanted}

    def _address(self, route, asked):
        parts = {kind: asked[kind] for kind in route.arguments}
        path = self.app.url_map.bind("localhost").build(route.endpoint, parts)
        return path + (f"?{route.query.format(**asked)}" if route.query else "")

    def _send(self, who, question, address):
        """Come as this worker, with nothing left of an earlier request."""
        cookie = {"csrf_token": CSRF} | ({"id": who.cookie} if who.cookie else {})
        self.client.set_cookie(self.app.config["SESSION_COOKIE_NAME"], self.cookies.dumps(cookie))
        if question.method in READS:
            return self.client.open(address, method=question.method)
        return self.client.post(address, data=self._body(who, question, address))

    def _body(self, who, question, address):
        body = {}
        if question.body == FILLED:
            known = ((who.name, address), address, question.route.endpoint)
            controls = next((self.forms[key] for key in known if key in self.forms), ())
            body = filled(controls, self._picks(question))
            body["form_token"] = self._signed(
                "form token", [secrets.token_urlsafe(), who.worker_id]
            )
        signer = URLSafeTimedSerializer(self.app.secret_key, salt="wtf-csrf-token")
        return body | {"csrf_token": signer.dumps(CSRF)}

    def _signed(self, salt, value):
        return URLSafeSerializer(self.app.secret_key, salt=salt).dumps(value)

    def _picks(self, question):
        """Give what a form cannot know: someone free, and whom to open a page of."""
        picks = {"worker": self.scene.spare, "deputy": ""}
        if question.route.endpoint == "people.open":
            picks["reference"] = "REF-JAYQUILL"
        return picks

    def _as_nobody(self, visit):
        """Give the very answer to the same question about someone who does not exist."""
        q = visit.question
        key = (q.route, q.method, q.body)
        if key not in self.nobody:
            asker = self.scene.who["key worker of another team"]
            asked = dict.fromkeys(visit.asked, NOBODY)
            address = self._address(q.route, asked)
            answered = self._send(asker, q, address)
            got = answered.status_code, answered.data, plain(answered.headers)
            self.nobody[key] = got, self.stage.events()
        return self.nobody[key]

    def offers(self, who, page):
        """Give each address a page links to or sends a form to, and how it would answer."""
        for kind, address in OFFERED.findall(page):
            method = "GET" if kind == "href" else "POST"
            path = urlsplit(unescape(address)).path
            endpoint, given = self.app.url_map.bind("localhost").match(path, method)
            if endpoint != STATIC:
                contact = next((given[kind] for kind in CONTACT & given.keys()), None)
                mine = {text for (name, _about), text in self.scene.own.items() if name == who.name}
                whose = Whose.OWN if contact is None or contact in mine else Whose.THEIRS
                yield address, expected(who, access.of(self.app, endpoint), whose)
