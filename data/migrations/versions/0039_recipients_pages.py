"""Add indexes of recipients' open pages, and of old moves."""

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None

PAYABLE = sa.text("state IN ('open', 'closing')")


def upgrade() -> None:
    op.create_index(
        "ix_checkouts_payable",
        "checkouts",
        ["guild_id", "recipient_id"],
        sqlite_where=PAYABLE,
        postgresql_where=PAYABLE,
    )
    op.create_index("ix_moves_at", "moves", ["at"])


def downgrade() -> None:
    op.drop_index("ix_moves_at", "moves")
    op.drop_index("ix_checkouts_payable", "checkouts")
