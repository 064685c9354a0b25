"""Offers: plans and products, each with its current prices.

A product is a plan without a role: `kind` tells them apart, and all else is the same.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import cache
from itertools import groupby
from operator import itemgetter
from secrets import token_hex
from typing import Any, Literal

from sqlalchemy import Result, Select, bindparam, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from data.chunks import in_parts
from data.offer_mentions import OfferMentions
from data.plan_terms import TERMS, Terms
from data.prices import NewPrice, Price, add
from data.tables import plans, prices

OfferKind = Literal["plan", "product"]

# Built once, because building a statement costs more than running it.
_PLANS_AND_PRICES = select(
    plans.c.id,
    plans.c.guild_id,
    plans.c.name,
    plans.c.description,
    plans.c.kind,
    plans.c.role_id,
    plans.c.trial_days,
    *(plans.c[term] for term in TERMS),
    plans.c.key,
    plans.c.product_id,
    plans.c.adopted,
    plans.c.state,
    plans.c.created_at,
    prices.c.id.label("price"),
    prices.c.amount,
    prices.c.currency,
    prices.c.interval,
    prices.c.price_id,
    prices.c.interval_count,
    prices.c.adopted.label("price_adopted"),
    prices.c.days,
)
_ORDER = (plans.c.id, prices.c.position, prices.c.id)
_PLANS = _PLANS_AND_PRICES.join(prices, (prices.c.plan_id == plans.c.id) & prices.c.current)
_PLAN = _PLANS.where(plans.c.id == bindparam("plan_id")).order_by(*_ORDER)
_IN_STATES = (
    plans.c.guild_id == bindparam("guild_id"),
    plans.c.state.in_(bindparam("states", expanding=True)),
)
_IDS_OF_GUILD = select(plans.c.id).where(*_IN_STATES)
_OF_KIND = _PLANS.where(*_IN_STATES, plans.c.kind == bindparam("kind")).order_by(*_ORDER)
_OF_ANY_IDS = _PLANS.where(plans.c.id.in_(bindparam("ids", expanding=True))).order_by(*_ORDER)
_OF_IDS = _OF_ANY_IDS.where(plans.c.guild_id == bindparam("guild_id"))
_LISTING = (
    _PLANS_AND_PRICES.add_columns(prices.c.current)
    .join(prices, prices.c.plan_id == plans.c.id)
    .where(plans.c.guild_id == bindparam("guild_id"))
    .order_by(*_ORDER)
)
_LISTING_OF_IDS = _LISTING.where(plans.c.id.in_(bindparam("ids", expanding=True)))
_IDS_WITH_ROLE = select(plans.c.id).where(
    plans.c.guild_id == bindparam("guild_id"), plans.c.role_id.is_not(None)
)
_BY = {  # the ids of offers and the column that finds them, each by one index
    "plan_ids": (plans.c.id, plans.c.id),
    "keys": (plans.c.id, plans.c.key),
    "price_ids": (prices.c.plan_id, prices.c.price_id),
    "product_ids": (plans.c.id, plans.c.product_id),
}


@dataclass(frozen=True, slots=True)
class Plan:
    """What is sold, with its current prices, those made first coming first.

    `kind` is "plan" or "product"; a product has no role.
    """

    id: int
    guild_id: int
    name: str
    description: str
    role_id: int | None
    trial_days: int
    terms: Terms
    product_id: str | None
    state: str
    created_at: datetime
    prices: tuple[Price, ...]
    key: str = ""
    adopted: bool | None = False  # whether its product is the owner's own; None: not recorded
    kind: OfferKind = "plan"

    @property
    def price(self) -> Price:
        """The first price."""
        return self.prices[0]

    def gives_same_as(self, other: "Plan") -> bool:
        """Return whether another offer is this one, or gives the same role."""
        return self.id == other.id or (self.role_id is not None and self.role_id == other.role_id)


def roles_of(offers: Iterable[Plan]) -> dict[int, int]:
    """Map the id of each offer that gives a role to the role's id."""
    return {each.id: each.role_id for each in offers if each.role_id is not None}


@dataclass(frozen=True, slots=True)
class Listing:
    """What a guild sells and sold.

    Attributes:
        plans: In any state, in the order of creation.
        plan_of_price: The plan id of each Stripe price, including earlier prices.
        prices: Each price by its Stripe id, including earlier ones.
    """

    plans: Sequence[Plan]
    plan_of_price: Mapping[str, int]
    prices: Mapping[str, Price]

    def has(self, mentions: OfferMentions) -> bool:
        """Return whether it has all that is mentioned.

        A known price decides alone what was sold; otherwise the product may be that of any offer.
        """
        return (
            mentions.plan_ids <= {each.id for each in self.plans}
            and mentions.keys <= {each.key for each in self.plans}
            and all(price_id in self.plan_of_price for price_id, _ in mentions.sold)
        )


_OF_PRICE = (
    "amount",
    "currency",
    "interval",
    "price_id",
    "interval_count",
    "price_adopted",
    "days",
)


@dataclass(frozen=True, slots=True)
class NewPlan:
    """A plan to create, before it has an id."""

    guild_id: int
    name: str
    description: str
    role_id: int | None
    days: int | None
    trial_days: int
    terms: Terms
    amount: int
    currency: str
    interval: str
    created_by: int
    interval_count: int = 1
    adopted: bool = False
    kind: OfferKind = "plan"


async def add_pending(connection: AsyncConnection, new: NewPlan, at: datetime) -> Plan:
    """Store a plan that is not on sale yet, because Stripe has still to answer."""
    plan_id = await connection.scalar(
        insert(plans)
        .values(
            guild_id=new.guild_id,
            name=new.name,
            description=new.description,
            kind=new.kind,
            role_id=new.role_id,
            trial_days=new.trial_days,
            **asdict(new.terms),
            key=token_hex(16),
            adopted=new.adopted,
            state="pending",
            created_by=new.created_by,
            created_at=at,
        )
        .returning(plans.c.id)
    )
    assert plan_id is not None  # noqa: S101 RETURNING of one inserted row
    price = NewPrice(
        new.amount,
        new.currency,
        new.interval,
        new.interval_count,
        adopted=new.adopted,
        days=new.days,
    )
    await add(connection, plan_id, price, at)
    return await get(connection, plan_id)


async def set_product(
    connection: AsyncConnection, plan_id: int, product_id: str, *, adopted: bool | None = False
) -> None:
    """Store Stripe's id of the plan's product, and whether it is the owner's own."""
    await connection.execute(
        update(plans).where(plans.c.id == plan_id).values(product_id=product_id, adopted=adopted)
    )


async def activate(connection: AsyncConnection, plan_id: int) -> None:
    """Put a plan on sale."""
    await connection.execute(update(plans).where(plans.c.id == plan_id).values(state="active"))


async def retire(connection: AsyncConnection, plan_id: int, at: datetime) -> None:
    """Take a plan off sale; its holders keep it."""
    await connection.execute(
        update(plans).where(plans.c.id == plan_id).values(state="retired", retired_at=at)
    )
    await connection.execute(  # they stay current, because a plan is shown with its prices
        update(prices)
        .where(prices.c.plan_id == plan_id, prices.c.current)
        .values(to_archive=prices.c.price_id.is_not(None))
    )


async def to_archive(connection: AsyncConnection) -> list[tuple[Plan, Price]]:
    """Return the prices that are still to be archived at Stripe, each with its plan."""
    rows = await connection.execute(
        _PLANS_AND_PRICES.join(prices, prices.c.plan_id == plans.c.id)
        .where(prices.c.to_archive)
        .order_by(prices.c.id)
    )
    return [(plan := _plan([row]), plan.price) for row in rows.mappings()]


async def change(
    connection: AsyncConnection,
    plan_id: int,
    *,
    name: str,
    description: str,
    role_id: int | None,
    terms: Terms,
) -> None:
    """Replace a plan's name, description, role and terms."""
    await connection.execute(
        update(plans)
        .where(plans.c.id == plan_id)
        .values(name=name, description=description, role_id=role_id, **asdict(terms))
    )


async def get(connection: AsyncConnection, plan_id: int) -> Plan:
    """Return one plan.

    Raises:
        LookupError: There is none with this id.
    """
    rows = (await connection.execute(_PLAN, {"plan_id": plan_id})).mappings().all()
    if not rows:
        raise LookupError(f"plan {plan_id}")
    return _plan(rows)


async def lock(connection: AsyncConnection, plan_id: int) -> Plan:
    """Return a plan; until this transaction ends no other one can lock it."""
    await connection.execute(select(plans.c.id).where(plans.c.id == plan_id).with_for_update())
    return await get(connection, plan_id)


async def of_guild(
    connection: AsyncConnection,
    guild_id: int,
    states: tuple[str, ...],
    kind: OfferKind | None = None,
) -> list[Plan]:
    """Return a guild's offers in the order of creation, of both kinds or of one."""
    if kind is None:
        ids = await connection.scalars(_IDS_OF_GUILD, {"guild_id": guild_id, "states": states})
        return await of_ids(connection, guild_id, ids.all())
    values = {"guild_id": guild_id, "states": states, "kind": kind}
    return _each_plan((await connection.execute(_OF_KIND, values)).mappings())


async def of_ids(connection: AsyncConnection, guild_id: int, ids: Collection[int]) -> list[Plan]:
    """Return the offers of a guild that have these ids, in the order of creation.

    In parts, because there may be thousands, and others wait for the event loop meanwhile.
    """
    found: list[Plan] = []
    async for rows in in_parts(connection, _OF_IDS, ids, guild_id=guild_id):
        found += _each_plan(rows.mappings())
    return found


async def listing(connection: AsyncConnection, guild_id: int) -> Listing:
    """Return a guild's plans and prices, in parts as `of_ids`."""
    ids = (await connection.scalars(select(plans.c.id).where(plans.c.guild_id == guild_id))).all()
    parts = [
        _listed(rows)
        async for rows in in_parts(connection, _LISTING_OF_IDS, ids, guild_id=guild_id)
    ]
    return Listing(
        [plan for part in parts for plan in part.plans],
        {price: plan for part in parts for price, plan in part.plan_of_price.items()},
        {id_: price for part in parts for id_, price in part.prices.items()},
    )


async def listing_of(
    connection: AsyncConnection, guild_id: int, mentions: OfferMentions
) -> Listing:
    """Return a guild's offers with a role, and those that are mentioned."""
    values = {
        "plan_ids": sorted(mentions.plan_ids),
        "keys": sorted(mentions.keys),
        "price_ids": sorted({price_id for price_id, _ in mentions.sold if price_id}),
        "product_ids": sorted({product_id for _, product_id in mentions.sold if product_id}),
    }
    given = {name: each for name, each in values.items() if each}
    return _listed(await connection.execute(_mentioned(*given), {"guild_id": guild_id, **given}))


@cache
def _mentioned(*names: str) -> Select[Any]:
    each = [
        select(id_).where(column.in_(bindparam(name, expanding=True)))
        for name, (id_, column) in _BY.items()
        if name in names
    ]
    ids = (_IDS_WITH_ROLE.union(*each) if each else _IDS_WITH_ROLE).subquery()
    return _LISTING.join(ids, ids.c.id == plans.c.id)


def _listed(rows: Result[Any]) -> Listing:
    sold: list[Mapping[Any, Any]] = []
    plan_of_price: dict[str, int] = {}
    known_prices: dict[str, Price] = {}
    for row in rows.mappings():
        values = dict(row)
        current = values.pop("current")
        if values["price_id"] is not None:
            plan_of_price[values["price_id"]] = values["id"]
            known_prices[values["price_id"]] = _price(dict(values))
        if current:
            sold.append(values)
    return Listing(_each_plan(sold), plan_of_price, known_prices)


async def in_states(connection: AsyncConnection, states: tuple[str, ...]) -> list[Plan]:
    """Return the plans of all guilds in the order of creation, in parts as `of_ids`."""
    ids = (await connection.scalars(select(plans.c.id).where(plans.c.state.in_(states)))).all()
    found: list[Plan] = []
    async for rows in in_parts(connection, _OF_ANY_IDS, ids):
        found += _each_plan(rows.mappings())
    return found


async def of_price(connection: AsyncConnection, price_id: str) -> Plan | None:
    """Return the plan that is or was sold at a Stripe price, in any guild."""
    plan_id = await connection.scalar(select(prices.c.plan_id).where(prices.c.price_id == price_id))
    return None if plan_id is None else await get(connection, plan_id)


def _each_plan(rows: Iterable[Mapping[Any, Any]]) -> list[Plan]:
    """Return the plans of rows of one price each, ordered by plan."""
    return [_plan(list(of_one)) for _, of_one in groupby(rows, itemgetter("id"))]


def _plan(rows: Sequence[Mapping[Any, Any]]) -> Plan:
    """Return the plan of rows that differ in their price only."""
    every = [dict(row) for row in rows]
    found = tuple(map(_price, every))
    values = every[0]
    terms = Terms(*map(values.pop, TERMS))
    return Plan(**values, terms=terms, prices=found)


def _price(values: dict[Any, Any]) -> Price:
    """Take the fields of a price out of a row's values."""
    return Price(values.pop("price"), *map(values.pop, _OF_PRICE))
