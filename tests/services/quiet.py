"""Jay and Sam last met on Monday 30 November 2026 and agreed about every 7 days: then it is quiet.

- Monday 7 December: nothing is planned (7 days), when you can.
- Friday 18 December: quiet (2.5 times 7, rounded up: 18 days), this week, and that speaks first.
- Monday 4 January 2027: quiet asks for today (35 days).
"""

from datetime import UTC, datetime, timedelta

import pytest

from tests.factories.alerts import swept, the_alert
from tests.factories.contacts import logged
from tests.factories.pairings import matched
from tests.services.conftest import MATCHED
from tracker.services.rhythms import NewRhythm, agree_rhythm

LAST_MET = datetime(2026, 11, 30, 10, tzinfo=UTC)
NOTHING_PLANNED = datetime(2026, 12, 7, tzinfo=UTC)
QUIET = datetime(2026, 12, 18, tzinfo=UTC)
FOR_TODAY = datetime(2027, 1, 4, tzinfo=UTC)
MOMENT, HOUR, DAY = timedelta(microseconds=1), timedelta(hours=1), timedelta(days=1)
SWEEP = "system:sweep"


@pytest.fixture
def met(session, make_act, jay, sam, lee):
    """The last contact; the first 12 weeks of Jay and Sam are over."""
    matched(session, make_act(lee.id, at=MATCHED), jay, sam)
    agree_rhythm(session, make_act(sam.id, at=LAST_MET), jay.id, NewRhythm(7))
    return logged(session, make_act(sam.id, at=LAST_MET), jay, sam)


@pytest.fixture
def alert(session, make_act, jay, met):
    """The alert that it is quiet, opened by the sweep as its day began."""
    swept(session, make_act, QUIET)
    return the_alert(session, jay)
