"""The story of the schedule: staff plan a digest, days pass, and it appears exactly once."""

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
TICKS = 5  # looks at the schedule after which a second digest would have shown
_SLOT = re.compile(r"<t:(\d+):F>")


async def digest(scene: DemoContext, talked: Talked) -> None:
    """Staff schedule, the heroine opts in, time passes, both get theirs."""
    town, patience = scene.server, scene.patience
    scene.begin("demo-step-digest", name=town.admin.name)
    slot = await _schedule(scene)
    await _opt_in(scene)
    _let_time_pass(scene, slot)
    posted = await scene.checks.comes(
        town.channels["digest"].wait_for_message(timeout=patience),
        "demo-check-digest",
        channel=town.channels["digest"].name,
    )
    scene.show(posted, scene.words("demo-in-channel", channel=town.channels["digest"].name))
    closed = talked.in_forum("workshop") | talked.in_forum("backstage")
    picks = _count(scene, posted)
    scene.checks.that(
        picks and not closed.intersection(picks), "demo-check-digest-open", "-", picks
    )
    own = await scene.checks.comes(
        town.heroine.wait_for_dm(lambda m: bool(picks_of(m)), patience),
        "demo-check-digest-dm",
        name=town.heroine.name,
    )
    scene.show(own, scene.words("demo-by-dm", name=town.heroine.name))
    seen = talked.by(town.heroine.name).intersection(_count(scene, own))
    scene.checks.that(not seen, "demo-check-unseen", "-", seen, name=town.heroine.name)
    await asyncio.sleep(TICKS * TICK_SECONDS)
    posted_once(scene, "demo-check-digest-once")


def posted_once(scene: DemoContext, message: str) -> None:
    """See that the digest is there once, in its channel and with the member."""
    town = scene.server
    own = [message for message in town.heroine.inbox if picks_of(message)]
    counts = len(town.channels["digest"].messages), len(own)
    scene.checks.equal(counts, (1, 1), message)


async def _schedule(scene: DemoContext) -> datetime:
    """Plan a digest; the time that staff are told."""
    town, zone = scene.server, ZoneInfo(scene.environment.content.timezone)
    day = (scene.environment.clock.now().astimezone(zone) + AHEAD).weekday()
    reply = await scene.ask(
        town.admin,
        "digest schedule",
        town.staff,
        channel=town.channels["digest"],
        time=DIGEST_HOUR,
        days=WEEKDAYS[day],
    )
    told = _SLOT.findall(reply.text)
    scene.checks.that(told, "demo-check-scheduled", "<t:…:F>", reply.text)
    return datetime.fromtimestamp(int(told[0]), UTC)


async def _opt_in(scene: DemoContext) -> Reply:
    reply = await scene.ask(scene.server.heroine, "me digest", scene.server.lounge, state="on")
    label = scene.words("digest-button-off")
    buttons = [button.label for button in reply.buttons]
    scene.checks.equal(buttons, [label], "demo-check-opted-in", name=scene.server.heroine.name)
    return reply


def _let_time_pass(scene: DemoContext, slot: datetime) -> None:
    """Move the app's clock and Stripe's; signatures and Discord stay in real time."""
    clock = scene.environment.clock
    step = slot + JUST_AFTER - clock.now()
    clock.advance(step)
    scene.environment.stripe.advance(step)
    scene.note("demo-note-days", now=scene.reader.plain(f"<t:{int(clock.now().timestamp())}:F>"))


def _count(scene: DemoContext, message: Message) -> list[int]:
    picks = picks_of(message)
    scene.counts.recommendations += len(picks)
    return picks
