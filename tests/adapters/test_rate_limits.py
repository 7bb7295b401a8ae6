"""What is tried too often is counted once and for all processes."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from limits import parse
from limits.strategies import FixedWindowRateLimiter
from sqlalchemy import select

from tests.conftest import NOW
from tracker.adapters.rate_limits import SqlStorage, count
from tracker.models.counters import RateLimit
from tracker.models.database import make_engine

MINUTE = timedelta(minutes=1)


@dataclass
class Installed:
    engine: Any
    at: Any = NOW

    def clock(self):
        return self.at


@pytest.fixture
def installed(fresh_engine):
    return Installed(fresh_engine)


@pytest.fixture
def storage(installed):
    return SqlStorage("tracker://", installation=lambda: installed)


def test_tries_add_up_within_a_window_and_begin_anew_after_it(session):
    tries = [
        count(session, "a", NOW + later, MINUTE)
        for later in (timedelta(), MINUTE / 2, MINUTE - timedelta(microseconds=1), MINUTE, MINUTE)
    ]
    assert tries == [1, 2, 3, 1, 2]


def test_each_key_has_its_own_count(session):
    assert [count(session, key, NOW, MINUTE) for key in ("a", "b", "a")] == [1, 1, 2]


def test_reaching_the_limit_begins_the_window_anew_and_going_past_it_does_not(session):
    for later in (0, 30, 40, 50):
        count(session, "a", NOW + timedelta(seconds=later), MINUTE, restart_at=2)
    ends = session.scalar(select(RateLimit.window_ends_at))
    assert ends == NOW + timedelta(seconds=90)


def test_two_hundred_tries_at_once_from_two_processes_are_two_hundred(fresh_url, measure, database):
    engines = [make_engine(fresh_url) for _ in range(2)]

    def try_once(n):
        with engines[n % 2].begin() as connection:
            return count(connection, "a", NOW, MINUTE)

    with ThreadPoolExecutor(8) as pool:
        counted = sorted(pool.map(try_once, range(200)))
    for engine in engines:
        engine.dispose()
    assert counted == list(range(1, 201))
    measure(
        "tries at once, each counted", wanted=200, reached=counted[-1], count=200, database=database
    )


def test_the_limiter_refuses_the_one_too_many_and_lets_in_after_the_window(storage, installed):
    limiter, limit = FixedWindowRateLimiter(storage), parse("3 per minute")
    assert [limiter.hit(limit, "here") for _ in range(4)] == [True, True, True, False]
    installed.at += MINUTE
    assert limiter.hit(limit, "here")


def test_what_is_counted_can_be_asked_and_forgotten(storage, installed):
    storage.incr("a", 60, 2)
    storage.incr("b", 60)
    assert (storage.get("a"), storage.get("b"), storage.get("c")) == (2, 1, 0)
    assert storage.get_expiry("a") == (NOW + MINUTE).timestamp()
    assert storage.check()
    storage.clear("a")
    assert (storage.get("a"), storage.get("b")) == (0, 1)
    assert storage.reset() == 1
    storage.incr("a", 60)
    installed.at += MINUTE
    assert storage.get("a") == 0


def test_counts_long_past_are_forgotten_on_the_way(storage, installed, fresh_engine):
    storage.incr("long past", 60)
    installed.at += timedelta(hours=1, seconds=61)
    storage.incr("now", 60)
    with fresh_engine.connect() as connection:
        assert connection.scalars(select(RateLimit.key)).all() == ["now"]
