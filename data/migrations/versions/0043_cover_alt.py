"""What the cover of a content shows, in words."""

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "contents", sa.Column("cover_alt", sa.String(length=300), server_default="", nullable=False)
    )


def downgrade() -> None:
    op.drop_column("contents", "cover_alt")
