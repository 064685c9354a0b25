"""Checkouts know the channel that their page leads back to."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("checkouts", sa.Column("channel_id", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    op.drop_column("checkouts", "channel_id")
