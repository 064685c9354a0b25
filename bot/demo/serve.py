"""`--serve`: everything stays up for experiments, and the terminal tells what staff read."""

import asyncio
import signal

from bot.demo.context import DemoContext
from bot.demo.environment import STRIPE_KEY, WEBHOOK_SECRET

LOOK_SECONDS = 1.0


async def serve_until_stopped(scene: DemoContext) -> None:
    """Say where everything is, then wait for Ctrl-C or SIGTERM."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, stop.set)
    try:
        await _invite(scene)
        await _follow_staff(scene, stop)
    finally:
        for name in (signal.SIGINT, signal.SIGTERM):
            loop.remove_signal_handler(name)
    scene.screen.line("\n" + scene.words("demo-stopped"))


async def _invite(scene: DemoContext) -> None:
    """Print the addresses and keys, and a page on which somebody can pay."""
    stage, town, plan = scene.environment, scene.server, scene.environment.content.plan
    payer = town.people[stage.content.interests[-1].people[-1]]
    reply = await payer.slash("subscribe", in_=town.lounge, plan=plan)
    api, stripe = stage.discord.api_base, stage.stripe.api_base
    rows = [
        ("demo-serve-discord", api),
        ("demo-serve-gateway", stage.discord.gateway_url),
        ("demo-serve-token", stage.discord.token),
        ("demo-serve-guild", f"{town.guild.id} ({town.guild.name})"),
        ("demo-serve-stripe", stripe),
        ("demo-serve-key", STRIPE_KEY),
        ("demo-serve-webhook", stage.webhook_url),
        ("demo-serve-secret", WEBHOOK_SECRET),
        ("demo-serve-bot", stage.settings.web.public_url),
    ]
    scene.screen.addresses((scene.words(message), value) for message, value in rows)
    scene.screen.line(scene.words("demo-serve-pay", name=payer.name))
    scene.screen.line(f"  {reply.buttons[0].url}", "cyan")
    scene.screen.line("\n" + scene.words("demo-serve-how"))
    guild = town.guild.id
    for command in (
        f'curl -H "Authorization: Bot {stage.discord.token}" {api}/guilds/{guild}/channels',
        f"curl -u {STRIPE_KEY}: {stripe}/v1/subscriptions",
        f"curl {stage.settings.web.public_url}/metrics",
    ):
        scene.screen.line(f"  {command}", "cyan")
    scene.screen.line("\n" + scene.words("demo-serve-stop"))


async def _follow_staff(scene: DemoContext, stop: asyncio.Event) -> None:
    """Show each new line of the staff channel until told to stop."""
    staff = scene.server.staff
    last = staff.messages[-1].id if staff.messages else 0
    while not stop.is_set():
        for message in staff.messages:
            if message.id > last:
                last = message.id
                scene.show(message, scene.words("demo-in-channel", channel=staff.name))
        try:
            await asyncio.wait_for(stop.wait(), LOOK_SECONDS)
        except TimeoutError:
            continue
