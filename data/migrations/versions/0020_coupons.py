"""A coupon that is applied to a checkout already."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

UNFINISHED = sa.text("state IN ('opening', 'open')")
TERMS = ["guild_id", "user_id", "price_id", "recipient_id", "gift", "quantity"]


def upgrade() -> None:
    op.add_column(
        "checkouts",
        sa.Column("promotion_code", sa.String(length=255), server_default="", nullable=False),
    )
    _index([*TERMS, "promotion_code"])


def downgrade() -> None:
    op.execute("UPDATE checkouts SET state = 'expired' WHERE promotion_code <> ''")
    _index(TERMS)
    op.drop_column("checkouts", "promotion_code")


def _index(columns: list[str]) -> None:
    op.drop_index("uq_checkouts_unfinished", table_name="checkouts")
    op.create_index(
        "uq_checkouts_unfinished",
        "checkouts",
        columns,
        unique=True,
        sqlite_where=UNFINISHED,
        postgresql_where=UNFINISHED,
    )
