"""Workers, their dated roles and their signed-in sessions."""

from datetime import datetime
from typing import Any

from flask_security import RoleMixin, UserMixin, WebAuthnMixin
from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, Text, false, text
from sqlalchemy.ext.mutable import MutableList
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.types import JSON

from tracker.domain.vocabulary import Role
from tracker.models.base import Base, new_public_id
from tracker.models.types import At, Day, Instant, Key, PrimaryKey, PublicId, Word


class Worker(Base, UserMixin):
    """A member of staff with an account."""

    __tablename__ = "worker"
    __table_args__ = (
        CheckConstraint("email = lower(email)", name="email_is_in_small_letters"),
        CheckConstraint("length(name) BETWEEN 1 AND 200", name="name_is_1_to_200_letters"),
        {"sqlite_strict": True},
    )

    id: Mapped[PrimaryKey]
    public_id: Mapped[PublicId] = mapped_column(default=new_public_id)
    name: Mapped[str] = mapped_column(String(200))
    email: Mapped[str] = mapped_column(String(254), unique=True)
    password: Mapped[str | None] = mapped_column(String(255))
    active: Mapped[bool] = mapped_column(default=True)
    leaving_on: Mapped[Day | None]
    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True)
    fs_webauthn_user_handle: Mapped[str | None] = mapped_column(  # type: ignore[assignment] # the mixin says never None
        String(64),
        unique=True,  # there is none before the first passkey
    )
    tf_primary_method: Mapped[str | None] = mapped_column(String(64))
    tf_totp_secret: Mapped[str | None] = mapped_column(String(255))
    mf_recovery_codes: Mapped[list[str] | None] = mapped_column(MutableList.as_mutable(JSON))
    totp_last_counter: Mapped[int | None]
    shortcuts: Mapped[bool] = mapped_column(default=False, server_default=false())
    create_datetime: Mapped[datetime] = mapped_column(Instant)
    worker_roles: Mapped[list["WorkerRole"]] = relationship(back_populates="worker")
    webauthn: Mapped[list["Passkey"]] = relationship(back_populates="worker")  # type: ignore[assignment]  # ours

    @property
    def roles(self) -> list[Any]:  # type: ignore[override]  # never written
        """Nothing for Flask-Security to decide: access is `domain.access`."""
        return []


class SecurityRole(Base, RoleMixin):
    """Flask-Security asks for the table; our roles are dated and live in `worker_role`."""

    __tablename__ = "security_role"
    id: Mapped[PrimaryKey]
    name: Mapped[str] = mapped_column(String(80), unique=True)
    description: Mapped[str | None] = mapped_column(String(255))
    permissions: Mapped[list[str] | None] = mapped_column(JSON)


class Passkey(Base, WebAuthnMixin):
    """A passkey, as Flask-Security keeps it."""

    __tablename__ = "passkey"
    id: Mapped[PrimaryKey]
    worker_id: Mapped[int] = mapped_column(Key, ForeignKey("worker.id"), index=True)
    credential_id: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    sign_count: Mapped[int] = mapped_column(default=0)
    transports: Mapped[list[str] | None] = mapped_column(MutableList.as_mutable(JSON))
    backup_state: Mapped[bool]
    device_type: Mapped[str] = mapped_column(String(64))
    extensions: Mapped[str | None] = mapped_column(Text)
    create_datetime: Mapped[datetime] = mapped_column(Instant)
    lastuse_datetime: Mapped[datetime] = mapped_column(Instant)
    name: Mapped[str] = mapped_column(String(64))
    usage: Mapped[str] = mapped_column(String(64))
    worker: Mapped[Worker] = relationship(back_populates="webauthn")

    def get_user_mapping(self) -> dict[str, Any]:
        return {"id": self.worker_id}


class WorkerRole(Base):
    """A role a worker holds from one instant until another."""

    __tablename__ = "worker_role"
    __table_args__ = (
        CheckConstraint("until_at > from_at", name="ends_after_it_starts"),
        Index(
            "uq_worker_role_one_open_of_a_kind",
            "worker_id",
            "role",
            unique=True,
            sqlite_where=text("until_at IS NULL"),
            postgresql_where=text("until_at IS NULL"),
        ),
        {"sqlite_strict": True},
    )

    id: Mapped[PrimaryKey]
    worker_id: Mapped[int] = mapped_column(Key, ForeignKey("worker.id"), index=True)
    role: Mapped[Role] = mapped_column(Word(Role))
    team_id: Mapped[int | None] = mapped_column(Key, ForeignKey("team.id"))
    from_at: Mapped[At]
    until_at: Mapped[datetime | None] = mapped_column(Instant)
    worker: Mapped[Worker] = relationship(back_populates="worker_roles")


class WorkerSession(Base):
    """A signed-in session; ending it ends every copy of its cookie."""

    __tablename__ = "worker_session"

    id_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    worker_id: Mapped[int] = mapped_column(Key, ForeignKey("worker.id"), index=True)
    created_at: Mapped[At]
    seen_at: Mapped[At]
    ended_at: Mapped[datetime | None] = mapped_column(Instant)
