"""Buttons of what would open a content, for features below `cogs/catalogue`."""

from typing import Any

import discord
from discord import ui

from bot.discord.client import Interaction
from cogs.ui.opening import MAX_LABEL_LENGTH
from data.contents import Content

MAX_OFFERS = 4  # buttons; one more fits into their row


async def offer_buttons(interaction: Interaction, content: Content) -> list[ui.Item[Any]]:
    """Return a button for each offer on sale that holds a content, or its course.

    `cogs/catalogue` and `cogs/membership` handle them.
    """
    service = interaction.client.services.catalogue.contents
    translate = interaction.client.translator(interaction)
    found = await service.products(content)
    products = [each.offer for each in found if each.offer.state == "active"]
    plans = await service.plans_with(content)
    if len(products) == 1 and not plans:
        (only,) = products
        buy = translate("catalogue-buy")
        return [_button("subscribe", buy, only.guild_id, only.id, primary=True)]
    buttons: list[ui.Item[Any]] = [
        _button("product", each.name, each.guild_id, each.id, primary=number == 0)
        for number, each in enumerate(products)
    ]
    for each in plans:
        label = translate("turn-button-subscribe", plan=each.name)
        buttons.append(_button("subscribe", label, each.guild_id, each.id, primary=not buttons))
    return buttons[:MAX_OFFERS]


def _button(act: str, label: str, guild_id: int, offer_id: int, *, primary: bool) -> ui.Button[Any]:
    return ui.Button(
        label=label[:MAX_LABEL_LENGTH],
        style=discord.ButtonStyle.primary if primary else discord.ButtonStyle.secondary,
        custom_id=f"lyceum:{act}:{guild_id}:{offer_id}",
    )
