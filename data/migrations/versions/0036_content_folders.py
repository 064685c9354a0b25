"""Which folder a content was published from."""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("contents", sa.Column("folder", sa.String(length=100), nullable=True))


def downgrade() -> None:
    op.drop_column("contents", "folder")
