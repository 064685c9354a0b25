"""A course: staff publish a folder, a member buys it and completes a lesson."""

from pathlib import Path

from bot.demo.context import DemoContext
from bot.publishing.folder import read_folder
from bot.publishing.service import PublishingService
from bot.simulator.discord import Reply

COURSES = Path(__file__).parent / "course"  # a folder for each language, as `publish` takes it


async def study(context: DemoContext) -> None:
    """Perform all steps from the folder to the first completed lesson."""
    name = await publish_course(context)
    panel = await buy_course(context, name)
    await complete_lesson(context, panel, name)


async def publish_course(context: DemoContext) -> str:
    """Publish the folder twice; return the course's title."""
    server, services = context.server, context.environment.app.services
    folder = COURSES / context.environment.settings.discord.language
    context.begin("demo-step-publish", name=server.admin.name)
    context.note("demo-note-publish", folder=f"bot/demo/course/{folder.name}")
    publishing = PublishingService(
        services.deps.database,
        services.files.store,
        services.catalogue.contents,
        context.environment.clock,
    )
    read = read_folder(folder)
    context.checks.equal(read.faults, (), "demo-check-no-faults")
    guild_id = server.guild.id
    await publishing.apply(guild_id, server.admin.id, await publishing.compare(guild_id, read))
    actions = {each.action for each in await publishing.compare(guild_id, read)}
    context.checks.equal(actions, {"same"}, "demo-check-published-again")
    return read.texts[0].fields.title


async def buy_course(context: DemoContext, name: str) -> Reply:
    """The heroine finds the course in the shop and pays; return the course's panel."""
    server, translate, stripe = context.server, context.translate, context.environment.stripe
    heroine = server.heroine
    context.begin("demo-step-course", name=heroine.name)
    shop = await context.ask(heroine, "shop", server.lounge)
    context.checks.that(name in shop.text, "demo-check-in-shop", name, shop.text)
    order = await context.ask(heroine, "buy", server.lounge, product=name)
    url = next(button.url for button in order.buttons if button.url)
    await stripe.pay(url)
    yours = translate("turn-granted-product-paid", plan=name)
    await context.checks.comes(
        order.wait_until(lambda answer: yours in answer.text, context.patience),
        "demo-check-bought",
        name=heroine.name,
    )
    context.show_reply(heroine, order)
    opened = await heroine.click(order, translate("catalogue-open"), timeout=context.patience)
    context.show_reply(heroine, opened)
    return opened


async def complete_lesson(context: DemoContext, panel: Reply, name: str) -> None:
    """The heroine reads the first lesson and marks it as done."""
    heroine, translate = context.server.heroine, context.translate
    first = next(
        button.label
        for button in panel.buttons
        if (button.custom_id or "").startswith("lyceum:learn:lesson:")
    )
    card = await heroine.click(panel, first or "", timeout=context.patience)
    page = await heroine.click(card, translate("reading-open"), timeout=context.patience)
    context.show_reply(heroine, page)
    table = "```" in page.text
    context.checks.that(table, "demo-check-page-shown", "```", page.text)
    await heroine.click(card, translate("learn-button-done"), timeout=context.patience)
    again = await context.ask(heroine, "learn course", context.server.lounge, course=name)
    counted = translate("learn-progress", done=1, total=4)  # one of the five is optional
    context.checks.that(counted in again.text, "demo-check-lesson-done", counted, again.text)
