"""A permission that nothing asks for protects nothing; an address that asks for none has no cell."""

import re
from pathlib import Path

import pytest

from tests import access_matrix
from tests.house_rules.permissions import ASKED_INSIDE, NO_PAGE_YET
from tests.house_rules.test_routes import app, rules  # noqa: F401 - the fixtures
from tracker.domain.access import Permission
from tracker.web import access

ROOT = Path(__file__).resolve().parents[2]
PLACES = ("tracker/blueprints/**/*.py", "templates/**/*.html")


LOOKING = {p for p in Permission if p.value.startswith("see_")}


@pytest.fixture(scope="module")
def declared(app, rules):  # noqa: F811 - the fixtures
    return {access.of(app, rule.endpoint).permission for rule in rules} - {None}


def names(permission):
    """Say in which files of pages a permission is named, in code or as `may("…")`."""
    said = re.compile(rf"Permission\.{permission.name}\b|may\(\"{permission.value}\"\)")
    return [
        str(file.relative_to(ROOT))
        for place in PLACES
        for file in ROOT.glob(place)
        if said.search(file.read_text())
    ]


def test_every_permission_is_declared_by_an_address_or_listed_with_the_reason(declared, measure):
    listed = ASKED_INSIDE.keys() | NO_PAGE_YET.keys()
    assert {p for p in Permission if p not in declared} == listed
    assert ASKED_INSIDE.keys().isdisjoint(NO_PAGE_YET)
    used = len(declared) + len(ASKED_INSIDE)
    measure(
        "permissions in use",
        wanted=len(Permission) - len(NO_PAGE_YET),
        reached=used,
        count=used,
    )


def test_what_is_asked_inside_a_page_is_asked_there():
    assert [permission for permission in ASKED_INSIDE if not names(permission)] == []


def test_what_has_no_page_is_named_by_none():
    assert [
        (permission, names(permission)) for permission in NO_PAGE_YET if names(permission)
    ] == []


def test_every_permission_an_address_declares_has_its_row_in_the_table(declared):
    rows = {p for p, _ in access_matrix.about_a_person()} | {
        p for p, _ in access_matrix.about_the_service()
    }
    assert declared <= rows


def test_nothing_is_changed_with_a_permission_to_look(app, rules):  # noqa: F811 - the fixtures
    writing = [rule for rule in rules if "POST" in rule.methods]
    assert [r.endpoint for r in writing if access.of(app, r.endpoint).permission in LOOKING] == []
    assert any(access.of(app, rule.endpoint).permission for rule in writing)
