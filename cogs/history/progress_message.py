"""Shows how a history reading goes and ends, as one message in the staff channel."""

from datetime import datetime, timedelta

import discord
import structlog

from bot.discord.channels import find_channel
from bot.i18n import Translator
from bot.recommend.history.progress import BackfillProgress
from bot.services import Services

EVERY = timedelta(seconds=10)  # between two edits; a shorter reading only shows its result
_SILENT = discord.AllowedMentions.none()

_log = structlog.get_logger(__name__)


class HistoryProgressMessage:
    """Posts when a reading takes long or found something, and nothing otherwise.

    Progress is shown if Discord allows it; the result always is, if need be as a notice.
    """

    def __init__(self, services: Services, guild: discord.Guild) -> None:
        self._services = services
        self._guild = guild
        self._words: Translator = services.catalogue.translator(services.settings.discord.language)
        self._message: discord.Message | None = None
        self._shown_at: datetime | None = None

    async def show(self, tally: BackfillProgress) -> None:
        """Show the progress, at most every `EVERY`."""
        now = self._services.clock.now()
        if now - (self._shown_at or tally.began) >= EVERY:
            self._shown_at = now
            await self._post(self._words(_id(tally, "going"), **_arguments(tally, now)))

    async def end(self, tally: BackfillProgress) -> None:
        """Show the result, if there is anything to report."""
        if self._message is None and not tally.missed:
            return
        arguments = _arguments(tally, self._services.clock.now())
        message = _id(tally, "done")
        if not await self._post(self._words(message, **arguments)):
            key = f"history:{int(tally.began.timestamp())}"
            await self._services.outbox.notify_staff(self._guild.id, key, message, **arguments)

    async def _post(self, text: str) -> bool:
        channel = find_channel(self._guild, self._services.settings.discord.staff_channel)
        if channel is None:
            return False
        try:
            if self._message is None:
                self._message = await channel.send(text, allowed_mentions=_SILENT)
            else:
                await self._message.edit(content=text, allowed_mentions=_SILENT)
        except discord.HTTPException as error:
            _log.warning("history.not_shown", guild=self._guild.id, error=str(error))
            return False
        return True


def _id(tally: BackfillProgress, state: str) -> str:
    what = "backfill" if tally.since is None else "missed"
    return f"history-{what}-{state}"


def _arguments(tally: BackfillProgress, now: datetime) -> dict[str, str | float]:
    left = tally.left(now)
    return {
        "since": "" if tally.since is None else f"<t:{int(tally.since.timestamp())}:f>",
        "share": int(tally.share * 100),
        "minutes": -1 if left is None else max(int(left.total_seconds() // 60), 1),
        "channels": tally.channels - tally.unreadable,
        "messages": tally.messages,
        "added": tally.added,
        "undone": tally.undone,
        "gone": tally.gone,
        "unreadable": tally.unreadable,
    }
