"""Whatever is sent, nothing breaks: it is refused in words and leaves nothing, or it goes in whole."""

import re
from itertools import cycle
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.web import corpus
from tests.web.corpus import VALUES, quoted, urlencoded
from tests.web.trials import REFUSALS, Trials
from tests.web.walking import walking
from tracker.web.access import STATIC

TRACKER = Path(__file__).resolve().parents[2] / "tracker"
PARTS, VALUES_WANTED = 4, 3_000
FILE = "/static/alongside.css"
SIGNED = ("csrf_token", "form_token")  # the same in every form: values go round the forms
ASKED = re.compile(r'request\.args(?:\.get\(|\[)"(\w+)"|"(\w+)" in request\.args')


CARRIED = frozenset({"draft", "kept"})  # in every form whose words are kept, read in one place


@pytest.fixture(scope="module")
def walk(wired_app, template, keys, london):
    with walking(wired_app, template, keys, london) as walk:
        walk.all = walk.taken()
        yield walk


@pytest.fixture
def trials(walk, keys, london):
    return Trials(walk, keys, london.zone)


OF_FOUR = {"all": {0, 1, 2, 3}, "sqlite": {1, 2, 3}, "postgresql": {0}}


class Share:
    """With each database a share of what there is to try, so that with both all of it is tried.

    SQLite, where an answer takes half as long, has three in four.
    """

    def __init__(self, whose):
        self.mine, self.asked = OF_FOUR[whose], 0

    def __call__(self, given):
        self.asked += 1
        return [each for n, each in enumerate(given) if (n + self.asked) % 4 in self.mine]

    def of(self, wanted):
        return wanted * len(self.mine) // 4


@pytest.fixture(params=["share", pytest.param("all", marks=pytest.mark.deep)])
def share(request, database):
    return Share("all" if request.param == "all" else database)


@pytest.fixture
def tell(measure, database, trials):
    """Say how many requests were sent, and that none was answered as it must not be."""

    def say(name, wanted):
        assert trials.faults == []
        assert trials.sent == sum(n for status, n in trials.answers.items() if status < 500)
        measure(
            f"hostile requests: {name}",
            wanted=wanted,
            reached=trials.sent,
            count=trials.sent,
            database=database,
        )

    return say


def fields_of(forms):
    """Give every field of every form once: {form: its fields}, in an order of their own."""
    seen = set()
    for form in forms:
        fields = [name for name in form.controls if (form.endpoint, name) not in seen]
        seen |= {(form.endpoint, name) for name in fields}
        yield form, [name for name in fields if name not in {*SIGNED, *CARRIED}]


def with_values(form, hostile):
    return [*(pair for pair in form.good if pair[0] not in hostile), *hostile.items()]


@pytest.mark.parametrize("part", range(PARTS))
def test_every_value_through_every_field(walk, trials, part, tell, share):
    by_size = sorted(fields_of(walk.all), key=lambda pair: -len(pair[1]))  # parts alike in size
    for form, fields in by_size[part::PARTS]:
        for label, value in share(VALUES.items()):
            send_through(trials, form, fields, label, value)
    wanted = share.of(VALUES_WANTED) // PARTS
    tell(f"values through fields, part {part + 1} of {PARTS}", wanted=wanted)
    assert trials.kept > share.of(200), "what was typed is looked for"
    assert trials.read_back > share.of(100), "what went in is looked for"


def send_through(trials, form, fields, label, value):
    """Send a value in all fields at once, then in those that took it, then alone where unclear."""
    left = [name for name in fields if form.controls[name].kind != "hidden"]
    alone = [name for name in fields if name not in left]
    while len(left) > 1:
        hostile = dict.fromkeys(left, value)
        body = urlencoded(with_values(form, hostile))
        answer = trials.post(f"{form.endpoint} {left} = {label}", form, body, hostile=hostile)
        if answer.status < 400:
            left = []
        if not (refused := errors_of(answer)):
            break
        left = [name for name in left if name not in refused]
    for name in left + alone:
        body = urlencoded(with_values(form, {name: value}))
        trials.post(f"{form.endpoint} {name} = {label}", form, body, hostile={name: value})


def errors_of(answer):
    """Give the fields that an answer says something is wrong with."""
    found = set(re.findall(r'id="([\w-]+)-error"', answer.text)) if answer.status == 422 else set()
    return found | {f"{name}-time" for name in found}


def test_every_value_through_what_we_signed(walk, trials, tell):
    """The tokens stand in every form and are read in one place: the values go round the forms."""
    for name in SIGNED:
        forms = cycle(form for form in walk.all if name in form.controls)
        for (label, value), form in zip(VALUES.items(), forms, strict=False):
            body = urlencoded(with_values(form, {name: value}))
            answer = trials.post(
                f"{form.endpoint} {name} = {label}", form, body, hostile={name: value}
            )
            assert answer.status in {307, 400, 413, 422}  # 307: on to the door, with its words
    tell("values for what we signed", wanted=2 * len(VALUES))


def test_every_value_through_what_keeps_words(walk, trials, tell):
    for name in CARRIED:
        forms = cycle(form for form in walk.all if name in form.controls)
        for (label, value), form in zip(VALUES.items(), forms, strict=False):
            body = urlencoded(with_values(form, {name: value}))
            trials.post(f"{form.endpoint} {name} = {label}", form, body, hostile={name: value})
    tell("values for what keeps words", wanted=2 * len(VALUES))


def test_every_field_in_another_shape(walk, trials, tell, share):
    """Taken, it makes what the form makes, or less: a field that may be empty counts as left out."""
    for form, fields in fields_of(walk.all):
        for name in fields:
            for shape, (kind, body) in share(corpus.shapes(form.good, name).items()):
                what = f"{form.endpoint} {name} {shape}"
                trials.post(what, form, body, kind=kind, hostile={name: ""})
    tell("fields in another shape", wanted=share.of(1_000))


def test_every_form_in_another_body(walk, trials, tell, share):
    for form in walk.all:
        for label, (kind, body) in share(corpus.bodies(form.good).items()):
            trials.post(f"{form.endpoint} as {label}", form, body, kind=kind)
    tell("bodies no form is sent in", wanted=share.of(500))


def test_every_value_in_every_place_of_every_address(walk, trials, tell, share):
    for rule in walk.all_rules:
        method = "GET" if "GET" in rule.methods else "POST"
        address = walk.addresses(rule)[0] if rule.endpoint != STATIC else "/static/alongside.css"
        given = walk.urls.match(address, method)[1]
        for argument, held in given.items():
            for label, target in share(hostile_addresses(address, held)):
                what = f"{method} {rule.rule} {argument} = {label}"
                answer = trials.ask(what, "lead", method, target, body=walk.csrf(method))
                if answer.status not in REFUSALS | {308}:
                    trials.fault(what, f"answered {answer.status}")
    tell("values in addresses", wanted=share.of(1_500))


def hostile_addresses(address, held):
    """Give an address with what it names replaced: quoted, and as it stands where that differs."""
    before, _, after = address.encode().partition(held.encode())
    for label, value in VALUES.items():
        yield label, before + quoted(value) + after
        raw = corpus.sent(value)
        if b"%" in raw or b"/" in raw:
            yield f"{label}, as it stands", before + raw + after


def test_every_value_through_every_query(walk, trials, tell, share):
    """What a page asks for by name, it is asked; what all pages may ask for goes round them."""
    pages = {walk.endpoint(address): (actor, address) for actor, address, _answer in walk.pages}
    theirs, everyones = asked_for()
    for endpoint, (actor, address) in pages.items():
        module = walk.app.view_functions[endpoint].__module__ if endpoint != STATIC else ""
        for name in theirs.get(module, ()):
            for label, value in share(VALUES.items()):
                ask_with(trials, actor, address, name, label, value)
    for name in (*everyones, "nothing_asks_for_this"):
        round_all = cycle(pages.values())
        for (label, value), (actor, address) in zip(VALUES.items(), round_all, strict=False):
            ask_with(trials, actor, address, name, label, value)
    tell("values in queries", wanted=share.of(900))


def ask_with(trials, actor, address, name, label, value):
    target = address.encode() + b"?" + name.encode() + b"=" + quoted(value)
    trials.ask(f"GET {address}?{name}= {label}", actor, "GET", target)


def asked_for():
    """Give the names in queries that modules of pages ask for, by module, and the shared code."""
    theirs, everyones = {}, set()
    for path in sorted(TRACKER.rglob("*.py")):
        names = {name for pair in ASKED.findall(path.read_text()) for name in pair if name}
        module = ".".join(("tracker", *path.relative_to(TRACKER).with_suffix("").parts))
        if module.startswith("tracker.blueprints"):
            theirs[module] = names
        else:
            everyones |= names
    assert set().union(*theirs.values()) >= {"meeting", "next", "whose"}
    assert "next" in everyones
    return theirs, everyones


def test_signing_in_leads_to_a_page_of_ours_whatever_is_asked_for(walk, trials, tell):
    (form,) = (form for form in walk.all if form.endpoint == "account.code")
    for label, value in VALUES.items():
        more = "?next=" + quoted(value).decode()
        answer = trials.post(f"next = {label}", form, urlencoded(form.good), more=more)
        where = answer.header("Location")
        parts = urlsplit(where)
        if parts.scheme or parts.netloc or "\\" in where or where.startswith("//"):
            trials.fault(f"next = {label}", f"leads to {where}")
    tell("where signing in may lead", wanted=len(VALUES))


def test_every_value_in_every_header(walk, trials, tell, share):
    """Asked of a page, of a file and of a form in turn; what a header says changes no more."""
    form = next(form for form in walk.all if form.endpoint == "people.new")
    for name in corpus.HEADERS:
        for n, (label, value) in share(enumerate(corpus.header_values(name))):
            what = f"{name}: {label}"
            headers = [(name, value)]
            if n % 3 == 0:
                answer = trials.ask(what, "key worker", "GET", "/people", headers=headers)
            elif n % 3 == 1:
                answer = trials.ask(what, "nobody", "GET", FILE, headers=headers)
            else:
                good = urlencoded(form.good[:1])  # a token and no more: never taken
                answer = trials.ask(
                    what, "key worker", "POST", form.address, headers=headers, body=good
                )
            if b"evil.example" in answer.body or "evil" in answer.header("Location"):
                trials.fault(what, "echoed")
            if name == "Host" and answer.status < 400 and b"localhost" not in value:
                trials.fault(what, "answered to a name that is not ours")
    tell("values in headers", wanted=share.of(2_000))


def test_every_address_by_every_method(walk, trials, tell):
    for rule in walk.all_rules:
        address = walk.addresses(rule)[0] if rule.endpoint != STATIC else FILE
        for method in corpus.METHODS:
            answer = trials.ask(f"{method[:9]} {rule.rule}", "lead", method, address)
            if answer.status not in REFUSALS | {200, 302}:
                trials.fault(f"{method[:9]} {rule.rule}", f"answered {answer.status}")
        for method in {"HEAD", "OPTIONS"} & rule.methods:
            trials.ask(f"{method} {rule.rule}", "lead", method, address)
    tell("other methods", wanted=250)
