"""A permission that nothing asks for protects nothing; an address that asks for none has no cell."""

import re
from collections import defaultdict
from pathlib import Path

import pytest

from tests import access_matrix
from tests.house_rules.permissions import ADDRESSES, ASKED_INSIDE, NO_PAGE_YET, SENT_TO_LOOK
from tests.house_rules.test_routes import app, rules  # noqa: F401 - the fixtures
from tracker.domain.access import Permission
from tracker.web import access

ROOT = Path(__file__).resolve().parents[2]
PLACES = ("tracker/blueprints/**/*.py", "templates/**/*.html")


LOOKING = {p for p in Permission if p.value.startswith("see_")}


@pytest.fixture(scope="module")
def addresses(app, rules):  # noqa: F811 - the fixtures
    """Give the addresses that declare each permission."""
    found = defaultdict(set)
    for rule in rules:
        if permission := access.of(app, rule.endpoint).permission:
            found[permission].add(rule.endpoint)
    return dict(found)


def names(permission):
    """Say in which files of pages a permission is named, in code or as `may("…")`."""
    said = re.compile(rf"Permission\.{permission.name}\b|may\(\"{permission.value}\"\)")
    return [
        str(file.relative_to(ROOT))
        for place in PLACES
        for file in ROOT.glob(place)
        if said.search(file.read_text())
    ]


def test_every_address_asks_for_the_permission_written_down_for_it(addresses):
    assert addresses == ADDRESSES, "Write a new address down in tests/house_rules/permissions.py."


def test_every_permission_is_declared_by_an_address_or_listed_with_the_reason(addresses, measure):
    listed = ASKED_INSIDE.keys() | NO_PAGE_YET.keys()
    assert {p for p in Permission if p not in addresses} == listed
    assert ASKED_INSIDE.keys().isdisjoint(NO_PAGE_YET)
    used = len(addresses) + len(ASKED_INSIDE)
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


def test_every_permission_an_address_declares_has_its_row_in_the_table(addresses):
    rows = {p for p, _ in access_matrix.about_a_person()} | {
        p for p, _ in access_matrix.about_the_service()
    }
    assert addresses.keys() <= rows


def test_nothing_is_changed_with_a_permission_to_look(app, rules):  # noqa: F811 - the fixtures
    writing = [rule for rule in rules if "POST" in rule.methods]
    looking = {r.endpoint for r in writing if access.of(app, r.endpoint).permission in LOOKING}
    assert looking == SENT_TO_LOOK
    assert any(access.of(app, rule.endpoint).permission for rule in writing)
