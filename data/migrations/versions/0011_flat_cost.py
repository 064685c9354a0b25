"""Indexes for queries that read a whole server."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

INDEXES = (
    ("ix_audit_guild_id_id", "audit", ["guild_id", "id"]),
    ("ix_audit_guild_id_user_id_id", "audit", ["guild_id", "user_id", "id"]),
    ("ix_digest_deliveries_due_at", "digest_deliveries", ["due_at"]),
    ("ix_entitlements_ends_at", "entitlements", ["ends_at"]),
    ("ix_entitlements_guild_id_state", "entitlements", ["guild_id", "state"]),
    ("ix_impressions_at", "impressions", ["at"]),
    ("ix_inbox_done_at", "inbox", ["done_at"]),
    (
        "ix_items_guild_id_channel_id_kind_object_id",
        "items",
        ["guild_id", "channel_id", "kind", "object_id"],
    ),
    ("ix_job_runs_due_at", "job_runs", ["due_at"]),
    ("ix_presses_at", "presses", ["at"]),
)


def upgrade() -> None:
    for name, table, columns in INDEXES:
        op.create_index(name, table, columns)
    if op.get_bind().dialect.name == "postgresql":
        op.alter_column("notices", "key", type_=sa.String(200, collation="C"))
    op.drop_index("ix_audit_guild_id_at", "audit")
    op.drop_index("ix_entitlements_to_cancel", "entitlements")
    op.create_index(
        "ix_entitlements_to_cancel",
        "entitlements",
        ["source"],
        sqlite_where=sa.text("to_cancel = 1"),
        postgresql_where=sa.text("to_cancel"),
    )


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.alter_column("notices", "key", type_=sa.String(200))
    op.drop_index("ix_entitlements_to_cancel", "entitlements")
    op.create_index(
        "ix_entitlements_to_cancel",
        "entitlements",
        ["source"],
        sqlite_where=sa.text("to_cancel"),
        postgresql_where=sa.text("to_cancel"),
    )
    op.create_index("ix_audit_guild_id_at", "audit", ["guild_id", "at"])
    for name, table, _ in INDEXES:
        op.drop_index(name, table)
