"""Templates are short, plain, translatable and in the words of the house."""

import ast
import re
from pathlib import Path

import pytest
from jinja2 import StrictUndefined, nodes

from config import Config
from tracker import create_app

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
LONGEST = 120
JINJA = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
WIDTH = re.compile(r"\{% block width %\}.*?\{% endblock %\}")  # a class, no words
TAG = re.compile(r"<[^>]*>")
SPOKEN = re.compile(r'(?:aria-label|alt|title|placeholder)="([^"]*)"')
CONSTANT_TITLE = re.compile(r"\{\{ (_\(\"[^\"{}%]+\"\)|self\.heading\(\)) \}\}")
BANNED = re.compile(
    r"\b("
    r"clients?|cases?|case ?loads?|case ?work(er|ers)?|service users?|offend(er|ers|ed|ing)?|"
    r"re-?offend(ed|ing|s)?|addicts?|nominals?|inmates?|convicts?|criminals?|"
    r"fail(ed|s|ure)? to (attend|engage|comply)|did not attend|dna|no-?shows?|refus(e|ed|es|al)|"
    r"disengag(e|ed|ing|ement)|non-?complian(t|ce)|complian(t|ce)|complied|breach(ed|es)?|"
    r"non-?attendance|attendance|unacceptable absence|sanction(s|ed)?|warning letter|"
    r"overdue|at risk|high risk|risk (level|score)|"
    r"manipulative|chaotic|hard to reach|attention-seeking|resistant|uncooperative|unmotivated|"
    r"clean|dirty|substance (abuse|misuse)|drug abuse|relapsed?|habit|"
    r"known to (the )?police|came to notice|perpetrators?|suspects?|"
    r"unallocated|caseworkers?|supervisees?|discharged|closure|terminated|dismiss(ed)?|"
    r"must|please|oops|whoops|invalid|illegal|submit|abort(ed)?"
    r")\b",
    re.IGNORECASE,
)
SAID_ONCE = re.compile(r"\bsorry\b", re.IGNORECASE)  # plainly, where it was us: never in an error
TRANSLATES = {"_", "lazy", "gettext", "lazy_gettext", "ngettext", "lazy_ngettext"}

each = pytest.mark.parametrize(
    "path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT / "templates"))
)


@pytest.fixture(scope="module")
def environment(key_file, tmp_path_factory):
    folder = tmp_path_factory.mktemp("templates")
    app = create_app(
        Config(
            production=False,
            data_dir=folder,
            database_url=f"sqlite:///{folder}/unused.db",
            secret_key="only-for-tests-" * 3,
            key_file=key_file,
        )
    )
    return app.jinja_env


def bare(html):
    """Give the text that stands in a template itself, outside Jinja and tags."""
    return TAG.sub(" ", JINJA.sub(" ", WIDTH.sub(" ", html)))


def sentences(environment, html):
    """Give every sentence a template hands to translation."""
    for call in environment.parse(html).find_all(nodes.Call):
        if isinstance(call.node, nodes.Name) and call.node.name in TRANSLATES:
            yield from (
                a.value
                for a in call.args
                if isinstance(a, nodes.Const) and isinstance(a.value, str)
            )


def test_a_name_that_is_not_there_is_an_error_not_a_blank(environment):
    assert environment.undefined is StrictUndefined
    assert environment.autoescape("any.html") is True


@each
def test_it_compiles_and_uses_only_filters_and_tests_there_are(environment, path):
    environment.compile(path.read_text())


@each
def test_it_is_short(path):
    assert len(path.read_text().splitlines()) <= LONGEST


@each
def test_its_words_can_be_translated(path):
    html = path.read_text()
    assert re.findall(r"[A-Za-z]{2,}", re.sub(r"&[a-z]+;", " ", bare(html))) == []
    spoken = [JINJA.sub("", said) for said in SPOKEN.findall(html)]
    assert [said for said in spoken if re.search("[A-Za-z]", said)] == []


@each
def test_its_words_are_the_houses(environment, path):
    html = path.read_text()
    found = [m[0] for said in sentences(environment, html) for m in BANNED.finditer(said)]
    assert found == []
    if path.parent.name in {"errors", "components", "account"}:
        assert not any(SAID_ONCE.search(said) for said in sentences(environment, html))


@each
def test_it_brings_no_script_or_style_of_its_own_and_nothing_from_elsewhere(path):
    html = path.read_text()
    assert not re.search(
        r"<style|<script(?![^>]*\ssrc=)|\sstyle=|\son[a-z]+=|javascript:", html, re.IGNORECASE
    )
    assert not re.search(r"(src|href|action)=\"(https?:)?//", html)
    assert "|safe" not in html.replace(" ", "")


@each
def test_its_title_is_the_same_for_everyone(path):
    for title in re.findall(r"\{% block title %\}(.*?)\{% endblock", path.read_text(), re.DOTALL):
        assert not title.strip() or CONSTANT_TITLE.fullmatch(title.strip()), title


@each
def test_every_form_that_is_sent_carries_its_token(path):
    html = path.read_text()
    for form in re.findall(
        r"<form[^>]*method=\"post\".*?</form>|<form[^>]*method=\"post\".*", html, re.DOTALL
    ):
        assert "csrf_token()" in form


def test_the_words_in_the_code_are_the_houses(measure):
    said, found = 0, []
    for path in sorted((ROOT / "tracker").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if not (isinstance(node, ast.Call) and ast.unparse(node.func) in TRANSLATES):
                continue
            for part in node.args:
                if isinstance(part, ast.Constant) and isinstance(part.value, str):
                    said += 1
                    found += [(path.name, m[0]) for m in BANNED.finditer(part.value)]
                    found += [(path.name, m[0]) for m in SAID_ONCE.finditer(part.value)]
    assert found == []
    measure("sentences in the code in the words of the house", wanted=20, reached=said, count=said)
