"""Record which permissions joining a session added to a member's own."""

import sqlalchemy as sa
from alembic import op

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # View Channel and Connect, which is what joining has added so far.
    op.add_column(
        "session_permits",
        sa.Column("added", sa.BigInteger(), server_default="1049600", nullable=False),
    )


def downgrade() -> None:
    with op.batch_alter_table("session_permits") as table:
        table.drop_column("added")
