"""What was typed and not yet saved."""

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from tracker.models.base import Base
from tracker.models.types import At, Key, PrimaryKey, PublicId, Sealed


class Draft(Base):
    """One opened form's words. `page` is the page that wrote last; without a body it is saved.

    A saved draft stays a while without its words: what was on its way to be kept comes too late.
    """

    __tablename__ = "draft"
    __table_args__ = (
        Index("ix_draft_worker_id_person_id_form", "worker_id", "person_id", "form"),
        {"sqlite_strict": True},
    )

    id: Mapped[PrimaryKey]
    public_id: Mapped[PublicId]
    worker_id: Mapped[int] = mapped_column(Key, ForeignKey("worker.id"))
    person_id: Mapped[int] = mapped_column(Key, ForeignKey("person.id"), index=True)
    form: Mapped[str] = mapped_column(String(60))
    page: Mapped[str] = mapped_column(String(32))
    body_ct: Mapped[Sealed | None]
    version: Mapped[int] = mapped_column(default=1)
    touched_at: Mapped[At]
    expires_at: Mapped[At]
