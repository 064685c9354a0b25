"""A menu below the list, which explains the chosen item and takes feedback."""

import re
from collections.abc import Iterable, Sequence
from typing import Any, Self

import discord
from discord import ui

from bot.discord.client import Interaction
from bot.discord.layout import AnswerView, answer, say
from bot.discord.members import fetch_member
from bot.discord.permissions import readable_by
from bot.i18n import Translator
from bot.recommend.ranking.recommendation import Recommendation
from bot.recommend.ranking.score_shares import ScoreShare, shares
from bot.recommend.search.text import shown
from cogs.recommend.channel_labels import interest_of
from cogs.recommend.feedback_buttons import feedback_buttons
from cogs.recommend.format import title_link, why
from cogs.ui.interactions import member_of
from cogs.ui.persistent_item import PersistentItem

CELLS = 10  # characters of a bar
LABEL_LENGTH = 100  # Discord's limit for a menu's option


class WhyMenu(
    PersistentItem[ui.Select[Any]],
    template=re.compile(r"lyceum:why:(?P<member>\d{1,19})(?::(?P<guild>\d{1,19}))?"),
):
    """The items of one member's list by number; the answer is computed again.

    The id names the server where the list is read in a direct message.
    """

    not_yours = "recommend-not-yours"

    @classmethod
    def make(
        cls,
        translate: Translator,
        member_id: int,
        picks: Sequence[Recommendation],
        guild_id: int | None = None,
    ) -> Self:
        """Return the menu for a list; `guild_id` is for a list in a direct message."""
        options = [
            discord.SelectOption(
                label=_option(translate, number, pick), value=str(pick.item.object_id)
            )
            for number, pick in enumerate(picks, start=1)
        ]
        menu: ui.Select[Any] = ui.Select(
            custom_id=f"lyceum:why:{member_id}" + ("" if guild_id is None else f":{guild_id}"),
            placeholder=translate("why-placeholder"),
            options=options,
        )
        return cls(menu)

    async def pressed(self, interaction: Interaction) -> None:
        """Answer with the terms of the chosen item."""
        member = await self._member(interaction)
        if member is None:
            await say(interaction, interaction.client.translator(interaction)("why-gone"))
        else:
            await _explain(interaction, member, int(self.item.values[0]))

    async def _member(self, interaction: Interaction) -> discord.Member | None:
        if not self.carried["guild"]:
            return member_of(interaction)
        guild = interaction.client.get_guild(self.number("guild"))
        return None if guild is None else await fetch_member(guild, interaction.user.id)


class WhyView(AnswerView):
    """The reason, a bar per term of the score, and the buttons for more or less of it."""

    def __init__(
        self,
        translate: Translator,
        recommendation: Recommendation,
        buttons: Iterable[ui.Item[Any]] = (),
    ) -> None:
        channel = f"<#{recommendation.item.channel_id}>"
        head = f"{translate('why-heading', link=title_link(translate, recommendation))}\n"
        bars = [_line(translate, share, channel) for share in shares(recommendation.terms)]
        text = [*(bars or [translate("why-even")]), translate("why-private")]
        super().__init__(head + why(translate, recommendation), "\n".join(text), buttons=buttons)


def bar(percent: int) -> str:
    """Return a bar of a percentage; anything above 0 shows at least one cell."""
    full = 0 if percent <= 0 else max(1, round(CELLS * percent / 100))
    return "█" * full + "░" * (CELLS - full)


async def _explain(interaction: Interaction, member: discord.Member, object_id: int) -> None:
    services, translate = interaction.client.services, interaction.client.translator(interaction)
    stated = await services.recommend.interests.get(member.guild.id, member.id)
    options = await services.catalogue.recommendable.options(member.guild.id, [member.id])
    found = await services.recommend.recommender.why(
        member.guild.id,
        member.id,
        object_id,
        readable=readable_by(member, interaction.channel),
        interest=interest_of(member, stated),
        contents=options.get(member.id),
    )
    buttons = feedback_buttons(translate, member.guild.id, object_id, member.id)
    if found is None:  # but they may have read it, and know what they think of it
        await say(interaction, translate("why-gone"), buttons=buttons)
        return
    await answer(interaction, WhyView(translate, found, buttons))


def _option(translate: Translator, number: int, pick: Recommendation) -> str:
    title = shown(pick.item.title) or translate("recommend-untitled")
    label = translate("why-option", number=str(number), title=title)
    return label if len(label) <= LABEL_LENGTH else label[: LABEL_LENGTH - 1] + "…"


def _line(translate: Translator, share: ScoreShare, channel: str) -> str:
    name = share.name.replace("_", "-")
    term = translate.get(f"why-term-{name}", channel=channel) or translate("why-term-other")
    message = "why-term" if share.percent > 0 else "why-against"
    return translate(message, bar=bar(share.percent), percent=str(abs(share.percent)), term=term)
