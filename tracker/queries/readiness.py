"""Whether this code may use a database: its tables must be the ones the code knows."""

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from tracker.domain.errors import InvalidError
from tracker.models import schema


def require_ready(engine: Engine) -> None:
    """Raise InvalidError with what to do when the tables are missing, older or newer."""
    try:
        revision = schema.revision_of(engine)
    except DBAPIError as error:
        raise InvalidError(
            "The database cannot be reached. Check TRACKER_DATABASE_URL, and that it is running."
        ) from error
    if revision is None:
        raise InvalidError("The database is empty. Run `tracker init-db` first.")
    if not schema.knows(revision):
        raise InvalidError(
            f"The database is newer than this code (it is at {revision}). Install the newer "
            "version, or restore the backup made before it was brought up to date."
        )
    if revision != schema.newest_revision():
        raise InvalidError(
            f"The database is older than this code (it is at {revision}). Make a backup, then run "
            "`tracker init-db` to bring it up to date."
        )
