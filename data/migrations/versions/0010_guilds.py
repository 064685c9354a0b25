"""Served servers: those that have data already."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

KNOWN = """
    INSERT INTO guilds (guild_id, since)
    SELECT guild_id, MIN(since) FROM (
        SELECT guild_id, created_at AS since FROM plans
        UNION ALL SELECT guild_id, since FROM digest_schedules
        UNION ALL SELECT guild_id, heard_until AS since FROM histories
    ) AS known
    GROUP BY guild_id
"""


def upgrade() -> None:
    op.create_table(
        "guilds",
        sa.Column("guild_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("guild_id", name=op.f("pk_guilds")),
    )
    op.execute(KNOWN)


def downgrade() -> None:
    op.drop_table("guilds")
