"""Several prices of a plan: the length of a pass belongs to its price."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("prices", sa.Column("days", sa.Integer(), nullable=True))
    op.add_column("prices", sa.Column("position", sa.Integer(), server_default="0", nullable=False))
    op.execute(
        "UPDATE prices SET days = (SELECT plans.days FROM plans WHERE plans.id = prices.plan_id)"
    )
    op.drop_column("plans", "days")


def downgrade() -> None:
    op.add_column("plans", sa.Column("days", sa.Integer(), nullable=True))
    op.execute(
        "UPDATE plans SET days = (SELECT MAX(prices.days) FROM prices"
        " WHERE prices.plan_id = plans.id AND prices.current)"
    )
    op.drop_column("prices", "position")
    op.drop_column("prices", "days")
