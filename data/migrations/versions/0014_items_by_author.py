"""An index of items by author, for erasing a member's taste."""

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

INDEX = "ix_items_guild_id_author_id"


def upgrade() -> None:
    op.create_index(INDEX, "items", ["guild_id", "author_id"])


def downgrade() -> None:
    op.drop_index(INDEX, "items")
