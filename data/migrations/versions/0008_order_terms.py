"""A checkout's terms, a customer per currency, and prices still to be archived."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

NAMING = {"pk": "pk_%(table_name)s", "uq": "uq_%(table_name)s_%(column_0_name)s"}


def upgrade() -> None:
    op.add_column(
        "checkouts", sa.Column("trial_days", sa.Integer(), server_default="0", nullable=False)
    )
    op.add_column(
        "checkouts", sa.Column("trial_card", sa.Boolean(), server_default=sa.true(), nullable=False)
    )
    op.add_column(
        "prices", sa.Column("to_archive", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
    with op.batch_alter_table("customers", naming_convention=NAMING) as batch:
        batch.add_column(
            sa.Column("currency", sa.String(length=3), server_default="", nullable=False)
        )
        batch.drop_constraint("pk_customers", type_="primary")
        batch.create_primary_key("pk_customers", ["guild_id", "user_id", "currency"])


def downgrade() -> None:
    op.execute("DELETE FROM customers WHERE currency <> ''")
    with op.batch_alter_table("customers", naming_convention=NAMING) as batch:
        batch.drop_constraint("pk_customers", type_="primary")
        batch.create_primary_key("pk_customers", ["guild_id", "user_id"])
        batch.drop_column("currency")
    op.drop_column("prices", "to_archive")
    op.drop_column("checkouts", "trial_card")
    op.drop_column("checkouts", "trial_days")
