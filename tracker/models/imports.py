"""Which files came in, and what each row became."""

from sqlalchemy import ForeignKey, Index, LargeBinary, String, text
from sqlalchemy.orm import Mapped, mapped_column

from tracker.models.base import Base, new_public_id
from tracker.models.types import At, Key, PrimaryKey, PublicId


class ImportRun(Base):
    __tablename__ = "import_run"

    id: Mapped[PrimaryKey]
    public_id: Mapped[PublicId] = mapped_column(default=new_public_id)
    kind: Mapped[str] = mapped_column(String(20))
    sha256: Mapped[bytes] = mapped_column(LargeBinary)
    run_at: Mapped[At]
    actor: Mapped[str] = mapped_column(String(80))


class ImportRow(Base):
    __tablename__ = "import_row"
    __table_args__ = (
        Index(
            "uq_import_row_kind_fingerprint_made",
            "kind",
            "fingerprint",
            unique=True,
            sqlite_where=text("result = 'made'"),
            postgresql_where=text("result = 'made'"),
        ),
        {"sqlite_strict": True},
    )

    id: Mapped[PrimaryKey]
    run_id: Mapped[int] = mapped_column(Key, ForeignKey("import_run.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    line: Mapped[int]
    fingerprint: Mapped[bytes] = mapped_column(LargeBinary)  # what makes it the same row
    content: Mapped[bytes] = mapped_column(LargeBinary)  # everything it said
    result: Mapped[str] = mapped_column(String(20))
    made_kind: Mapped[str | None] = mapped_column(String(40))
    made_id: Mapped[int | None] = mapped_column(Key)
