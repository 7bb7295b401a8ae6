"""What was typed and not yet saved."""

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tracker.models.base import Base
from tracker.models.types import At, Key, PrimaryKey, Sealed


class Draft(Base):
    __tablename__ = "draft"
    __table_args__ = (
        UniqueConstraint("worker_id", "person_id", "form"),
        {"sqlite_strict": True},
    )

    id: Mapped[PrimaryKey]
    worker_id: Mapped[int] = mapped_column(Key, ForeignKey("worker.id"))
    person_id: Mapped[int | None] = mapped_column(Key, ForeignKey("person.id"), index=True)
    form: Mapped[str] = mapped_column(String(40))
    body_ct: Mapped[Sealed]
    version: Mapped[int] = mapped_column(default=1)
    touched_at: Mapped[At]
    expires_at: Mapped[At]
