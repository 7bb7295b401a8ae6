"""Small counters that more than one process must agree on."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from tracker.models.base import Base
from tracker.models.types import At, Day, Instant


class RateLimit(Base):
    """How often something was tried within a window."""

    __tablename__ = "rate_limit"

    key: Mapped[str] = mapped_column(String(255), primary_key=True)
    window_ends_at: Mapped[At]
    hits: Mapped[int]


class DailyWork(Base):
    """Once-a-day work, claimed by name and local day, so summer time never doubles it."""

    __tablename__ = "daily_work"

    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    local_day: Mapped[Day] = mapped_column(primary_key=True)
    claimed_at: Mapped[At]
    done_at: Mapped[datetime | None] = mapped_column(Instant)


class Tick(Base):
    """When a piece of the scheduler's work last ran to its end, in whichever process."""

    __tablename__ = "tick"

    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    ran_at: Mapped[At]
