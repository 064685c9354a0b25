"""Random keys for plans, interval counts of prices, and who created both."""

from secrets import token_hex

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("plans", sa.Column("key", sa.String(32), nullable=True))
    op.add_column("plans", sa.Column("adopted", sa.Boolean(), nullable=True))
    op.add_column("prices", sa.Column("adopted", sa.Boolean(), nullable=True))
    op.add_column(
        "prices", sa.Column("interval_count", sa.Integer(), nullable=False, server_default="1")
    )
    plans = sa.table("plans", sa.column("id", sa.BigInteger()), sa.column("key", sa.String()))
    connection = op.get_bind()
    for plan_id in list(connection.scalars(sa.select(plans.c.id))):
        statement = sa.update(plans).where(plans.c.id == plan_id)
        connection.execute(statement.values(key=token_hex(16)))
    with op.batch_alter_table("plans") as batch:
        batch.alter_column("key", existing_type=sa.String(32), nullable=False)


def downgrade() -> None:
    with op.batch_alter_table("prices") as batch:
        batch.drop_column("interval_count")
        batch.drop_column("adopted")
    with op.batch_alter_table("plans") as batch:
        batch.drop_column("adopted")
        batch.drop_column("key")
