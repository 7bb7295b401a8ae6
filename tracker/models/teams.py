"""Teams: a lead, a deputy lead, a calendar of working days."""

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from tracker.models.base import Base, new_public_id
from tracker.models.types import Key, PrimaryKey, PublicId


class Team(Base):
    __tablename__ = "team"
    __table_args__ = (
        CheckConstraint("length(name) BETWEEN 1 AND 200", name="name_is_1_to_200_letters"),
        CheckConstraint("lead_id <> deputy_lead_id", name="lead_and_deputy_lead_are_two"),
        {"sqlite_strict": True},
    )

    id: Mapped[PrimaryKey]
    public_id: Mapped[PublicId] = mapped_column(default=new_public_id)
    name: Mapped[str] = mapped_column(String(200), unique=True)
    lead_id: Mapped[int | None] = mapped_column(Key, ForeignKey("worker.id"))
    deputy_lead_id: Mapped[int | None] = mapped_column(Key, ForeignKey("worker.id"))
    calendar: Mapped[str] = mapped_column(String(40))
