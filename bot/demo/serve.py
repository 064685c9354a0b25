"""`--serve`: keeps everything running for experiments, and prints staff's notices."""

import asyncio
import signal

from bot.demo.context import DemoContext
from bot.demo.environment import STRIPE_KEY, WEBHOOK_SECRET

POLL_SECONDS = 1.0


async def serve_until_stopped(context: DemoContext) -> None:
    """Show all URLs, then wait for Ctrl-C or SIGTERM."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, stop.set)
    try:
        await _invite(context)
        await _follow_staff(context, stop)
    finally:
        for name in (signal.SIGINT, signal.SIGTERM):
            loop.remove_signal_handler(name)
    context.screen.line("\n" + context.translate("demo-stopped"))


async def _invite(context: DemoContext) -> None:
    """Print the URLs and keys, and a checkout page to pay on."""
    built, server, plan = context.environment, context.server, context.environment.content.plan
    payer = server.people[built.content.interests[-1].people[-1]]
    reply = await payer.slash("subscribe", in_=server.lounge, plan=plan)
    api, stripe = built.discord.api_base, built.stripe.api_base
    rows = [
        ("demo-serve-discord", api),
        ("demo-serve-gateway", built.discord.gateway_url),
        ("demo-serve-token", built.discord.token),
        ("demo-serve-guild", f"{server.guild.id} ({server.guild.name})"),
        ("demo-serve-stripe", stripe),
        ("demo-serve-key", STRIPE_KEY),
        ("demo-serve-webhook", built.webhook_url),
        ("demo-serve-secret", WEBHOOK_SECRET),
        ("demo-serve-bot", built.settings.web.public_url),
    ]
    context.screen.addresses((context.translate(message), value) for message, value in rows)
    context.screen.line(context.translate("demo-serve-pay", name=payer.name))
    context.screen.line(f"  {reply.buttons[0].url}", "cyan")
    context.screen.line("\n" + context.translate("demo-serve-how"))
    guild = server.guild.id
    for command in (
        f'curl -H "Authorization: Bot {built.discord.token}" {api}/guilds/{guild}/channels',
        f"curl -u {STRIPE_KEY}: {stripe}/v1/subscriptions",
        f"curl {built.settings.web.public_url}/metrics",
    ):
        context.screen.line(f"  {command}", "cyan")
    context.screen.line("\n" + context.translate("demo-serve-stop"))


async def _follow_staff(context: DemoContext, stop: asyncio.Event) -> None:
    """Print each new message of the staff channel until `stop` is set."""
    staff = context.server.staff
    last = staff.messages[-1].id if staff.messages else 0
    while not stop.is_set():
        for message in staff.messages:
            if message.id > last:
                last = message.id
                context.show(message, context.translate("demo-in-channel", channel=staff.name))
        try:
            await asyncio.wait_for(stop.wait(), POLL_SECONDS)
        except TimeoutError:
            continue
