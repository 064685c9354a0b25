from bot.catalogue.shop import PER_PAGE, ShopFilter
from tests.flow.catalogue.conftest import Shelf
from tests.flow.conftest import ALICE, GUILD


async def test_pages_show_the_newest_first_and_mark_what_is_owned(shelf: Shelf) -> None:
    for number in range(PER_PAGE + 1):
        await shelf.sell(f"Essay {number}", await shelf.add(f"Essay {number}"))
    await shelf.billing.buy(plan="Essay 5")
    await shelf.billing.catch_up()
    page = await shelf.shop.page(GUILD, ALICE, ShopFilter())
    names = [each.offer.name for each in page.entries]
    assert names == [f"Essay {number}" for number in (5, 4, 3, 2, 1)]
    assert [each.is_owned for each in page.entries] == [True, False, False, False, False]
    assert page.more
    beyond = await shelf.shop.page(GUILD, ALICE, ShopFilter(), 7)
    assert (beyond.number, [each.offer.name for each in beyond.entries]) == (1, ["Essay 0"])
    assert not beyond.more


async def test_kind_topic_and_bundle_choose(shelf: Shelf) -> None:
    essay = await shelf.add("Essay", topic="Rust")
    course = await shelf.add("Course", kind="course", topic="Go")
    await shelf.add("Inside", kind="lesson", course_id=course.id, preview=True)
    await shelf.sell("Essay", essay)
    await shelf.sell("Course", course)
    await shelf.sell("Both", essay, course)

    async def names(**chosen: str) -> list[str]:
        page = await shelf.shop.page(GUILD, ALICE, ShopFilter(**chosen))
        return [each.offer.name for each in page.entries]

    assert await names(kind="article") == ["Both", "Essay"]
    assert await names(topic="Go") == ["Both", "Course"]
    assert await names(kind="bundle") == ["Both"]
    assert await names(kind="tool") == []
    page = await shelf.shop.page(GUILD, ALICE, ShopFilter())
    assert page.topics == ("Go", "Rust")
    previews = {each.offer.name: each.preview and each.preview.title for each in page.entries}
    assert previews == {"Both": "Inside", "Course": "Inside", "Essay": None}


async def test_the_library_holds_what_is_owned(shelf: Shelf) -> None:
    essay, other = await shelf.add("Essay"), await shelf.add("Other")
    await shelf.sell("Both", essay, other)
    await shelf.billing.buy(plan="Both")
    await shelf.billing.catch_up()
    assert [each.title for each in await shelf.shop.library(GUILD, ALICE)] == ["Essay", "Other"]
    assert [each.title for each in await shelf.shop.library(GUILD, ALICE, "oth")] == ["Other"]
    assert await shelf.shop.library(GUILD, ALICE + 1) == []
