"""When the service is well: a decision table. It is noon on Friday 20 November 2026."""

from dataclasses import asdict, replace
from datetime import timedelta

import pytest

from tests.factories.facts import at
from tracker.domain.health import Signs, judge

NOW = at("2026-11-20 12:00")
SECOND, MINUTE, HOUR, DAY = (timedelta(**{f"{u}s": 1}) for u in ("second", "minute", "hour", "day"))
WELL = Signs(
    at_newest_migration=True,
    swept_at=NOW - MINUTE,
    written_at=NOW - DAY,
    database_at=NOW + SECOND,
)
PARTS = set(asdict(judge(WELL, NOW)))


@pytest.mark.parametrize(
    ("signs", "unwell"),
    [
        pytest.param(WELL, set(), id="all is well"),
        pytest.param(None, PARTS, id="the database does not answer"),
        pytest.param(Signs(), {"migrations", "sweep"}, id="tables that are not this code's"),
        pytest.param(replace(WELL, written_at=None), set(), id="nothing written yet"),
        pytest.param(replace(WELL, database_at=None), set(), id="a database without a clock"),
        pytest.param(replace(WELL, swept_at=None), {"sweep"}, id="never swept"),
        pytest.param(replace(WELL, swept_at=NOW - 3 * MINUTE), set(), id="swept three minutes ago"),
        pytest.param(
            replace(WELL, swept_at=NOW - 3 * MINUTE - SECOND), {"sweep"}, id="longer ago: late"
        ),
        pytest.param(replace(WELL, swept_at=NOW + MINUTE), set(), id="swept in a minute: as good"),
        pytest.param(
            replace(WELL, swept_at=NOW + HOUR), {"clock"}, id="swept in an hour: we were set back"
        ),
        pytest.param(
            replace(WELL, written_at=NOW + 2 * MINUTE), {"clock"}, id="something written after now"
        ),
        pytest.param(
            replace(WELL, database_at=NOW - 2 * MINUTE), {"clock"}, id="the database is behind us"
        ),
        pytest.param(
            replace(WELL, database_at=NOW + 2 * MINUTE), {"clock"}, id="the database is before us"
        ),
    ],
)
def test_what_is_well(signs, unwell):
    health = judge(signs, NOW)
    assert {part for part, well in asdict(health).items() if not well} == unwell
    assert health.is_well is (unwell == set())
