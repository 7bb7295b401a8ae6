"""What the rules found, what was answered, and when to look again."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from tracker.domain.vocabulary import (
    AlertState,
    Closed,
    Outcome,
    OwnerRole,
    PauseKind,
    RuleKey,
    Tier,
)
from tracker.models.base import Base, new_public_id
from tracker.models.types import At, Day, Instant, Key, PrimaryKey, PublicId, Sealed, Word

OPEN = text("closed_at IS NULL")
STILL = text("ended_at IS NULL")


class Alert(Base):
    __tablename__ = "alert"
    __table_args__ = (
        CheckConstraint(
            "(state = 'closed') = (closed_at IS NOT NULL)"
            " AND (closed_at IS NULL) = (closed_how IS NULL)",
            name="closed_says_when_and_how",
        ),
        CheckConstraint("(state = 'left') = (left_until IS NOT NULL)", name="left_says_until_when"),
        CheckConstraint("true_since <= opened_at", name="is_true_before_it_opens"),
        Index(
            "uq_alert_one_open_per_person_and_rule",
            "person_id",
            "rule",
            unique=True,
            sqlite_where=OPEN,
            postgresql_where=OPEN,
        ),
        Index("ix_alert_next_at", "next_at"),
        Index("ix_alert_owner_id_closed_at", "owner_id", "closed_at"),
        Index("ix_alert_person_id_rule_closed_at", "person_id", "rule", "closed_at"),
        {"sqlite_strict": True},
    )

    id: Mapped[PrimaryKey]
    public_id: Mapped[PublicId] = mapped_column(default=new_public_id)
    person_id: Mapped[int] = mapped_column(Key, ForeignKey("person.id"))
    rule: Mapped[RuleKey] = mapped_column(Word(RuleKey))
    tier: Mapped[Tier] = mapped_column(Word(Tier))
    owner_id: Mapped[int | None] = mapped_column(Key, ForeignKey("worker.id"))
    owner_role: Mapped[OwnerRole] = mapped_column(Word(OwnerRole))
    true_since: Mapped[At]
    opened_at: Mapped[At]
    act_by: Mapped[At]
    next_at: Mapped[datetime | None] = mapped_column(Instant)
    state: Mapped[AlertState] = mapped_column(Word(AlertState))
    left_until: Mapped[datetime | None] = mapped_column(Instant)
    closed_at: Mapped[datetime | None] = mapped_column(Instant)
    closed_how: Mapped[Closed | None] = mapped_column(Word(Closed))
    numbers: Mapped[dict[str, Any]] = mapped_column(JSON().with_variant(JSONB(), "postgresql"))
    version: Mapped[int] = mapped_column(default=1)


class AlertStep(Base):
    """One change of an alert: its history, never edited."""

    __tablename__ = "alert_step"

    id: Mapped[PrimaryKey]
    alert_id: Mapped[int] = mapped_column(Key, ForeignKey("alert.id"), index=True)
    stepped_at: Mapped[At]
    actor: Mapped[str] = mapped_column(String(80))
    from_state: Mapped[AlertState | None] = mapped_column(Word(AlertState))
    to_state: Mapped[AlertState] = mapped_column(Word(AlertState))
    tier: Mapped[Tier] = mapped_column(Word(Tier))
    why: Mapped[str] = mapped_column(String(40))
    reason_ct: Mapped[Sealed | None]


class Escalation(Base):
    """Whom an open alert came to as well, because nobody had answered it by its time.

    A contact from `counts_from` on that reached the person ends it.
    """

    __tablename__ = "escalation"
    __table_args__ = (
        Index(
            "uq_escalation_one_open_per_alert_and_worker",
            "alert_id",
            "worker_id",
            unique=True,
            sqlite_where=STILL,
            postgresql_where=STILL,
        ),
        Index("ix_escalation_worker_id_ended_at", "worker_id", "ended_at"),
        {"sqlite_strict": True},
    )

    id: Mapped[PrimaryKey]
    alert_id: Mapped[int] = mapped_column(Key, ForeignKey("alert.id"))
    worker_id: Mapped[int] = mapped_column(Key, ForeignKey("worker.id"))
    escalated_at: Mapped[At]
    counts_from: Mapped[At]
    ended_at: Mapped[datetime | None] = mapped_column(Instant)


class Standing(Base):
    """One row per person: when to look again, and what My people shows."""

    __tablename__ = "standing"
    __table_args__ = (
        Index("ix_standing_look_again_at", "look_again_at"),
        Index("ix_standing_key_worker_id", "key_worker_id"),
        {"sqlite_strict": True},
    )

    person_id: Mapped[int] = mapped_column(Key, ForeignKey("person.id"), primary_key=True)
    look_again_at: Mapped[datetime | None] = mapped_column(Instant)
    judged_at: Mapped[datetime | None] = mapped_column(Instant)
    rules_version: Mapped[int] = mapped_column(default=0)
    key_worker_id: Mapped[int | None] = mapped_column(Key, ForeignKey("worker.id"))
    with_since: Mapped[datetime | None] = mapped_column(Instant)
    agreed_days: Mapped[int | None]
    last_reached_at: Mapped[datetime | None] = mapped_column(Instant)
    last_reached_outcome: Mapped[Outcome | None] = mapped_column(Word(Outcome))
    settled_at: Mapped[datetime | None] = mapped_column(Instant)
    quiet_from: Mapped[datetime | None] = mapped_column(Instant)
    next_meeting_at: Mapped[datetime | None] = mapped_column(Instant)
    paused_kind: Mapped[PauseKind | None] = mapped_column(Word(PauseKind))
    pause_look_again_on: Mapped[Day | None]
    top_alert_id: Mapped[int | None] = mapped_column(Key, ForeignKey("alert.id"))
    version: Mapped[int] = mapped_column(default=1)


class RuleSetting(Base):
    """A changed number of a rule, from an instant on."""

    __tablename__ = "rule_setting"

    id: Mapped[PrimaryKey]
    rule: Mapped[RuleKey] = mapped_column(Word(RuleKey))
    name: Mapped[str] = mapped_column(String(40))
    value: Mapped[int]
    from_at: Mapped[At]
    set_by: Mapped[str] = mapped_column(String(80))
