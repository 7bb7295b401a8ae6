"""The quick log: which planned meeting is meant, and what a tap says."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from tracker.domain.quick_log import What, at_hand, outcome_of, settles, usual_way
from tracker.domain.vocabulary import Outcome, Way

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True)
class Planned:
    starts_at: datetime
    way: Way = Way.IN_PERSON


@pytest.mark.parametrize(
    ("starts", "meant"),
    [
        pytest.param([], None, id="nothing planned"),
        pytest.param([-HOUR], -HOUR, id="an hour ago"),
        pytest.param([-3 * DAY, -HOUR], -HOUR, id="two without a record: the later"),
        pytest.param([-HOUR, 3 * DAY], -HOUR, id="the next one is not meant yet"),
        pytest.param([-3 * DAY, HOUR], HOUR, id="in an hour: a little early"),
        pytest.param([HOUR + MINUTE], None, id="in more than an hour"),
        pytest.param([-7 * DAY + MINUTE], -7 * DAY + MINUTE, id="not yet a week ago"),
        pytest.param([-7 * DAY], None, id="a week ago: asked about by its alert"),
    ],
)
def test_the_meeting_someone_who_logs_now_means(starts, meant):
    found = at_hand([Planned(NOON + start) for start in starts], NOON)
    assert found == (None if meant is None else Planned(NOON + meant))


@pytest.mark.parametrize(
    ("what", "starts", "way", "is_it"),
    [
        pytest.param(What.MET, -HOUR, Way.IN_PERSON, True, id="met, after it began"),
        pytest.param(What.MET, HOUR, Way.IN_PERSON, True, id="met, a little early"),
        pytest.param(What.MET, -HOUR, Way.CALL, True, id="met instead of a call"),
        pytest.param(What.SPOKE, -HOUR, Way.IN_PERSON, True, id="spoke instead of meeting"),
        pytest.param(What.SPOKE, HOUR, Way.IN_PERSON, False, id="a call before they meet"),
        pytest.param(What.SPOKE, HOUR, Way.CALL, True, id="the call, a little early"),
        pytest.param(What.REACHED, -HOUR, Way.IN_PERSON, False, id="reaching out is never it"),
        pytest.param(What.REACHED, -HOUR, Way.CALL, False, id="nor by phone"),
        pytest.param(What.NOT, -HOUR, Way.IN_PERSON, False, id="did not happen: asked on its page"),
    ],
)
def test_whether_a_tap_is_what_came_of_the_meeting(what, starts, way, is_it):
    assert settles(what, Planned(NOON + starts, way), NOON) is is_it


@pytest.mark.parametrize(
    ("what", "planned", "way", "outcome"),
    [
        pytest.param(What.MET, None, Way.IN_PERSON, Outcome.MET, id="met"),
        pytest.param(What.MET, Way.VIDEO, Way.VIDEO, Outcome.MET, id="met by video, as planned"),
        pytest.param(What.MET, Way.CALL, Way.IN_PERSON, Outcome.MET, id="met instead of a call"),
        pytest.param(What.SPOKE, None, Way.CALL, Outcome.SPOKE, id="spoke"),
        pytest.param(What.SPOKE, Way.IN_PERSON, Way.CALL, Outcome.SPOKE, id="spoke instead of meeting"),
        pytest.param(What.SPOKE, Way.VIDEO, Way.VIDEO, Outcome.SPOKE, id="spoke by video, as planned"),
        pytest.param(What.SPOKE, Way.TEXT, Way.TEXT, Outcome.MESSAGED, id="messaged, as planned"),
        pytest.param(What.REACHED, None, Way.CALL, Outcome.WE_TRIED, id="reached out"),
        pytest.param(What.REACHED, Way.LETTER, Way.LETTER, Outcome.WE_TRIED, id="reached out, as planned"),
    ],
)  # fmt: skip
def test_what_a_tap_says_if_nobody_says_more(what, planned, way, outcome):
    assert usual_way(what, planned) is way
    assert outcome_of(what, way) is outcome
