"""The doctor's look at one guild: our permissions, the channels we are told of, plans' roles."""

from collections.abc import Iterable, Sequence

import discord
from discord.abc import GuildChannel

from bot.health.finding import Finding
from bot.settings import Settings
from cogs.places import is_called
from data.plans import Plan

# Exactly what the product needs; README's invite link asks for the same.
PERMISSIONS = discord.Permissions(
    view_channel=True,
    send_messages=True,
    send_messages_in_threads=True,
    embed_links=True,
    read_message_history=True,
    manage_roles=True,
)
WRITING = discord.Permissions(view_channel=True, send_messages=True, embed_links=True)
READING = discord.Permissions(view_channel=True, read_message_history=True)


async def check_guild(
    client: discord.Client, guild_id: int, settings: Settings, plans: Sequence[Plan]
) -> list[Finding]:
    """Look at one guild over REST."""
    assert client.user is not None  # noqa: S101 logged in
    guild = await client.fetch_guild(guild_id)
    me = await guild.fetch_member(client.user.id)
    channels = await guild.fetch_channels()
    content = settings.activity.content_channels
    return [
        _check_permissions(guild, me),
        _check_staff_channel(guild, me, channels, settings.discord.staff_channel),
        *(_check_content_channel(guild, me, channels, name) for name in content),
        *(_check_role(guild, me, plan) for plan in plans if plan.guild_id == guild.id),
    ]


def _check_permissions(guild: discord.Guild, me: discord.Member) -> Finding:
    label = f"Permissions in {guild.name}"
    if me.guild_permissions.administrator:
        fix = "Take Administrator from the bot's role: it needs only what README lists."
        return Finding(label, ok=True, detail="all, as Administrator", fix=fix)
    missing = _missing(PERMISSIONS, me.guild_permissions)
    if missing:
        fix = f"Allow them to the role {me.top_role.name} (Server Settings → Roles)."
        return Finding(label, ok=False, detail=f"missing {', '.join(missing)}", fix=fix)
    return Finding(label, ok=True, detail="all that are needed")


def _check_staff_channel(
    guild: discord.Guild, me: discord.Member, channels: Sequence[GuildChannel], wanted: str
) -> Finding:
    label = f"Staff channel in {guild.name}"
    texts = [channel for channel in channels if isinstance(channel, discord.TextChannel)]
    found = _find(texts, wanted)
    if found is None:
        fix = f"Create a text channel #{wanted}, or name another in [discord] staff_channel."
        return Finding(label, ok=False, detail=f"there is no text channel {wanted}", fix=fix)
    return _judge(label, found, me, WRITING)


def _check_content_channel(
    guild: discord.Guild, me: discord.Member, channels: Sequence[GuildChannel], wanted: str
) -> Finding:
    label = f"Content channel {wanted} in {guild.name}"
    found = _find(channels, wanted)
    if found is None:
        fix = "Create it, or take its name out of [activity] content_channels."
        return Finding(label, ok=False, detail="there is no such channel", fix=fix)
    return _judge(label, found, me, READING)


def _judge(
    label: str, channel: GuildChannel, me: discord.Member, needed: discord.Permissions
) -> Finding:
    missing = _missing(needed, channel.permissions_for(me))
    if missing:
        fix = f"Allow them to {me.name} in #{channel.name} (Edit Channel → Permissions)."
        detail = f"in #{channel.name} we lack {', '.join(missing)}"
        return Finding(label, ok=False, detail=detail, fix=fix)
    return Finding(label, ok=True, detail=f"#{channel.name}")


def _check_role(guild: discord.Guild, me: discord.Member, plan: Plan) -> Finding:
    label = f"Role of the plan {plan.name} in {guild.name}"
    role = guild.get_role(plan.role_id)
    if role is None:
        fix = f"Give the plan another role: /plan edit {plan.name}."
        return Finding(label, ok=False, detail="the role was deleted", fix=fix)
    if role.managed or role.is_default():
        fix = f"Give the plan a role made by hand: /plan edit {plan.name}."
        return Finding(label, ok=False, detail=f"{role.name} belongs to an integration", fix=fix)
    if role >= me.top_role:
        fix = f"Drag {me.top_role.name} above {role.name} (Server Settings → Roles)."
        detail = f"{role.name} is not below our highest role, {me.top_role.name}"
        return Finding(label, ok=False, detail=detail, fix=fix)
    return Finding(label, ok=True, detail=f"{role.name}, below {me.top_role.name}")


def _find(channels: Iterable[GuildChannel], wanted: str) -> GuildChannel | None:
    return next((channel for channel in channels if is_called(channel, wanted)), None)


def _missing(needed: discord.Permissions, ours: discord.Permissions) -> list[str]:
    """Name what we lack as Discord's settings name it."""
    lacking = discord.Permissions(needed.value & ~ours.value)
    return [name.replace("_", " ").title() for name, given in lacking if given]
