"""How long quiet may last: the formula of PRODUCT 4 in numbers worked out by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.domain.rhythm import quiet_after_days, tau, today_after_days


@pytest.mark.parametrize(
    ("agreed", "allowed"),
    [
        pytest.param(1, 7, id="1: never less than a week"),
        pytest.param(2, 7, id="2: 2.5·2 is less than a week"),
        pytest.param(3, 7.5, id="3: 2.5·3"),
        pytest.param(7, 17.5, id="7: 2.5·7"),
        pytest.param(14, 35, id="14: 2.5·14"),
        pytest.param(16, 40, id="16: still 2.5·16"),
        pytest.param(17, 42, id="17: never more than six weeks"),
        pytest.param(30, 42, id="30: six weeks"),
        pytest.param(33, 42, id="33: 1.25·33 is still less than six weeks"),
        pytest.param(34, 42.5, id="34: 1.25·34"),
        pytest.param(40, 50, id="40: 1.25·40"),
        pytest.param(90, 112.5, id="90: 1.25·90"),
    ],
)
def test_a_current_plan_allows_two_and_a_half_times_itself_within_limits(agreed, allowed):
    assert tau(agreed) == allowed
    assert quiet_after_days(agreed) == allowed
    assert quiet_after_days(agreed, gaps=(1, 100), default_days=3) == allowed


@pytest.mark.parametrize(
    ("agreed", "room", "allowed"),
    [
        pytest.param(7, 0, 7, id="no room at all"),
        pytest.param(7, 3, 10, id="less than usual"),
        pytest.param(7, 30, 37, id="more than usual"),
        pytest.param(1, 0, 1, id="what a team sets is not held to a week"),
        pytest.param(30, 60, 90, id="nor to six weeks"),
    ],
)
def test_breathing_room_that_a_team_set_takes_the_place_of_the_formula(agreed, room, allowed):
    assert quiet_after_days(agreed, breathing_days=room) == allowed


@pytest.mark.parametrize(
    ("agreed", "gaps", "allowed"),
    [
        pytest.param(None, (), 35, id="no plan, no gaps: 2.5·(3·14)/3"),
        pytest.param(7, (), 17.5, id="a stale plan, no gaps: 2.5·(3·7)/3"),
        pytest.param(7, (14,), 21.875, id="one gap: 2.5·(21+14)/4"),
        pytest.param(7, (14, 14, 14), 26.25, id="three gaps: 2.5·(21+42)/6"),
        pytest.param(7, (0, 0, 0), 8.75, id="three on one day: 2.5·21/6"),
        pytest.param(2, (), 7, id="2.5·2 is lifted to a week"),
        pytest.param(2, (1,) * 10, 7, id="2.5·(6+10)/13 is lifted to a week"),
        pytest.param(14, (60,) * 10, 42, id="held to six weeks"),
        pytest.param(90, (60,) * 10, 112.5, id="2.5·(270+600)/13 is held to 1.25·90"),
        pytest.param(40, (5,) * 10, 32.69230769230769, id="2.5·(120+50)/13"),
        pytest.param(None, (7,) * 10, 21.53846153846154, id="no plan: 2.5·(42+70)/13"),
        pytest.param(7, (99, 99, *(7,) * 10), 17.5, id="only the last ten count: 2.5·(21+70)/13"),
        pytest.param(
            7,
            (*(7,) * 10, 33),
            22.5,
            id="and the eleventh takes the place of the first: 2.5·(21+96)/13",
        ),
    ],
)
def test_without_a_current_plan_what_was_usual_is_drawn_towards_the_old_one(agreed, gaps, allowed):
    assert quiet_after_days(agreed, gaps, plan_is_stale=agreed is not None) == pytest.approx(
        allowed
    )


def test_a_stale_plan_ignores_the_room_that_a_team_set():
    assert quiet_after_days(7, plan_is_stale=True, breathing_days=60) == 17.5


def test_a_service_can_have_another_default():
    assert quiet_after_days(None, default_days=7) == 17.5
    assert quiet_after_days(None, default_days=60) == 75  # held to 1.25·60


@pytest.mark.parametrize(
    ("allowed", "days"),
    [
        pytest.param(7, 14, id="twice a week"),
        pytest.param(8.75, 18, id="17.5 is rounded up"),
        pytest.param(17.5, 35, id="twice 17.5"),
        pytest.param(28, 56, id="exactly 56"),
        pytest.param(28.1, 56, id="never later than 56"),
        pytest.param(112.5, 56, id="even when quiet itself begins later"),
    ],
)
def test_quiet_asks_for_today_from_twice_tau_or_56_days(allowed, days):
    assert today_after_days(allowed) == days


@given(
    agreed=st.none() | st.integers(1, 365),
    gaps=st.lists(st.integers(0, 400), max_size=30),
    stale=st.booleans(),
)
def test_the_formula_stays_within_a_week_and_its_own_upper_limit(agreed, gaps, stale):
    allowed = quiet_after_days(agreed, gaps, plan_is_stale=stale)
    assert 7 <= allowed <= max(42, 1.25 * (agreed or 14))
    assert allowed == quiet_after_days(agreed, gaps[-10:], plan_is_stale=stale)
