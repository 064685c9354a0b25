from datetime import timedelta

from bot.catalogue.wanted_contents import Access
from data import contents
from tests.flow.catalogue.conftest import Shelf
from tests.flow.conftest import ALICE, GUILD, ROLE

BOB = ALICE + 1


async def test_a_product_opens_its_contents_once_paid_and_gives_no_role(shelf: Shelf) -> None:
    essay, other = await shelf.add("Essay"), await shelf.add("Other")
    await shelf.sell("Essay", essay)
    assert not await shelf.opens(essay)
    await shelf.billing.buy(plan="Essay")
    assert not await shelf.opens(essay)  # Stripe has not confirmed it to us yet
    await shelf.billing.catch_up()
    assert await shelf.opens(essay)
    assert not await shelf.opens(other)
    assert not await shelf.opens(essay, BOB)
    assert await shelf.billing.roles() == frozenset()


async def test_a_plan_that_includes_a_content_opens_it_while_it_is_paid(shelf: Shelf) -> None:
    essay = await shelf.add("Essay")
    plan = await shelf.billing.sell()
    await shelf.hold(plan.id, essay)
    await shelf.billing.buy()
    await shelf.billing.catch_up()
    assert await shelf.opens(essay)
    assert await shelf.billing.roles() == {ROLE}
    await shelf.billing.stripe.cancel_at_period_end(next(iter(shelf.billing.stripe.subscriptions)))
    await shelf.billing.catch_up()
    await shelf.billing.pass_time(timedelta(days=32))
    await shelf.billing.catch_up()
    assert not await shelf.opens(essay)


async def test_a_lesson_opens_with_its_course_also_one_added_after_the_purchase(
    shelf: Shelf,
) -> None:
    course = await shelf.add("Course", kind="course")
    first = await shelf.add("First", kind="lesson", course_id=course.id)
    await shelf.sell("Course", course)
    await shelf.billing.buy(plan="Course")
    await shelf.billing.catch_up()
    second = await shelf.add("Second", kind="lesson", course_id=course.id)
    assert [await shelf.opens(each) for each in (course, first, second)] == [True] * 3


async def test_retiring_keeps_what_was_bought_and_a_refund_takes_it(shelf: Shelf) -> None:
    essay = await shelf.add("Essay")
    await shelf.sell("Essay", essay)
    await shelf.billing.buy(plan="Essay")
    await shelf.billing.catch_up()
    await shelf.billing.plans.retire(GUILD, 1, "Essay", kind="product")
    async with shelf.billing.database.write() as connection:
        await contents.retire(connection, essay.id, shelf.billing.clock.now())
    assert await shelf.opens(essay)
    await shelf.billing.stripe.refund(next(iter(shelf.billing.stripe.payment_intents)))
    await shelf.billing.catch_up()
    assert not await shelf.opens(essay)
    why = await shelf.ownership.why(GUILD, ALICE, essay.id)
    assert why.access is Access.HIDDEN
    assert [(offer.name, mine.reason) for offer, mine in why.by] == [("Essay", "refunded")]


async def test_two_passes_to_different_products_run_side_by_side(shelf: Shelf) -> None:
    one, two = await shelf.add("One"), await shelf.add("Two")
    await shelf.sell("One", one, days=30)
    await shelf.sell("Two", two, days=30)
    for name in ("One", "Two"):
        await shelf.billing.buy(plan=name)
    await shelf.billing.catch_up()
    assert await shelf.opens(one)
    assert await shelf.opens(two)
    assert await shelf.ownership.owned(GUILD, ALICE) == {one.id, two.id}


async def test_a_content_of_another_guild_is_unknown(shelf: Shelf) -> None:
    preview = await shelf.add("Free", preview=True)
    assert await shelf.opens(preview)
    assert not await shelf.ownership.is_open(GUILD + 1, ALICE, preview.id)


async def test_a_dispute_suspends_and_a_refund_ends_what_a_licence_depends_on(shelf: Shelf) -> None:
    tool = await shelf.add("Linter", kind="tool", preview=True)
    await shelf.sell("Linter", tool)

    async def standing(guild_id: int = GUILD, user_id: int = ALICE) -> str:
        await shelf.billing.catch_up()
        return await shelf.ownership.standing(guild_id, user_id, tool.id)

    assert await standing() == "ended"  # a preview is not bought
    await shelf.billing.buy(plan="Linter")
    assert await standing() == "open"
    assert (await standing(GUILD + 1), await standing(GUILD, BOB)) == ("ended", "ended")
    payment = next(iter(shelf.billing.stripe.payment_intents))
    dispute = await shelf.billing.stripe.dispute(payment)
    assert await standing() == "suspended"
    await shelf.billing.stripe.close_dispute(dispute["id"], won=True)
    assert await standing() == "open"
    await shelf.billing.stripe.refund(payment)
    assert await standing() == "ended"


async def test_what_a_licence_depends_on_ends_with_the_plan(shelf: Shelf) -> None:
    tool = await shelf.add("Linter", kind="tool")
    plan = await shelf.billing.sell()
    await shelf.hold(plan.id, tool)
    await shelf.billing.buy()
    await shelf.billing.catch_up()
    assert await shelf.ownership.standing(GUILD, ALICE, tool.id) == "open"
    await shelf.billing.stripe.cancel_at_period_end(next(iter(shelf.billing.stripe.subscriptions)))
    await shelf.billing.catch_up()
    assert await shelf.ownership.standing(GUILD, ALICE, tool.id) == "open"
    await shelf.billing.pass_time(timedelta(days=32))
    await shelf.billing.catch_up()
    assert await shelf.ownership.standing(GUILD, ALICE, tool.id) == "ended"
