"""To whom an alert came as well, because nobody had answered it by its time."""

import sqlalchemy as sa
from alembic import op

from tracker.models.types import Instant

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

Key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANTS = ("escalated_at", "counts_from", "ended_at")


def upgrade() -> None:
    op.create_table(
        "escalation",
        sa.Column("id", Key, nullable=False),
        sa.Column("alert_id", Key, nullable=False),
        sa.Column("worker_id", Key, nullable=False),
        sa.Column("escalated_at", Instant(), nullable=False),
        sa.Column("counts_from", Instant(), nullable=False),
        sa.Column("ended_at", Instant(), nullable=True),
        *(
            sa.CheckConstraint(
                f"{name} >= '1900-01-01T00:00:00.000000Z' AND {name} < '2200-01-01T00:00:00.000000Z'",
                name=op.f(f"ck_escalation_{name}_is_between_1900_and_2200"),
            )
            for name in INSTANTS
        ),
        sa.ForeignKeyConstraint(
            ["alert_id"], ["alert.id"], name=op.f("fk_escalation_alert_id_alert")
        ),
        sa.ForeignKeyConstraint(
            ["worker_id"], ["worker.id"], name=op.f("fk_escalation_worker_id_worker")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_escalation")),
        sqlite_strict=True,
    )
    still = sa.text("ended_at IS NULL")
    op.create_index(
        "uq_escalation_one_open_per_alert_and_worker",
        "escalation",
        ["alert_id", "worker_id"],
        unique=True,
        sqlite_where=still,
        postgresql_where=still,
    )
    op.create_index("ix_escalation_worker_id_ended_at", "escalation", ["worker_id", "ended_at"])
    op.execute(
        "UPDATE alert SET next_at = act_by WHERE state = 'open' AND tier IN ('today', 'this_week')"
    )


def downgrade() -> None:
    op.execute("UPDATE alert SET next_at = NULL WHERE state = 'open'")
    op.drop_table("escalation")
