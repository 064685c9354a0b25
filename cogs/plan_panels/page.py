"""Renders the plans on sale: what each opens and costs, and its button."""

import re
from collections.abc import Sequence
from typing import Any, Self

import discord
from discord import ui

from bot.discord.client import Interaction
from bot.discord.layout import AnswerView, answer, cut, replace_message
from bot.discord.permissions import opened_by, role_given
from bot.i18n import Translator
from cogs.membership.status import MembershipButton
from cogs.membership.subscribe import SubscribeButton
from cogs.plans.plan_text import plan_lines
from cogs.recommend.format import escaped
from cogs.ui.interactions import guild_of
from cogs.ui.persistent_item import Answer, PersistentButton
from data.plans import Plan

PER_PAGE = 7  # of Discord's 4,000 characters each takes up to 510, with its channels
MAX_CHANNELS = 5
MAX_TEXT, MAX_OPENS = 380, 130


class PlansPage(AnswerView):
    """One page of a server's plans. The ids of its buttons hold all state."""

    def __init__(
        self,
        translate: Translator,
        guild: discord.Guild,
        plans: Sequence[Plan],
        *,
        test_mode: bool,
        page: int = 0,
        buttons: Sequence[ui.Item[Any]] = (),
    ) -> None:
        shown = plans[page * PER_PAGE : (page + 1) * PER_PAGE]
        notes = [translate("payments-plans-how")] if shown else []
        if test_mode:
            notes.append(translate("payments-test-mode"))
        super().__init__(
            *[_section(translate, guild, plan) for plan in shown],
            "" if shown else translate("payments-no-plans"),
            title=translate("payments-plans-title"),
            state="attention" if test_mode else "neutral",
            note="\n".join(notes),
            buttons=buttons,
        )


def _section(translate: Translator, guild: discord.Guild, plan: Plan) -> ui.Section[Any]:
    lines = [f"**{discord.utils.escape_markdown(plan.name)}**", plan_lines(translate, plan)]
    (text,) = cut(["\n".join(lines)], MAX_TEXT)
    if opens := opens_line(translate, guild, plan):
        text += f"\n-# {cut([opens], MAX_OPENS)[0]}"
    label = translate("payments-plans-try" if plan.trial_days else "payments-plans-button")
    return ui.Section[Any](text, accessory=SubscribeButton.labelled(label, guild.id, plan.id))


def opens_line(translate: Translator, guild: discord.Guild, plan: Plan) -> str | None:
    """Return the channels that a plan opens, as one line; None if it opens none.

    By name, because a mention shows "no access" to those who can't see the channel.
    """
    role = role_given(guild, plan)
    opened = [] if role is None else opened_by(role)
    if not opened:
        return None
    names = "  ".join(f"#{escaped(channel.name)}" for channel in opened[:MAX_CHANNELS])
    more = len(opened) - MAX_CHANNELS
    return translate("payments-plans-opens", channels=names, more=max(more, 0))


class PlansPageButton(PersistentButton, template=re.compile(r"lyceum:plans:(?P<page>\d{1,3})")):
    """Turns to a page of `/plans`.

    It is no callback of a view: discord.py forgets all buttons of a kind when a view that holds
    one of them and also listens ends.
    """

    @classmethod
    def make(cls, page: int, emoji: str, *, there: bool = True) -> Self:
        """Return the button that shows a page in place of the present one, if it is there."""
        return cls(ui.Button(emoji=emoji, custom_id=f"lyceum:plans:{page}", disabled=not there))

    @property
    def answer(self) -> Answer:
        """Edit the message."""
        return "change"

    async def pressed(self, interaction: Interaction) -> None:
        """Show the page with the plans that are on sale now."""
        await replace_message(interaction, await _page(interaction, self.number("page")))


async def show_plans(interaction: Interaction) -> None:
    """Answer with the plans on sale."""
    await answer(interaction, await _page(interaction, 0))


async def _page(interaction: Interaction, page: int) -> PlansPage:
    translate, guild = interaction.client.translator(interaction), guild_of(interaction)
    payments = interaction.client.services.payments
    plans = await payments.plans.on_sale(guild.id)
    last = max(len(plans) - 1, 0) // PER_PAGE
    page = min(page, last)
    turning = [
        PlansPageButton.make(max(page - 1, 0), "◀️", there=page > 0),
        PlansPageButton.make(page + 1, "▶️", there=page < last),
    ]
    return PlansPage(
        translate,
        guild,
        plans,
        test_mode=payments.test_mode,
        page=page,
        buttons=turning if last else (),
    )


def panel_page(
    translate: Translator, guild: discord.Guild, plans: Sequence[Plan], *, test_mode: bool
) -> PlansPage:
    """Return what a panel shows: the first plans, and the reader's own membership."""
    status = MembershipButton.make(translate, "status", guild.id)
    more = len(plans) > PER_PAGE
    buttons = [AllPlansButton.make(translate), status] if more else [status]
    return PlansPage(translate, guild, plans, test_mode=test_mode, buttons=buttons)


class AllPlansButton(PersistentButton, template=re.compile(r"lyceum:all-plans")):
    """Answers as `/plans` does, for a panel that can't show all of them."""

    @classmethod
    def make(cls, translate: Translator) -> Self:
        """Return the button with its label."""
        label = translate("payments-plans-all")
        return cls(ui.Button(label=label, custom_id="lyceum:all-plans"))

    async def pressed(self, interaction: Interaction) -> None:
        """Answer with the plans on sale."""
        await show_plans(interaction)
