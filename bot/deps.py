"""What every feature is built on; each feature's `build.py` takes it."""

from dataclasses import dataclass

import aiohttp

from bot.clock import Clock
from bot.guild_settings import GuildSettings
from bot.metrics import Metrics
from bot.scheduling.scheduler import Scheduler
from bot.scheduling.worker import WakeupEvent
from bot.settings import Settings
from data.engine import Database


@dataclass(frozen=True, slots=True)
class Deps:
    """The parts below all features.

    Attributes:
        clock: The machine's time, which may be wrong; payments go by Stripe's.
        wakeup: Notified when stored work may be waiting.
        scheduler: Takes jobs before and after its start.
        settings: Those of the file and the environment, for what concerns the whole installation.
        guild_settings: Those that hold in each server.
    """

    settings: Settings
    guild_settings: GuildSettings
    clock: Clock
    database: Database
    http: aiohttp.ClientSession
    metrics: Metrics
    wakeup: WakeupEvent
    scheduler: Scheduler
