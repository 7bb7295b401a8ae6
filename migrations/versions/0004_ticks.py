"""When each piece of the scheduler's work last ran."""

import sqlalchemy as sa
from alembic import op

from tracker.models.types import Instant

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "tick",
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("ran_at", Instant(), nullable=False),
        sa.CheckConstraint(
            "ran_at >= '1900-01-01T00:00:00.000000Z' AND ran_at < '2200-01-01T00:00:00.000000Z'",
            name=op.f("ck_tick_ran_at_is_between_1900_and_2200"),
        ),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_tick")),
        sqlite_strict=True,
    )


def downgrade() -> None:
    op.drop_table("tick")
