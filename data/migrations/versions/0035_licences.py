"""Licence keys, and the devices on which they are active."""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _create_licences()
    _create_activations()


def _create_licences() -> None:
    op.create_table(
        "licences",
        sa.Column("id", _row_id(), nullable=False),
        sa.Column("guild_id", sa.BigInteger(), nullable=False),
        sa.Column("content_id", _row_id(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=True),
        sa.Column("key_hash", sa.String(length=64), nullable=True),
        sa.Column("key_number", sa.Integer(), nullable=True),
        sa.Column("sold_elsewhere", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("ends_at", sa.BigInteger(), nullable=True),
        sa.Column("max_devices", sa.Integer(), nullable=False),
        sa.Column("revoked", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["content_id"], ["contents.id"], name=op.f("fk_licences_content_id_contents")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_licences")),
        sa.UniqueConstraint("content_id", "user_id", name=op.f("uq_licences_content_id_user_id")),
        sa.UniqueConstraint("key_hash", name=op.f("uq_licences_key_hash")),
    )
    op.create_index("ix_licences_guild_id", "licences", ["guild_id", "user_id"], unique=False)


def _create_activations() -> None:
    op.create_table(
        "activations",
        sa.Column("licence_id", _row_id(), nullable=False),
        sa.Column("device", sa.String(length=100), nullable=False),
        sa.Column("guild_id", sa.BigInteger(), nullable=False),
        sa.Column("activated_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["licence_id"], ["licences.id"], name=op.f("fk_activations_licence_id_licences")
        ),
        sa.PrimaryKeyConstraint("licence_id", "device", name=op.f("pk_activations")),
    )
    op.create_index("ix_activations_guild_id", "activations", ["guild_id"], unique=False)


def _row_id() -> sa.types.TypeEngine[int]:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def downgrade() -> None:
    op.drop_table("activations")
    op.drop_table("licences")
