"""What the commands for plans need from the panels, which are above them."""

from typing import Protocol, cast

import discord

from bot.discord.client import Interaction

PANELS = "PlanPanels"  # the name of the cog
PLANS_CHANGED = "plans_change"  # the event when a button has changed plans


class PanelPoster(Protocol):
    """Posts panels."""

    async def post(self, interaction: Interaction, channel: discord.TextChannel) -> None:
        """Post a panel in a channel, in place of the one that it has. Raises UserError."""
        ...


def panels(interaction: Interaction) -> PanelPoster:
    """Return the cog that posts panels."""
    return cast("PanelPoster", interaction.client.get_cog(PANELS))
