"""An index that finds the topics of contents without reading all of them."""

from alembic import op

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_contents_guild_id_state_topic", "contents", ["guild_id", "state", "topic"])
    op.drop_index("ix_contents_guild_id_state", table_name="contents")


def downgrade() -> None:
    op.create_index("ix_contents_guild_id_state", "contents", ["guild_id", "state"])
    op.drop_index("ix_contents_guild_id_state_topic", table_name="contents")
