"""What the key worker believes the person can do, said out loud: the latest stands."""

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from tracker.models.base import Base, Fact, fact_rules
from tracker.models.types import Key, Sealed

STANDS = text("superseded_at IS NULL")


class Belief(Base, Fact):
    __tablename__ = "belief"
    __table_args__ = fact_rules(
        Index(
            "uq_belief_one_stands_per_person",
            "person_id",
            unique=True,
            sqlite_where=STANDS,
            postgresql_where=STANDS,
        ),
    )

    worker_id: Mapped[int] = mapped_column(Key, ForeignKey("worker.id"))
    words_ct: Mapped[Sealed]
