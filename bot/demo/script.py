"""The story from the curtain to the last goodbye."""

import aiohttp

from bot.demo.context import DemoContext
from bot.demo.conversation import count_signals, talk
from bot.demo.digest import digest, posted_once
from bot.demo.membership import OK, become_member, end_membership
from bot.demo.recommend import recommend


async def open_demo(scene: DemoContext) -> None:
    """Wait until the bot is connected, knows everybody and has told Discord its commands.

    Raises:
        CheckFailedError: it isn't in time.
    """
    stage, patience = scene.environment, scene.patience
    with scene.screen.waiting("demo-waiting"):
        await scene.checks.comes(stage.discord.wait_until_connected(patience), "demo-check-gateway")
        commands = scene.server.guild.wait_for_command("plan", timeout=patience)
        await scene.checks.comes(commands, "demo-check-commands")
        status = await scene.settled(lambda: _readiness(scene), OK)
    scene.checks.equal(status, OK, "demo-check-ready", members=scene.server.members)


async def tell(scene: DemoContext, *, whole: bool) -> None:
    """Play all of it; without `whole` only what needs no leap in time.

    Raises:
        CheckFailedError: something is not as it must be.
    """
    await become_member(scene)
    talked = await talk(scene)
    await recommend(scene, talked)
    if whole:
        await digest(scene, talked)
        await end_membership(scene)
        posted_once(scene, "demo-check-digest-still")


async def figures(scene: DemoContext, seconds: float) -> list[tuple[str, str]]:
    """Return what was counted, by its name in words."""
    tally = scene.counts
    counts = {
        "members": scene.server.members,
        "messages": tally.messages,
        "reactions": tally.reactions,
        "signals": await count_signals(scene),
        "webhooks": sum(attempt.ok for attempt in scene.environment.stripe.deliveries),
        "recommendations": tally.recommendations,
        "checks": scene.checks.made,
    }
    rows = [(scene.words(f"demo-count-{name}"), str(count)) for name, count in counts.items()]
    return [*rows, (scene.words("demo-count-seconds"), f"{seconds:.1f}")]


async def _readiness(scene: DemoContext) -> int:
    """Ask the app as a load balancer would; the HTTP status."""
    url = f"{scene.environment.settings.web.public_url}/readyz"
    async with aiohttp.ClientSession() as http, http.get(url) as answer:
        return answer.status
