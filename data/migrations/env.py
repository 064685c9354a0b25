"""Alembic's entry: runs on the connection that `data.migrate` hands over."""

from alembic import context
from sqlalchemy import Connection

from data.tables import metadata

connection: Connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=metadata,
    render_as_batch=True,
    compare_server_default=False,
)
with context.begin_transaction():
    context.run_migrations()
