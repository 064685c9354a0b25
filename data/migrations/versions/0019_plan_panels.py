"""Messages that show the plans on sale, and what new members are told first."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "plan_panels",
        sa.Column("guild_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("channel_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("message_id", sa.BigInteger(), nullable=False),
        sa.Column("shown", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("guild_id", "channel_id", name=op.f("pk_plan_panels")),
    )
    with op.batch_alter_table("plans") as plans:
        plans.add_column(sa.Column("welcome", sa.Text(), server_default="", nullable=False))


def downgrade() -> None:
    with op.batch_alter_table("plans") as plans:
        plans.drop_column("welcome")
    op.drop_table("plan_panels")
