"""The demo from its first step to its last."""

import aiohttp

from bot.demo.context import DemoContext
from bot.demo.conversation import count_signals, talk
from bot.demo.course import study
from bot.demo.digest import digest, posted_once
from bot.demo.membership import OK, become_member, end_membership
from bot.demo.recommend import recommend
from bot.demo.refund import buy_and_return


async def open_demo(context: DemoContext) -> None:
    """Wait until the bot is connected, has cached all members and synced its commands.

    Raises:
        CheckFailedError: It hasn't in time.
    """
    built, patience = context.environment, context.patience
    with context.screen.waiting("demo-waiting"):
        await context.checks.comes(
            built.discord.wait_until_connected(patience), "demo-check-gateway"
        )
        commands = context.server.guild.wait_for_command("plan", timeout=patience)
        await context.checks.comes(commands, "demo-check-commands")
        status = await context.settled(lambda: _readiness(context), OK)
    context.checks.equal(status, OK, "demo-check-ready", members=context.server.members)


async def show_summary(context: DemoContext, *, whole: bool) -> None:
    """Perform all steps; without `whole`, only those that need no jump in time.

    Raises:
        CheckFailedError: Something is not as expected.
    """
    await become_member(context)
    talked = await talk(context)
    await recommend(context, talked)
    await study(context)
    await buy_and_return(context)
    if whole:
        await digest(context, talked)
        await end_membership(context)
        posted_once(context, "demo-check-digest-still")


async def figures(context: DemoContext, seconds: float) -> list[tuple[str, str]]:
    """Return the counts with their labels."""
    totals = context.counts
    counts = {
        "members": context.server.members,
        "messages": totals.messages,
        "reactions": totals.reactions,
        "signals": await count_signals(context),
        "webhooks": sum(attempt.ok for attempt in context.environment.stripe.deliveries),
        "recommendations": totals.recommendations,
        "checks": context.checks.made,
    }
    rows = [(context.translate(f"demo-count-{name}"), str(count)) for name, count in counts.items()]
    return [*rows, (context.translate("demo-count-seconds"), f"{seconds:.1f}")]


async def _readiness(context: DemoContext) -> int:
    """Fetch the app's readiness as a load balancer would; return the HTTP status."""
    url = f"{context.environment.settings.web.public_url}/readyz"
    async with aiohttp.ClientSession() as http, http.get(url) as answer:
        return answer.status
