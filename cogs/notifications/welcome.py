"""Adds to the notice of a new membership what is open now, and what to do first."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import discord
from discord import ui

from bot.discord.permissions import opened_by
from bot.i18n import Translator
from bot.services import Services
from cogs.catalogue.buttons import open_buttons
from data.notices import Notice

GRANTED = "turn-granted-"
GRANTED_PRODUCT = "turn-granted-product-"
PAID = (
    "turn-granted-paid",
    "turn-granted-free",
    "turn-granted-trial",
    "turn-granted-product-paid",
    "turn-granted-product-free",
)
MAX_CHANNELS = 10
MAX_LABEL_LENGTH = 80


@dataclass(frozen=True, slots=True)
class Welcome:
    """Further lines of a notice, and the buttons that go before its own."""

    lines: list[str] = field(default_factory=list[str])
    buttons: list[ui.Item[Any]] = field(default_factory=list[ui.Item[Any]])


async def welcome_of(
    services: Services, translate: Translator, guild: discord.Guild | None, notice: Notice
) -> Welcome:
    """Return what to add to a notice; nothing unless it is of a new membership."""
    plan_id = notice.arguments.get("plan_id")
    if guild is None or not notice.message.startswith(GRANTED) or not isinstance(plan_id, int):
        return Welcome()
    channels = _opened(guild, notice.arguments)
    lines, buttons = list[str](), list[ui.Item[Any]]()
    if channels:
        named = " ".join(channel.mention for channel in channels[:MAX_CHANNELS])
        lines.append(translate("turn-welcome-channels", channels=named))
        label = translate("turn-button-open", channel=channels[0].name)[:MAX_LABEL_LENGTH]
        buttons.append(ui.Button(label=label, url=channels[0].jump_url))
    if notice.message.startswith(GRANTED_PRODUCT):
        entry = await services.catalogue.shop.entry(guild.id, notice.user_id or 0, plan_id)
        buttons += open_buttons(translate, guild.id, entry.contents) if entry is not None else []
    if text := await services.payments.panels.welcome(plan_id):
        lines.append(text)
    if notice.message in PAID and (url := await _receipt(services, notice.arguments)):
        buttons.append(ui.Button(label=translate("turn-button-receipt"), url=url))
    return Welcome(lines, buttons)


def _opened(
    guild: discord.Guild, arguments: Mapping[str, object]
) -> list[discord.abc.GuildChannel]:
    role_id = arguments.get("role_id")
    role = guild.get_role(role_id) if isinstance(role_id, int) else None
    return [] if role is None else opened_by(role)


async def _receipt(services: Services, arguments: Mapping[str, object]) -> str | None:
    source = arguments.get("source")
    return await services.payments.receipts.url(source) if isinstance(source, str) else None
