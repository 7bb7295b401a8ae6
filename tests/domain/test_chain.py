"""What one link of the audit chain covers."""

import dataclasses

import pytest

from tracker.domain.chain import START, Link, mac_of

KEY = b"k" * 32
LINK = Link(
    seq=7,
    happened_at="2026-11-20T12:00:00.000000Z",
    actor="worker:3",
    act="contact.logged",
    outcome="done",
    object_kind="contact",
    object_id="abcdefghjk",
    detail={"fields": ["outcome", "way"], "also": [{"act": "alert.closed"}]},
    reason_ct=b"\x01sealed",
    request_id="req-1",
    subjects=(4, 9),
)


def test_the_same_link_has_the_same_hash_for_ever():
    """Change this value and every chain written so far reads as broken."""
    assert (
        mac_of(KEY, START, LINK).hex()
        == "63fc3e2b997e450578db85bb402d961e4673d9b81daf5f0ec0ced6a56710ef45"
    )


def test_the_order_in_which_a_detail_is_spelt_does_not_matter():
    turned = dict(reversed(LINK.detail.items()))
    assert mac_of(KEY, START, dataclasses.replace(LINK, detail=turned)) == mac_of(KEY, START, LINK)


@pytest.mark.parametrize(
    "other",
    [
        {"seq": 8},
        {"happened_at": "2026-11-20T12:00:00.000001Z"},
        {"actor": "worker:4"},
        {"act": "contact.corrected"},
        {"outcome": "refused"},
        {"object_kind": None},
        {"object_id": "abcdefghjm"},
        {"detail": {"fields": ["way", "outcome"], "also": [{"act": "alert.closed"}]}},
        {"reason_ct": None},
        {"request_id": None},
        {"subjects": (4,)},
        {"subjects": (4, 9, 10)},
    ],
    ids=lambda other: "another " + next(iter(other)),
)
def test_anything_else_in_the_link_is_another_hash(other):
    assert mac_of(KEY, START, dataclasses.replace(LINK, **other)) != mac_of(KEY, START, LINK)


def test_the_hash_before_and_the_key_are_part_of_it():
    assert mac_of(KEY, b"\x01" * 32, LINK) != mac_of(KEY, START, LINK)
    assert mac_of(b"j" * 32, START, LINK) != mac_of(KEY, START, LINK)
