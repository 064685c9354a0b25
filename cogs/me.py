"""`/me`: what members choose for themselves."""

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import LyceumClient
from cogs.digest_button import choose, show
from cogs.interests_panel import ChannelsMenu, InterestsButton, show_interests


@app_commands.guild_only()
class MeCog(commands.GroupCog, group_name="me", group_description="Your own choices"):
    """Members' own choices."""

    @app_commands.command(description="Get a digest of your own by direct message, or stop it")
    @app_commands.describe(state="On or off; left out: shows what holds and changes nothing")
    @app_commands.choices(
        state=[
            app_commands.Choice(name="on", value="on"),
            app_commands.Choice(name="off", value="off"),
        ]
    )
    async def digest(
        self, interaction: discord.Interaction[LyceumClient], state: str | None = None
    ) -> None:
        """Show or change the personal digest."""
        assert interaction.guild_id is not None  # noqa: S101 guild_only
        if state is None:
            await show(interaction, interaction.guild_id)
        else:
            await choose(interaction, interaction.guild_id, wanted=state == "on")

    @app_commands.command(description="Say which channels and topics you care about")
    async def interests(self, interaction: discord.Interaction[LyceumClient]) -> None:
        """Show what is stored, with what changes it."""
        await show_interests(interaction)


async def setup(client: LyceumClient) -> None:
    """Add the commands and the panel's buttons."""
    client.add_dynamic_items(ChannelsMenu, InterestsButton)
    await client.add_cog(MeCog())
