"""`/me`: what members choose for themselves."""

from collections.abc import Sequence

from discord import app_commands
from discord.ext import commands

from bot.digest.preferences import PreferenceUpdate
from bot.discord.client import Interaction, LyceumClient
from bot.discord.layout import say
from bot.discord.permissions import readable_by
from bot.i18n import Translator
from bot.recommend.signals.items import Item
from cogs.digest import autocomplete
from cogs.digest.opt_in_button import choose, show
from cogs.learning.profile_panel import show_profile
from cogs.me.interests_panel import ChannelsMenu, InterestsButton, show_interests
from cogs.recommend.format import item_link
from cogs.ui.interactions import guild_of, member_of

_MAX_LENGTH = 1_900  # characters, of the 2,000 that Discord takes


@app_commands.guild_only()
class MeCog(commands.GroupCog, group_name="me", group_description="Your own settings"):
    """Members' commands for their own settings."""

    @app_commands.command(description="Get a personal digest by DM, or stop it")
    @app_commands.describe(
        state="On or off; leave all options out to see your settings",
        hour="Hour of the day, 0 to 23; default: same as the server's digest",
        timezone="Time zone, e.g. Europe/Berlin",
        days="daily, weekdays, weekend, or a list like mon,thu",
        per_week="Most digests per week",
    )
    @app_commands.choices(
        state=[
            app_commands.Choice(name="on", value="on"),
            app_commands.Choice(name="off", value="off"),
        ]
    )
    async def digest(
        self,
        interaction: Interaction,
        state: str | None = None,
        hour: app_commands.Range[int, 0, 23] | None = None,
        timezone: app_commands.Range[str, 1, 60] | None = None,
        days: app_commands.Range[str, 1, 60] | None = None,
        per_week: app_commands.Range[int, 1, 7] | None = None,
    ) -> None:
        """Show or change the personal digest; naming a time or days opts in."""
        update = PreferenceUpdate(hour=hour, zone=timezone, days=days, per_week=per_week)
        if state is None and update == PreferenceUpdate():
            await show(interaction, guild_of(interaction).id)
        else:
            await choose(
                interaction, guild_of(interaction).id, wanted=state != "off", update=update
            )

    @app_commands.command(description="See what you've saved for later")
    async def saved(self, interaction: Interaction) -> None:
        """List the newest saved items with their links."""
        member = member_of(interaction)
        translate = interaction.client.translator(interaction)
        items = await interaction.client.services.recommend.saved.of(
            member.guild.id, member.id, readable_by(member, interaction.channel)
        )
        await say(interaction, _listed(translate, items))

    @app_commands.command(description="Choose the channels and topics you care about")
    async def interests(self, interaction: Interaction) -> None:
        """Show the stored interests, with buttons to change them."""
        await show_interests(interaction)

    @app_commands.command(description="State your profession, skills, goals and time a week")
    async def profile(self, interaction: Interaction) -> None:
        """Show what the member stated about their learning, with menus to change it."""
        await show_profile(interaction)

    digest.autocomplete("timezone")(autocomplete.zones)
    digest.autocomplete("days")(autocomplete.days)


def _listed(translate: Translator, items: Sequence[Item]) -> str:
    if not items:
        return translate("saved-none")
    lines = [translate("saved-heading")]
    for number, item in enumerate(items, start=1):
        line = translate(
            "saved-entry",
            number=str(number),
            link=item_link(translate, item),
            channel=f"<#{item.channel_id}>",
        )
        if sum(map(len, lines)) + len(line) > _MAX_LENGTH:
            break
        lines.append(line)
    return "\n".join(lines)


async def setup(client: LyceumClient) -> None:
    """Add the commands and the panel's buttons."""
    client.add_dynamic_items(ChannelsMenu, InterestsButton)
    await client.add_cog(MeCog())
