"""Whether the service is well: it has its tables, something sweeps, and the clocks agree."""

from dataclasses import dataclass
from datetime import datetime, timedelta

SWEPT_WITHIN = timedelta(minutes=3)
CLOCKS_AGREE_WITHIN = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Signs:
    """What is seen of a service; None where there is nothing to see."""

    at_newest_migration: bool = False
    swept_at: datetime | None = None
    written_at: datetime | None = None  # the newest event of the audit
    database_at: datetime | None = None  # the database's own clock, where it has one


@dataclass(frozen=True, slots=True)
class Health:
    """Each part is True where it is well."""

    database: bool
    migrations: bool
    sweep: bool
    clock: bool

    @property
    def is_well(self) -> bool:
        return self.database and self.migrations and self.sweep and self.clock


def judge(signs: Signs | None, at: datetime) -> Health:
    """Judge by our clock; without signs the database did not answer.

    The clock is wrong where something was done after it, or where the database's differs.
    """
    if signs is None:
        return Health(database=False, migrations=False, sweep=False, clock=False)
    done = [done_at for done_at in (signs.swept_at, signs.written_at) if done_at]
    ahead = max((done_at - at for done_at in done), default=timedelta())
    apart = abs(signs.database_at - at) if signs.database_at else timedelta()
    return Health(
        database=True,
        migrations=signs.at_newest_migration,
        sweep=signs.swept_at is not None and at - signs.swept_at <= SWEPT_WITHIN,
        clock=max(ahead, apart) <= CLOCKS_AGREE_WITHIN,
    )
