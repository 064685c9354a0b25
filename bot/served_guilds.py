"""Which servers are served, because anybody may invite a public bot.

The inviter would be staff there. Served are the servers in the settings; if there are none,
those served before, or at the very first start all that the bot is in. Later ones are ignored.
"""

import asyncio
from collections.abc import Sequence
from datetime import timedelta

from bot.clock import Clock
from bot.settings.sections import DiscordSettings
from data import served_guilds
from data.engine import Database

_APART = timedelta(milliseconds=1)  # keeps the order of joining


class ServedGuilds:
    """Decides at each start and at each invitation."""

    def __init__(self, database: Database, clock: Clock, settings: DiscordSettings) -> None:
        self._database = database
        self._clock = clock
        self._settings = settings
        self._deciding = asyncio.Lock()
        self._served: Sequence[int] = settings.named_guilds

    @property
    def settled(self) -> bool:
        """Whether it is known which servers are served."""
        return bool(self._served)

    @property
    def operator(self) -> int | None:
        """The operator's server, whose staff get the notices about the whole installation."""
        if self._settings.operator_guild_id is not None:
            return self._settings.operator_guild_id
        return self._served[0] if self._served else None

    @property
    def all(self) -> Sequence[int]:
        """The servers that are served; none before it is known which."""
        return self._served

    def serves(self, guild_id: int) -> bool:
        """Return whether a server is served."""
        return guild_id in self._served

    async def settle(self, present: Sequence[int]) -> None:
        """Determine which servers are served.

        Args:
            present: The bot's servers, in the order of joining.
        """
        async with self._deciding:
            if self._served:
                return
            async with self._database.write() as connection:
                known = await served_guilds.admitted(connection)
                if not known and present:
                    now = self._clock.now()
                    for place, guild_id in enumerate(present):
                        await served_guilds.admit(connection, guild_id, now + place * _APART)
                    known = list(present)
            self._served = known
