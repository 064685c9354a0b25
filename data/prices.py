"""The prices of plans."""

from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from data.tables import prices


@dataclass(frozen=True, slots=True)
class Price:
    """One price of a plan, in the smallest unit of its currency.

    Attributes:
        id: The row's id.
        amount: What one seat costs for each period, or once.
        currency: In lower case (ISO); a plan sold in another one has another price.
        interval: week | month | year | day, or `once`.
        price_id: Stripe's id; None until Stripe answered.
        interval_count: How many intervals it pays for: three months are a quarter.
        adopted: Whether the owner created it at Stripe; None if that was not recorded.
        days: How long a pass lasts; None: while it is paid, or lifetime access.
    """

    id: int
    amount: int
    currency: str
    interval: str
    price_id: str | None
    interval_count: int = 1
    adopted: bool | None = False
    days: int | None = None

    @property
    def renews(self) -> bool:
        """Whether it is charged again and again."""
        return self.interval != "once"

    @property
    def terms(self) -> tuple[str, int, int | None, str]:
        """How long it is for, and its currency: a plan has one price for each."""
        return self.interval, self.interval_count, self.days, self.currency


@dataclass(frozen=True, slots=True)
class NewPrice:
    """A price to create."""

    amount: int
    currency: str
    interval: str
    interval_count: int = 1
    adopted: bool = False
    days: int | None = None


async def add(
    connection: AsyncConnection,
    plan_id: int,
    price: NewPrice,
    at: datetime,
    *,
    instead_of: int | None = None,
) -> int:
    """Store a current price of a plan; return its id.

    The price that it replaces, if any, gives it its place in the order, and still maps to the plan.
    """
    place = select(func.coalesce(func.max(prices.c.position) + 1, 0)).where(
        prices.c.plan_id == plan_id
    )
    if instead_of is not None:
        place = select(prices.c.position).where(prices.c.id == instead_of)
        await retire(connection, instead_of)
    price_id = await connection.scalar(
        insert(prices)
        .values(
            plan_id=plan_id,
            **asdict(price),
            position=place.scalar_subquery(),
            current=True,
            created_at=at,
        )
        .returning(prices.c.id)
    )
    assert price_id is not None  # noqa: S101 RETURNING of one inserted row
    return price_id


async def add_earlier(
    connection: AsyncConnection, plan_id: int, price: NewPrice, price_id: str, at: datetime
) -> None:
    """Store a Stripe price that a plan was sold at elsewhere, and no longer is."""
    await connection.execute(
        insert(prices).values(
            plan_id=plan_id,
            **asdict(price),
            price_id=price_id,
            position=0,
            current=False,
            created_at=at,
        )
    )


async def retire(connection: AsyncConnection, price: int) -> None:
    """Take a price off sale, to be archived at Stripe; its holders keep it."""
    await connection.execute(
        update(prices)
        .where(prices.c.id == price)
        .values(to_archive=prices.c.price_id.is_not(None), current=False)
    )


async def newest(connection: AsyncConnection, plan_id: int) -> int:
    """Return the highest id of a plan's prices, including earlier ones."""
    newest = await connection.scalar(
        select(func.max(prices.c.id)).where(prices.c.plan_id == plan_id)
    )
    return newest or 0


async def set_stripe_id(connection: AsyncConnection, price: int, price_id: str) -> None:
    """Store Stripe's id of a price."""
    await connection.execute(update(prices).where(prices.c.id == price).values(price_id=price_id))


async def archived(connection: AsyncConnection, price: int) -> None:
    """Store that a price is archived at Stripe, or needs no archiving."""
    await connection.execute(update(prices).where(prices.c.id == price).values(to_archive=False))


async def intervals(connection: AsyncConnection) -> list[tuple[int, str, int]]:
    """Return the plan id, interval and count of all prices ever sold."""
    rows = await connection.execute(
        select(prices.c.plan_id, prices.c.interval, prices.c.interval_count).distinct()
    )
    return [(row.plan_id, row.interval, row.interval_count) for row in rows]


async def is_known(connection: AsyncConnection, price_id: str) -> bool:
    """Return whether any guild sells at a Stripe price."""
    found = await connection.scalar(select(prices.c.id).where(prices.c.price_id == price_id))
    return found is not None
