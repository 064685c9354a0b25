"""Shows how a history reading goes and ends, as one message in the staff channel."""

from datetime import datetime, timedelta

import discord
import structlog

from bot.discord.channels import find_channel
from bot.discord.layout import AnswerView
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
        self._settings = services.deps.guild_settings.of(guild.id).discord
        self._translate: Translator = services.translations.translator(self._settings.language)
        self._message: discord.Message | None = None
        self._shown_at: datetime | None = None

    async def show(self, progress: BackfillProgress) -> None:
        """Show the progress, at most every `EVERY`."""
        now = self._services.deps.clock.now()
        if now - (self._shown_at or progress.began) >= EVERY:
            self._shown_at = now
            await self._post(self._translate(_id(progress, "going"), **_arguments(progress, now)))

    async def end(self, progress: BackfillProgress) -> None:
        """Show the result, if there is anything to report."""
        if self._message is None and not progress.missed:
            return
        arguments = _arguments(progress, self._services.deps.clock.now())
        message = _id(progress, "done")
        if not await self._post(self._translate(message, **arguments)):
            key = f"history:{int(progress.began.timestamp())}"
            outbox = self._services.payments.outbox
            await outbox.notify_staff(self._guild.id, key, message, **arguments)

    async def _post(self, text: str) -> bool:
        channel = find_channel(self._guild, self._settings.staff_channel)
        if channel is None:
            return False
        view = AnswerView(text)
        try:
            if self._message is None:
                self._message = await channel.send(view=view, allowed_mentions=_SILENT)
            else:
                await self._message.edit(view=view, allowed_mentions=_SILENT)
        except discord.HTTPException as error:
            _log.warning("history.not_shown", guild=self._guild.id, error=str(error))
            return False
        return True


def _id(progress: BackfillProgress, state: str) -> str:
    what = "backfill" if progress.since is None else "missed"
    return f"history-{what}-{state}"


def _arguments(progress: BackfillProgress, now: datetime) -> dict[str, str | float]:
    left = progress.left(now)
    return {
        "since": "" if progress.since is None else f"<t:{int(progress.since.timestamp())}:f>",
        "share": int(progress.share * 100),
        "minutes": -1 if left is None else max(int(left.total_seconds() // 60), 1),
        "channels": progress.channels - progress.unreadable,
        "messages": progress.messages,
        "added": progress.added,
        "undone": progress.undone,
        "gone": progress.gone,
        "unreadable": progress.unreadable,
    }
