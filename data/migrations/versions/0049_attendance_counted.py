"""Whether a session's attendance has marked its content as done."""

import sqlalchemy as sa
from alembic import op

revision = "0049"
down_revision = "0048"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "sessions",
        sa.Column("counted", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.create_index("ix_sessions_counted", "sessions", ["counted", "state", "ended_at"])


def downgrade() -> None:
    op.drop_index("ix_sessions_counted", table_name="sessions")
    with op.batch_alter_table("sessions") as table:
        table.drop_column("counted")
