"""Drafts by their own id: a form open in two tabs keeps the words of both. None were kept before."""

import sqlalchemy as sa
from alembic import op

from tracker.models.types import Instant

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

Key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.drop_table("draft")
    _create(
        sa.Column("public_id", sa.String(10), nullable=False),
        sa.Column("person_id", Key, nullable=False),
        sa.Column("form", sa.String(60), nullable=False),
        sa.Column("page", sa.String(32), nullable=False),
        sa.Column("body_ct", sa.LargeBinary(), nullable=True),
        sa.UniqueConstraint("public_id", name="uq_draft_public_id"),
    )
    op.create_index(
        "ix_draft_worker_id_person_id_form", "draft", ["worker_id", "person_id", "form"]
    )


def downgrade() -> None:
    op.drop_table("draft")
    _create(
        sa.Column("person_id", Key, nullable=True),
        sa.Column("form", sa.String(40), nullable=False),
        sa.Column("body_ct", sa.LargeBinary(), nullable=False),
        sa.UniqueConstraint(
            "worker_id", "person_id", "form", name="uq_draft_worker_id_person_id_form"
        ),
    )


def _create(*own: sa.schema.SchemaItem) -> None:
    """Create the table with what both its shapes have, and with its `own`."""
    op.create_table(
        "draft",
        sa.Column("id", Key, nullable=False),
        sa.Column("worker_id", Key, nullable=False),
        *own,
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("touched_at", Instant(), nullable=False),
        sa.Column("expires_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_draft"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_draft_person_id_person"),
        sa.ForeignKeyConstraint(["worker_id"], ["worker.id"], name="fk_draft_worker_id_worker"),
        *(_bounded(name) for name in ("expires_at", "touched_at")),
        sqlite_strict=True,
    )
    op.create_index("ix_draft_person_id", "draft", ["person_id"])


def _bounded(name: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(
        f"{name} >= '1900-01-01T00:00:00.000000Z' AND {name} < '2200-01-01T00:00:00.000000Z'",
        name=op.f(f"ck_draft_{name}_is_between_1900_and_2200"),
    )
