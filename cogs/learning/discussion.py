"""The discussion thread of a lesson: made when a member first opens it."""

import discord

from bot.discord.client import Interaction
from bot.errors import UserError

MAX_NAME_LENGTH = 100


async def open_discussion(interaction: Interaction, guild_id: int, lesson_id: int) -> str:
    """Return the sentence that links to a lesson's discussion.

    The thread is made beside the card of its course.

    Raises:
        UserError: The lesson is locked, or there is no place for a thread.
    """
    client = interaction.client
    learning, translate = client.services.learning, client.translator(interaction)
    course, lesson = await learning.progress.lesson(guild_id, interaction.user.id, lesson_id)
    guild = client.get_guild(guild_id)
    if guild is None or not course.owned:
        raise UserError("learn-not-owned", course=course.content.title)
    place = _place(guild, course.content.card_channel_id)
    language = client.services.deps.guild_settings.of(guild_id).discord.language
    public = client.services.translations.translator(language)

    async def exists(thread_id: int) -> bool:
        return await _exists(guild, thread_id)

    async def make() -> int:
        name = f"{course.content.title}: {lesson.content.title}"[:MAX_NAME_LENGTH]
        text = public.plain("learn-discussion-opening", lesson=lesson.content.title)
        return await _make(place, name, text)

    thread_id = await learning.threads.of_lesson(
        guild_id, course.content.id, lesson_id, exists=exists, make=make
    )
    return translate("learn-discussion", thread=f"<#{thread_id}>")


def _place(
    guild: discord.Guild, channel_id: int | None
) -> discord.TextChannel | discord.ForumChannel:
    found = None if channel_id is None else guild.get_channel_or_thread(channel_id)
    if isinstance(found, discord.Thread):
        found = found.parent
    if not isinstance(found, discord.TextChannel | discord.ForumChannel):
        raise UserError("learn-no-place")
    return found


async def _exists(guild: discord.Guild, thread_id: int) -> bool:
    if guild.get_thread(thread_id) is not None:
        return True
    try:
        await guild.fetch_channel(thread_id)
    except (discord.NotFound, discord.Forbidden):
        return False
    return True


async def _make(place: discord.TextChannel | discord.ForumChannel, name: str, text: str) -> int:
    silent = discord.AllowedMentions.none()
    try:
        if isinstance(place, discord.ForumChannel):
            free = [tag for tag in place.available_tags if not tag.moderated]
            tags = free[:1] if place.flags.require_tag else []
            made = await place.create_thread(
                name=name, content=text, applied_tags=tags, allowed_mentions=silent
            )
            return made.thread.id
        thread = await place.create_thread(name=name, type=discord.ChannelType.public_thread)
        await thread.send(text, allowed_mentions=silent)
    except discord.Forbidden:
        raise UserError("learn-no-place") from None
    return thread.id
