"""What stands behind `/membership status` and `value`. Every answer is for one member's eyes."""

import re
from typing import Any, Self

import discord
from discord import ui
from discord.utils import escape_markdown, format_dt

from bot.client import LyceumClient
from bot.i18n import Words
from bot.payments.overview import Overview, period_start
from cogs import status_view, value_view
from cogs.code_button import stock_buttons
from cogs.membership_buttons import LeaveButton, ManageButton, RemindButton, label
from cogs.press import Press

Interaction = discord.Interaction[LyceumClient]
MOST_BUTTONS = 25  # that Discord takes below a message


async def show_status(interaction: Interaction, guild_id: int) -> None:
    """Say where the member stands on a server, in words, with what they can do about it."""
    words, parts = interaction.client.words(interaction), interaction.client.parts
    overview = await parts.overview.of(guild_id, interaction.user.id)
    items: list[ui.Item[Any]] = [
        *_pay_buttons(words, overview),
        *_keep_buttons(words, overview),
        *stock_buttons(words, await parts.gifts.stock(guild_id, interaction.user.id)),
        *_lasting_buttons(words, overview, guild_id),
    ]
    await interaction.followup.send(
        embed=status_view.draw(words, overview), view=_view(items), ephemeral=True
    )


class StatusButton(
    Press, ui.DynamicItem[ui.Button[Any]], template=re.compile(r"lyceum:status:(?P<guild>\d{1,19})")
):
    """Shows where whoever presses it stands, as `/membership status` does."""

    def __init__(self, guild_id: int, label: str | None = None) -> None:
        self._guild_id = guild_id
        super().__init__(ui.Button(label=label, custom_id=f"lyceum:status:{guild_id}"))

    @classmethod
    async def from_custom_id(
        cls, _interaction: discord.Interaction[Any], _item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """Make the button again from what it carries."""
        return cls(int(match["guild"]))

    async def pressed(self, interaction: discord.Interaction[Any]) -> None:
        """Answer with what is theirs."""
        await show_status(interaction, self._guild_id)


async def show_value(interaction: Interaction) -> None:
    """Say what the member used in this period, what it costs, and let them go if they like."""
    assert interaction.guild_id is not None  # noqa: S101 the group is guild_only
    words, desk = interaction.client.words(interaction), interaction.client.parts.overview
    guild_id, user_id = interaction.guild_id, interaction.user.id
    overview = await desk.of(guild_id, user_id)
    page, buttons = value_view.page(words), list[ui.Item[Any]]()
    for plan, right in value_view.open_rights(overview):
        since = period_start(right, overview.snapshot(right))
        tallies = await desk.use(guild_id, user_id, since)
        lines = (
            words("value-since", since=format_dt(since, "D")),
            value_view.used(words, tallies),
            value_view.costs(words, overview, right),
        )
        page.add_field(name=escape_markdown(plan.name), value="\n".join(lines), inline=False)
        whole = right.source == right.stripe_id  # else it is ended with another plan
        if whole and overview.pays(right) and right.renews:
            text = label(words, "value-button-cancel", plan.name)
            buttons.append(LeaveButton("end", right.source, text))
    if not page.fields:
        page.description = words("value-none")
    elif buttons:
        page.set_footer(text=words("value-how"))
    await interaction.followup.send(embed=page, view=_view(buttons), ephemeral=True)


def _pay_buttons(words: Words, overview: Overview) -> list[ui.Item[Any]]:
    found: list[ui.Item[Any]] = []
    for right in overview.standing.entitlements:
        if right.source in overview.bills and right.plan_id in overview.standing.plans:
            plan = overview.standing.plans[right.plan_id].name
            url = overview.bills[right.source].url
            found.append(ui.Button(label=label(words, "status-button-pay", plan), url=url))
    return found


def _keep_buttons(words: Words, overview: Overview) -> list[ui.Item[Any]]:
    found: list[ui.Item[Any]] = [
        LeaveButton("keep", right.source, label(words, "status-button-keep", plan.name))
        for plan, right in value_view.open_rights(overview)
        if right.reason == "cancelling" and overview.pays(right) and right.source == right.stripe_id
    ]
    return found


def _lasting_buttons(words: Words, overview: Overview, guild_id: int) -> list[ui.Item[Any]]:
    found: list[ui.Item[Any]] = []
    if any(right.stripe_id for right in overview.standing.entitlements) or overview.gifts:
        found.append(ManageButton(guild_id, words("status-button-manage")))
    if status_view.holdings(overview):
        found.append(RemindButton.make(words, guild_id, wanted=not overview.reminders))
    return found


def _view(items: list[ui.Item[Any]]) -> ui.View:
    view = ui.View(timeout=None)
    for item in items[:MOST_BUTTONS]:
        view.add_item(item)
    return view
