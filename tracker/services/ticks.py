"""When the scheduler's work ran: the last tick of each, and what is done once a local day."""

from datetime import date, datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from tracker.adapters.rate_limits import INSERT
from tracker.models.counters import DailyWork, Tick


def ticked(session: Session, name: str, at: datetime) -> None:
    """Remember that this work ran to its end at `at`, whichever process it was."""
    insert = INSERT[session.get_bind().dialect.name](Tick).values(name=name, ran_at=at)
    session.execute(
        insert.on_conflict_do_update(
            index_elements=[Tick.name], set_={"ran_at": insert.excluded.ran_at}
        )
    )


def claim_day(session: Session, name: str, day: date, at: datetime) -> bool:
    """Take a day's work for this transaction; False where it was done or is being done.

    Where the transaction is undone the day is free again. Another process that asks meanwhile
    waits for it.
    """
    insert = INSERT[session.get_bind().dialect.name](DailyWork).values(
        name=name, local_day=day, claimed_at=at
    )
    claimed = session.execute(insert.on_conflict_do_nothing().returning(DailyWork.name)).first()
    return claimed is not None


def day_done(session: Session, name: str, day: date, at: datetime) -> None:
    session.execute(
        update(DailyWork)
        .where(DailyWork.name == name, DailyWork.local_day == day)
        .values(done_at=at)
    )
