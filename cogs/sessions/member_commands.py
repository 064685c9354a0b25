"""`/sessions`: what members see of live sessions."""

from discord import app_commands
from discord.ext import commands

from bot.discord.client import Interaction, LyceumClient
from bot.discord.layout import AnswerView, answer, say
from bot.sessions.audience import SessionAudience
from cogs.sessions.buttons import CalendarButton, SessionButton
from cogs.sessions.panel import SessionMenu, VoteMenu, entry_text, panel
from cogs.sessions.past_view import past_view
from cogs.ui.interactions import guild_of
from data.contents import Content

MAX_LISTED = 10


class SessionsCog(commands.Cog):
    """The command of members."""

    opens: frozenset[str] = frozenset({"session"})

    def __init__(self, audience: SessionAudience) -> None:
        self._audience = audience

    @app_commands.command(description="See the coming live sessions, and join them")
    @app_commands.guild_only()
    async def sessions(self, interaction: Interaction) -> None:
        """Show the coming sessions, with a menu to open one."""
        translate, guild = interaction.client.translator(interaction), guild_of(interaction)
        coming = await self._audience.coming(guild.id, interaction.user.id)
        if not coming:
            button = CalendarButton.make(translate, "show")
            await say(interaction, translate("session-none"), buttons=[button])
            return
        view = AnswerView(
            *(entry_text(translate, each) for each in coming[:MAX_LISTED]),
            title=translate("session-coming"),
            note=translate("session-more", count=len(coming) - MAX_LISTED)
            if len(coming) > MAX_LISTED
            else None,
            buttons=[SessionMenu.make(translate, coming), CalendarButton.make(translate, "show")],
        )
        await answer(interaction, view)

    async def open_content(self, interaction: Interaction, content: Content) -> None:
        """Answer with the next session of a content, or with what is left of the last."""
        guild_id, user_id = content.guild_id, interaction.user.id
        coming, kept = await self._audience.of_content(guild_id, content.id)
        if coming is not None:
            seen = await self._audience.see(guild_id, user_id, coming.id)
            questions = await self._audience.questions(coming.id)
            await answer(
                interaction, panel(interaction.client.translator(interaction), seen, questions)
            )
            return
        learning = interaction.client.services.learning.progress
        done = await learning.is_done(guild_id, user_id, content.id)
        translate = interaction.client.translator(interaction)
        await answer(interaction, past_view(translate, content, kept, done=done))


async def setup(client: LyceumClient) -> None:
    """Add the command and its buttons."""
    client.add_dynamic_items(SessionMenu, SessionButton, VoteMenu, CalendarButton)
    await client.add_cog(SessionsCog(client.services.sessions.audience))
