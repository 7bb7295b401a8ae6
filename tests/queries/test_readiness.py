"""A database whose tables are not the ones the code knows is refused, with what to do."""

import pytest
from sqlalchemy import text

from tracker.domain.errors import InvalidError
from tracker.models.database import make_engine
from tracker.queries.readiness import require_ready


def test_a_migrated_database_is_ready(fresh_engine):
    assert require_ready(fresh_engine) is None


@pytest.mark.parametrize(
    ("statement", "sentence"),
    [
        ("UPDATE alembic_version SET version_num = '9999'", "newer than this code (it is at 9999)"),
        ("DELETE FROM alembic_version", "Run `tracker init-db` first."),
        ("DROP TABLE alembic_version", "Run `tracker init-db` first."),
    ],
)
def test_one_that_is_not_is_refused(fresh_engine, statement, sentence):
    with fresh_engine.begin() as connection:
        connection.execute(text(statement))
    with pytest.raises(InvalidError) as refused:
        require_ready(fresh_engine)
    assert sentence in refused.value.sentence


def test_one_that_cannot_be_reached_is_said_to_be(tmp_path):
    with pytest.raises(InvalidError, match="cannot be reached"):
        require_ready(make_engine(f"sqlite:///{tmp_path}/no/such/folder.db"))
