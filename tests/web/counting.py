"""What a page asks of the database."""

from contextlib import contextmanager

from sqlalchemy import event


@contextmanager
def counted(engine):
    """Count what is sent to the database, without what opens and ends transactions."""
    sent = []

    def listen(_connection, _cursor, statement, *_rest):
        if not statement.startswith(("BEGIN", "COMMIT", "SET", "SAVEPOINT")):
            sent.append(statement)

    event.listen(engine, "before_cursor_execute", listen)
    yield sent
    event.remove(engine, "before_cursor_execute", listen)
