"""Run migrations with an engine handed in, foreign keys off on SQLite, triggers made anew after.

A batch rebuild on SQLite with foreign keys on silently deletes every child row, and always drops
the table's triggers. So: keys off before, checked after, and every trigger created again.
"""

from alembic import context
from sqlalchemy import Connection

from tracker.models import Base, triggers
from tracker.models.database import make_engine


def run(connection: Connection) -> None:
    sqlite = connection.dialect.name == "sqlite"
    if sqlite:
        connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
        connection.commit()
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=sqlite,
        compare_type=False,
        include_object=lambda obj, name, kind, reflected, other: kind != "foreign_key_constraint",
    )
    with context.begin_transaction():
        context.run_migrations()
        if context.get_context().get_current_revision() is not None or _has_tables(connection):
            triggers.create_all(connection)
        if sqlite:
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
            if broken:
                raise RuntimeError(f"The migration would leave orphan rows: {broken[:5]}")
    if sqlite:
        connection.commit()
        connection.exec_driver_sql("PRAGMA foreign_keys=ON")


def _has_tables(connection: Connection) -> bool:
    return connection.dialect.has_table(connection, "audit_event")


given = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    with make_engine(context.config.get_main_option("sqlalchemy.url")).connect() as opened:
        run(opened)
