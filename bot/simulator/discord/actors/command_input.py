"""Converts a typed command to an interaction's data, with the client's checks."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol, cast

from bot.simulator.discord.errors import ImpossibleError
from bot.simulator.discord.limits.message import objects
from bot.simulator.discord.serializers.guild import channel_json, member_json, role_json, user_json
from bot.simulator.discord.state.attachments import HandedFile
from bot.simulator.discord.state.commands import Command
from bot.simulator.discord.state.records import GuildRecord, Json
from bot.simulator.discord.state.world import DiscordState

SUBCOMMAND, GROUP = 1, 2
STRING, INTEGER, BOOLEAN, USER, CHANNEL, ROLE, MENTIONABLE, NUMBER = 3, 4, 5, 6, 7, 8, 9, 10
ATTACHMENT = 11


class HasId(Protocol):
    """Anything of Discord that has an id."""

    @property
    def id(self) -> int:
        """Its snowflake."""
        ...


@dataclass(slots=True)
class Resolved:
    """What an interaction names: people, roles, channels, files; Discord's form."""

    world: DiscordState
    guild: GuildRecord
    data: dict[str, Json] = field(default_factory=dict[str, Json])

    def add(self, kind: int, named: HasId) -> str:
        """Add something that an option names, and return its id.

        Raises:
            ImpossibleError: It does not exist in the guild.
        """
        for allowed, add in ((USER, self._user), (ROLE, self._role), (CHANNEL, self._channel)):
            if kind in (allowed, MENTIONABLE) and add(named.id):
                return str(named.id)
        raise ImpossibleError(f"{named!r} can't be chosen here")

    def add_file(self, file: HandedFile) -> str:
        """Add a file that is handed in, and return its id.

        Raises:
            ImpossibleError: It is too large.
        """
        attachment = self.world.attachments.hand_in(file)
        self.data.setdefault("attachments", {})[attachment["id"]] = attachment
        return str(attachment["id"])

    def _user(self, user_id: int) -> bool:
        user = self.world.users.get(user_id)
        if user is None:
            return False
        self.data.setdefault("users", {})[str(user_id)] = user_json(user)
        if member := self.guild.members.get(user_id):
            self.data.setdefault("members", {})[str(user_id)] = self._member(user_id) | member_json(
                member, with_user=False
            )
        return True

    def _member(self, user_id: int) -> Json:
        channels = self.world.channels_of(self.guild)
        may = self.world.permissions_in(channels[0], user_id) if channels else 0
        return {"permissions": str(int(may))}

    def _role(self, role_id: int) -> bool:
        role = self.guild.roles.get(role_id)
        if role is not None:
            self.data.setdefault("roles", {})[str(role_id)] = role_json(role)
        return role is not None

    def _channel(self, channel_id: int) -> bool:
        channel = self.world.channels.get(channel_id)
        if channel is None or channel.guild_id != self.guild.id:
            return False
        may = str(int(self.world.permissions_in(channel, self.world.bot.id)))
        described = channel_json(channel) | {"permissions": may}
        self.data.setdefault("channels", {})[str(channel_id)] = described
        return True


def invocation(
    command: Command,
    path: list[str],
    given: Mapping[str, object],
    resolved: Resolved,
    *,
    focused: str | None = None,
) -> Json:
    """Return the data of a slash command's interaction.

    Args:
        command: The registered command.
        path: The names below the command, such as ["add"] of "plan add".
        given: Option values by canonical name; people, roles and channels as objects.
        resolved: Collects what the values name.
        focused: In an autocompletion, the option being typed; nothing is required yet.

    Raises:
        ImpossibleError: No client would send this.
    """
    node, groups = command.data, list[Json]()
    for name in path:
        node = _inner(node, name, command)
        groups.append(node)
    options = _values(command, node, given, resolved, focused)
    for group in reversed(groups):
        options = [{"type": group["type"], "name": group["name"], "options": options}]
    return _data(command, options, resolved)


def _data(command: Command, options: list[Json], resolved: Resolved) -> Json:
    data: Json = {key: command.data[key] for key in ("id", "name", "type")}
    data["options"] = options
    if "guild_id" in command.data:
        data["guild_id"] = command.data["guild_id"]
    if resolved.data:
        data["resolved"] = resolved.data
    return data


def _inner(node: Json, name: str, command: Command) -> Json:
    inner = {str(option["name"]): option for option in objects(node.get("options"))}
    if name not in inner or inner[name]["type"] not in (SUBCOMMAND, GROUP):
        raise ImpossibleError(f"/{command.name} has no {name!r}; it has: {', '.join(inner)}")
    return inner[name]


def _values(
    command: Command,
    node: Json,
    given: Mapping[str, object],
    resolved: Resolved,
    focused: str | None,
) -> list[Json]:
    options = {str(option["name"]): option for option in objects(node.get("options"))}
    if below := [n for n, option in options.items() if option["type"] in (SUBCOMMAND, GROUP)]:
        raise ImpossibleError(f"/{command.name} needs one of: {', '.join(below)}")
    if unknown := [name for name in given if name not in options]:
        there = ", ".join(options) or "none"
        raise ImpossibleError(f"/{command.name} has no option {unknown[0]!r}; it has: {there}")
    missing = [n for n, option in options.items() if option.get("required") and n not in given]
    if missing and focused is None:
        raise ImpossibleError(f"/{command.name} needs the option {missing[0]!r}")
    listed: list[Json] = []
    for name, value in given.items():
        typing = name == focused
        sent = value if typing else _value(options[name], value, resolved)
        entry: Json = {"type": options[name]["type"], "name": name, "value": sent}
        listed.append(entry | ({"focused": True} if typing else {}))
    return listed


def _value(option: Json, value: object, resolved: Resolved) -> object:
    kind, name = int(option["type"]), str(option["name"])
    if kind in (USER, CHANNEL, ROLE, MENTIONABLE):
        if not hasattr(value, "id"):
            raise ImpossibleError(f"the option {name!r} takes an object with an id, not {value!r}")
        return _placed(option, resolved.add(kind, cast(HasId, value)), resolved)
    if kind == ATTACHMENT:
        if not isinstance(value, HandedFile):
            raise ImpossibleError(f"the option {name!r} takes a file, not {value!r}")
        return resolved.add_file(value)
    if choices := objects(option.get("choices")):
        return _chosen(name, choices, value)
    accepts, reads = _PLAIN.get(kind, (None, None))
    if accepts is None or reads is None or not accepts(value):
        raise ImpossibleError(f"the option {name!r} does not take {value!r}")
    _check_bounds(option, value)
    return reads(value)


def _chosen(name: str, choices: list[Json], value: object) -> object:
    for choice in choices:
        if value in (choice["name"], choice["value"]):
            return choice["value"]
    there = ", ".join(str(choice["name"]) for choice in choices)
    raise ImpossibleError(f"the option {name!r} offers {there}, not {value!r}")


def _placed(option: Json, channel_id: str, resolved: Resolved) -> str:
    kinds: list[int] = option.get("channel_types") or []
    if kinds and resolved.data["channels"][channel_id]["type"] not in kinds:
        raise ImpossibleError(f"the option {option['name']!r} takes no channel of this type")
    return channel_id


def _check_bounds(option: Json, value: object) -> None:
    size = len(value) if isinstance(value, str) else cast(float, value)
    part = "length" if isinstance(value, str) else "value"
    lowest, highest = option.get(f"min_{part}"), option.get(f"max_{part}")
    if lowest is not None and size < lowest:
        raise ImpossibleError(f"the option {option['name']!r} takes no less than {lowest}")
    if highest is not None and size > highest:
        raise ImpossibleError(f"the option {option['name']!r} takes no more than {highest}")


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


_PLAIN: dict[int, tuple[Callable[[Any], bool], Callable[[Any], Any]]] = {
    STRING: (lambda value: isinstance(value, str), str),
    INTEGER: (_is_whole, int),
    BOOLEAN: (lambda value: isinstance(value, bool), bool),
    NUMBER: (lambda value: isinstance(value, float) or _is_whole(value), float),
}
