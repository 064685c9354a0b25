"""Role sync: roles given, tasks still to do, the audit log and notices."""

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from data.tables.base import Instant, RowId, metadata

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
    Column("version", BigInteger, nullable=False),  # changed meanwhile: processed again
    # Roles about to be given, stored before Discord is called, because after a crash in between
    # nobody would know that the role is ours. Null: none.
    Column("begun", JSON),
    # The plan that removes the member from the server, stored before its role is removed: without
    # the role nothing else shows that a kick is still due. Null: none.
    Column("kick_plan_id", BigInteger),
    Column("attempts", Integer, nullable=False, default=0),
    Column("next_try_at", Instant, nullable=False),
    Column("last_error", Text),
    Index("ix_access_tasks_next_try_at", "next_try_at"),
)

brakes = Table(
    "brakes",
    metadata,
    Column("guild_id", BigInteger, primary_key=True, autoincrement=False),
    Column("asked_at", Instant, nullable=False),
    Column("losing", Integer, nullable=False),
    Column("released_at", Instant),  # null: staff have not approved yet
)

audit = Table(
    "audit",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("guild_id", BigInteger, nullable=False),
    Column("at", Instant, nullable=False),
    Column("actor_id", BigInteger),  # null: Lyceum itself
    Column("action", String(40), nullable=False),  # role.grant, role.revoke, plan.add, …
    Column("user_id", BigInteger),  # the member concerned
    Column("detail", JSON, nullable=False),
    Index("ix_audit_guild_id_action_at", "guild_id", "action", "at"),
    Index("ix_audit_guild_id_id", "guild_id", "id"),
    Index("ix_audit_guild_id_user_id_id", "guild_id", "user_id", "id"),
)

notices = Table(
    "notices",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("guild_id", BigInteger, nullable=False),
    Column("user_id", BigInteger),  # the recipient; null: the staff channel
    # One notice per key, so that nothing is sent twice. Compared by code points, as SQLite does,
    # so that keys with a common prefix are a range of the index.
    Column(
        "key",
        String(200).with_variant(String(200, collation="C"), "postgresql"),
        nullable=False,
    ),
    Column("message", String(80), nullable=False),  # message id in the locale files
    # The role whose loss it reports: it waits until that is removed. Null: it does not wait.
    Column("after_role", BigInteger),
    Column("arguments", JSON, nullable=False),
    Column("at", Instant, nullable=False),
    Column("next_try_at", Instant, nullable=False),
    Column("attempts", Integer, nullable=False, default=0),
    Column("state", String(16), nullable=False),  # waiting | sent | undeliverable
    UniqueConstraint("guild_id", "key"),
    Index("ix_notices_state_next_try_at", "state", "next_try_at"),
    sqlite_autoincrement=True,  # an id still held by a worker must not be reused
)
