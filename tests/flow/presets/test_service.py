"""Test what is remembered of a preset: one builder at a time, and nothing used is removed."""

import asyncio
from datetime import timedelta

import pytest

from bot.catalogue.service import CatalogueService, ContentText, ProductPrice
from bot.errors import UserError
from bot.payments.plan_request import PlanRequest
from bot.presets.service import PresetService
from data import contents
from tests.flow.conftest import GUILD, ROLE, STAFF, Billing


@pytest.fixture
def catalogue(billing: Billing) -> CatalogueService:
    return CatalogueService(billing.database, billing.plans, billing.clock)


@pytest.fixture
def service(billing: Billing, catalogue: CatalogueService) -> PresetService:
    return PresetService(
        billing.database, catalogue, billing.plans, billing.guild_settings, billing.clock
    )


async def test_of_two_who_build_one_is_told_to_wait(
    service: PresetService, billing: Billing
) -> None:
    tries = [service.begin(GUILD, "blog", "role", "Readers") for _ in range(5)]
    outcomes = await asyncio.gather(*tries, return_exceptions=True)
    assert sum(isinstance(each, UserError) for each in outcomes) == 4
    first = (await service.stored(GUILD, "blog"))["role"]
    billing.clock.advance(timedelta(minutes=2))  # that attempt was cut off
    await service.begin(GUILD, "blog", "role", "Readers")
    again = (await service.stored(GUILD, "blog"))["role"]
    assert (again.begun_at, again.state) == (first.begun_at, "begun")
    await service.made(GUILD, "blog", "role", ROLE)
    await service.begin(GUILD, "blog", "role", "Readers")  # it was deleted by hand
    assert (await service.stored(GUILD, "blog"))["role"].begun_at > first.begun_at
    assert await service.stored(GUILD, "course") == {}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_an_untouched_example_is_deleted(service: PresetService) -> None:
    made = await service.add_product(GUILD, STAFF, "article", "First")
    assert not await service.remove_product(GUILD, made.id, "Other title")
    assert await service.remove_product(GUILD, made.id, "First")
    assert await service.product(GUILD, made.id, "First") is None
    assert await service.remove_product(GUILD, made.id, "First")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("use", ["edited", "priced", "lesson", "published"])
async def test_an_example_in_use_stays(
    service: PresetService, catalogue: CatalogueService, billing: Billing, use: str
) -> None:
    made = await service.add_product(GUILD, STAFF, "course", "First")
    if use == "edited":
        await catalogue.edit(made, STAFF, ContentText("First", "About it"))
    elif use == "priced":
        await catalogue.price(GUILD, STAFF, made.id, ProductPrice("9.00", "EUR"))
    async with billing.database.write() as connection:
        if use == "lesson":
            new = contents.NewContent(GUILD, "lesson", "One", STAFF, course_id=made.id)
            await contents.add(connection, new, billing.clock.now())
        elif use == "published":
            await contents.publish(connection, made.id, billing.clock.now())
    assert not await service.remove_product(GUILD, made.id, "First")
    assert await service.product(GUILD, made.id, "First") is not None


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_the_plan_reaches_stripe_with_its_price_and_includes_the_product(
    service: PresetService, catalogue: CatalogueService, billing: Billing
) -> None:
    for part in ("plan", "product"):
        await service.begin(GUILD, "course", part, part)
    product = await service.add_product(GUILD, STAFF, "course", "First")
    await service.made(GUILD, "course", "product", product.id)
    await service.made(GUILD, "course", "plan", None)
    assert billing.stripe.products == {}
    assert not await service.gives_role(GUILD, ROLE)
    request = PlanRequest(GUILD, STAFF, "Course", ROLE, "9.00", "EUR", "month")
    plan = await service.price("course", request)
    assert (await service.stored(GUILD, "course"))["plan"].object_id == plan.id
    assert [each.name for each in await catalogue.plans_with(product)] == ["Course"]
    assert await service.gives_role(GUILD, ROLE)
    assert not await service.remove_product(GUILD, product.id, "First")
