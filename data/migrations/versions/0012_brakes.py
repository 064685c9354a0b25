"""Removals of unusually many roles, stopped until staff approve them."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "brakes",
        sa.Column("guild_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("losing", sa.Integer(), nullable=False),
        sa.Column("released_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("guild_id", name=op.f("pk_brakes")),
    )
    op.create_index("ix_audit_guild_id_action_at", "audit", ["guild_id", "action", "at"])


def downgrade() -> None:
    op.drop_index("ix_audit_guild_id_action_at", "audit")
    op.drop_table("brakes")
