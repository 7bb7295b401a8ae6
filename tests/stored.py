"""What the database holds, as plain values: one row with its texts opened, or all rows of all."""

from contextlib import contextmanager

import pytest
from sqlalchemy import inspect, select

from tracker.domain.sealing import Place
from tracker.models import Base
from tracker.models.people import Person
from tracker.queries.sealed import opener_for

NAMELESS = {"id", "public_id", "key_version", "wrapped"}


def held(session, keys, row):
    """Give a row's columns that hold something, sealed texts opened under their own name."""
    session.flush()
    session.refresh(row)
    values = {column.key: getattr(row, column.key) for column in inspect(type(row)).columns}
    person_id = row.id if isinstance(row, Person) else values.get("person_id")
    opener = opener_for(session, keys, [person_id])
    return {
        name.removesuffix("_ct"): opener.text(
            person_id, value, Place(row.__tablename__, name, row.public_id)
        )
        if name.endswith("_ct")
        else value
        for name, value in values.items()
        if value is not None and name not in NAMELESS
    }


def everything(session):
    """Give every row of every table: what a refused act must leave as it was."""
    session.flush()
    return {
        table.name: sorted(map(str, session.connection().execute(select(table)).all()))
        for table in Base.metadata.sorted_tables
    }


@contextmanager
def refused(session, error, sentence, field=None):
    """Expect a refusal with this very sentence and field, and that nothing at all was written."""
    before = everything(session)
    with pytest.raises(error) as caught:
        yield
    assert (caught.value.sentence, caught.value.field) == (sentence, field)
    assert everything(session) == before
