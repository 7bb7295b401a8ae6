"""What is planned. What happened is a contact."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from tracker.domain.vocabulary import MeetingKind, MeetingState, Way
from tracker.models.base import Base, new_public_id
from tracker.models.types import At, Instant, Key, PrimaryKey, PublicId, Sealed, Word


class Meeting(Base):
    __tablename__ = "meeting"
    __table_args__ = (
        CheckConstraint("ends_at > starts_at", name="ends_after_it_starts"),
        CheckConstraint(
            "(state = 'planned') = (settled_at IS NULL)", name="leaves_the_plan_at_an_instant"
        ),
        CheckConstraint("version >= 1", name="version_counts_from_1"),
        Index("ix_meeting_person_id_starts_at", "person_id", "starts_at"),
        {"sqlite_strict": True},
    )

    id: Mapped[PrimaryKey]
    public_id: Mapped[PublicId] = mapped_column(default=new_public_id)
    form_token: Mapped[str | None] = mapped_column(String(64), unique=True)
    person_id: Mapped[int] = mapped_column(Key, ForeignKey("person.id"))
    worker_id: Mapped[int] = mapped_column(Key, ForeignKey("worker.id"), index=True)
    kind: Mapped[MeetingKind] = mapped_column(Word(MeetingKind))
    starts_at: Mapped[At]
    ends_at: Mapped[At]
    way: Mapped[Way] = mapped_column(Word(Way))
    place_ct: Mapped[Sealed | None]
    state: Mapped[MeetingState] = mapped_column(Word(MeetingState))
    planned_at: Mapped[At]
    planned_by: Mapped[str] = mapped_column(String(80))
    settled_at: Mapped[datetime | None] = mapped_column(Instant)
    moved_from_id: Mapped[int | None] = mapped_column(Key, ForeignKey("meeting.id"), unique=True)
    version: Mapped[int] = mapped_column(default=1)


class MeetingStep(Base):
    """One change of a meeting's state."""

    __tablename__ = "meeting_step"

    id: Mapped[PrimaryKey]
    meeting_id: Mapped[int] = mapped_column(Key, ForeignKey("meeting.id"), index=True)
    stepped_at: Mapped[At]
    actor: Mapped[str] = mapped_column(String(80))
    from_state: Mapped[MeetingState | None] = mapped_column(Word(MeetingState))
    to_state: Mapped[MeetingState] = mapped_column(Word(MeetingState))
    reason_ct: Mapped[Sealed | None]
