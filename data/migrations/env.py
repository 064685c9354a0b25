"""Alembic's entry point: runs on the connection that `data.migrate` passes."""

from collections.abc import Collection, Mapping
from typing import Any

from alembic import context
from alembic.runtime.migration import MigrationContext, MigrationInfo
from sqlalchemy import Connection

from data.tables import metadata

connection: Connection = context.config.attributes["connection"]
on_step = context.config.attributes.get("told")


def on_version_apply(
    ctx: MigrationContext,  # noqa: ARG001 Alembic passes it by name
    step: MigrationInfo,
    heads: Collection[Any],  # noqa: ARG001 as above
    run_args: Mapping[str, Any],  # noqa: ARG001 as above
) -> None:
    """Report a completed migration."""
    if on_step is not None and step.up_revision_id is not None:
        on_step(step.up_revision_id)


context.configure(
    connection=connection,
    target_metadata=metadata,
    render_as_batch=True,
    compare_server_default=False,
    on_version_apply=on_version_apply,
)
with context.begin_transaction():
    context.run_migrations()
