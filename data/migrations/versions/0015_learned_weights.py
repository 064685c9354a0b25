"""Ranking weights learned on each server, and the decisions about them."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "ranking_weights",
        sa.Column("guild_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("weights", sa.JSON(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=True),
        sa.Column("frozen_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("guild_id", name=op.f("pk_ranking_weights")),
    )
    op.create_table(
        "weight_decisions",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("guild_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("decision", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("weights", sa.JSON(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("lists", sa.Integer(), nullable=False),
        sa.Column("members", sa.Integer(), nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_weight_decisions")),
    )
    op.create_index("ix_weight_decisions_guild_id_id", "weight_decisions", ["guild_id", "id"])
    op.create_index("ix_weight_decisions_at", "weight_decisions", ["at"])
    op.add_column("impressions", sa.Column("weights_version", sa.Integer(), nullable=True))


def downgrade() -> None:
    op.drop_column("impressions", "weights_version")
    op.drop_index("ix_weight_decisions_at", "weight_decisions")
    op.drop_index("ix_weight_decisions_guild_id_id", "weight_decisions")
    op.drop_table("weight_decisions")
    op.drop_table("ranking_weights")
