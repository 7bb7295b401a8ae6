"""The bond of one person and one worker: unbroken, dated, with reasons and actors."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tracker.domain.vocabulary import PairingEnd, PairingRole, PairingStart
from tracker.models.base import Base, Fact, fact_rules
from tracker.models.types import At, Instant, Key, Word


def _one_open(role: str) -> Index:
    where = text(f"role = '{role}' AND ended_at IS NULL AND superseded_at IS NULL")
    return Index(
        f"uq_pairing_one_open_{role}_per_person",
        "person_id",
        unique=True,
        sqlite_where=where,
        postgresql_where=where,
    )


def _never_overlap(role: str) -> ExcludeConstraint:
    return ExcludeConstraint(
        (text("int8range(person_id, person_id, '[]')"), "&&"),
        (text("tstzrange(started_at, ended_at)"), "&&"),
        where=text(f"role = '{role}' AND superseded_at IS NULL"),
        using="gist",
        name=f"ex_pairing_{role}s_never_overlap",
    ).ddl_if(dialect="postgresql")


class Pairing(Base, Fact):
    __tablename__ = "pairing"
    __table_args__ = fact_rules(
        CheckConstraint("ended_at > started_at", name="ends_after_it_starts"),
        CheckConstraint("role <> 'cover' OR ended_at IS NOT NULL", name="cover_has_an_end"),
        CheckConstraint(
            "role = 'cover' OR (ended_at IS NULL) = (end_reason IS NULL)"
            " AND (ended_at IS NULL) = (end_planned IS NULL)"
            " AND (ended_at IS NULL) = (ended_by IS NULL)",
            name="end_says_why_whether_planned_and_by_whom",
        ),
        CheckConstraint("ended_by LIKE 'worker:%'", name="ended_by_a_named_worker"),
        _one_open("key_worker"),
        _one_open("deputy"),
        _never_overlap("key_worker"),
        _never_overlap("cover"),
        Index("ix_pairing_worker_id_ended_at", "worker_id", "ended_at"),
    )

    worker_id: Mapped[int] = mapped_column(Key, ForeignKey("worker.id"))
    role: Mapped[PairingRole] = mapped_column(Word(PairingRole))
    started_at: Mapped[At]
    ended_at: Mapped[datetime | None] = mapped_column(Instant)
    start_reason: Mapped[PairingStart] = mapped_column(Word(PairingStart))
    started_by: Mapped[str] = mapped_column(String(80))
    end_reason: Mapped[PairingEnd | None] = mapped_column(Word(PairingEnd))
    end_planned: Mapped[bool | None]
    ended_by: Mapped[str | None] = mapped_column(String(80))
    told_at: Mapped[datetime | None] = mapped_column(Instant)
