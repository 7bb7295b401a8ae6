"""A person's times with us, and the pauses inside them."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from tracker.domain.vocabulary import CameFrom, PauseKind, StayEnding
from tracker.models.base import Base, Fact, fact_rules
from tracker.models.types import At, Day, Instant, Sealed, Word

OPEN = text("ended_at IS NULL AND superseded_at IS NULL")


class Stay(Base, Fact):
    __tablename__ = "stay"
    __table_args__ = fact_rules(
        CheckConstraint("ended_at > referred_at", name="ends_after_it_starts"),
        CheckConstraint("started_at >= referred_at", name="starts_after_the_referral"),
        CheckConstraint("(ended_at IS NULL) = (ending IS NULL)", name="end_says_how"),
        Index(
            "uq_stay_one_open_per_person",
            "person_id",
            unique=True,
            sqlite_where=OPEN,
            postgresql_where=OPEN,
        ),
    )

    referred_at: Mapped[At]
    came_from: Mapped[CameFrom] = mapped_column(Word(CameFrom))
    otherwise_nothing: Mapped[bool | None]
    started_at: Mapped[datetime | None] = mapped_column(Instant)
    ended_at: Mapped[datetime | None] = mapped_column(Instant)
    ending: Mapped[StayEnding | None] = mapped_column(Word(StayEnding))
    ended_by: Mapped[str | None] = mapped_column(String(80))
    words_ct: Mapped[Sealed | None]


class Pause(Base, Fact):
    __tablename__ = "pause"
    __table_args__ = fact_rules(
        CheckConstraint("ended_at > from_at", name="ends_after_it_starts"),
        CheckConstraint("decided_by LIKE 'worker:%'", name="decided_by_a_named_worker"),
        Index(
            "uq_pause_one_open_per_person",
            "person_id",
            unique=True,
            sqlite_where=OPEN,
            postgresql_where=OPEN,
        ),
    )

    kind: Mapped[PauseKind] = mapped_column(Word(PauseKind))
    from_at: Mapped[At]
    look_again_on: Mapped[Day]
    ended_at: Mapped[datetime | None] = mapped_column(Instant)
    ended_by: Mapped[str | None] = mapped_column(String(80))
    words_ct: Mapped[Sealed]
    decided_by: Mapped[str] = mapped_column(String(80))
