"""Notices about the end of an entitlement wait until its role is removed."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("notices", sa.Column("after_role", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    op.drop_column("notices", "after_role")
