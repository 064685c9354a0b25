"""`/help`: lists the commands that the member who asks may use."""

from collections.abc import Iterator
from typing import Any, TypeAlias

import discord
from discord import app_commands
from discord.ext import commands

from bot.discord.client import Interaction, LyceumClient
from bot.i18n import Translator
from cogs.help.pages import HelpGroup, help_pages
from cogs.ui.checks import StaffGroup, may, needed_by
from cogs.ui.pages import send_pages

Leaf: TypeAlias = app_commands.Command[Any, ..., Any]
# What members look for first; staff's groups follow in the order of their names.
FIRST = ("plans", "subscribe", "membership", "recommend", "me", "privacy", "help")


class HelpCog(commands.Cog):
    """The command for everybody."""

    def __init__(self, client: LyceumClient) -> None:
        self._client = client

    @app_commands.command(name="help", description="See what you can do here")
    @app_commands.guild_only()
    async def help(self, interaction: Interaction) -> None:
        """List the commands that this member may use, with what each does."""
        translate = interaction.client.translator(interaction)
        groups = [
            _group(translate, command, leaves)
            for command in sorted(self._client.tree.get_commands(), key=_place)
            if (leaves := [leaf for leaf in _leaves(command) if may_use(interaction, leaf)])
        ]
        note = translate("help-staff") if may(interaction, "manage") else None
        await send_pages(interaction, help_pages(translate, groups, note))


def may_use(interaction: discord.Interaction[Any], leaf: Leaf) -> bool:
    """Return whether the member may use a command."""
    return not isinstance(leaf.binding, StaffGroup) or may(interaction, needed_by(leaf))


def _place(command: object) -> tuple[int, bool, str]:
    """Return where a command stands: those for members before those for staff."""
    name = getattr(command, "name", "")
    for_staff = all(isinstance(leaf.binding, StaffGroup) for leaf in _leaves(command))
    return (FIRST.index(name) if name in FIRST else len(FIRST), for_staff, name)


def _leaves(command: object) -> Iterator[Leaf]:
    match command:
        case app_commands.Group():
            for below in command.walk_commands():
                if isinstance(below, app_commands.Command):
                    yield below
        case app_commands.Command():
            yield command
        case _:
            pass


def _group(translate: Translator, command: object, leaves: list[Leaf]) -> HelpGroup:
    """Return a group with its description, or a single command without."""
    lines = [(leaf.qualified_name, described(translate, leaf)) for leaf in leaves]
    single = not isinstance(command, app_commands.Group)
    return HelpGroup("" if single else described(translate, command), lines)


def described(translate: Translator, command: Leaf | app_commands.Group) -> str:
    """Return what a command does; English is in code."""
    name = command.qualified_name.replace(" ", "-")
    return translate.get(f"cmd-{name}", "description") or command.description


async def setup(client: LyceumClient) -> None:
    """Add the command."""
    await client.add_cog(HelpCog(client))
