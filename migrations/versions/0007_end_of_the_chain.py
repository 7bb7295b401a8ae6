"""PostgreSQL waits for the end of the audit and reads it in one go.

The function is made with the triggers, after this migration as after each.
"""

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing of a table's changes."""


def downgrade() -> None:
    """Nothing of a table's changes."""
