"""Someone outside opened a person's page, with a reason."""

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from tracker.models.base import Base, new_public_id
from tracker.models.types import At, Key, PrimaryKey, PublicId, Sealed


class Opening(Base):
    __tablename__ = "opening"
    __table_args__ = (
        CheckConstraint("until_at > opened_at", name="ends_after_it_starts"),
        {"sqlite_strict": True},
    )

    id: Mapped[PrimaryKey]
    public_id: Mapped[PublicId] = mapped_column(default=new_public_id)
    form_token: Mapped[str | None] = mapped_column(String(64), unique=True)
    worker_id: Mapped[int] = mapped_column(Key, ForeignKey("worker.id"), index=True)
    person_id: Mapped[int] = mapped_column(Key, ForeignKey("person.id"), index=True)
    reason_ct: Mapped[Sealed]
    opened_at: Mapped[At]
    until_at: Mapped[At]
