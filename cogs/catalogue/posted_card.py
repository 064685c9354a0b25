"""Finds a card that was posted before its id could be stored."""

from collections.abc import AsyncGenerator, Sequence

import discord

from data.contents import Content

ShopChannel = discord.TextChannel | discord.ForumChannel
LOOKED_THROUGH = 100  # messages or posts, the newest first


async def posted_card(channel: ShopChannel, content: Content) -> int | None:
    """Return the id of our newest card of a content; None: there is none.

    Discord refuses a repeated nonce for some minutes only, and has none for forum posts.
    """
    wanted = f"lyceum:open:{content.guild_id}:{content.id}"
    async for message in _ours(channel):
        ids = {getattr(each, "custom_id", None) for each in _within(message.components)}
        if wanted in ids:
            return message.id
    return None


async def _ours(channel: ShopChannel) -> AsyncGenerator[discord.Message]:
    if isinstance(channel, discord.TextChannel):
        async for message in channel.history(limit=LOOKED_THROUGH):
            if message.author.id == channel.guild.me.id:
                yield message
        return
    threads = sorted(channel.threads, key=lambda thread: -thread.id)[:LOOKED_THROUGH]
    threads += [each async for each in channel.archived_threads(limit=LOOKED_THROUGH)]
    for thread in threads:
        if thread.owner_id == channel.guild.me.id:
            try:
                yield await thread.fetch_message(thread.id)
            except discord.NotFound:
                continue  # the card was deleted, and its thread stayed


def _within(components: Sequence[object]) -> list[object]:
    """Return components with all that are inside of them."""
    found: list[object] = []
    for each in components:
        found += [each, *_within(getattr(each, "children", []))]
    return found
