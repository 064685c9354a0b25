"""Creates the staff channel, for staff who could create it by hand."""

import discord

from bot.errors import UserError

DEFAULT_NAME = "staff"
SEEN = discord.PermissionOverwrite(
    view_channel=True, send_messages=True, embed_links=True, read_message_history=True
)
HIDDEN = discord.PermissionOverwrite(view_channel=False)


def can_create(guild: discord.Guild) -> bool:
    """Return whether the bot may create a private channel."""
    ours = guild.me.guild_permissions
    return ours.manage_channels and ours.manage_roles


async def create_staff_channel(
    guild: discord.Guild, member: discord.Member, wanted: str
) -> discord.TextChannel:
    """Create a text channel that only the bot, this member and administrators see.

    Args:
        guild: The server.
        member: The staff member who asked.
        wanted: The name or id that the settings have for the channel.

    Raises:
        UserError: The member could not create it by hand, or the bot can't.
    """
    if not member.guild_permissions.manage_channels:
        raise UserError("setup-staff-beyond")
    if not can_create(guild):
        raise UserError("setup-staff-no-permission")
    name = wanted.removeprefix("#")
    try:
        return await guild.create_text_channel(
            DEFAULT_NAME if name.isdigit() else name,
            overwrites={guild.default_role: HIDDEN, guild.me: SEEN, member: SEEN},
        )
    except discord.Forbidden:
        raise UserError("setup-staff-no-permission") from None
