"""Memberships: plans' terms, sources, seats and what members chose."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


CHECKOUTS = sa.table("checkouts", sa.column("user_id"), sa.column("recipient_id"))
ENTITLEMENTS = sa.table("entitlements", sa.column("source"), sa.column("stripe_id"))
FACTS = sa.table(
    "facts",
    sa.column("id"),
    sa.column("kind"),
    sa.column("object_id"),
    sa.column("source"),
    sa.column("body", sa.JSON()),
)


def upgrade() -> None:
    op.create_table(
        "code_tries",
        sa.Column("guild_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("user_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("guild_id", "user_id", name=op.f("pk_code_tries")),
    )
    op.create_table(
        "codes",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("guild_id", sa.BigInteger(), nullable=False),
        sa.Column("owner_id", sa.BigInteger(), nullable=False),
        sa.Column("source", sa.String(length=255), nullable=False),
        sa.Column("seal", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("redeemed_by", sa.BigInteger(), nullable=True),
        sa.Column("redeemed_at", sa.BigInteger(), nullable=True),
        sa.Column("seat", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_codes")),
        sa.UniqueConstraint("seal", name=op.f("uq_codes_seal")),
        sa.UniqueConstraint("source", "seat", name=op.f("uq_codes_source_seat")),
    )
    op.create_table(
        "portals",
        sa.Column("guild_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("configuration_id", sa.String(length=255), nullable=False),
        sa.PrimaryKeyConstraint("guild_id", name=op.f("pk_portals")),
    )
    with op.batch_alter_table("checkouts", schema=None) as batch_op:
        batch_op.add_column(sa.Column("recipient_id", sa.BigInteger(), nullable=True))
        batch_op.add_column(
            sa.Column("gift", sa.String(length=8), server_default="", nullable=False)
        )
        batch_op.add_column(sa.Column("quantity", sa.Integer(), server_default="1", nullable=False))
        batch_op.drop_index("uq_checkouts_unfinished")

    op.execute(CHECKOUTS.update().values(recipient_id=CHECKOUTS.c.user_id))
    with op.batch_alter_table("checkouts", schema=None) as batch_op:
        batch_op.alter_column("recipient_id", existing_type=sa.BigInteger(), nullable=False)
        batch_op.create_index(
            "uq_checkouts_unfinished",
            ["guild_id", "user_id", "price_id", "recipient_id", "gift", "quantity"],
            unique=True,
            sqlite_where=sa.text("state IN ('opening', 'open')"),
            postgresql_where=sa.text("state IN ('opening', 'open')"),
        )

    with op.batch_alter_table("entitlements", schema=None) as batch_op:
        batch_op.add_column(sa.Column("stripe_id", sa.String(length=255), nullable=True))
        batch_op.add_column(
            sa.Column("to_cancel", sa.Boolean(), server_default=sa.false(), nullable=False)
        )
        batch_op.create_index(
            "ix_entitlements_to_cancel",
            ["source"],
            sqlite_where=sa.text("to_cancel"),
            postgresql_where=sa.text("to_cancel"),
        )

    # Everything sold so far is its own object at Stripe.
    op.execute(ENTITLEMENTS.update().values(stripe_id=ENTITLEMENTS.c.source))

    with op.batch_alter_table("access_tasks", schema=None) as batch_op:
        batch_op.add_column(sa.Column("begun", sa.JSON(), nullable=True))

    with op.batch_alter_table("customers", schema=None) as batch_op:
        batch_op.alter_column("customer_id", existing_type=sa.String(length=255), nullable=True)

    with op.batch_alter_table("facts", schema=None) as batch_op:
        batch_op.add_column(sa.Column("source", sa.String(length=255), nullable=True))

    _name_sources()
    with op.batch_alter_table("facts", schema=None) as batch_op:
        batch_op.alter_column("source", existing_type=sa.String(length=255), nullable=False)
        batch_op.create_index("ix_facts_source", ["source"], unique=False)

    with op.batch_alter_table("members", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("reminders", sa.Boolean(), server_default=sa.true(), nullable=False)
        )

    with op.batch_alter_table("plans", schema=None) as batch_op:
        batch_op.add_column(sa.Column("days", sa.Integer(), nullable=True))
        batch_op.add_column(
            sa.Column("trial_card", sa.Boolean(), server_default=sa.true(), nullable=False)
        )
        batch_op.add_column(
            sa.Column("on_refund", sa.String(length=16), server_default="revoke", nullable=False)
        )
        batch_op.add_column(
            sa.Column(
                "on_partial_refund", sa.String(length=16), server_default="keep", nullable=False
            )
        )
        batch_op.add_column(
            sa.Column("on_dispute", sa.String(length=16), server_default="suspend", nullable=False)
        )
        batch_op.add_column(
            sa.Column("on_end", sa.String(length=16), server_default="keep", nullable=False)
        )


def _name_sources() -> None:
    """Set each fact's source: itself, or the subscription that a receipt settles."""
    connection = op.get_bind()
    connection.execute(FACTS.update().values(source=FACTS.c.object_id))
    receipts = connection.execute(sa.select(FACTS).where(FACTS.c.kind == "receipt")).all()
    for receipt in receipts:
        connection.execute(
            FACTS.update()
            .where(FACTS.c.id == receipt.id)
            .values(source=receipt.body["subscription_id"])
        )


def downgrade() -> None:
    with op.batch_alter_table("access_tasks", schema=None) as batch_op:
        batch_op.drop_column("begun")

    with op.batch_alter_table("plans", schema=None) as batch_op:
        batch_op.drop_column("on_end")
        batch_op.drop_column("on_dispute")
        batch_op.drop_column("on_partial_refund")
        batch_op.drop_column("on_refund")
        batch_op.drop_column("trial_card")
        batch_op.drop_column("days")

    with op.batch_alter_table("members", schema=None) as batch_op:
        batch_op.drop_column("reminders")

    with op.batch_alter_table("facts", schema=None) as batch_op:
        batch_op.drop_index("ix_facts_source")
        batch_op.drop_column("source")

    with op.batch_alter_table("entitlements", schema=None) as batch_op:
        batch_op.drop_index("ix_entitlements_to_cancel")
        batch_op.drop_column("to_cancel")
        batch_op.drop_column("stripe_id")

    with op.batch_alter_table("checkouts", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_checkouts_unfinished",
            sqlite_where=sa.text("state IN ('opening', 'open')"),
            postgresql_where=sa.text("state IN ('opening', 'open')"),
        )
        batch_op.create_index(
            batch_op.f("uq_checkouts_unfinished"),
            ["guild_id", "user_id", "price_id"],
            unique=True,
            sqlite_where=sa.text("state IN ('opening', 'open')"),
        )
        batch_op.drop_column("quantity")
        batch_op.drop_column("gift")
        batch_op.drop_column("recipient_id")

    op.drop_table("portals")
    op.drop_table("codes")
    op.drop_table("code_tries")
