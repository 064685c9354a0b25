"""A portal configuration for each currency, since one lists each interval once."""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _create("guild_id", "digest")


def downgrade() -> None:
    _create("guild_id")


def _create(*key: str) -> None:
    """Create the table again with another key."""
    names = ("guild_id", "digest", "configuration_id")
    portals = sa.table("portals", *map(sa.column, names))
    rows = op.get_bind().execute(sa.select(portals)).mappings().all()
    kept = {tuple(row[name] for name in key): dict(row) for row in rows}
    op.drop_table("portals")
    op.create_table(
        "portals",
        sa.Column("guild_id", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("configuration_id", sa.String(length=255), nullable=False),
        sa.PrimaryKeyConstraint(*key, name=op.f("pk_portals")),
    )
    if kept:
        op.bulk_insert(portals, list(kept.values()))
