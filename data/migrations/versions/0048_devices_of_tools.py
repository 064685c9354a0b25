"""On how many devices a new licence of each tool may be active."""

import sqlalchemy as sa
from alembic import op

revision = "0048"
down_revision = "0047"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "contents", sa.Column("max_devices", sa.Integer(), server_default="3", nullable=False)
    )


def downgrade() -> None:
    op.drop_column("contents", "max_devices")
