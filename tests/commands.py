"""Our command tree as discord.py would send it, read from the cogs without a client."""

import importlib
from collections.abc import Iterator
from typing import Any

from discord import app_commands
from discord.ext import commands

from bot.client import EXTENSIONS

Leaf = app_commands.Command[Any, Any, Any]


def leaves() -> dict[str, Leaf]:
    """Return every slash command by its whole name, such as "plan add"."""
    found: dict[str, Leaf] = {}
    for extension in EXTENSIONS:
        for thing in vars(importlib.import_module(extension)).values():
            if isinstance(thing, type) and issubclass(thing, commands.Cog):
                found |= dict(_of(thing))
    return found


def _of(cog: type[commands.Cog]) -> Iterator[tuple[str, Leaf]]:
    above = f"{cog.__cog_group_name__} " if issubclass(cog, commands.GroupCog) else ""
    for command in cog.__cog_app_commands__:
        walked = command.walk_commands() if isinstance(command, app_commands.Group) else (command,)
        for each in walked:
            if isinstance(each, app_commands.Command):
                yield f"{above}{each.qualified_name}", each
