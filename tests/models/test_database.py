"""What a connection promises."""

from sqlalchemy import text


def test_a_session_sees_the_migrated_tables(session, database):
    assert session.execute(text("SELECT count(*) FROM person")).scalar() == 0


def test_a_copy_of_the_template_is_its_own(fresh_sessions, fresh_engine):
    with fresh_sessions.begin() as session:
        session.execute(
            text(
                "INSERT INTO rate_limit (key, window_ends_at, hits) VALUES ('a', '2026-01-01T00:00:00.000000Z', 1)"
            )
        )
    with fresh_sessions() as session:
        assert session.execute(text("SELECT count(*) FROM rate_limit")).scalar() == 1
