"""Run migrations on a connection handed in, all or nothing, triggers made anew after.

On SQLite a batch rebuild drops the table others belong to: with foreign keys on it fails, or takes
every child row along; and the table's triggers always go. So: keys off before, checked before the
commit, and every trigger created again.
"""

from alembic import context
from sqlalchemy import Connection

from tracker.models import Base, triggers
from tracker.models.database import make_engine


def run(connection: Connection) -> None:
    if connection.dialect.name != "sqlite":
        _migrate(connection)
        return
    _watch_keys(connection, "OFF")
    try:
        _migrate(connection)
    finally:
        _watch_keys(connection, "ON")


def _watch_keys(connection: Connection, when: str) -> None:
    """Tell the driver itself: in a transaction, and our engine begins one, it changes nothing."""
    connection.rollback()
    connection.connection.cursor().execute(f"PRAGMA foreign_keys={when}")


def _migrate(connection: Connection) -> None:
    sqlite = connection.dialect.name == "sqlite"
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=sqlite,
        transactional_ddl=True,  # on SQLite too: our engine says BEGIN itself
        compare_type=False,
        include_object=lambda _obj, _name, kind, _reflected, _other: (
            kind != "foreign_key_constraint"
        ),
    )
    with context.begin_transaction():
        context.run_migrations()
        if context.get_context().get_current_revision() is not None or _has_tables(connection):
            triggers.create_all(connection)
        broken = sqlite and connection.exec_driver_sql("PRAGMA foreign_key_check").all()
        if broken:
            raise RuntimeError(f"The migration would leave orphan rows: {broken[:5]}")


def _has_tables(connection: Connection) -> bool:
    return connection.dialect.has_table(connection, "audit_event")


given = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    with make_engine(context.config.get_main_option("sqlalchemy.url")).connect() as opened:
        run(opened)
