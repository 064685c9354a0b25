"""The list of all contents and bundles for staff: with prices, and read by pages."""

from bot.catalogue.listing import PER_PAGE, CatalogueListing
from data import contents
from data.contents import NewContent
from tests.flow.catalogue.conftest import Shelf
from tests.flow.conftest import GUILD, STAFF
from tests.statement_counter import counted

MANY = 10_000


async def test_each_content_has_its_price_and_its_bundles(shelf: Shelf) -> None:
    essay, course = await shelf.add("Essay"), await shelf.add("Course", kind="course")
    await shelf.add("Inside", kind="lesson", course_id=course.id)
    alone = await shelf.sell("Essay", essay)
    both = await shelf.sell("Both", essay, course)
    await shelf.billing.sell(name="Pro")
    plan = await shelf.billing.plans.find(GUILD, "Pro", "plan")
    assert plan is not None
    await shelf.hold(plan.id, essay)  # a plan is no product
    async with shelf.billing.database.write() as connection:
        await contents.add(
            connection, NewContent(GUILD, "article", "Draft", STAFF), shelf.billing.clock.now()
        )
        await contents.add(
            connection, NewContent(GUILD + 1, "article", "Else", STAFF), shelf.billing.clock.now()
        )
    listing = CatalogueListing(shelf.billing.database)
    page = await listing.page(GUILD, "contents", 0)
    assert [
        (
            each.content.title,
            each.content.state,
            [offer.id for offer in each.alone],
            [offer.id for offer in each.bundles],
        )
        for each in page.contents
    ] == [
        ("Draft", "draft", [], []),
        ("Course", "published", [], [both]),
        ("Essay", "published", [alone], [both]),
    ]
    assert not page.more
    bundles = await listing.page(GUILD, "bundles", 0)
    assert [each.offer.id for each in bundles.bundles] == [both]
    assert {each.title for each in bundles.bundles[0].contents} == {"Essay", "Course"}
    await shelf.service.retire(GUILD, STAFF, essay.id)
    page = await listing.page(GUILD, "contents", 0)
    assert page.contents[2].alone == ()


async def test_ten_thousand_contents_are_read_a_page_at_a_time(shelf: Shelf) -> None:
    listing = CatalogueListing(shelf.billing.database)
    found = list[int]()
    for title in ("First", "Second"):
        await shelf.add(title)
    with counted() as few:
        await listing.page(GUILD, "contents", 0)
    now = shelf.billing.clock.now()
    async with shelf.billing.database.write() as connection:
        for number in range(MANY - 2):
            await contents.add(
                connection, NewContent(GUILD, "article", f"Essay {number}", STAFF), now
            )
    with counted() as many:
        page = await listing.page(GUILD, "contents", 0)
    assert many.total() == few.total()
    assert len(page.contents) == PER_PAGE
    last = MANY // PER_PAGE - 1
    for number in (0, 1, last - 1, last):
        page = await listing.page(GUILD, "contents", number)
        assert page.more == (number < last)
        found += [each.content.id for each in page.contents]
    assert found == sorted(found, reverse=True)
    assert len(set(found)) == 4 * PER_PAGE
    assert (await listing.page(GUILD, "contents", last + 1)).contents == ()
