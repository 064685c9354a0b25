"""Indexes that find few offers among thousands of products."""

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_plans_key", "plans", ["key"])
    op.create_index("ix_plans_product_id", "plans", ["product_id"])
    op.create_index(
        "ix_plans_with_role",
        "plans",
        ["guild_id"],
        sqlite_where=sa.text("role_id IS NOT NULL"),
        postgresql_where=sa.text("role_id IS NOT NULL"),
    )


def downgrade() -> None:
    op.drop_index("ix_plans_with_role", table_name="plans")
    op.drop_index("ix_plans_product_id", table_name="plans")
    op.drop_index("ix_plans_key", table_name="plans")
