"""What a preset's channels allow and deny, and which permissions that takes."""

from collections.abc import Mapping

import discord

from bot.presets.blueprint import PresetPart

Overwrites = Mapping[discord.Role | discord.Member | discord.Object, discord.PermissionOverwrite]
OURS = discord.PermissionOverwrite(
    view_channel=True,
    send_messages=True,
    send_messages_in_threads=True,
    embed_links=True,
    read_message_history=True,
)
READ_ONLY = discord.PermissionOverwrite(send_messages=False, create_public_threads=False)
HIDDEN = discord.PermissionOverwrite(view_channel=False)
OPEN = discord.PermissionOverwrite(view_channel=True, read_message_history=True)
BUILDING = discord.Permissions(manage_roles=True, manage_channels=True)


def overwrites_of(part: PresetPart, guild: discord.Guild, role: discord.Role | None) -> Overwrites:
    """Return a channel's overwrites; ours let us in, because nobody else would."""
    if part.readers == "everyone":
        return {guild.me: OURS, guild.default_role: READ_ONLY}
    return {
        guild.me: OURS,
        guild.default_role: HIDDEN,
        **({} if role is None else {role: OPEN}),
    }


def needed() -> discord.Permissions:
    """Return what the bot needs: it can allow and deny only what it has itself."""
    value = BUILDING.value
    for overwrite in (OURS, READ_ONLY, HIDDEN, OPEN):
        allow, deny = overwrite.pair()
        value |= allow.value | deny.value
    return discord.Permissions(value)


def missing(needs: discord.Permissions, given: discord.Permissions) -> discord.Permissions:
    """Return the permissions that are missing."""
    return discord.Permissions(0 if given.administrator else needs.value & ~given.value)
