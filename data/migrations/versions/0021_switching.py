"""Plans say when a switch to a higher price takes effect."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "plans",
        sa.Column("on_switch", sa.String(length=16), server_default="now", nullable=False),
    )


def downgrade() -> None:
    op.drop_column("plans", "on_switch")
