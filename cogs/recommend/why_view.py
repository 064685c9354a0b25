"""*Why this?*: a menu below the list, and the chosen item's score terms as bars."""

import re
from collections.abc import Sequence
from typing import Any, Self

import discord
from discord import ui

from bot.discord.client import Interaction
from bot.discord.permissions import readable_by
from bot.i18n import Translator
from bot.recommend.ranking.recommendation import Recommendation
from bot.recommend.ranking.score_shares import ScoreShare, shares
from bot.recommend.search.text import shown
from cogs.recommend.channel_labels import interest_of
from cogs.recommend.format import title_link, why
from cogs.ui.interactions import member_of
from cogs.ui.persistent_item import PersistentItem

CELLS = 10  # characters of a bar
LABEL_LENGTH = 100  # Discord's limit for a menu's option


class WhyMenu(
    PersistentItem[ui.Select[Any]], template=re.compile(r"lyceum:why:(?P<member>\d{1,19})")
):
    """The items of one member's list by number; the answer is computed again."""

    not_yours = "recommend-not-yours"

    @classmethod
    def make(cls, translate: Translator, member_id: int, picks: Sequence[Recommendation]) -> Self:
        """Return the menu for a list."""
        options = [
            discord.SelectOption(
                label=_option(translate, number, pick), value=str(pick.item.object_id)
            )
            for number, pick in enumerate(picks, start=1)
        ]
        menu: ui.Select[Any] = ui.Select(
            custom_id=f"lyceum:why:{member_id}",
            placeholder=translate("why-placeholder"),
            options=options,
        )
        return cls(menu)

    async def pressed(self, interaction: Interaction) -> None:
        """Answer with the terms of the chosen item."""
        await _explain(interaction, int(self.item.values[0]))


class WhyView(ui.LayoutView):
    """The reason, then a bar per term of the score."""

    def __init__(self, translate: Translator, recommendation: Recommendation) -> None:
        super().__init__(timeout=None)
        channel = f"<#{recommendation.item.channel_id}>"
        head = f"{translate('why-heading', link=title_link(translate, recommendation))}\n"
        bars = [_line(translate, share, channel) for share in shares(recommendation.terms)]
        text = [*(bars or [translate("why-even")]), translate("why-private")]
        container: ui.Container[Any] = ui.Container(accent_colour=discord.Colour.blurple())
        container.add_item(ui.TextDisplay(head + why(translate, recommendation)))
        container.add_item(ui.TextDisplay("\n".join(text)))
        self.add_item(container)


def bar(percent: int) -> str:
    """Return a bar of a percentage; anything above 0 shows at least one cell."""
    full = 0 if percent <= 0 else max(1, round(CELLS * percent / 100))
    return "█" * full + "░" * (CELLS - full)


async def _explain(interaction: Interaction, object_id: int) -> None:
    member = member_of(interaction)
    services, translate = interaction.client.services, interaction.client.translator(interaction)
    stated = await services.recommend.interests.get(member.guild.id, member.id)
    found = await services.recommend.recommender.why(
        member.guild.id,
        member.id,
        object_id,
        readable=readable_by(member, interaction.channel),
        interest=interest_of(member, stated),
    )
    if found is None:
        await interaction.followup.send(translate("why-gone"), ephemeral=True)
        return
    await interaction.followup.send(
        view=WhyView(translate, found),
        ephemeral=True,
        allowed_mentions=discord.AllowedMentions.none(),
    )


def _option(translate: Translator, number: int, pick: Recommendation) -> str:
    title = shown(pick.item.title) or translate("recommend-untitled")
    label = translate("why-option", number=str(number), title=title)
    return label if len(label) <= LABEL_LENGTH else label[: LABEL_LENGTH - 1] + "…"


def _line(translate: Translator, share: ScoreShare, channel: str) -> str:
    name = share.name.replace("_", "-")
    term = translate.get(f"why-term-{name}", channel=channel) or translate("why-term-other")
    message = "why-term" if share.percent > 0 else "why-against"
    return translate(message, bar=bar(share.percent), percent=str(abs(share.percent)), term=term)
