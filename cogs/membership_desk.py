"""What stands behind `/membership status`, `manage` and `value`."""

from typing import Any

import discord
from discord import ui
from discord.utils import escape_markdown, format_dt

from bot.client import LyceumClient
from bot.i18n import Words
from bot.payments.overview import Overview, OverviewDesk, period_start
from cogs import status_view, value_view
from cogs.gifts import GiftCounter
from cogs.membership_buttons import LeaveButton, ManageButton, RemindButton, label

Interaction = discord.Interaction[LyceumClient]
MOST_BUTTONS = 25  # that Discord takes below a message


class MembershipDesk:
    """Answers members about what they have. Every answer is for their eyes only."""

    def __init__(self, overview: OverviewDesk, gifts: GiftCounter) -> None:
        self._overview = overview
        self._gifts = gifts

    async def status(self, interaction: Interaction) -> None:
        """Say where the member stands, in words, with what they can do about it."""
        assert interaction.guild_id is not None  # noqa: S101 the group is guild_only
        words = interaction.client.words(interaction)
        overview = await self._overview.of(interaction.guild_id, interaction.user.id)
        items: list[ui.Item[Any]] = [
            *_pay_buttons(words, overview),
            *_keep_buttons(words, overview),
            *await self._gifts.code_buttons(interaction),
            *_lasting_buttons(words, overview, interaction.guild_id),
        ]
        await interaction.followup.send(
            embed=status_view.draw(words, overview), view=_view(items), ephemeral=True
        )

    async def value(self, interaction: Interaction) -> None:
        """Say what the member used in this period, what it costs, and let them go if they like."""
        assert interaction.guild_id is not None  # noqa: S101 the group is guild_only
        words = interaction.client.words(interaction)
        guild_id, user_id = interaction.guild_id, interaction.user.id
        overview = await self._overview.of(guild_id, user_id)
        page, buttons = value_view.page(words), list[ui.Item[Any]]()
        for plan, right in value_view.open_rights(overview):
            since = period_start(right, overview.snapshot(right))
            tallies = await self._overview.use(guild_id, user_id, since)
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
