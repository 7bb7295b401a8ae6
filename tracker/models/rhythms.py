"""What was agreed about how often to be in touch."""

from datetime import datetime

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tracker.domain.vocabulary import Circumstance
from tracker.models.base import Base, Fact, fact_rules
from tracker.models.types import At, Instant, Word


class Rhythm(Base, Fact):
    __tablename__ = "rhythm"
    __table_args__ = fact_rules(
        CheckConstraint("every_days BETWEEN 1 AND 365", name="is_every_1_to_365_days"),
        CheckConstraint("breathing_days BETWEEN 0 AND 365", name="breathing_room_is_0_to_365_days"),
        CheckConstraint(
            "ended_at IS NULL OR circumstance IS NOT NULL", name="only_custody_and_hospital_end"
        ),
        CheckConstraint("ended_at > agreed_at", name="ends_after_it_starts"),
    )

    every_days: Mapped[int]
    breathing_days: Mapped[int | None]
    circumstance: Mapped[Circumstance | None] = mapped_column(Word(Circumstance))
    agreed_at: Mapped[At]
    agreed_with_person: Mapped[bool]
    ended_at: Mapped[datetime | None] = mapped_column(Instant)
