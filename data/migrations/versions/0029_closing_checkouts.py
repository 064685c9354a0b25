"""Checkout pages that are to be expired at Stripe."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

CLOSING = sa.text("state = 'closing'")


def upgrade() -> None:
    op.create_index(
        "ix_checkouts_closing",
        "checkouts",
        ["state"],
        sqlite_where=CLOSING,
        postgresql_where=CLOSING,
    )


def downgrade() -> None:
    op.execute("UPDATE checkouts SET state = 'open' WHERE state = 'closing'")
    op.drop_index("ix_checkouts_closing", table_name="checkouts")
