"""Translates command names and descriptions for Discord."""

from typing import cast

import discord
from discord import app_commands
from discord.app_commands import TranslationContextLocation as Location

from bot.discord.client import LyceumClient
from bot.i18n import DEFAULT_LANGUAGE, Translations

CODES = {discord.Locale.chinese: "zh-CN"}


class CommandTranslator(app_commands.Translator):
    """Looks up `cmd-…`, `opt-…` and `choice-…` among translations; English is in code."""

    def __init__(self, translations: Translations) -> None:
        self._translations = translations

    async def translate(
        self,
        string: app_commands.locale_str,
        locale: discord.Locale,
        context: app_commands.TranslationContextTypes,
    ) -> str | None:
        """Return the translation, or None for Discord to show English."""
        language = CODES.get(locale, DEFAULT_LANGUAGE)
        if language == DEFAULT_LANGUAGE:
            return None
        translate = self._translations.translator(language)
        messages, attribute = address(context)
        return next(filter(None, (translate.get(each, attribute) for each in messages)), None)


def address(context: app_commands.TranslationContextTypes) -> tuple[list[str], str | None]:
    """Return the message ids that may hold a translation, and the attribute.

    An option that several commands of a group share may be translated once, as `opt-plan-on_end`.
    """
    described = context.location in (
        Location.command_description,
        Location.group_description,
        Location.parameter_description,
    )
    attribute = "description" if described else None
    data = context.data
    if isinstance(data, app_commands.Choice):
        return [f"choice-{cast('app_commands.Choice[str]', data).value}"], None
    if isinstance(data, app_commands.Parameter):
        command = dashed(data.command.qualified_name)
        above = (command, *filter(None, [command.rpartition("-")[0]]))
        return [f"opt-{each}-{data.display_name}" for each in above], attribute
    if isinstance(data, str):
        return [], None
    return [f"cmd-{dashed(data.qualified_name)}"], attribute


def dashed(name: str) -> str:
    """Return a qualified command name as part of a message id."""
    return name.replace(" ", "-").lower()


async def setup(client: LyceumClient) -> None:
    """Set the translator before the first sync."""
    await client.tree.set_translator(CommandTranslator(client.services.translations))
