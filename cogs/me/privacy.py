"""`/privacy`: a member gets what is stored about them, and has their taste erased."""

from contextlib import aclosing
from io import BytesIO

import discord
from discord import app_commands, ui
from discord.ext import commands

from bot.discord.client import Interaction, LyceumClient
from bot.discord.layout import AnswerView, answer, replace_message, say
from bot.personal_data import file_name, personal_data
from bot.recommend.profile.erasure import Erasure, When
from cogs.ui.confirm import ConfirmView
from cogs.ui.interactions import guild_of


@app_commands.guild_only()
class PrivacyCog(
    commands.GroupCog, group_name="privacy", group_description="What I know about you here"
):
    """The command, and the erasure when a member leaves."""

    def __init__(self, eraser: Erasure, only: int | None) -> None:
        self._eraser = eraser
        self._only = only

    @app_commands.command(
        description="Erase what I've learned about your taste, now or when you leave"
    )
    @app_commands.describe(when="Now, when you leave, or never; leave out to see your setting")
    @app_commands.choices(
        when=[
            app_commands.Choice(name="now", value="now"),
            app_commands.Choice(name="when I leave", value="leave"),
            app_commands.Choice(name="keep", value="keep"),
        ]
    )
    async def erase(self, interaction: Interaction, when: str | None = None) -> None:
        """Show or change the choice; ask before anything is erased."""
        if when == "now":
            await self._ask(interaction)
            return
        place = (guild_of(interaction).id, interaction.user.id)
        if when is not None:
            await self._eraser.choose(*place, erase_on_leave=when == "leave")
        await self._show(interaction, await self._eraser.choice(*place))

    @app_commands.command(description="Get a file with all that's stored about you here")
    async def export(self, interaction: Interaction) -> None:
        """Answer with the member's data, in several files if it is larger than one may be."""
        translate, deps = (
            interaction.client.translator(interaction),
            interaction.client.services.deps,
        )
        guild_id = guild_of(interaction).id
        parts = personal_data(
            deps.database,
            guild_id,
            interaction.user.id,
            deps.clock.now(),
            interaction.filesize_limit,
        )
        sent = 0
        async with aclosing(parts):
            async for packed in parts:
                sent += 1
                text = translate("privacy-export" if sent == 1 else "privacy-export-more")
                name = file_name(sent)
                shown: ui.File[AnswerView] = ui.File(f"attachment://{name}")
                view = AnswerView(text, shown, state="good")
                await answer(interaction, view, discord.File(BytesIO(packed), filename=name))
        if sent > 1:
            await say(interaction, translate("privacy-export-all", count=sent), state="good")

    @commands.Cog.listener()
    async def on_raw_member_remove(self, payload: discord.RawMemberRemoveEvent) -> None:
        """Erase a leaving member's data if they chose so."""
        if self._only in (None, payload.guild_id):
            await self._eraser.left(payload.guild_id, payload.user.id)

    async def _show(self, interaction: Interaction, choice: When) -> None:
        translate = interaction.client.translator(interaction)
        sentence = translate(f"privacy-{choice}")
        await say(interaction, f"{sentence}\n{translate('privacy-stays')}")

    async def _ask(self, interaction: Interaction) -> None:
        translate = interaction.client.translator(interaction)
        question = f"{translate('privacy-sure')}\n{translate('privacy-stays')}"
        label, member_id = translate("privacy-button"), interaction.user.id
        await answer(interaction, ConfirmView(question, label, self._erase, only=member_id))

    async def _erase(self, interaction: Interaction) -> None:
        translate = interaction.client.translator(interaction)
        count = await self._eraser.erase(guild_of(interaction).id, interaction.user.id)
        done = f"{translate('privacy-done', count=count)}\n{translate('privacy-stays')}"
        await replace_message(interaction, AnswerView(done, state="good"))


async def setup(client: LyceumClient) -> None:
    """Add the command and the listener."""
    erasure, settings = client.services.recommend.erasure, client.services.deps.settings
    await client.add_cog(PrivacyCog(erasure, settings.discord.guild_id))
