"""Payments: what is sold, the facts, and the entitlements that follow from them."""

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
    text,
    true,
)

from data.plan_terms import POLICIES
from data.tables.base import Instant, RowId, metadata

plans = Table(
    "plans",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("guild_id", BigInteger, nullable=False),
    Column("name", String(80), nullable=False),
    Column("description", String(500), nullable=False, default=""),
    Column("kind", String(16), nullable=False, server_default="plan"),  # plan | product
    Column("role_id", BigInteger),  # null: a product
    Column("trial_days", Integer, nullable=False, default=0),
    # The owner's choices: how the plan reacts to events of its payments.
    Column("grace_days", Integer),  # null: [payments] grace_days
    Column("trial_card", Boolean, nullable=False, default=True, server_default=true()),
    *(
        Column(policy.name, String(16), nullable=False, server_default=policy.default)
        for policy in POLICIES
    ),
    Column("key", String(32), nullable=False),  # names it at Stripe; ids can recur
    Column("product_id", String(255)),  # Stripe's product; null until Stripe answered
    Column("adopted", Boolean),  # the owner created the product; null: not recorded then
    Column("state", String(16), nullable=False),  # pending | active | retired
    Column("welcome", Text, nullable=False, server_default=""),  # first steps of who has paid
    Column("created_by", BigInteger, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("retired_at", Instant),
    Index("ix_plans_guild_id_state", "guild_id", "state", "kind", "id"),
    Index("ix_plans_guild_id_name", "guild_id", "name"),
    Index("ix_plans_key", "key"),
    Index("ix_plans_product_id", "product_id"),
    Index(
        "ix_plans_with_role",
        "guild_id",
        sqlite_where=text("role_id IS NOT NULL"),
        postgresql_where=text("role_id IS NOT NULL"),
    ),
)

prices = Table(
    "prices",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("plan_id", RowId, ForeignKey("plans.id"), nullable=False),
    Column("amount", BigInteger, nullable=False),
    Column("currency", String(3), nullable=False),
    Column("interval", String(8), nullable=False),  # month | year | week | day | once
    Column("interval_count", Integer, nullable=False, server_default="1"),  # 3 months: quarterly
    Column("days", Integer),  # length of a pass; null: while it is paid, or lifetime
    Column("position", Integer, nullable=False, server_default="0"),  # in the order of its plan
    Column("adopted", Boolean),  # the owner created it; null: not recorded then
    Column("price_id", String(255), unique=True),  # Stripe's price; null until Stripe answered
    Column("current", Boolean, nullable=False),  # on sale now; older ones still map their holders
    # To be archived at Stripe: retried until it is done.
    Column("to_archive", Boolean, nullable=False, server_default=false()),
    Column("created_at", Instant, nullable=False),
    CheckConstraint("amount > 0", name="amount_positive"),
    Index("ix_prices_plan_id", "plan_id"),
)

plan_panels = Table(
    "plan_panels",
    metadata,
    Column("guild_id", BigInteger, primary_key=True, autoincrement=False),
    Column("channel_id", BigInteger, primary_key=True, autoincrement=False),
    Column("message_id", BigInteger, nullable=False),
    Column("shown", String(64), nullable=False),  # a hash of what the message shows
)

# --- What happened -----------------------------------------------------------------------------

customers = Table(
    "customers",
    metadata,
    Column("guild_id", BigInteger, primary_key=True, autoincrement=False),
    Column("user_id", BigInteger, primary_key=True, autoincrement=False),
    # "" for the first; Stripe fixes a customer's currency, so another one needs another customer.
    Column("currency", String(3), primary_key=True, server_default=""),
    Column("customer_id", String(255), unique=True),  # null until Stripe answered
    Column("created_at", Instant, nullable=False),
)

checkouts = Table(
    "checkouts",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("guild_id", BigInteger, nullable=False),
    Column("user_id", BigInteger, nullable=False),
    Column("plan_id", RowId, ForeignKey("plans.id"), nullable=False),
    Column("price_id", RowId, ForeignKey("prices.id"), nullable=False),
    Column("recipient_id", BigInteger, nullable=False),  # who gets it: the payer or a friend
    Column("gift", String(8), nullable=False, server_default=""),  # "" | member | code
    Column("quantity", Integer, nullable=False, server_default="1"),  # seats
    Column("trial_days", Integer, nullable=False, server_default="0"),  # free before the first bill
    Column("trial_card", Boolean, nullable=False, server_default=true()),  # is one required?
    Column("promotion_code", String(255), nullable=False, server_default=""),  # Stripe's id
    # Whether the page asks the payer to accept the owner's terms of service, and when they did.
    Column("ask_terms", Boolean, nullable=False, server_default=false()),
    Column("terms_accepted_at", Instant),
    Column("channel_id", BigInteger),  # where it was asked for; null: outside of a server's channel
    Column("session_id", String(255), unique=True),  # null until Stripe answered
    Column("url", Text),
    Column("language", String(8), nullable=False),  # of the page shown after payment
    # opening | open | closing (to be expired at Stripe) | completed | expired
    Column("state", String(16), nullable=False),
    Column("reply_token", Text),  # lets us reply to the member while Discord accepts it
    Column("reply_until", Instant),
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Index("ix_checkouts_guild_id_user_id", "guild_id", "user_id"),
    Index(
        "ix_checkouts_closing",
        "state",
        sqlite_where=text("state = 'closing'"),  # the literal text of the query's condition
        postgresql_where=text("state = 'closing'"),
    ),
    Index(
        "ix_checkouts_payable",
        "guild_id",
        "recipient_id",
        sqlite_where=text("state IN ('open', 'closing')"),
        postgresql_where=text("state IN ('open', 'closing')"),
    ),
    # One unfinished checkout on the same terms, however often and fast it is requested.
    Index(
        "uq_checkouts_unfinished",
        "guild_id",
        "user_id",
        "price_id",
        "recipient_id",
        "gift",
        "quantity",
        "promotion_code",
        unique=True,
        sqlite_where=text("state IN ('opening', 'open')"),
        postgresql_where=text("state IN ('opening', 'open')"),
    ),
)

inbox = Table(
    "inbox",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("source", String(16), nullable=False),
    Column("external_id", String(255), nullable=False),
    Column("type", String(80), nullable=False),
    Column("api_version", String(40)),
    Column("payload", JSON, nullable=False),
    Column("created_at", Instant, nullable=False),  # by the sender's clock, in whole seconds
    Column("received_at", Instant, nullable=False),
    Column("state", String(16), nullable=False),  # new | done | ignored | other mode
    Column("attempts", Integer, nullable=False, default=0),
    Column("next_try_at", Instant, nullable=False),
    Column("last_error", Text),
    Column("done_at", Instant),
    UniqueConstraint("source", "external_id"),  # makes duplicates harmless
    Index("ix_inbox_state_next_try_at", "state", "next_try_at"),
    Index("ix_inbox_done_at", "done_at"),
    sqlite_autoincrement=True,  # as in notices
)

cursors = Table(
    "cursors",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("at", Instant, nullable=False),  # everything before this was read
)

facts = Table(
    "facts",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("guild_id", BigInteger, nullable=False),
    Column("user_id", BigInteger, nullable=False),
    Column("kind", String(24), nullable=False),  # a key of bot.payments.ledger.facts.KINDS
    Column("object_id", String(255), nullable=False),
    # The source it is about: itself, or what a charge paid, a claim uses, staff revoked.
    Column("source", String(255), nullable=False),
    Column("as_of", Instant, nullable=False),  # when the object was last known to look like this
    Column("body", JSON, nullable=False),
    Column("event_id", String(255)),  # the event that led to it
    Column("recorded_at", Instant, nullable=False),
    Index("ix_facts_guild_id_user_id", "guild_id", "user_id"),
    Index("ix_facts_kind_object_id", "kind", "object_id"),
    Index("ix_facts_source", "source"),
)

entitlements = Table(
    "entitlements",
    metadata,
    Column("guild_id", BigInteger, primary_key=True, autoincrement=False),
    Column("user_id", BigInteger, primary_key=True, autoincrement=False),
    Column("source", String(255), primary_key=True),  # the fact that the entitlement comes from
    Column("stripe_id", String(255)),  # what was paid at Stripe; null: nothing
    Column("plan_id", RowId, ForeignKey("plans.id"), nullable=False),
    # pending | upcoming | active | grace | suspended | ended
    Column("state", String(16), nullable=False),
    Column("starts_at", Instant, nullable=False),
    Column("ends_at", Instant),  # null: lifetime
    Column("renews", Boolean, nullable=False),
    Column("reason", String(80), nullable=False),
    # When to fold again without a new fact: at the end of a period or of grace.
    Column("recheck_at", Instant),
    # It has ended here, but Stripe charges for it until it is cancelled there.
    Column("to_cancel", Boolean, nullable=False, server_default=false()),
    Index("ix_entitlements_recheck_at", "recheck_at"),
    Index("ix_entitlements_ends_at", "ends_at"),
    Index("ix_entitlements_guild_id_state", "guild_id", "state"),
    Index(
        "ix_entitlements_to_cancel",
        "source",
        sqlite_where=text("to_cancel = 1"),  # the literal text of the query's condition
        postgresql_where=text("to_cancel"),
    ),
)

codes = Table(
    "codes",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("guild_id", BigInteger, nullable=False),
    Column("owner_id", BigInteger, nullable=False),  # the payer, who passes it on
    Column("source", String(255), nullable=False),  # what was paid: a payment or a subscription
    Column("seal", String(64), nullable=False, unique=True),  # the code's hash, never the code
    Column("state", String(16), nullable=False),  # open | redeemed | void
    Column("created_at", Instant, nullable=False),
    Column("redeemed_by", BigInteger),
    Column("redeemed_at", Instant),
    Column("seat", Integer),  # in the order of redemption, from 1
    UniqueConstraint("source", "seat"),  # concurrent redemptions never share a seat
)

code_tries = Table(
    "code_tries",
    metadata,
    Column("guild_id", BigInteger, primary_key=True, autoincrement=False),
    Column("user_id", BigInteger, primary_key=True, autoincrement=False),
    Column("since", Instant, nullable=False),
    Column("count", Integer, nullable=False),
)

coupon_requests = Table(
    "coupon_requests",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("guild_id", BigInteger, nullable=False),
    Column("actor_id", BigInteger, nullable=False),  # the member of staff
    Column("code", String(40), nullable=False),
    Column("terms", JSON, nullable=False),  # as they were typed, with the products
    Column("created_at", Instant, nullable=False),
    UniqueConstraint("guild_id", "code"),  # a repeated command continues the first
)

portals = Table(
    "portals",
    metadata,
    Column("guild_id", BigInteger, primary_key=True, autoincrement=False),
    Column("digest", String(64), primary_key=True),  # of what it offers
    Column("configuration_id", String(255), nullable=False),
)
