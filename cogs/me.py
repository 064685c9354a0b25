"""`/me`: what members choose for themselves."""

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import LyceumClient
from bot.recommend.own_choices import Wish
from cogs import digest_typing
from cogs.digest_button import choose, show


@app_commands.guild_only()
class MeCog(commands.GroupCog, group_name="me", group_description="Your own choices"):
    """Members' own choices."""

    @app_commands.command(description="Get a digest of your own by direct message, or stop it")
    @app_commands.describe(
        state="On or off; with nothing given at all: shows what holds and changes nothing",
        hour="At which hour of the day, 0 to 23; as the server's digest where left out",
        zone="By whose clock, such as Europe/Zurich",
        days="daily, weekdays, weekend, or days such as mon,thu",
        per_week="At most so many a week",
    )
    @app_commands.choices(
        state=[
            app_commands.Choice(name="on", value="on"),
            app_commands.Choice(name="off", value="off"),
        ]
    )
    async def digest(
        self,
        interaction: discord.Interaction[LyceumClient],
        state: str | None = None,
        hour: app_commands.Range[int, 0, 23] | None = None,
        zone: app_commands.Range[str, 1, 60] | None = None,
        days: app_commands.Range[str, 1, 60] | None = None,
        per_week: app_commands.Range[int, 1, 7] | None = None,
    ) -> None:
        """Show or change the personal digest; whoever says when wants it."""
        assert interaction.guild_id is not None  # noqa: S101 guild_only
        wish = Wish(hour=hour, zone=zone, days=days, per_week=per_week)
        if state is None and wish == Wish():
            await show(interaction, interaction.guild_id)
        else:
            await choose(interaction, interaction.guild_id, wanted=state != "off", wish=wish)

    digest.autocomplete("zone")(digest_typing.zones)
    digest.autocomplete("days")(digest_typing.days)


async def setup(client: LyceumClient) -> None:
    """Add the commands."""
    await client.add_cog(MeCog())
