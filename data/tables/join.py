"""People who sign in on the join page, from there until they are in the server."""

from sqlalchemy import BigInteger, Column, Index, String, Table, Text

from data.tables.base import Instant, RowId, metadata

sign_ins = Table(
    "sign_ins",
    metadata,
    Column("state_hash", String(64), primary_key=True),  # of OAuth2's state, which is used once
    Column("browser_hash", String(64), nullable=False),  # of the cookie
    Column("guild_id", BigInteger, nullable=False),
    Column("plan_id", RowId, nullable=False),  # what was chosen before signing in
    Column("price_id", RowId),  # null: the plan's first
    Column("coupon", String(64), nullable=False, server_default=""),
    Column("language", String(8), nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("used_at", Instant),  # when Discord sent the browser back
    Column("user_id", BigInteger),  # null until Discord has named the account
    Column("user_name", String(80), nullable=False, server_default=""),
    Column("token", Text),  # encrypted; adds them to the server; null: not needed, or no more
    Column("token_until", Instant),
    Column("entered_at", Instant),  # when they were seen in the server
    Column("refusal", String(16)),  # why Discord did not let them in: banned | full | other
    Column("reference", String(16)),  # the code that the page and the log show for the refusal
    Index("ix_sign_ins_browser_hash", "browser_hash"),
    Index("ix_sign_ins_guild_id_user_id", "guild_id", "user_id"),
    Index("ix_sign_ins_created_at", "created_at"),
)
