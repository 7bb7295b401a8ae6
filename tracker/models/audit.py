"""Who did and who looked: append-only, chained, ids and never values."""

from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from tracker.models.base import Base
from tracker.models.types import At, Key, Sealed


class AuditEvent(Base):
    __tablename__ = "audit_event"
    __table_args__ = (
        CheckConstraint("outcome IN ('done', 'refused')", name="outcome_is_done_or_refused"),
        CheckConstraint(
            "actor LIKE 'worker:%' OR actor LIKE 'system:%' OR actor = 'nobody'",
            name="actor_is_a_worker_a_system_or_nobody",
        ),
        {"sqlite_strict": True},
    )

    seq: Mapped[int] = mapped_column(Key, primary_key=True, autoincrement=False)
    happened_at: Mapped[At]
    actor: Mapped[str] = mapped_column(String(80))
    act: Mapped[str] = mapped_column(String(60))
    outcome: Mapped[str] = mapped_column(String(10))
    object_kind: Mapped[str | None] = mapped_column(String(40))
    object_id: Mapped[str | None] = mapped_column(String(40))
    detail: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    reason_ct: Mapped[Sealed | None]
    request_id: Mapped[str | None] = mapped_column(String(40))
    prev_mac: Mapped[bytes] = mapped_column(LargeBinary)
    mac: Mapped[bytes] = mapped_column(LargeBinary)


class AuditSubject(Base):
    """Everyone an event showed or touched."""

    __tablename__ = "audit_subject"

    seq: Mapped[int] = mapped_column(Key, ForeignKey("audit_event.seq"), primary_key=True)
    person_id: Mapped[int] = mapped_column(
        Key, ForeignKey("person.id"), primary_key=True, index=True
    )
