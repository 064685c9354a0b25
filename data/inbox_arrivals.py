"""Which events arrived in the inbox, and when: read by checks of the webhook."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from data.tables import inbox


async def objects(connection: AsyncConnection, type_: str, since: datetime) -> set[str]:
    """Return the ids of the objects of a type's events that arrived since an instant."""
    payloads = await connection.scalars(
        select(inbox.c.payload).where(inbox.c.type == type_, inbox.c.received_at >= since)
    )
    return {str(payload["data"]["object"].get("id")) for payload in payloads}


async def newest(connection: AsyncConnection) -> datetime | None:
    """Return when the last event arrived."""
    return await connection.scalar(select(func.max(inbox.c.received_at)))
