"""Checkouts that ask for terms of service, and when those were accepted."""

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "checkouts",
        sa.Column("ask_terms", sa.Boolean(), server_default=sa.false(), nullable=False),
    )
    op.add_column("checkouts", sa.Column("terms_accepted_at", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    op.drop_column("checkouts", "terms_accepted_at")
    op.drop_column("checkouts", "ask_terms")
