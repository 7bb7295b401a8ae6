"""Bring a database to the newest migration, and say which one it is at."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

BESIDE = Path(__file__).resolve().parent.parent
FOLDER = next(
    place for place in (BESIDE / "_migrations", BESIDE.parent / "migrations") if place.is_dir()
)


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Run every migration up to `revision`, on a connection of `engine`."""
    with engine.connect() as connection:
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
        connection.commit()


def downgrade(engine: Engine, revision: str) -> None:
    with engine.connect() as connection:
        config = _config()
        config.attributes["connection"] = connection
        command.downgrade(config, revision)
        connection.commit()


def revision_of(engine: Engine) -> str | None:
    """Give the revision a database is at; None where there is none yet."""
    with engine.connect() as connection:
        return revision_in(connection)


def revision_in(connection: Connection) -> str | None:
    """Give the same on a connection that is open."""
    return MigrationContext.configure(connection).get_current_revision()


def newest_revision() -> str:
    """Give the newest revision this code knows."""
    head = ScriptDirectory.from_config(_config()).get_current_head()
    assert head is not None, "the code ships at least one migration"  # noqa: S101 - a broken build
    return head


def knows(revision: str) -> bool:
    """Say whether this code has that migration; a newer schema is refused at start."""
    known = {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}
    return revision in known
