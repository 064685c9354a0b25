from dataclasses import replace

import pytest

from bot.catalogue.service import ContentText, ProductPrice
from bot.errors import UserError
from bot.learning.prerequisites import CircleError
from data import contents
from data.learning import rules
from tests.flow.catalogue.conftest import Shelf
from tests.flow.conftest import ALICE, GUILD, STAFF

PRICE = ProductPrice("9.90", "EUR")
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


async def test_from_draft_to_sale(shelf: Shelf) -> None:
    service = shelf.service
    draft = await service.add(GUILD, STAFF, "article", ContentText(" An  essay ", "About", "Rust"))
    assert (draft.title, draft.state) == ("An essay", "draft")
    with pytest.raises(UserError, match="catalogue-empty-article"):
        await service.publish(GUILD, STAFF, draft.id)
    async with shelf.billing.database.write() as connection:
        await contents.change(connection, draft.id, body_key="texts/1")
    offer = await service.price(GUILD, STAFF, draft.id, PRICE)
    assert (offer.kind, offer.role_id, offer.price.amount) == ("product", None, 990)
    assert await shelf.shop.named(GUILD, "") == []  # it is a draft
    published = await service.publish(GUILD, STAFF, draft.id)
    assert published.state == "published"
    assert await shelf.shop.named(GUILD, "") == ["An essay"]


async def test_a_price_change_makes_no_second_product(shelf: Shelf) -> None:
    essay = await shelf.add("Essay")
    first = await shelf.service.price(GUILD, STAFF, essay.id, PRICE)
    second = await shelf.service.price(GUILD, STAFF, essay.id, replace(PRICE, amount="12"))
    assert (first.id, second.price.amount) == (second.id, 1200)
    with pytest.raises(UserError, match="catalogue-price-terms"):
        await shelf.service.price(GUILD, STAFF, essay.id, replace(PRICE, currency="USD"))


async def test_an_interrupted_sale_continues(shelf: Shelf) -> None:
    essay = await shelf.add("Essay")
    await shelf.sell("Essay")  # the product was created, and nothing was put into it
    offer = await shelf.service.sell(GUILD, STAFF, "Essay", [essay.id], PRICE)
    assert [each.offer.id for each in await shelf.service.products(essay)] == [offer.id]


@pytest.mark.parametrize("kind", ["article", "lesson"])
async def test_of_two_staff_who_edit_the_second_overwrites_nothing(shelf: Shelf, kind: str) -> None:
    course = await shelf.add("Course", kind="course")
    seen = await shelf.add("Essay", kind=kind, course_id=course.id if kind == "lesson" else None)
    await shelf.service.edit(seen, STAFF, ContentText("New title"))
    with pytest.raises(UserError, match="catalogue-changed-meanwhile"):
        await shelf.service.edit(seen, STAFF + 1, ContentText("Other title"))
    assert (await shelf.service.get(GUILD, seen.id)).title == "New title"


@pytest.mark.parametrize(
    "text",
    [
        ContentText("  "),
        ContentText("x" * 81),
        ContentText("@everyone"),
        ContentText("Fine", topic="<#1>"),
        ContentText("Fine", summary="x" * 1001),
    ],
)
async def test_texts_that_do_not_fit_are_refused(shelf: Shelf, text: ContentText) -> None:
    with pytest.raises(UserError, match="catalogue-t"):
        await shelf.service.add(GUILD, STAFF, "article", text)
    assert await shelf.service.every(GUILD) == []


async def test_retiring_takes_the_single_product_off_sale_and_keeps_bundles(shelf: Shelf) -> None:
    one, two = await shelf.add("One"), await shelf.add("Two")
    await shelf.sell("One", one)
    await shelf.sell("Both", one, two)
    await shelf.billing.buy(plan="One")
    await shelf.billing.catch_up()
    await shelf.service.retire(GUILD, STAFF, one.id)
    assert await shelf.shop.named(GUILD, "") == ["Both"]
    assert await shelf.opens(one)
    assert not await shelf.opens(one, ALICE + 1)


async def test_a_plan_includes_a_content_and_no_longer(shelf: Shelf) -> None:
    essay = await shelf.add("Essay")
    plan = await shelf.billing.sell()
    await shelf.service.include(GUILD, STAFF, essay.id, "pro", included=True)
    assert await shelf.service.plans_with(essay) == [plan]
    await shelf.service.include(GUILD, STAFF, essay.id, "Pro", included=False)
    assert await shelf.service.plans_with(essay) == []


async def test_a_lesson_is_not_sold_alone(shelf: Shelf) -> None:
    course = await shelf.add("Course", kind="course")
    lesson = await shelf.add("Lesson", kind="lesson", course_id=course.id)
    with pytest.raises(UserError, match="catalogue-lesson-alone"):
        await shelf.service.sell(GUILD, STAFF, "Lesson", [lesson.id], PRICE)


async def test_staff_say_what_comes_before_and_a_circle_is_refused(shelf: Shelf) -> None:
    basics, essay = await shelf.add("Basics"), await shelf.add("Essay")
    for _ in range(2):
        await shelf.service.builds_on(GUILD, STAFF, essay.id, basics.id, wanted=True)
    with pytest.raises(CircleError):
        await shelf.service.builds_on(GUILD, STAFF, basics.id, essay.id, wanted=True)
    async with shelf.billing.database.read() as connection:
        graph = await rules.prerequisites_of_guild(connection, GUILD)
    assert graph == {essay.id: {basics.id}}
    await shelf.service.builds_on(GUILD, STAFF, essay.id, basics.id, wanted=False)
    async with shelf.billing.database.read() as connection:
        assert await rules.prerequisites_of_guild(connection, GUILD) == {}
