"""What the person says about themselves, agreed with a worker: the latest stands."""

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from tracker.models.base import Base, Fact, fact_rules
from tracker.models.types import Day, Key, Sealed

STANDS = text("superseded_at IS NULL")


class AboutMe(Base, Fact):
    __tablename__ = "about_me"
    __table_args__ = fact_rules(
        CheckConstraint(
            "coalesce(likes_ct, matters_ct, support_ct, not_again_ct) IS NOT NULL",
            name="says_something",
        ),
        Index(
            "uq_about_me_one_stands_per_person",
            "person_id",
            unique=True,
            sqlite_where=STANDS,
            postgresql_where=STANDS,
        ),
    )

    worker_id: Mapped[int] = mapped_column(Key, ForeignKey("worker.id"))
    agreed_on: Mapped[Day]
    likes_ct: Mapped[Sealed | None]
    matters_ct: Mapped[Sealed | None]
    support_ct: Mapped[Sealed | None]
    not_again_ct: Mapped[Sealed | None]
