"""Lets a member join a session's channel, or gives them its link."""

from typing import Any

import discord
from discord import ui

from bot.discord.client import Interaction
from bot.discord.layout import say
from bot.errors import UserError
from cogs.sessions.own_overwrite import added_by_joining, is_barred, joined
from cogs.ui.interactions import guild_of, member_of
from data.sessions import LiveSession

REASON = "joins a live session that is open to them"


async def let_in(interaction: Interaction, session_id: int) -> None:
    """Answer with the way to a session.

    Raises:
        UserError: It is too early, over, not open to them, or the bot may not let them in.
    """
    services, translate = (
        interaction.client.services.sessions,
        interaction.client.translator(interaction),
    )
    member = member_of(interaction)
    found = await services.audience.enter(guild_of(interaction).id, member.id, session_id)
    if found.channel_id is None:
        button: ui.Button[Any] = ui.Button(label=translate("session-button-link"), url=found.link)
        await say(interaction, translate("session-enter-link"), state="good", buttons=[button])
        return
    channel = guild_of(interaction).get_channel(found.channel_id)
    if not isinstance(channel, discord.VoiceChannel | discord.StageChannel):
        raise UserError("session-no-channel")
    may = channel.permissions_for(member)
    if not (may.view_channel and may.connect):
        await _permit(interaction, found, channel, member)
    text = translate("session-enter", channel=channel.mention)
    await say(interaction, text, state="good")


async def _permit(
    interaction: Interaction,
    found: LiveSession,
    channel: discord.VoiceChannel | discord.StageChannel,
    member: discord.Member,
) -> None:
    """Give a member a permission of their own, which is recorded before it is given.

    Raises:
        UserError: Staff have closed the channel to this member, or Discord refuses.
    """
    own = channel.overwrites_for(member)
    if is_barred(own):
        raise UserError("session-barred")
    audience = interaction.client.services.sessions.audience
    await audience.permitted(found, member.id, added_by_joining(own))
    try:
        await channel.set_permissions(member, overwrite=joined(own), reason=REASON)
    except discord.Forbidden:
        raise UserError("session-not-let-in") from None
