"""Whatever is done in whatever order, what is written is what the facts say; faults are seen."""

import time
from dataclasses import replace

import pytest
from sqlalchemy.orm import sessionmaker

from tests.conftest import NOW
from tests.services.machine import Machine
from tracker.adapters.anchors import AnchorFile
from tracker.models.alerts import Standing
from tracker.queries import audit as audit_queries
from tracker.queries.facts import gather
from tracker.services import audit, contacts, judging, pauses, replaying

STEPS = 30
RUNS_EACH, CHUNKS = 10, 6
DEEP_RUNS_EACH, DEEP_CHUNKS = 50, 10


def run(sessions, make_act, seeds):
    machines = [Machine(sessions, make_act, seed, NOW) for seed in seeds]
    for machine in machines:
        for _ in range(STEPS):
            machine.step()
    return machines


def nothing_is_found(sessions, make_act, keys, folder):
    """verify-state and verify-audit, after an anchor."""
    file = AnchorFile(folder / "anchors.jsonl", keys)
    with sessions.begin() as session:
        audit.anchor(session, keys, file, NOW)
    with sessions() as session:
        ids = judging.people_after(session, 0, 100_000)
        assert list(replaying.differences(session, make_act(), ids)) == []
        found = audit_queries.verify(session, keys, file.read())
        assert found.wrong is None
        return found.events


def gate(name, seeds, fresh_sessions, make_act, keys, tmp_path, measure, database):
    began = time.perf_counter()
    machines = run(fresh_sessions, make_act, seeds)
    events = nothing_is_found(fresh_sessions, make_act, keys, tmp_path)
    done, compared = sum(m.done for m in machines), sum(m.compared for m in machines)
    assert events > done / 3, "what was done was written down"
    measure(
        name, wanted=len(seeds) * STEPS, reached=done, count=compared, database=database,
        seconds=time.perf_counter() - began,
    )  # fmt: skip


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_a_random_machine_agrees_with_its_own_model(
    chunk, fresh_sessions, make_act, keys, tmp_path, measure, database
):
    seeds = range(chunk * RUNS_EACH, (chunk + 1) * RUNS_EACH)
    gate(
        f"random machine {chunk}",
        seeds,
        fresh_sessions,
        make_act,
        keys,
        tmp_path,
        measure,
        database,
    )


@pytest.mark.deep
@pytest.mark.parametrize("chunk", range(DEEP_CHUNKS))
def test_a_long_random_machine_agrees_with_its_own_model(
    chunk, fresh_sessions, make_act, keys, tmp_path, measure, database
):
    seeds = range(1000 + chunk * DEEP_RUNS_EACH, 1000 + (chunk + 1) * DEEP_RUNS_EACH)
    gate(
        f"long random machine {chunk}",
        seeds,
        fresh_sessions,
        make_act,
        keys,
        tmp_path,
        measure,
        database,
    )


class _Judging:
    """The real `judging`, with some of it planted wrong."""

    def __init__(self, **planted):
        self._planted = planted

    def __getattr__(self, name):
        return self._planted.get(name) or getattr(judging, name)


def turned_red(fresh_sessions, make_act):
    """Say whether the machine notices within a few dozen runs."""
    try:
        run(fresh_sessions, make_act, range(40))
    except AssertionError:
        return True
    return False


def test_a_service_that_does_not_judge_turns_the_machine_red(fresh_sessions, make_act, monkeypatch):
    monkeypatch.setattr(pauses, "judging", _Judging(judge=lambda *_: None))
    assert turned_red(fresh_sessions, make_act)


def test_a_service_that_does_not_lock_the_person_turns_the_machine_red(
    fresh_engine, fresh_sessions, make_act, monkeypatch, database
):
    """On SQLite the lock is the writing transaction itself: without it two begin to read first."""

    def no_lock(session, person_id):
        return session.get_one(Standing, person_id)

    monkeypatch.setattr(contacts, "judging", _Judging(lock_person=no_lock))
    if database == "sqlite":
        fresh_sessions = sessionmaker(
            fresh_engine.execution_options(read_only=True), expire_on_commit=False
        )
    assert turned_red(fresh_sessions, make_act)


def test_the_wrong_order_of_equal_instants_turns_the_machine_red(
    fresh_sessions, make_act, monkeypatch
):
    def backwards(*given):
        return {
            person_id: replace(
                facts, contacts=tuple(sorted(facts.contacts, key=lambda c: (c.occurred_at, -c.id)))
            )
            for person_id, facts in gather(*given).items()
        }

    monkeypatch.setattr(judging, "gather", backwards)
    assert turned_red(fresh_sessions, make_act)
