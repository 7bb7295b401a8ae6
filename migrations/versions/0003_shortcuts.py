"""Whether a worker turned the keyboard shortcuts on."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    shortcuts = sa.Column("shortcuts", sa.Boolean(), nullable=False, server_default=sa.false())
    op.add_column("worker", shortcuts)


def downgrade() -> None:
    op.drop_column("worker", "shortcuts")
