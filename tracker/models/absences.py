"""A worker's planned or sudden time away."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from tracker.models.base import Base, new_public_id
from tracker.models.types import At, Instant, Key, PrimaryKey, PublicId


class Absence(Base):
    __tablename__ = "absence"
    __table_args__ = (
        CheckConstraint("until_at > from_at", name="ends_after_it_starts"),
        {"sqlite_strict": True},
    )

    id: Mapped[PrimaryKey]
    public_id: Mapped[PublicId] = mapped_column(default=new_public_id)
    worker_id: Mapped[int] = mapped_column(Key, ForeignKey("worker.id"), index=True)
    from_at: Mapped[At]
    until_at: Mapped[datetime | None] = mapped_column(Instant)
    planned: Mapped[bool]
    known_at: Mapped[At]
    recorded_at: Mapped[At]
    recorded_by: Mapped[str] = mapped_column(String(80))
    superseded_at: Mapped[datetime | None] = mapped_column(Instant)
