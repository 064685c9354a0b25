"""Members' requests to get their money back, which staff decide."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from data.tables import refund_cases

CaseState = Literal["open", "refunded", "declined"]


@dataclass(frozen=True, slots=True)
class NewRefundCase:
    """A request to store. `source` is the payment or subscription at Stripe."""

    guild_id: int
    user_id: int
    offer_id: int
    source: str
    reason: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class RefundCase:
    """A request as stored; `decided_by` is the staff member."""

    id: int
    guild_id: int
    user_id: int
    offer_id: int
    source: str
    reason: str
    state: CaseState
    created_at: datetime
    decided_at: datetime | None
    decided_by: int | None


async def add(connection: AsyncConnection, new: NewRefundCase) -> RefundCase:
    """Store a request, or return the open one for the same purchase."""
    found = await connection.execute(
        select(refund_cases).where(
            refund_cases.c.guild_id == new.guild_id,
            refund_cases.c.source == new.source,
            refund_cases.c.state == "open",
        )
    )
    row = found.mappings().first()
    if row is None:
        made = await connection.execute(
            insert(refund_cases).values(**asdict(new), state="open").returning(refund_cases)
        )
        row = made.mappings().one()
    return RefundCase(**row)


async def get(connection: AsyncConnection, guild_id: int, case_id: int) -> RefundCase | None:
    """Return a request of a guild; None if there is none with this id."""
    rows = await connection.execute(
        select(refund_cases).where(
            refund_cases.c.id == case_id, refund_cases.c.guild_id == guild_id
        )
    )
    row = rows.mappings().first()
    return None if row is None else RefundCase(**row)


async def waiting(connection: AsyncConnection, guild_id: int) -> list[RefundCase]:
    """Return the requests of a guild that wait for a decision, oldest first."""
    rows = await connection.execute(
        select(refund_cases)
        .where(refund_cases.c.guild_id == guild_id, refund_cases.c.state == "open")
        .order_by(refund_cases.c.id)
    )
    return [RefundCase(**row) for row in rows.mappings()]


async def decide(
    connection: AsyncConnection, case_id: int, state: CaseState, actor_id: int, at: datetime
) -> bool:
    """Decide an open request; return False if it was decided before."""
    result = await connection.execute(
        update(refund_cases)
        .where(refund_cases.c.id == case_id, refund_cases.c.state == "open")
        .values(state=state, decided_by=actor_id, decided_at=at)
    )
    return result.rowcount == 1
