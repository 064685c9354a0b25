"""A tool: a member buys it, downloads it, and gets the money back."""

import aiohttp

from bot.demo.context import DemoContext
from bot.demo.membership import OK
from bot.simulator.discord import HandedFile, Reply, buttons_of

SOURCE = b"# Finds tasks that outlive their cancellation.\n" * 200
ATTACHED = 1_000  # bytes: what Discord takes in this scene, so that the file comes by link
REFUSED = 403


async def buy_and_return(context: DemoContext) -> None:
    """Perform all steps from the tool on sale to the refund."""
    limits = context.environment.discord.world.attachments
    usual, name = limits.limit, context.environment.content.tool
    context.begin("demo-step-refund", name=context.server.heroine.name)
    content_id = await sell_tool(context, name)
    context.note("demo-note-link")
    limits.limit = ATTACHED
    url = await buy_tool(context, name, content_id)
    limits.limit = usual
    await give_back(context, name)
    await see_it_closed(context, url, content_id)


async def sell_tool(context: DemoContext, name: str) -> str:
    """An admin sells a tool with one file; return the content's id."""
    server, translate, content = context.server, context.translate, context.environment.content
    admin, staff = server.admin, server.staff
    made = await admin.slash("catalogue add", in_=staff, kind="tool", title=name)
    content_id = next(
        (button.custom_id or "").rpartition(":")[2] for button in made.buttons if button.custom_id
    )
    form = await admin.click(made, translate("catalogue-button-price"))
    price = {
        translate("catalogue-price-amount"): content.amount,
        translate("catalogue-price-currency"): content.currency,
        translate("catalogue-price-interval"): "once",
    }
    priced = await admin.submit(form, price)
    file = HandedFile("lint.py", SOURCE, "text/x-python")
    await admin.slash("files add", in_=staff, content=content_id, file=file)
    published = await admin.click(priced, translate("catalogue-button-publish"))
    context.show_reply(admin, published)
    shown = translate("catalogue-state-published")
    context.checks.that(shown in published.text, "demo-check-tool", shown, published.text)
    return content_id


async def buy_tool(context: DemoContext, name: str, content_id: str) -> str:
    """The heroine pays and downloads the tool; return the link."""
    heroine, lounge = context.server.heroine, context.server.lounge
    order = await context.ask(heroine, "buy", lounge, product=name)
    await context.environment.stripe.pay(_url(order))
    yours = context.translate("turn-granted-product-paid", plan=name)
    await context.checks.comes(
        order.wait_until(lambda answer: yours in answer.text, context.patience),
        "demo-check-bought",
        name=heroine.name,
    )
    linked = await heroine.slash("library get", in_=lounge, content=content_id)
    context.show_reply(heroine, linked)
    status, body = await _fetch(_url(linked))
    context.checks.equal((status, body), (OK, SOURCE), "demo-check-downloaded")
    return _url(linked)


async def give_back(context: DemoContext, name: str) -> None:
    """The heroine asks for her money back; staff see what she used, and refund it."""
    server, translate, patience = context.server, context.translate, context.patience
    reason = translate("demo-refund-reason")
    await context.ask(server.heroine, "library refund", server.lounge, product=name, reason=reason)
    label = translate("refund-button-show")
    request = await server.staff.wait_for_message(
        lambda message: label in [button.label for button in buttons_of(message)], patience
    )
    case = await server.admin.click(request, label, timeout=patience)
    context.show_reply(server.admin, case)
    opened = translate("refund-opened", count=1)
    context.checks.that(opened in case.text, "demo-check-evidence", opened, case.text)
    await server.admin.click(case, translate("refund-button-grant"), timeout=patience)
    refunds = [each["amount"] for each in context.environment.stripe.refunds.values()]
    amount = round(float(context.environment.content.amount) * 100)
    context.checks.equal(refunds, [amount], "demo-check-refunded")


async def see_it_closed(context: DemoContext, url: str, content_id: str) -> None:
    """The link and the library refuse as soon as Stripe reports the refund."""

    async def status() -> int:
        return (await _fetch(url))[0]

    context.checks.equal(await context.settled(status, REFUSED), REFUSED, "demo-check-link-dead")
    heroine, lounge = context.server.heroine, context.server.lounge
    again = await heroine.slash("library get", in_=lounge, content=content_id)
    context.show_reply(heroine, again)
    closed = context.translate("files-link-closed")
    context.checks.that(closed in again.text, "demo-check-closed", closed, again.text)


def _url(reply: Reply) -> str:
    return next(button.url for button in reply.buttons if button.url)


async def _fetch(url: str) -> tuple[int, bytes]:
    async with aiohttp.ClientSession() as browser, browser.get(url) as answer:
        return answer.status, await answer.read()
