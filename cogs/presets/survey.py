"""Compares a preset with a server: what is there, what is missing, what hinders."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

import discord

from bot.discord.client import LyceumClient
from bot.discord.permission_names import permission_names
from bot.i18n import Translator
from bot.presets.blueprint import PRESETS, SHOP, PresetName, PresetPart
from bot.presets.service import PresetService
from cogs.presets.locks import BUILDING, missing, needed
from data.contents import Content
from data.presets import StoredPart

Standing = Literal["missing", "made", "found"]
SKEW = timedelta(minutes=1)  # between our clock and Discord's
Found = discord.Role | discord.abc.GuildChannel
KINDS: Mapping[str, type[Found]] = {
    "role": discord.Role,
    "category": discord.CategoryChannel,
    "text": discord.TextChannel,
    "forum": discord.ForumChannel,
}


@dataclass(frozen=True, slots=True)
class SurveyedPart:
    """A part and how it stands; `object_id` is None if there is no object, or not yet."""

    part: PresetPart
    name: str
    standing: Standing
    object_id: int | None = None


@dataclass(frozen=True, slots=True)
class Survey:
    """A preset in a server.

    Attributes:
        parts: In the order in which they are made.
        lacks: Why it can't be built, in the reader's language.
    """

    preset: PresetName
    parts: Sequence[SurveyedPart]
    lacks: Sequence[str]

    def of(self, key: str) -> SurveyedPart:
        """Return a part by its key."""
        return next(each for each in self.parts if each.part.key == key)

    @property
    def is_whole(self) -> bool:
        """Whether nothing is left to make."""
        return all(each.standing != "missing" for each in self.parts)

    @property
    def made(self) -> bool:
        """Whether we made anything of it."""
        return any(each.standing == "made" for each in self.parts)


async def survey(
    client: LyceumClient, member: discord.Member, preset: PresetName, reader: Translator
) -> Survey:
    """Compare a preset with the member's server; nothing is changed.

    Names are in the server's language, reasons in the reader's.
    """
    guild, service = member.guild, client.services.presets
    names = names_of(client, guild.id, preset)
    stored = await service.stored(guild.id, preset)
    there = await objects_of(guild)
    parts = [
        await _surveyed(service, guild.id, each, names, stored, there) for each in PRESETS[preset]
    ]
    return Survey(preset, parts, _lacks(reader, member, parts, there))


def names_of(client: LyceumClient, guild_id: int, preset: PresetName) -> Mapping[str, str]:
    """Return the names of all parts in a server's language, by their keys."""
    translate = language_of(client, guild_id)
    return {each.key: translate(f"preset-{preset}-{each.key}") for each in PRESETS[preset]}


def language_of(client: LyceumClient, guild_id: int) -> Translator:
    """Return the translator of a server's own language."""
    services = client.services
    language = services.deps.guild_settings.of(guild_id).discord.language
    return services.translations.translator(language)


async def objects_of(guild: discord.Guild) -> list[Found]:
    """Fetch a server's roles and channels, because those in memory may be outdated."""
    roles = [each for each in await guild.fetch_roles() if not each.is_default()]
    return [*roles, *await guild.fetch_channels()]


def find(
    objects: Sequence[Found], part: PresetPart, name: str, object_id: int | None
) -> Found | None:
    """Return the role or channel with an id, or else with the name and kind of a part."""
    kind = KINDS[part.kind]
    fitting = [each for each in objects if isinstance(each, kind)]
    by_id = next((each for each in fitting if each.id == object_id), None)
    return by_id or next((each for each in fitting if each.name == name), None)


async def _surveyed(
    service: PresetService,
    guild_id: int,
    part: PresetPart,
    names: Mapping[str, str],
    stored: Mapping[str, StoredPart],
    objects: Sequence[Found],
) -> SurveyedPart:
    known = stored.get(part.key)
    name = names[part.key] if known is None else known.name
    wanted_id = None if known is None else known.object_id
    there: Found | Content | None
    match part.kind:
        case "plan":
            made = known is not None and known.state == "made"
            return SurveyedPart(part, name, "made" if made else "missing", wanted_id)
        case "shop":
            return _shop(service, guild_id, part, name, stored)
        case "product":
            there = await service.product(guild_id, wanted_id, name)
        case _:
            there = find(objects, part, name, wanted_id)
    if there is None:
        return SurveyedPart(part, name, "missing")
    ours = known is not None and _is_ours(known, there)
    return SurveyedPart(part, name, "made" if ours else "found", there.id)


def _is_ours(known: StoredPart, there: Found | Content) -> bool:
    """Return whether an object is what we made, also in an attempt that was cut off."""
    if known.state == "made":
        return there.id == known.object_id
    return there.created_at >= known.begun_at - SKEW


def _shop(
    service: PresetService,
    guild_id: int,
    part: PresetPart,
    name: str,
    stored: Mapping[str, StoredPart],
) -> SurveyedPart:
    """Return how the setting stands: ours as long as it names the preset's channel."""
    wanted, channel = service.shop(guild_id), stored.get(SHOP)
    if not wanted:
        return SurveyedPart(part, name, "missing")
    ours = channel is not None and part.key in stored and wanted == str(channel.object_id)
    return SurveyedPart(part, name, "made" if ours else "found")


def _lacks(
    translate: Translator,
    member: discord.Member,
    parts: Sequence[SurveyedPart],
    objects: Sequence[Found],
) -> list[str]:
    """Return what hinders: permissions that are missing, a role above ours."""
    guild, lacks = member.guild, list[str]()
    if ours := missing(needed(), guild.me.guild_permissions):
        lacks.append(translate("preset-lacks-ours", missing=permission_names(translate, ours)))
    if theirs := missing(BUILDING, member.guild_permissions):
        lacks.append(translate("preset-lacks-yours", missing=permission_names(translate, theirs)))
    ids = {each.object_id for each in parts if each.part.kind == "role"}
    role = next((each for each in objects if each.id in ids), None)
    if isinstance(role, discord.Role) and (role.managed or role >= guild.me.top_role):
        lacks.append(translate("preset-lacks-role", role=role.mention))
    return lacks
