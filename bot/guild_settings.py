"""Each server's settings: the file's, with what its staff changed over it.

All of it is in memory, so that reading a setting costs a look-up. The database is read once, at
start, because one process owns it.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import structlog

from bot.clock import Clock
from bot.settings import Settings
from bot.settings.runtime import (
    RuntimeSetting,
    fingerprint,
    overlaid,
    value_of,
    with_values,
)
from data import audit, guild_settings
from data.engine import Connection, Database
from data.guild_settings import ChangedSetting

# What follows from a change, in its transaction: the server, and its settings before.
Follow = Callable[[Connection, int, Settings], Awaitable[None]]

_log = structlog.get_logger(__name__)


class ChangedMeanwhileError(Exception):
    """The setting is not what the person saw; `value` is what it is now, as JSON."""

    def __init__(self, value: Any) -> None:  # noqa: ANN401 of any type
        super().__init__("changed meanwhile")
        self.value = value


class GuildSettings:
    """Reads and changes servers' settings."""

    def __init__(self, database: Database, clock: Clock, file: Settings) -> None:
        self._database = database
        self._clock = clock
        self._file = file
        self._own: dict[int, dict[str, Any]] = {}  # values as JSON, by server and name
        self._effective: dict[int, Settings] = {}
        self._follows: dict[str, list[Follow]] = {}
        self._lock = asyncio.Lock()  # a change compares what it replaces: one after the other

    @property
    def file(self) -> Settings:
        """The settings of the file and the environment."""
        return self._file

    def of(self, guild_id: int) -> Settings:
        """Return the settings that hold in a server."""
        return self._effective.get(guild_id, self._file)

    def zone(self, guild_id: int) -> ZoneInfo:
        """Return a server's time zone."""
        return self.of(guild_id).discord.zone

    def default_grace(self, guild_id: int) -> timedelta:
        """Return the grace period of a server's plans that have none of their own."""
        return timedelta(days=self.of(guild_id).payments.grace_days)

    def asks_terms(self, guild_id: int) -> bool:
        """Return whether a server's payers have to accept its terms of service."""
        return self.of(guild_id).payments.ask_terms

    def own(self, guild_id: int) -> Mapping[str, Any]:
        """Return what a server changed, as JSON by the names of the settings."""
        return self._own.get(guild_id, {})

    def follow(self, name: str, follow: Follow) -> None:
        """Run `follow` in the transaction of each change of a setting.

        It reads the new value from `of`.
        """
        self._follows.setdefault(name, []).append(follow)

    async def load(self) -> None:
        """Read what is stored; values that are no longer allowed are left out and logged."""
        async with self._database.read() as reading:
            stored = await guild_settings.every(reading)
        by_guild: dict[int, dict[str, Any]] = {}
        for each in stored:
            by_guild.setdefault(each.guild_id, {})[each.name] = each.value
        for guild_id, values in by_guild.items():
            _, unusable = overlaid(self._file, values)
            for name in unusable:
                _log.warning("settings.unusable", guild=guild_id, setting=name)
                del values[name]
            self._use(guild_id, values)

    async def change(
        self,
        guild_id: int,
        actor_id: int,
        setting: RuntimeSetting,
        value: Any,  # noqa: ANN401 the section's model validates it
        *,
        seen: str,
    ) -> None:
        """Use a server's own value from now on.

        Args:
            guild_id: The server.
            actor_id: The staff member.
            setting: The setting.
            value: The new value.
            seen: The fingerprint of the value that the staff member saw.

        Raises:
            InvalidValueError: The value is not allowed.
            ChangedMeanwhileError: It is no longer the value that they saw.
        """
        changed = with_values(self.of(guild_id), {setting.name: value})
        new = value_of(changed, setting)
        await self._replace(guild_id, actor_id, setting, {setting.name: new}, seen)

    async def reset(
        self, guild_id: int, actor_id: int, setting: RuntimeSetting, *, seen: str
    ) -> None:
        """Use the file's value again.

        Raises:
            ChangedMeanwhileError: It is no longer the value that the staff member saw.
        """
        await self._replace(guild_id, actor_id, setting, {}, seen)

    async def _replace(
        self,
        guild_id: int,
        actor_id: int,
        setting: RuntimeSetting,
        new: Mapping[str, Any],
        seen: str,
    ) -> None:
        """Compare with what was seen, then store, audit and use the new value, or none."""
        async with self._lock:
            before, own_before = self.of(guild_id), self.own(guild_id)
            old = value_of(before, setting)
            if fingerprint(old) != seen:
                raise ChangedMeanwhileError(old)
            others = {name: value for name, value in own_before.items() if name != setting.name}
            own = {**others, **new}
            if own == own_before:
                return
            self._use(guild_id, own)  # what follows in the transaction reads the new value
            try:
                async with self._database.write() as writing:
                    await self._store(writing, guild_id, actor_id, setting, new)
                    await self._record(writing, guild_id, actor_id, setting, old, reset=not new)
                    for follow in self._follows.get(setting.name, ()):
                        await follow(writing, guild_id, before)
            except BaseException:
                self._use(guild_id, own_before)
                raise
        _log.info("settings.changed", guild=guild_id, setting=setting.name, actor=actor_id)

    async def _store(
        self,
        writing: Connection,
        guild_id: int,
        actor_id: int,
        setting: RuntimeSetting,
        new: Mapping[str, Any],
    ) -> None:
        if not new:
            await guild_settings.remove(writing, guild_id, setting.name)
        for name, value in new.items():
            changed = ChangedSetting(guild_id, name, value, self._clock.now(), actor_id)
            await guild_settings.put(writing, changed)

    async def _record(
        self,
        writing: Connection,
        guild_id: int,
        actor_id: int,
        setting: RuntimeSetting,
        old: Any,  # noqa: ANN401 of any type
        *,
        reset: bool,
    ) -> None:
        await audit.record(
            writing,
            guild_id=guild_id,
            actor_id=actor_id,
            action="settings.reset" if reset else "settings.change",
            at=self._clock.now(),
            detail={
                "setting": setting.name,
                "before": old,
                "after": value_of(self.of(guild_id), setting),
            },
        )

    def _use(self, guild_id: int, own: Mapping[str, Any]) -> None:
        """Let a server's own values hold from now on.

        Raises:
            InvalidValueError: One of them is not allowed.
        """
        effective = with_values(self._file, own)
        self._own[guild_id], self._effective[guild_id] = dict(own), effective
