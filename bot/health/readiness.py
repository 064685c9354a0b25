"""Finds what is not in order while the bot runs, for /readyz."""

from datetime import timedelta

import structlog

from bot.deps import Deps
from bot.payments.build import Intake
from bot.payments.inbox.processor import ALERT_AFTER_ATTEMPTS
from data import inbox

STALE_INBOX = timedelta(minutes=5)

_log = structlog.get_logger(__name__)


async def find_failing(deps: Deps, intake: Intake) -> list[str]:
    """Return the names of what is not in order: the clock, the inbox, the database."""
    names = ["clock"] if intake.clock_check.is_off else []
    try:
        await deps.database.check_writing()
        before = deps.clock.now() - STALE_INBOX
        async with deps.database.read() as reading:
            if await inbox.backlog(reading, before, below_attempts=ALERT_AFTER_ATTEMPTS):
                names.append("inbox")
    except Exception as error:  # noqa: BLE001 whatever it is: then nothing can be stored
        _log.warning("app.not_ready", error=f"{type(error).__name__}: {error}")
        names.append("database")
    return names
