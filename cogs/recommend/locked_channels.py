"""Finds channels that a member can't read and that a plan on sale would open."""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence

import discord

from bot.discord.permissions import is_age_restricted, opens_channel, role_given
from bot.i18n import Translator
from cogs.recommend.format import escaped
from data.plans import Plan

PlansOnSale = Callable[[int], Awaitable[Sequence[Plan]]]  # takes a guild id


def opened_by_plans(
    member: discord.Member, plans: Iterable[Plan], place: object = None
) -> Mapping[int, Plan]:
    """Return those channels by id, each with the first plan that would open it.

    `place` is where they will be shown: age-restricted channels are shown only in such a channel.
    """
    guild, grown_up = member.guild, is_age_restricted(place)
    roles = [(plan, role) for plan in plans if (role := role_given(guild, plan))]
    found: dict[int, Plan] = {}
    for channel in guild.channels if roles else ():
        if opens_channel(channel, member) or _kept_out(channel, member):
            continue
        if is_age_restricted(channel) and not grown_up:
            continue
        plan = next((plan for plan, role in roles if _opens(channel, role, member)), None)
        if plan is not None:
            found[channel.id] = plan
    return found


def offer_line(
    translate: Translator, guild: discord.Guild, channel_id: int | None, locked: Mapping[int, Plan]
) -> str | None:
    """Return an offer as one line: the channel, and the plan that opens it."""
    channel = None if channel_id is None else guild.get_channel(channel_id)
    if channel is None:
        return None
    # By name, because a mention shows "no access" to those who can't see the channel.
    plan = escaped(locked[channel.id].name)
    return translate("recommend-locked", channel=escaped(channel.name), plan=plan)


def _opens(channel: discord.abc.GuildChannel, role: discord.Role, member: discord.Member) -> bool:
    """Return whether `role`, added to the member's, opens a channel: allow beats deny."""
    if not opens_channel(channel, role):
        return False
    allowed, _ = channel.overwrites_for(role).pair()
    denied = [channel.overwrites_for(each).pair()[1] for each in member.roles[1:]]
    return _reads(allowed) or not any(
        each.view_channel or each.read_message_history for each in denied
    )


def _kept_out(channel: discord.abc.GuildChannel, member: discord.Member) -> bool:
    """Return whether an overwrite denies this very member: no role changes that."""
    _, denied = channel.overwrites_for(member).pair()
    return denied.view_channel or denied.read_message_history


def _reads(permissions: discord.Permissions) -> bool:
    return permissions.view_channel and permissions.read_message_history
