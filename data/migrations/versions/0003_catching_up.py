"""How far history has been read, and what members chose about erasing their taste."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "histories",
        sa.Column("guild_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("heard_until", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("guild_id", name="pk_histories"),
    )
    op.create_table(
        "history_marks",
        sa.Column("guild_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("channel_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("read_to", sa.BigInteger(), nullable=False),
        sa.Column("seen_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("guild_id", "channel_id", name="pk_history_marks"),
    )
    with op.batch_alter_table("members") as members:
        members.add_column(
            sa.Column("erase_on_leave", sa.Boolean(), server_default=sa.false(), nullable=False)
        )
        members.add_column(sa.Column("erased_at", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("members") as members:
        members.drop_column("erased_at")
        members.drop_column("erase_on_leave")
    op.drop_table("history_marks")
    op.drop_table("histories")
