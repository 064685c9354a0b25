"""Builds a preset step by step, and continues what was cut off."""

import discord

from bot.discord.client import LyceumClient
from bot.errors import UserError
from bot.presets.blueprint import SHOP, PresetPart
from cogs.presets.locks import overwrites_of
from cogs.presets.survey import Survey, language_of

REASON = "Lyceum: /staff setup preset:{}"


class PresetBuilder:
    """Makes the parts of one preset that are missing in the member's server.

    Each part is stored before it is created and after, so that an attempt that was cut off is
    continued: what it created is found by its name and time.
    """

    def __init__(self, client: LyceumClient, member: discord.Member, survey: Survey) -> None:
        self._service = client.services.presets
        self._member, self._guild = member, member.guild
        self._survey = survey
        self._words = language_of(client, member.guild.id)
        self._ids = {each.part.key: each.object_id for each in survey.parts}

    async def build(self) -> None:
        """Make what is missing.

        Raises:
            UserError: Something hinders, or somebody else builds; what was made stays.
        """
        if self._survey.lacks:
            raise UserError("preset-hindered")
        guild_id, preset = self._guild.id, self._survey.preset
        for each in self._survey.parts:
            if each.standing == "missing":
                self._ids[each.part.key] = await self._make(each.part, each.name)
            elif each.standing == "made":  # also what an attempt made that was cut off
                await self._service.made(guild_id, preset, each.part.key, each.object_id)
        await self._service.record(guild_id, self._member.id, preset)

    async def _make(self, part: PresetPart, name: str) -> int | None:
        guild_id, preset = self._guild.id, self._survey.preset
        await self._service.begin(guild_id, preset, part.key, name)
        try:
            object_id = await self._create(part, name)
        except discord.HTTPException as error:
            if error.status < 500:  # noqa: PLR2004 it was not created
                await self._service.forget(guild_id, preset, part.key)
            raise UserError("preset-refused", name=name, error=error.text[:200]) from None
        await self._service.made(guild_id, preset, part.key, object_id)
        return object_id

    async def _create(self, part: PresetPart, name: str) -> int | None:
        """Create a part; return its id, None for what has none."""
        guild, reason = self._guild, REASON.format(self._survey.preset)
        match part.kind:
            case "role":
                bare = discord.Permissions.none()
                return (await guild.create_role(name=name, permissions=bare, reason=reason)).id
            case "category":
                return (await guild.create_category(name, reason=reason)).id
            case "text" | "forum":
                return (await self._create_channel(part, name, reason)).id
            case "shop":
                channel_id = self._ids[SHOP] or 0
                await self._service.use_shop(guild.id, self._member.id, channel_id)
                return None
            case "plan":
                return None  # it is created with its first price
            case "product":
                kind = part.product or "article"
                return (await self._service.add_product(guild.id, self._member.id, kind, name)).id

    async def _create_channel(
        self, part: PresetPart, name: str, reason: str
    ) -> discord.TextChannel | discord.ForumChannel:
        guild = self._guild
        role = guild.get_role(self._ids["role"] or 0)
        if part.readers == "role" and role is None:  # not cached yet, or deleted meanwhile
            role = await guild.fetch_role(self._ids["role"] or 0)
        category = guild.get_channel(self._ids["category"] or 0)
        if not isinstance(category, discord.CategoryChannel):
            category = None
        overwrites = overwrites_of(part, guild, role)
        if part.kind == "text":
            return await guild.create_text_channel(
                name, overwrites=overwrites, category=category, reason=reason
            )
        tags = [discord.ForumTag(name=self._words(f"preset-tag-{each}")) for each in part.tags]
        return await guild.create_forum(
            name, overwrites=overwrites, category=category, available_tags=tags, reason=reason
        )
