"""The people we support, the key that seals what is theirs, and ways to reach them."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from tracker.domain.vocabulary import ChannelKind, LikesContactBy
from tracker.models.base import Base, Fact, fact_rules, new_public_id
from tracker.models.types import At, Day, Instant, Key, PrimaryKey, PublicId, Sealed, Word


class Person(Base):
    __tablename__ = "person"
    __table_args__ = (
        CheckConstraint("length(reference) BETWEEN 1 AND 40", name="reference_is_1_to_40_letters"),
        CheckConstraint("reference = upper(reference)", name="reference_is_in_capitals"),
        CheckConstraint("version >= 1", name="version_counts_from_1"),
        {"sqlite_strict": True},
    )

    id: Mapped[PrimaryKey]
    public_id: Mapped[PublicId] = mapped_column(default=new_public_id)
    form_token: Mapped[str | None] = mapped_column(String(64), unique=True)
    reference: Mapped[str | None] = mapped_column(String(40), unique=True)
    team_id: Mapped[int] = mapped_column(Key, ForeignKey("team.id"), index=True)
    name_ct: Mapped[Sealed]
    pronouns_ct: Mapped[Sealed | None]
    born_on: Mapped[Day | None]
    ethnicity: Mapped[str | None] = mapped_column(String(100))
    language: Mapped[str | None] = mapped_column(String(100))
    likes_contact_by: Mapped[LikesContactBy | None] = mapped_column(Word(LikesContactBy))
    first_here_at: Mapped[At]
    written_in_by: Mapped[str] = mapped_column(String(80), index=True)
    version: Mapped[int] = mapped_column(default=1)
    erased_at: Mapped[datetime | None] = mapped_column(Instant)


class PersonKey(Base):
    """The person's own data key, wrapped by a key outside the database."""

    __tablename__ = "person_key"

    person_id: Mapped[int] = mapped_column(Key, ForeignKey("person.id"), primary_key=True)
    wrapped: Mapped[bytes] = mapped_column(LargeBinary)
    key_version: Mapped[int]


class Channel(Base, Fact):
    __tablename__ = "channel"
    __table_args__ = fact_rules(Index("ix_channel_blind_index", "blind_index"))

    kind: Mapped[ChannelKind] = mapped_column(Word(ChannelKind))
    value_ct: Mapped[Sealed]
    blind_index: Mapped[bytes | None] = mapped_column(LargeBinary)
    safe: Mapped[bool | None]
    hours_ct: Mapped[Sealed | None]
