"""Figures about money: derived from the facts, except for the paid invoices.

Columns of integers that a report reads at once, because it would take minutes to read a large
community's facts.
"""

from sqlalchemy import BigInteger, Column, Index, Integer, String, Table, UniqueConstraint, text

from data.tables.base import Instant, RowId, metadata

subscription_history = Table(
    "subscription_history",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("guild_id", BigInteger, nullable=False),
    Column("subscription_id", String(255), nullable=False),  # Stripe's
    Column("part", Integer, nullable=False),  # 0: its first plan; further ones if it has several
    Column("user_id", BigInteger, nullable=False),  # the payer
    Column("plan_id", BigInteger, nullable=False),
    Column("state", String(16), nullable=False),  # trial | paying | cancelling | past_due
    Column("previous_state", String(16), nullable=False),  # "": it began with this row
    Column("next_state", String(16), nullable=False),  # "": none until now, or it ended
    Column("currency", String(3), nullable=False),
    Column("interval", String(8), nullable=False),  # month | year | week | day
    Column("interval_count", Integer, nullable=False),
    Column("unit_amount", BigInteger, nullable=False),  # the price of one
    Column("amount", BigInteger, nullable=False),  # of one period: after discounts, without tax
    Column("from_at", Instant, nullable=False),
    Column("until_at", Instant),  # null: until now
    Index("ix_subscription_history_subscription_id", "subscription_id"),
    Index("ix_subscription_history_guild_id_currency", "guild_id", "currency"),
)

income = Table(
    "income",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("guild_id", BigInteger, nullable=False),
    Column("kind", String(16), nullable=False),  # invoice | payment | refund | dispute
    # Stripe's id: of the invoice, of the checkout session, or of the charge that money went back of
    Column("object_id", String(255), nullable=False),
    Column("part", Integer, nullable=False, server_default=text("0")),  # numbers a charge's refunds
    Column("user_id", BigInteger, nullable=False),  # the payer
    Column("plan_id", BigInteger, nullable=False),
    Column("at", Instant, nullable=False),
    Column("currency", String(3), nullable=False),
    Column("amount", BigInteger, nullable=False),  # above 0, also of what went back
    Column("tax", BigInteger, nullable=False),  # this much of it; 0 if not known
    Column(
        "state", String(16), nullable=False, server_default=""
    ),  # of a dispute: open | won | lost
    UniqueConstraint("object_id", "kind", "part"),
    Index("ix_income_guild_id_at", "guild_id", "at"),
)
