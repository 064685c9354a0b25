"""Removes what a preset made and nobody has used."""

from collections.abc import Sequence
from dataclasses import dataclass

import discord

from bot.discord.client import LyceumClient
from bot.errors import UserError
from bot.presets.blueprint import SHOP
from cogs.presets.survey import Found, Survey, SurveyedPart, find, objects_of

MAX_READ = 100  # messages of one channel: one with more is used
# Channels come before the setting that names one, and the role last: the channels name it.
ORDER = ("product", "plan", "forum", "text", "shop", "category", "role")


@dataclass(frozen=True, slots=True)
class KeptPart:
    """A part that stays, and the message that says why."""

    name: str
    why: str


class PresetRemover:
    """Removes the parts of one preset; repeating it goes on where it ended."""

    def __init__(self, client: LyceumClient, member: discord.Member, survey: Survey) -> None:
        self._service = client.services.presets
        self._member, self._guild = member, member.guild
        self._survey = survey

    async def undo(self) -> list[KeptPart]:
        """Remove what we made and nobody has used; return what stays.

        Raises:
            UserError: Discord refuses; what was removed is gone.
        """
        guild_id, preset, kept = self._guild.id, self._survey.preset, list[KeptPart]()
        for each in sorted(self._survey.parts, key=lambda one: ORDER.index(one.part.kind)):
            if each.standing == "found":
                continue
            why = await self._remove(each) if each.standing == "made" else None
            if why is None:
                await self._service.forget(guild_id, preset, each.part.key)
            else:
                kept.append(KeptPart(each.name, f"preset-kept-{why}"))
        await self._service.record(guild_id, self._member.id, preset, undone=True)
        return kept

    async def _remove(self, made: SurveyedPart) -> str | None:
        """Remove a part; return why it stays, None if it is gone."""
        guild_id, object_id = self._guild.id, made.object_id
        match made.part.kind:
            case "product":
                gone = await self._service.remove_product(guild_id, object_id or 0, made.name)
                return None if gone else "product"
            case "plan":
                return None if object_id is None else "plan"
            case "shop":
                shop = self._survey.of(SHOP)
                if find(await objects_of(self._guild), shop.part, "", shop.object_id) is not None:
                    return "shop"
                await self._service.leave_shop(guild_id, self._member.id)
                return None
            case _:
                return await self._remove_from_discord(made)

    async def _remove_from_discord(self, made: SurveyedPart) -> str | None:
        objects = await objects_of(self._guild)
        there = find(objects, made.part, made.name, made.object_id)
        if there is None:
            return None
        if (why := await self._use(there, objects)) is not None:
            return why
        try:
            await there.delete(reason=f"Lyceum: undo of {self._survey.preset}")
        except discord.NotFound:
            return None
        except discord.HTTPException as error:
            raise UserError("preset-refused", name=made.name, error=error.text[:200]) from None
        return None

    async def _use(self, there: Found, objects: Sequence[Found]) -> str | None:
        """Return how an object is used, None if it isn't."""
        if isinstance(there, discord.Role):
            if there.members:
                return "members"
            return "plan" if await self._service.gives_role(self._guild.id, there.id) else None
        if isinstance(there, discord.CategoryChannel):
            return "channels" if any(_is_in(each, there) for each in objects) else None
        if await self._service.shows_cards(self._guild.id, there.id):
            return "cards"
        return "messages" if await self._is_written_in(there) else None

    async def _is_written_in(self, channel: discord.abc.GuildChannel) -> bool:
        """Return whether a channel has a thread, or a message that isn't ours."""
        if not isinstance(channel, discord.TextChannel | discord.ForumChannel):
            return True
        if any(each.parent_id == channel.id for each in await self._guild.active_threads()):
            return True
        async for _ in channel.archived_threads(limit=1):
            return True
        if isinstance(channel, discord.ForumChannel):
            return False
        found = [each.author.id async for each in channel.history(limit=MAX_READ)]
        return len(found) == MAX_READ or any(each != self._guild.me.id for each in found)


def _is_in(channel: Found, category: discord.CategoryChannel) -> bool:
    return not isinstance(channel, discord.Role) and channel.category_id == category.id
