"""`/staff access`: which roles may do what, and the menu of one role's rights."""

import re
from collections.abc import Collection, Mapping
from collections.abc import Set as AbstractSet
from typing import Any, Self

import discord
from discord import app_commands, ui

from bot.discord.client import Interaction, LyceumClient
from bot.discord.layout import AnswerView, replace_message
from bot.errors import UserError
from bot.i18n import Translator
from bot.staff_access import RIGHTS, Right, RightsChangedMeanwhileError
from cogs.ui.checks import needed_by
from cogs.ui.interactions import guild_of
from cogs.ui.persistent_item import Answer, StaffItem

INITIALS: Mapping[str, Right] = {right[0]: right for right in RIGHTS}  # for ids of menus


class AccessList(AnswerView):
    """Shows the roles with rights, and how to open the commands to them in Discord."""

    def __init__(self, translate: Translator, client: LyceumClient, guild: discord.Guild) -> None:
        rights = client.services.staff_access.of_guild(guild.id)
        lines = [
            translate("access-line", role=role.mention, rights=named(translate, rights[role.id]))
            for role in reversed(guild.roles)
            if role.id in rights
        ]
        super().__init__(
            "\n".join(lines) or translate("access-none"),
            translate("access-everything"),
            title=translate("access-title"),
            note=_how_to_open(translate, client),
        )


class AccessPanel(AnswerView):
    """Shows one role's rights, with a menu of all of them."""

    def __init__(
        self, translate: Translator, client: LyceumClient, role_id: int, rights: AbstractSet[str]
    ) -> None:
        held = named(translate, rights)
        super().__init__(
            translate("access-line", role=f"<@&{role_id}>", rights=held),
            title=translate("access-title"),
            note=_how_to_open(translate, client, rights) if rights else None,
            buttons=[AccessMenu.make(translate, role_id, rights)],
        )


class AccessMenu(
    StaffItem[ui.Select[Any]],
    template=re.compile(r"lyceum:access:(?P<role>\d{1,19}):(?P<seen>[a-z]{0,8})"),
):
    """Gives a role exactly the chosen rights; the id holds those that were shown."""

    needs = "manage"

    @classmethod
    def make(cls, translate: Translator, role_id: int, rights: AbstractSet[str]) -> Self:
        """Return the menu with the role's rights selected."""
        options = [
            discord.SelectOption(
                label=translate(f"access-{right}"),
                description=translate(f"access-{right}-what"),
                value=right,
                default=right in rights,
            )
            for right in RIGHTS
        ]
        seen = "".join(first for first, right in INITIALS.items() if right in rights)
        return cls(
            ui.Select(
                custom_id=f"lyceum:access:{role_id}:{seen}",
                placeholder=translate("access-menu"),
                options=options,
                min_values=0,
                max_values=len(options),
            )
        )

    @property
    def answer(self) -> Answer:
        """Edit the panel."""
        return "change"

    async def pressed(self, interaction: Interaction) -> None:
        """Store the chosen rights, if the present ones are those that were shown."""
        seen = {INITIALS[first] for first in self.carried["seen"]}
        role_id = self.number("role")
        await change_rights(interaction, role_id, self.item.values, seen)
        await replace_message(interaction, panel_of_role(interaction, role_id))


async def change_rights(
    interaction: Interaction, role_id: int, rights: Collection[str], seen: AbstractSet[str]
) -> None:
    """Give a role exactly these rights.

    Raises:
        UserError: The role may not have any, or somebody changed its rights meanwhile.
    """
    guild, translate = guild_of(interaction), interaction.client.translator(interaction)
    role = guild.get_role(role_id)
    if rights and (role is None or role.is_default() or role.managed):
        raise UserError("access-unfit")
    access = interaction.client.services.staff_access
    try:
        await access.change(guild.id, interaction.user.id, role_id, rights, seen=seen)
    except RightsChangedMeanwhileError as error:
        now = named(translate, error.rights)
        raise UserError("access-meanwhile", role=f"<@&{role_id}>", rights=now) from None


def panel_of_role(interaction: Interaction, role_id: int) -> AccessPanel:
    """Return the panel of a role as it is now."""
    client = interaction.client
    rights = client.services.staff_access.of_role(guild_of(interaction).id, role_id)
    return AccessPanel(client.translator(interaction), client, role_id, rights)


def named(translate: Translator, rights: AbstractSet[str]) -> str:
    """Return rights by their names."""
    return " · ".join(
        translate(f"access-{right}") for right in RIGHTS if right in rights
    ) or translate("access-nothing")


def _how_to_open(
    translate: Translator, client: LyceumClient, rights: AbstractSet[str] = frozenset(RIGHTS)
) -> str:
    """Return how the owner lets Discord show the commands of these rights to a role."""
    lines = [translate("access-open")]
    for right, groups in commands_of(client).items():
        if right in rights:
            commands = " ".join(f"`{translate.command(group)}`" for group in groups)
            lines.append(
                translate("access-open-line", right=translate(f"access-{right}"), commands=commands)
            )
    return "\n".join(lines)


def commands_of(client: LyceumClient) -> dict[Right, list[str]]:
    """Return the names of the groups with commands that each right opens."""
    found: dict[Right, list[str]] = {right: [] for right in RIGHTS}
    for command in client.tree.walk_commands():
        if isinstance(command, app_commands.Command):
            group, needed = command.qualified_name.split()[0], needed_by(command)
            if needed != "manage" and group not in found[needed]:
                found[needed].append(group)
    return found
