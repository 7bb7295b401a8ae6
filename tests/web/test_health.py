"""What a machine that watches the service is told, from here and from outside."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, text

from tests.web.counting import counted
from tracker.models.audit import AuditEvent
from tracker.models.database import make_engine
from tracker.services import ticks

HERE = {"base_url": "http://127.0.0.1:8000", "environ_overrides": {"REMOTE_ADDR": "127.0.0.1"}}
ELSEWHERE = {"base_url": "http://localhost", "environ_overrides": {"REMOTE_ADDR": "192.0.2.7"}}
BEFORE_US = {
    "base_url": "http://alongside.example.org",
    "environ_overrides": {"REMOTE_ADDR": "127.0.0.1"},
}
WELL = {
    "status": "ok",
    "database": "ok",
    "migrations": "ok",
    "sweep": "ok",
    "clock": "ok",
    "swept_at": "2026-11-20T11:59:00+00:00",
}


@pytest.fixture
def on_its_clock(app, clock, fresh_engine, database):
    """PostgreSQL's own clock is the real one, so the application is at that hour too."""
    if database == "postgresql":
        with fresh_engine.connect() as connection:
            clock.at = connection.scalar(text("SELECT clock_timestamp()"))
    return clock


@pytest.fixture
def swept(on_its_clock, fresh_sessions):
    at = on_its_clock.at - timedelta(minutes=1)
    with fresh_sessions.begin() as session:
        ticks.ticked(session, "sweep", at)
    return at


def test_this_machine_is_told_each_part(client, swept):
    answer = client.get("/health", **HERE)
    assert (answer.status_code, answer.json) == (200, WELL | {"swept_at": swept.isoformat()})


@pytest.mark.parametrize("asked", [ELSEWHERE, BEFORE_US], ids=["elsewhere", "through a server"])
def test_others_are_told_whether_it_is_well_and_no_more(app, client, on_its_clock, swept, asked):
    app.config["TRUSTED_HOSTS"] = [*app.config["TRUSTED_HOSTS"], "alongside.example.org"]
    assert client.get("/health", **asked).json == {"status": "ok"}
    on_its_clock.forward(minutes=3)
    answer = client.get("/health", **asked)
    assert (answer.status_code, answer.json) == (503, {"status": "not ok"})


def test_a_scheduler_that_stands_still_is_noticed_within_three_minutes(client, on_its_clock, swept):
    on_its_clock.forward(minutes=2, seconds=1)
    answer = client.get("/health", **HERE)
    assert answer.status_code == 503
    assert answer.json["sweep"] == "not ok"


def test_tables_of_another_version_are_noticed(client, swept, fresh_sessions):
    with fresh_sessions.begin() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    answer = client.get("/health", **HERE)
    assert answer.status_code == 503
    assert (answer.json["database"], answer.json["migrations"]) == ("ok", "not ok")


def test_a_database_that_does_not_answer_is_noticed(app, client, database, tmp_path, capsys):
    nowhere = {
        "sqlite": f"sqlite:///{tmp_path}/nowhere/gone.db",
        "postgresql": "postgresql://nobody@127.0.0.1:1/gone",
    }
    broken = make_engine(nowhere[database])
    app.extensions["installation"] = replace(app.extensions["installation"], engine=broken)
    answer = client.get("/health", **HERE)
    broken.dispose()
    assert (answer.status_code, answer.json["database"], answer.json["swept_at"]) == (
        503,
        "not ok",
        None,
    )
    assert '"event": "database_failed"' in capsys.readouterr().err


def test_it_begins_no_session_writes_no_line_and_asks_little(
    client, cast, swept, fresh_engine, fresh_sessions
):
    with counted(fresh_engine) as sent:
        answer = client.get("/health", **HERE)
    assert "Set-Cookie" not in answer.headers
    assert answer.headers["Cache-Control"] == "no-store"
    assert len(sent) <= 4  # two of them ask whether there is a table of versions
    with fresh_sessions() as session:
        assert session.scalars(select(AuditEvent)).all() == []
    client.sign_in(cast.key_worker)
    assert client.get("/health", **HERE).headers.get("Set-Cookie") is None


@pytest.mark.parametrize(
    ("method", "address", "status"),
    [
        ("get", "/health?to=%00", 400),
        ("get", "/health?at=9999-12-31&deep=[[[[", 200),
        ("head", "/health", 200),
        ("post", "/health", 405),
        ("delete", "/health", 405),
        ("get", "/health/", 404),
        ("get", "/health/../health", 404),
    ],
)
def test_what_is_hostile_is_refused_and_told_nothing(client, swept, method, address, status):
    assert getattr(client, method)(address, **HERE).status_code == status


def test_another_name_is_refused(client, swept):
    assert client.get("/health", base_url="http://evil.example").status_code == 400
