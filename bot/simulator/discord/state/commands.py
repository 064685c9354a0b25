"""The application's registered commands, global and by guild."""

from dataclasses import dataclass
from typing import Any, cast

from bot.simulator.discord.errors import unknown
from bot.simulator.discord.limits.commands import check_commands
from bot.simulator.discord.limits.message import objects
from bot.simulator.discord.state.records import Json
from bot.simulator.discord.state.world import DiscordState

SLASH, USER_MENU, MESSAGE_MENU = 1, 2, 3
DIRECT = 1  # the context of direct messages with the bot


@dataclass(frozen=True, slots=True)
class Command:
    """A registered command, as Discord returns it."""

    data: Json

    @property
    def id(self) -> int:
        """Its id."""
        return int(self.data["id"])

    @property
    def name(self) -> str:
        """Its canonical name."""
        return str(self.data["name"])

    @property
    def type(self) -> int:
        """Its type: slash command, user menu or message menu."""
        return int(self.data["type"])

    @property
    def in_direct_messages(self) -> bool:
        """Return whether it is offered in direct messages with the bot."""
        contexts: list[int] | None = self.data["contexts"]
        return bool(self.data["dm_permission"]) if contexts is None else DIRECT in contexts


class CommandRegistry:
    """The registered commands; a guild's come before global ones of the same name."""

    def __init__(self, world: DiscordState) -> None:
        self._world = world
        self._places: dict[int | None, list[Command]] = {}

    def listed(self, guild_id: int | None) -> list[Command]:
        """Return the commands registered for a guild, or globally."""
        return self._places.get(guild_id, [])

    def overwrite(self, guild_id: int | None, wanted: list[Json]) -> list[Command]:
        """Replace a guild's or the global commands; equal name and type keep the id."""
        check_commands(wanted)
        known = {(command.type, command.name): command for command in self.listed(guild_id)}
        commands = [
            self._registered(guild_id, data, known.get((_type(data), str(data["name"]))))
            for data in wanted
        ]
        self._places[guild_id] = commands
        self._world.pulse.changed()
        return commands

    def upsert(self, guild_id: int | None, data: Json) -> Command:
        """Add one command, or replace the one of the same name and type."""
        others = [
            _request(command)
            for command in self.listed(guild_id)
            if (command.type, command.name) != (_type(data), data.get("name"))
        ]
        return self.overwrite(guild_id, [*others, data])[-1]

    def get(self, guild_id: int | None, command_id: int) -> Command:
        """Return a registered command."""
        for command in self.listed(guild_id):
            if command.id == command_id:
                return command
        raise unknown("application command")

    def delete(self, guild_id: int | None, command_id: int) -> None:
        """Unregister a command."""
        self._places[guild_id] = [
            command for command in self.listed(guild_id) if command.id != command_id
        ]

    def find(self, guild_id: int, name: str, type_: int) -> Command | None:
        """Return the command that a member of a guild would see under a canonical name."""
        for command in (*self.listed(guild_id), *self.listed(None)):
            if (command.name, command.type) == (name, type_):
                return command
        return None

    def names(self, guild_id: int, type_: int) -> list[str]:
        """Return the canonical names that members of a guild see."""
        both = (*self.listed(guild_id), *self.listed(None))
        return sorted({command.name for command in both if command.type == type_})

    def _registered(self, guild_id: int | None, wanted: Json, known: Command | None) -> Command:
        data = _normalised(wanted)
        data["application_id"] = str(self._world.application.id)
        if guild_id is not None:
            data["guild_id"] = str(guild_id)
        if known is not None and {**data, **_identity(known)} == known.data:
            return known
        data["id"] = known.data["id"] if known else str(self._world.new_id())
        data["version"] = str(self._world.new_id())
        return Command(data)


def _identity(command: Command) -> Json:
    return {key: command.data[key] for key in ("id", "version")}


def _type(data: Json) -> int:
    return int(data.get("type") or SLASH)


def _request(command: Command) -> Json:
    computed = ("id", "version", "application_id", "guild_id")
    return {key: value for key, value in command.data.items() if key not in computed}


def _normalised(wanted: Json) -> Json:
    permissions = wanted.get("default_member_permissions")
    contexts = cast(list[Any] | None, wanted.get("contexts"))
    data: Json = {
        "type": _type(wanted),
        "name": str(wanted["name"]),
        "name_localizations": wanted.get("name_localizations"),
        "description": str(wanted.get("description") or ""),
        "description_localizations": wanted.get("description_localizations"),
        "default_member_permissions": None if permissions is None else str(permissions),
        "dm_permission": bool(wanted.get("dm_permission", True)),
        "contexts": contexts,
        "integration_types": wanted.get("integration_types") or [0],
        "nsfw": bool(wanted.get("nsfw", False)),
    }
    if options := objects(wanted.get("options")):
        data["options"] = [_option(option) for option in options]
    return data


def _option(option: Json) -> Json:
    data = {key: value for key, value in option.items() if value not in (None, [], {})}
    if "options" in data:
        data["options"] = [_option(inner) for inner in objects(data["options"])]
    return data
