"""Every table, with its keys and the reason for each constraint.

Times are instants: aware UTC datetimes in Python, integers of milliseconds since 1970 in the
database, so that both databases order and compare them alike and numpy reads them as columns.
Money is an integer of the currency's smallest unit beside its ISO code. Discord ids are integers.
"""

from datetime import UTC, datetime, timedelta

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
    text,
    true,
)
from sqlalchemy.types import TypeDecorator

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Instant(TypeDecorator[datetime]):
    """An aware UTC datetime, stored as whole milliseconds since 1970."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        return None if value is None else (value - EPOCH) // timedelta(milliseconds=1)

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        return None if value is None else EPOCH + timedelta(milliseconds=value)


# SQLite only numbers rows by itself for INTEGER keys; PostgreSQL wants 64 bits.
RowId = BigInteger().with_variant(Integer, "sqlite")

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# --- Members and what they chose ---------------------------------------------------------------

members = Table(
    "members",
    metadata,
    Column("guild_id", BigInteger, primary_key=True, autoincrement=False),
    Column("user_id", BigInteger, primary_key=True, autoincrement=False),
    Column("language", String(8)),  # the language last seen or chosen; null: the guild's
    Column("digest", Boolean, nullable=False, default=False),  # opted in to the personal digest
    Column("reminders", Boolean, nullable=False, default=True, server_default=true()),
    Column("updated_at", Instant, nullable=False),
)

# --- Money: what is sold -----------------------------------------------------------------------

plans = Table(
    "plans",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("guild_id", BigInteger, nullable=False),
    Column("name", String(80), nullable=False),
    Column("description", String(500), nullable=False, default=""),
    Column("role_id", BigInteger, nullable=False),
    Column("trial_days", Integer, nullable=False, default=0),
    Column("days", Integer),  # of a pass; null: as long as it is paid, or for good
    # What the owner decided for each turn that money can take.
    Column("grace_days", Integer),  # null: [payments] grace_days
    Column("trial_card", Boolean, nullable=False, default=True, server_default=true()),
    Column("on_refund", String(16), nullable=False, server_default="revoke"),  # revoke | keep
    Column("on_partial_refund", String(16), nullable=False, server_default="keep"),
    Column("on_dispute", String(16), nullable=False, server_default="suspend"),  # suspend | keep
    Column("on_end", String(16), nullable=False, server_default="keep"),  # keep | kick
    Column("product_id", String(255)),  # Stripe's product; null until Stripe answered
    Column("state", String(16), nullable=False),  # pending | active | retired
    Column("created_by", BigInteger, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("retired_at", Instant),
    Index("ix_plans_guild_id_state", "guild_id", "state"),
)

prices = Table(
    "prices",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("plan_id", RowId, ForeignKey("plans.id"), nullable=False),
    Column("amount", BigInteger, nullable=False),
    Column("currency", String(3), nullable=False),
    Column("interval", String(8), nullable=False),  # month | year | week | once
    Column("price_id", String(255), unique=True),  # Stripe's price; null until Stripe answered
    Column("current", Boolean, nullable=False),  # sold now; older ones still map their holders
    Column("created_at", Instant, nullable=False),
    CheckConstraint("amount > 0", name="amount_positive"),
    Index("ix_prices_plan_id", "plan_id"),
)

# --- Money: what happened ----------------------------------------------------------------------

customers = Table(
    "customers",
    metadata,
    Column("guild_id", BigInteger, primary_key=True, autoincrement=False),
    Column("user_id", BigInteger, primary_key=True, autoincrement=False),
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
    Column("recipient_id", BigInteger, nullable=False),  # who gets it: the payer, or a friend
    Column("gift", String(8), nullable=False, server_default=""),  # "" | member | code
    Column("quantity", Integer, nullable=False, server_default="1"),  # seats
    Column("session_id", String(255), unique=True),  # null until Stripe answered
    Column("url", Text),
    Column("language", String(8), nullable=False),  # of the page that the member returns to
    Column("state", String(16), nullable=False),  # opening | open | completed | expired
    Column("reply_token", Text),  # answers the member in place while Discord still takes it
    Column("reply_until", Instant),
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Index("ix_checkouts_guild_id_user_id", "guild_id", "user_id"),
    # One unfinished checkout for one wish, however often and fast it is asked for.
    Index(
        "uq_checkouts_unfinished",
        "guild_id",
        "user_id",
        "price_id",
        "recipient_id",
        "gift",
        "quantity",
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
    Column("created_at", Instant, nullable=False),  # by the sender's clock, whole seconds
    Column("received_at", Instant, nullable=False),
    Column("state", String(16), nullable=False),  # new | done | ignored
    Column("attempts", Integer, nullable=False, default=0),
    Column("next_try_at", Instant, nullable=False),
    Column("last_error", Text),
    Column("done_at", Instant),
    UniqueConstraint("source", "external_id"),  # what makes a duplicate change nothing
    Index("ix_inbox_state_next_try_at", "state", "next_try_at"),
    sqlite_autoincrement=True,  # as with notices
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
    Column("kind", String(24), nullable=False),  # a key of bot.payments.facts.KINDS
    Column("object_id", String(255), nullable=False),
    # What it says something about: itself, or what a charge paid, a claim uses, staff revoked.
    Column("source", String(255), nullable=False),
    Column("as_of", Instant, nullable=False),  # when the object was last seen to look like this
    Column("body", JSON, nullable=False),
    Column("event_id", String(255)),  # the hint that made us look
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
    Column("source", String(255), primary_key=True),  # the fact that carries the right
    Column("stripe_id", String(255)),  # what was paid for it at Stripe; null: nothing
    Column("plan_id", RowId, ForeignKey("plans.id"), nullable=False),
    # pending | upcoming | active | grace | suspended | ended
    Column("state", String(16), nullable=False),
    Column("starts_at", Instant, nullable=False),
    Column("ends_at", Instant),  # null: for life
    Column("renews", Boolean, nullable=False),
    Column("reason", String(80), nullable=False),
    # When the fold must run again though no new fact came: the end of a period or of grace.
    Column("recheck_at", Instant),
    # The right is over, but Stripe goes on charging for it until it is told.
    Column("to_cancel", Boolean, nullable=False, server_default=false()),
    Index("ix_entitlements_recheck_at", "recheck_at"),
    Index(
        "ix_entitlements_to_cancel",
        "source",
        sqlite_where=text("to_cancel"),
        postgresql_where=text("to_cancel"),
    ),
)

codes = Table(
    "codes",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("guild_id", BigInteger, nullable=False),
    Column("owner_id", BigInteger, nullable=False),  # who paid and hands it on
    Column("source", String(255), nullable=False),  # what was paid: a payment or a subscription
    Column("seal", String(64), nullable=False, unique=True),  # the code's hash, never the code
    Column("state", String(16), nullable=False),  # open | redeemed | void
    Column("created_at", Instant, nullable=False),
    Column("redeemed_by", BigInteger),
    Column("redeemed_at", Instant),
    Column("seat", Integer),  # in the order of redeeming, from 1
    UniqueConstraint("source", "seat"),  # two who redeem at once never share a seat
)

code_tries = Table(
    "code_tries",
    metadata,
    Column("guild_id", BigInteger, primary_key=True, autoincrement=False),
    Column("user_id", BigInteger, primary_key=True, autoincrement=False),
    Column("since", Instant, nullable=False),
    Column("count", Integer, nullable=False),
)

portals = Table(
    "portals",
    metadata,
    Column("guild_id", BigInteger, primary_key=True, autoincrement=False),
    Column("digest", String(64), nullable=False),  # of what it offers; another makes a new one
    Column("configuration_id", String(255), nullable=False),
)

# --- Access: what we did about it --------------------------------------------------------------

role_holdings = Table(
    "role_holdings",
    metadata,
    Column("guild_id", BigInteger, primary_key=True, autoincrement=False),
    Column("user_id", BigInteger, primary_key=True, autoincrement=False),
    Column("role_id", BigInteger, primary_key=True, autoincrement=False),
    Column("since", Instant, nullable=False),
)

access_tasks = Table(
    "access_tasks",
    metadata,
    Column("guild_id", BigInteger, primary_key=True, autoincrement=False),
    Column("user_id", BigInteger, primary_key=True, autoincrement=False),
    Column("version", BigInteger, nullable=False),  # a task changed while served is served again
    # Roles about to be given, noted before Discord is asked: a crash in between must not leave a
    # role that nobody knows to be ours. Null: none.
    Column("begun", JSON),
    Column("attempts", Integer, nullable=False, default=0),
    Column("next_try_at", Instant, nullable=False),
    Column("last_error", Text),
    Index("ix_access_tasks_next_try_at", "next_try_at"),
)

audit = Table(
    "audit",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("guild_id", BigInteger, nullable=False),
    Column("at", Instant, nullable=False),
    Column("actor_id", BigInteger),  # null: Lyceum itself
    Column("action", String(40), nullable=False),  # role.grant, role.revoke, plan.add, …
    Column("user_id", BigInteger),  # whom it was done to
    Column("detail", JSON, nullable=False),
    Index("ix_audit_guild_id_at", "guild_id", "at"),
)

notices = Table(
    "notices",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("guild_id", BigInteger, nullable=False),
    Column("user_id", BigInteger),  # whom to tell; null: the staff channel
    Column("key", String(200), nullable=False),  # one notice a key: nobody hears of it twice
    Column("message", String(80), nullable=False),  # catalogue id
    Column("arguments", JSON, nullable=False),
    Column("at", Instant, nullable=False),
    Column("next_try_at", Instant, nullable=False),
    Column("attempts", Integer, nullable=False, default=0),
    Column("state", String(16), nullable=False),  # waiting | sent | undeliverable
    UniqueConstraint("guild_id", "key"),
    Index("ix_notices_state_next_try_at", "state", "next_try_at"),
    sqlite_autoincrement=True,  # a number still held by whoever delivers must not be used again
)

# --- Taste -------------------------------------------------------------------------------------

items = Table(
    "items",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("guild_id", BigInteger, nullable=False),
    # thread | post | content (a message in a content channel) | message (any other one)
    Column("kind", String(16), nullable=False),
    Column("object_id", BigInteger, nullable=False),  # Discord's id of the thread or message
    Column("channel_id", BigInteger, nullable=False),  # the channel or forum it stands in
    Column("author_id", BigInteger),
    Column("title", String(120)),  # only where Discord gives one: threads and forum posts
    Column("created_at", Instant, nullable=False),
    Column("deleted_at", Instant),
    UniqueConstraint("guild_id", "object_id"),
    Index("ix_items_guild_id_created_at", "guild_id", "created_at"),
)

signals = Table(
    "signals",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("guild_id", BigInteger, nullable=False),
    Column("user_id", BigInteger, nullable=False),
    Column("item_id", RowId, ForeignKey("items.id"), nullable=False),
    Column("kind", String(16), nullable=False),  # a key of [activity.weights]
    Column("source_id", BigInteger, nullable=False),  # the message that carried the act
    Column("key", BigInteger, nullable=False),  # tells two acts on one message apart: the emoji
    Column("at", Instant, nullable=False),
    # Recorded twice is once.
    UniqueConstraint("guild_id", "item_id", "user_id", "kind", "source_id", "key"),
    Index("ix_signals_guild_id_user_id", "guild_id", "user_id"),
    Index("ix_signals_guild_id_source_id", "guild_id", "source_id"),  # deleted with the message
)

# --- The schedule ------------------------------------------------------------------------------

digest_schedules = Table(
    "digest_schedules",
    metadata,
    Column("guild_id", BigInteger, primary_key=True, autoincrement=False),
    Column("channel_id", BigInteger, nullable=False),
    Column("days", String(32), nullable=False),  # cron days of week: "mon,thu" or "*"
    Column("hour", Integer, nullable=False),
    Column("minute", Integer, nullable=False),
    Column("timezone", String(64), nullable=False),
    Column("paused", Boolean, nullable=False, default=False),
    Column("since", Instant, nullable=False),  # slots before this were never promised
    Column("created_by", BigInteger, nullable=False),
)

job_runs = Table(
    "job_runs",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("job", String(40), nullable=False),
    Column("guild_id", BigInteger, nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("state", String(16), nullable=False),  # running | waiting | done | skipped | failed
    Column("attempts", Integer, nullable=False, default=1),
    Column("started_at", Instant, nullable=False),
    Column("beat_at", Instant, nullable=False),  # last sign of life; a silent run is taken over
    Column("finished_at", Instant),
    Column("detail", Text),
    UniqueConstraint("job", "guild_id", "due_at"),  # what makes a slot run never twice
)

digest_deliveries = Table(
    "digest_deliveries",
    metadata,
    Column("guild_id", BigInteger, primary_key=True, autoincrement=False),
    Column("due_at", Instant, primary_key=True),
    Column("target_id", BigInteger, primary_key=True, autoincrement=False),  # channel or member
    Column("state", String(16), nullable=False),  # sending | sent | closed
    Column("item_ids", JSON, nullable=False),  # shown, so that the next digest brings others
    Column("at", Instant, nullable=False),
)
