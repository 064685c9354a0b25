"""The plan that is about to remove a member from the server."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("access_tasks", sa.Column("kick_plan_id", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    op.drop_column("access_tasks", "kick_plan_id")
