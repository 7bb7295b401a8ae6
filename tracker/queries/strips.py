"""The strip of twelve weeks beside a name: two columns of My people's one statement."""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, ScalarSelect, String, cast, func, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from tracker.domain.periods import Calendar
from tracker.domain.pictures.strip import DAYS, Strip, strip_of
from tracker.domain.vocabulary import Outcome, PairingRole, WithWhom
from tracker.models.contacts import Contact
from tracker.models.pairings import Pairing
from tracker.models.people import Person

OUTCOMES = {outcome.value: outcome for outcome in Outcome}
A_DAY_MORE = timedelta(days=1)


class seconds(FunctionElement[int]):  # noqa: N801 - written as the SQL function it stands for
    """Whole seconds since 1970 of an instant, the same on both databases."""

    type = BigInteger()
    inherit_cache = True


@compiles(seconds, "sqlite")
def _on_sqlite(element: Any, compiler: Any, **more: Any) -> str:  # noqa: ANN401 - SQLAlchemy's hook
    return f"strftime('%s', {compiler.process(element.clauses, **more)})"


@compiles(seconds, "postgresql")
def _on_postgresql(element: Any, compiler: Any, **more: Any) -> str:  # noqa: ANN401 - SQLAlchemy's hook
    return f"trunc(extract(epoch FROM {compiler.process(element.clauses, **more)}))::bigint"


def recent_contacts(at: datetime) -> ScalarSelect[str]:
    """Give a column beside Person: when and how each contact of the last weeks came out."""
    each = cast(seconds(Contact.occurred_at), String) + " " + cast(Contact.outcome, String)
    return (
        select(func.aggregate_strings(each, ","))
        .where(
            Contact.person_id == Person.id,
            Contact.superseded_at.is_(None),
            Contact.with_whom == WithWhom.PERSON,
            Contact.occurred_at >= at - timedelta(days=DAYS) - A_DAY_MORE,
            Contact.occurred_at <= at,
        )
        .correlate(Person)
        .scalar_subquery()
    )


def bonds_so_far(at: datetime) -> ScalarSelect[int]:
    """Give a column beside Person: how many key-worker pairings they have had, this one too."""
    return (
        select(func.count())
        .where(
            Pairing.person_id == Person.id,
            Pairing.role == PairingRole.KEY_WORKER,
            Pairing.superseded_at.is_(None),
            Pairing.started_at <= at,
        )
        .correlate(Person)
        .scalar_subquery()
    )


def read_strip(
    contacts: str | None, bonds: int, at: datetime, calendar: Calendar, *, planned: bool
) -> Strip:
    """Make the strip of what the two columns hold."""
    came = (one.split(" ") for one in contacts.split(",")) if contacts else ()
    days = (
        (calendar.day_of(datetime.fromtimestamp(int(when), UTC)), OUTCOMES[outcome])
        for when, outcome in came
    )
    return strip_of(days, calendar.day_of(at), planned=planned, pattern=max(bonds - 1, 0))
