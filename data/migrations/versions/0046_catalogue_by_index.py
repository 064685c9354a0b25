"""Indexes that find offers by name, and contents by kind, among thousands."""

from alembic import op

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("ix_plans_guild_id_state", table_name="plans")
    op.create_index("ix_plans_guild_id_state", "plans", ["guild_id", "state", "kind", "id"])
    op.create_index("ix_plans_guild_id_name", "plans", ["guild_id", "name"])
    op.create_index("ix_contents_guild_id_kind", "contents", ["guild_id", "kind", "state"])


def downgrade() -> None:
    op.drop_index("ix_contents_guild_id_kind", table_name="contents")
    op.drop_index("ix_plans_guild_id_name", table_name="plans")
    op.drop_index("ix_plans_guild_id_state", table_name="plans")
    op.create_index("ix_plans_guild_id_state", "plans", ["guild_id", "state"])
