"""What happened or was tried: past only, immutable, corrected by a new row."""

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from tracker.domain.vocabulary import Outcome, Precision, Setting, Starter, Way, WithWhom
from tracker.models.base import Base, Fact, fact_rules
from tracker.models.types import At, Key, Sealed, Word

STANDS = text("superseded_at IS NULL")


class Contact(Base, Fact):
    __tablename__ = "contact"
    __table_args__ = fact_rules(
        CheckConstraint("occurred_at <= known_at", name="happened_before_it_was_known"),
        CheckConstraint("minutes BETWEEN 0 AND 1440", name="lasts_0_to_1440_minutes"),
        CheckConstraint(
            "outcome <> 'met' OR way IN ('in_person', 'video')", name="met_is_in_person_or_video"
        ),
        CheckConstraint(
            "outcome <> 'messaged' OR way IN ('text', 'letter')", name="messaged_is_text_or_letter"
        ),
        CheckConstraint(
            "outcome <> 'spoke' OR way IN ('in_person', 'call', 'video')",
            name="spoke_is_in_person_call_or_video",
        ),
        CheckConstraint(
            "held_back_reason_ct IS NULL OR team_ct IS NOT NULL",
            name="only_a_team_note_is_held_back",
        ),
        Index(
            "uq_contact_one_per_meeting",
            "meeting_id",
            unique=True,
            sqlite_where=STANDS,
            postgresql_where=STANDS,
        ),
        Index("ix_contact_person_id_occurred_at", "person_id", "occurred_at"),
        Index("ix_contact_worker_id_occurred_at", "worker_id", "occurred_at"),
    )

    worker_id: Mapped[int] = mapped_column(Key, ForeignKey("worker.id"))
    occurred_at: Mapped[At]
    precision: Mapped[Precision] = mapped_column(Word(Precision))
    with_whom: Mapped[WithWhom] = mapped_column(Word(WithWhom))
    setting: Mapped[Setting] = mapped_column(Word(Setting))
    way: Mapped[Way] = mapped_column(Word(Way))
    outcome: Mapped[Outcome] = mapped_column(Word(Outcome))
    who_started: Mapped[Starter] = mapped_column(Word(Starter))
    minutes: Mapped[int | None]
    place_ct: Mapped[Sealed | None]
    agreed_ct: Mapped[Sealed | None]
    shared_ct: Mapped[Sealed | None]
    team_ct: Mapped[Sealed | None]
    held_back_reason_ct: Mapped[Sealed | None]
    worried_told_who_ct: Mapped[Sealed | None]
    meeting_id: Mapped[int | None] = mapped_column(Key, ForeignKey("meeting.id"))
    import_row_id: Mapped[int | None] = mapped_column(Key, ForeignKey("import_row.id"))


class ContactWorker(Base):
    """Another worker who was there."""

    __tablename__ = "contact_worker"

    contact_id: Mapped[int] = mapped_column(Key, ForeignKey("contact.id"), primary_key=True)
    worker_id: Mapped[int] = mapped_column(Key, ForeignKey("worker.id"), primary_key=True)
