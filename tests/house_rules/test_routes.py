"""Every address says who may come in, what may stand in it, and what it is for."""

import ast
import re
from pathlib import Path

import pytest

from config import Config
from tracker import create_app
from tracker.domain.access import ABOUT_A_PERSON, ABOUT_THE_SERVICE
from tracker.queries.scope import Named
from tracker.web import access
from tracker.web.access import STATIC, Door, refuse_undeclared, signed_in

BLUEPRINTS = Path(__file__).resolve().parents[2] / "tracker" / "blueprints"
SEGMENT = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
CONVERTERS = {"PublicIdConverter", "LinkTokenConverter", "AnyConverter"}
METHODS = {"GET", "HEAD", "OPTIONS", "POST"}
LONGEST_VIEW = 20


@pytest.fixture(scope="module")
def app(key_file, tmp_path_factory):
    folder = tmp_path_factory.mktemp("routes")
    return create_app(
        Config(
            production=False,
            data_dir=folder,
            database_url=f"sqlite:///{folder}/unused.db",
            secret_key="only-for-tests-" * 3,
            key_file=key_file,
        )
    )


@pytest.fixture(scope="module")
def rules(app):
    return [rule for rule in app.url_map.iter_rules() if rule.endpoint != STATIC]


def test_every_route_says_who_may_come_in(app, rules, measure):
    declared = [rule for rule in rules if access.of(app, rule.endpoint)]
    assert declared == rules
    measure(
        "routes that say who may come in",
        wanted=len(rules),
        reached=len(declared),
        count=len(rules),
    )


def test_only_the_door_is_open_to_all(app, rules):
    public = {r.endpoint for r in rules if access.of(app, r.endpoint).door is Door.PUBLIC}
    assert public == {
        "account.sign_in",
        "account.code",
        "account.recovery_code",
        "account.first_password",
        "account.sign_out",
        "account.help",
        "help.accessibility",
        "health.index",
    }


def test_a_route_about_a_person_asks_for_a_permission_about_them_and_the_other_way_round(
    app, rules
):
    for rule in rules:
        permission = access.of(app, rule.endpoint).permission
        names_one = any(one in rule.arguments for one in Named)
        if names_one:
            assert permission in ABOUT_A_PERSON, rule
        elif permission is not None:
            assert permission in ABOUT_THE_SERVICE, rule


def test_every_part_of_an_address_is_typed(rules):
    loose = {
        (rule.rule, name, type(converter).__name__)
        for rule in rules
        for name, converter in rule._converters.items()
        if type(converter).__name__ not in CONVERTERS
    }
    assert loose == set()


def test_addresses_are_small_letters_and_dashes_and_end_without_a_slash(rules):
    for rule in rules:
        fixed = re.sub(r"<[^>]+>", "", rule.rule)
        segments = [segment for segment in fixed.split("/") if segment]
        assert all(SEGMENT.fullmatch(segment) for segment in segments), rule
        assert rule.rule == "/" or not rule.rule.endswith("/"), rule


def test_pages_are_read_and_forms_are_sent_and_nothing_else(rules):
    for rule in rules:
        assert rule.methods <= METHODS, rule
        assert rule.methods & {"GET", "POST"}, rule


def test_a_route_that_says_nothing_does_not_start(key_file, tmp_path):
    app = create_app(
        Config(
            production=False,
            data_dir=tmp_path,
            database_url=f"sqlite:///{tmp_path}/unused.db",
            secret_key="only-for-tests-" * 3,
            key_file=key_file,
        )
    )
    app.add_url_rule("/silent", "silent", lambda: "shown to anyone")
    app.add_url_rule("/said", "said", signed_in(lambda: "shown to workers"))
    with pytest.raises(RuntimeError, match=r"who may come in: silent$"):
        refuse_undeclared(app)
    assert app.test_client().get("/silent").status_code == 404
    assert app.test_client().get("/said").location == "/sign-in?next=/said"


def test_views_are_thin(measure):
    views = [
        (path.name, node)
        for path in BLUEPRINTS.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef)
        and any("blueprint." in ast.unparse(decorator) for decorator in node.decorator_list)
    ]
    long = [(name, v.name) for name, v in views if v.end_lineno - v.lineno >= LONGEST_VIEW]
    assert long == []
    measure("views of 20 lines or fewer", wanted=len(views), reached=len(views), count=len(views))
