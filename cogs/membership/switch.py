"""Implements `/membership switch`: choose, see what it costs, confirm."""

from functools import partial
from typing import Any

import discord
from discord import ui

from bot.discord.client import Interaction
from bot.discord.layout import AnswerView, answer, replace_message, say
from bot.errors import UserError
from bot.payments.switching.quote import Holding, Quote, Wanted
from cogs.membership import switch_buttons, switch_text
from cogs.ui.confirm import ConfirmView


async def switch(
    interaction: Interaction, guild_id: int, plan: str | None, price: int | None, seats: int | None
) -> None:
    """Quote the wanted switch, or offer what a member can switch to."""
    service = interaction.client.services.payments.switching
    every = await service.holdings(guild_id, interaction.user.id)
    if not every:
        raise UserError("switch-none")
    meant = [each for each in every if _means(each, plan, price)]
    if not meant:
        raise UserError("switch-not-offered")
    if len(meant) == 1 and (price is not None or _only_seats(meant[0], plan, seats)):
        await ask(interaction, guild_id, Wanted(meant[0].subscription_id, price, seats))
        return
    await _offer(interaction, guild_id, meant, plan, seats)


async def ask(interaction: Interaction, guild_id: int, wanted: Wanted) -> None:
    """Show what a switch costs now and later, with a button that makes it."""
    translate = interaction.client.translator(interaction)
    service = interaction.client.services.payments.switching
    quote = await service.quote(guild_id, interaction.user.id, wanted)
    label = translate("switch-button-later" if quote.waits else "switch-button-now")
    text = switch_text.question(translate, quote)
    action = partial(_make, guild_id, quote)
    await answer(interaction, ConfirmView(text, label, action, only=interaction.user.id))


async def _make(guild_id: int, quote: Quote, interaction: Interaction) -> None:
    translate = interaction.client.translator(interaction)
    service = interaction.client.services.payments.switching
    result = await service.make(guild_id, interaction.user.id, quote)
    buttons: list[ui.Item[Any]] = []
    if result.url:
        buttons.append(ui.Button(label=translate("switch-button-pay"), url=result.url))
    if quote.waits:
        stay = switch_buttons.StayButton.make(translate, quote.change.subscription_id)
        buttons.append(stay)
    text = translate(
        f"switch-outcome-{result.outcome}",
        after=switch_text.sold(translate, quote.after),
        at=discord.utils.format_dt(quote.costs.starts_at, "D"),
    )
    state = "attention" if result.outcome == "unpaid" else "good"
    await replace_message(interaction, AnswerView(text, state=state, buttons=buttons))


async def _offer(
    interaction: Interaction,
    guild_id: int,
    holdings: list[Holding],
    plan: str | None,
    seats: int | None,
) -> None:
    """List each subscription, its planned switch, and what it can be switched to."""
    translate = interaction.client.translator(interaction)
    service = interaction.client.services.payments.switching
    lines, buttons = list[str](), list[ui.Item[Any]]()
    for holding in holdings:
        lines.append(translate("switch-now", held=switch_text.sold(translate, holding.sold)))
        planned = await service.planned(guild_id, interaction.user.id, holding.subscription_id)
        if planned is not None:
            after = switch_text.sold(translate, planned)
            later = discord.utils.format_dt(planned.at, "D")
            lines.append(translate("switch-is-planned", after=after, at=later))
            stay = switch_buttons.StayButton.make(translate, holding.subscription_id)
            buttons.insert(0, stay)
            continue
        count = holding.sold.seats if seats is None else seats
        buttons += [
            switch_buttons.SwitchButton.make(translate, holding, each, price, count)
            for each, price in holding.targets
            if plan is None or each.name.casefold() == plan.casefold()
        ]
    lines.append(translate("switch-choose" if buttons else "switch-nothing-else"))
    await say(interaction, "\n".join(lines), buttons=buttons)


def _means(holding: Holding, plan: str | None, price: int | None) -> bool:
    """Return whether a subscription can be switched to what was typed."""
    offered = [(each.name.casefold(), sold.id) for each, sold in holding.targets]
    own = (holding.sold.plan.name.casefold(), holding.sold.price.id)
    return any(
        (plan is None or plan.casefold() == name) and (price is None or price == id_)
        for name, id_ in (*offered, own)
    )


def _only_seats(holding: Holding, plan: str | None, seats: int | None) -> bool:
    """Return whether only the number of seats is to change."""
    same = plan is None or plan.casefold() == holding.sold.plan.name.casefold()
    return seats is not None and same
