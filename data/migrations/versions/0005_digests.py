"""Personal digests by DM, at each member's own time."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "own_digests",
        sa.Column("guild_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("user_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("wanted", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("days", sa.String(length=32), nullable=True),
        sa.Column("hour", sa.Integer(), nullable=True),
        sa.Column("timezone", sa.String(length=64), nullable=True),
        sa.Column("per_week", sa.Integer(), nullable=True),
        sa.Column("next_at", sa.BigInteger(), nullable=True),
        sa.Column("refusals", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("channel_id", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("guild_id", "user_id", name=op.f("pk_own_digests")),
    )
    with op.batch_alter_table("own_digests", schema=None) as batch_op:
        batch_op.create_index(
            "ix_own_digests_next_at", ["next_at", "guild_id", "user_id"], unique=False
        )
    op.create_table(
        "digest_rounds",
        sa.Column("guild_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("began_at", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("tally", sa.JSON(), nullable=False),
        sa.Column("channel_id", sa.BigInteger(), nullable=True),
        sa.Column("message_id", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("guild_id", name=op.f("pk_digest_rounds")),
    )
    with op.batch_alter_table("digest_deliveries", schema=None) as batch_op:
        batch_op.create_index(
            "ix_digest_deliveries_target_id", ["guild_id", "target_id", "at"], unique=False
        )
    _move_preferences()
    with op.batch_alter_table("members", schema=None) as batch_op:
        batch_op.drop_column("digest")


def _move_preferences() -> None:
    """Keep who wanted one, at their guild's times; `0` makes each due for a new time."""
    op.execute(
        "INSERT INTO own_digests (guild_id, user_id, wanted, next_at)"
        " SELECT guild_id, user_id, digest, 0 FROM members WHERE digest"
    )
