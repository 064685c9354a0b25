"""Read our command tree from the cogs, as discord.py would send it."""

import importlib
from collections.abc import Iterator, Mapping
from typing import Any

from discord import app_commands
from discord.ext import commands

from bot.discord.client import EXTENSIONS

Leaf = app_commands.Command[Any, Any, Any]

# All others are for staff: a command added to this list can be used by every member.
FOR_MEMBERS = frozenset(
    (
        "buy",
        "help",
        "library get",
        "library open",
        "library refund",
        "library saved",
        "library search",
        "learn course",
        "learn done",
        "learn next",
        "learn path",
        "learn review",
        "licences",
        "me digest",
        "me interests",
        "me profile",
        "me saved",
        "membership gift",
        "membership manage",
        "membership redeem",
        "membership status",
        "membership switch",
        "membership value",
        "plans",
        "sessions",
        "privacy erase",
        "privacy export",
        "recommend",
        "shop",
        "subscribe",
    )
)

# Each staff command by the right that it needs; "manage" is the Manage Server permission.
NEEDS: Mapping[str, frozenset[str]] = {
    "money": frozenset(
        (
            "catalogue bundle",
            "catalogue include",
            "catalogue price",
            "catalogue refunds",
            "coupon add",
            "coupon list",
            "coupon retire",
            "grants assign",
            "grants explain",
            "grants export",
            "grants give",
            "grants list",
            "grants move",
            "grants revoke",
            "insights revenue",
            "plan add",
            "plan edit",
            "plan list",
            "plan panel",
            "plan price add",
        )
    ),
    "content": frozenset(
        (
            "catalogue add",
            "catalogue edit",
            "catalogue list",
            "catalogue prerequisite",
            "files add",
            "files list",
            "files offer",
            "files withdraw",
            "licence find",
            "licence import",
            "licence show",
            "session add",
            "session attendance",
            "session cancel",
            "session list",
            "session move",
            "session recording",
            "staff weights",
        )
    ),
    "insight": frozenset(("insights lift", "insights weights")),
    "digest": frozenset(("digest pause", "digest post", "digest preview", "digest schedule")),
    "manage": frozenset(
        (
            "catalogue retire",
            "certificate revoke",
            "grants reconcile",
            "plan price retire",
            "plan retire",
            "staff access",
            "staff audit",
            "staff doctor",
            "staff settings",
            "staff setup",
        )
    ),
}


def cogs() -> set[type[commands.Cog]]:
    """Return every cog class."""
    return {
        thing
        for extension in EXTENSIONS
        for thing in vars(importlib.import_module(extension)).values()
        if isinstance(thing, type) and issubclass(thing, commands.Cog)
    }


def leaves() -> dict[str, Leaf]:
    """Return every slash command by its whole name, such as "plan add"."""
    return {name: leaf for cog in cogs() for name, leaf in leaves_of(cog)}


def leaves_of(cog: type[commands.Cog]) -> Iterator[tuple[str, Leaf]]:
    """Yield the commands of one cog by their whole names."""
    above = f"{cog.__cog_group_name__} " if issubclass(cog, commands.GroupCog) else ""
    for command in cog.__cog_app_commands__:
        walked = command.walk_commands() if isinstance(command, app_commands.Group) else (command,)
        for each in walked:
            if isinstance(each, app_commands.Command):
                yield f"{above}{each.qualified_name}", each
