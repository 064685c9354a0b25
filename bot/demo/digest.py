"""The digest: staff schedule it, days pass, and it is posted exactly once."""

import asyncio
import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.demo.context import DemoContext
from bot.demo.conversation import Talked
from bot.demo.environment import TICK_SECONDS
from bot.demo.recommend import picks_of
from bot.scheduling.weekly import WEEKDAYS
from bot.simulator.discord import Message, Reply

AHEAD = timedelta(days=2)  # the digest's day is the day after tomorrow
DIGEST_HOUR = "18:00"
JUST_AFTER = timedelta(minutes=1)
TICKS = 5  # runs of the scheduler in which a second digest would have been posted
_SLOT = re.compile(r"<t:(\d+):F>")


async def digest(context: DemoContext, talked: Talked) -> None:
    """Staff schedule a digest, the heroine opts in, time passes, and both are sent."""
    server, patience = context.server, context.patience
    context.begin("demo-step-digest", name=server.admin.name)
    slot = await _schedule(context)
    await _opt_in(context)
    _let_time_pass(context, slot)
    posted = await context.checks.comes(
        server.channels["digest"].wait_for_message(timeout=patience),
        "demo-check-digest",
        channel=server.channels["digest"].name,
    )
    context.show(
        posted, context.translate("demo-in-channel", channel=server.channels["digest"].name)
    )
    closed = talked.in_forum("workshop") | talked.in_forum("backstage")
    picks = _count(context, posted)
    context.checks.that(
        picks and not closed.intersection(picks), "demo-check-digest-open", "-", picks
    )
    own = await context.checks.comes(
        server.heroine.wait_for_dm(lambda m: bool(picks_of(m)), patience),
        "demo-check-digest-dm",
        name=server.heroine.name,
    )
    context.show(own, context.translate("demo-by-dm", name=server.heroine.name))
    seen = talked.by(server.heroine.name).intersection(_count(context, own))
    context.checks.that(not seen, "demo-check-unseen", "-", seen, name=server.heroine.name)
    await asyncio.sleep(TICKS * TICK_SECONDS)
    posted_once(context, "demo-check-digest-once")


def posted_once(context: DemoContext, message: str) -> None:
    """Check that the digest is there once, in its channel and in the member's DMs."""
    server = context.server
    own = [message for message in server.heroine.inbox if picks_of(message)]
    counts = len(server.channels["digest"].messages), len(own)
    context.checks.equal(counts, (1, 1), message)


async def _schedule(context: DemoContext) -> datetime:
    """Schedule a digest; return the time that staff are told."""
    server, zone = context.server, ZoneInfo(context.environment.content.timezone)
    day = (context.environment.clock.now().astimezone(zone) + AHEAD).weekday()
    reply = await context.ask(
        server.admin,
        "digest schedule",
        server.staff,
        channel=server.channels["digest"],
        time=DIGEST_HOUR,
        days=WEEKDAYS[day],
    )
    times = _SLOT.findall(reply.text)
    context.checks.that(times, "demo-check-scheduled", "<t:…:F>", reply.text)
    return datetime.fromtimestamp(int(times[0]), UTC)


async def _opt_in(context: DemoContext) -> Reply:
    reply = await context.ask(
        context.server.heroine, "me digest", context.server.lounge, state="on"
    )
    label = context.translate("digest-button-off")
    buttons = [button.label for button in reply.buttons]
    context.checks.equal(buttons, [label], "demo-check-opted-in", name=context.server.heroine.name)
    return reply


def _let_time_pass(context: DemoContext, slot: datetime) -> None:
    """Shift the app's clock and Stripe's; signatures and Discord stay in real time."""
    clock = context.environment.clock
    step = slot + JUST_AFTER - clock.now()
    clock.advance(step)
    context.environment.stripe.advance(step)
    context.note(
        "demo-note-days", now=context.reader.plain(f"<t:{int(clock.now().timestamp())}:F>")
    )


def _count(context: DemoContext, message: Message) -> list[int]:
    picks = picks_of(message)
    context.counts.recommendations += len(picks)
    return picks
