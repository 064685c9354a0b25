"""The menu of a message: staff turn it into a draft; its author is asked first."""

import re
from typing import Self

import discord
from discord import app_commands, ui
from discord.ext import commands

from bot.discord.client import Interaction, LyceumClient
from bot.discord.layout import AnswerView, answer, replace_message
from bot.discord.members import fetch_member
from bot.errors import UserError
from bot.i18n import Translator
from bot.publishing.beside import MAX_BYTES
from bot.publishing.message_drafts import CONSENT_DAYS, SourceMessage
from bot.publishing.message_source import AttachedFile, title_of
from cogs.catalogue.staff_view import editor
from cogs.ui.attachments import read_small
from cogs.ui.checks import may_use, needs
from cogs.ui.interactions import guild_of
from cogs.ui.persistent_item import Answer, PersistentButton
from data.contents import Content

NAME = "Turn into a product"
MAX_FILES = 10
SILENT = discord.AllowedMentions.none()


class ConsentButton(
    PersistentButton,
    template=re.compile(
        r"lyceum:consent:(?P<answer>yes|no):(?P<guild>\d{1,19}):(?P<content>\d{1,19})"
        r":(?P<member>\d{1,19})"
    ),
):
    """Stores whether an author lets their message be sold; nobody else may press."""

    @classmethod
    def make(
        cls, translate: Translator, choice: str, guild_id: int, content_id: int, author_id: int
    ) -> Self:
        """Return the button: "yes" or "no"."""
        style = discord.ButtonStyle.success if choice == "yes" else discord.ButtonStyle.secondary
        ids = f"{guild_id}:{content_id}:{author_id}"
        label = translate(f"message-button-{choice}")
        return cls(ui.Button(label=label, style=style, custom_id=f"lyceum:consent:{choice}:{ids}"))

    @property
    def answer(self) -> Answer:
        """Edit the message: the question is answered."""
        return "change"

    async def pressed(self, interaction: Interaction) -> None:
        """Store the answer."""
        drafts, agreed = interaction.client.services.message_drafts, self.carried["answer"] == "yes"
        content = await drafts.decide(
            self.number("guild"), self.number("content"), interaction.user.id, agreed=agreed
        )
        translate = interaction.client.translator(interaction)
        text = translate(
            "message-agreed" if agreed else "message-declined",
            title=discord.utils.escape_markdown(content.title),
        )
        await replace_message(interaction, AnswerView(text, state="good" if agreed else "neutral"))


class MessageMenuCog(commands.Cog):
    """Adds the command to the menu of messages."""

    def __init__(self, client: LyceumClient) -> None:
        self._client = client
        menu = app_commands.ContextMenu(name=NAME, callback=self._keep)
        menu.add_check(may_use)
        app_commands.default_permissions(manage_guild=True)(menu)
        self._menu = app_commands.guild_only(needs("content")(menu))

    async def cog_load(self) -> None:
        """Add the command."""
        self._client.tree.add_command(self._menu)

    async def cog_unload(self) -> None:
        """Remove the command."""
        self._client.tree.remove_command(self._menu.name, type=self._menu.type)

    async def _keep(self, interaction: Interaction, message: discord.Message) -> None:
        """Keep a message as a draft: its text is readable in this interaction only."""
        guild, translate = guild_of(interaction), interaction.client.translator(interaction)
        await _check_author(guild, message)
        kept = [each for each in message.attachments if each.size <= MAX_BYTES][:MAX_FILES]
        source = SourceMessage(
            guild.id,
            message.author.id,
            title_of(
                _post_title(message),
                message.content,
                translate("message-title", author=message.author.display_name),
            ),
            message.content,
            [await self._read(each) for each in kept],
        )
        drafts = interaction.client.services.message_drafts
        content, consent = await drafts.add(source, interaction.user.id)
        if consent is not None and not await self._ask(message, content):
            await drafts.discard(content)
            raise UserError("message-not-asked", author=message.author.mention)
        notes = [] if consent is None else [translate("message-asked", days=CONSENT_DAYS)]
        if len(kept) < len(message.attachments):
            notes.append(translate("message-left-out", count=len(message.attachments) - len(kept)))
        await answer(interaction, await editor(interaction, content.id, "\n".join(notes)))

    async def _read(self, file: discord.Attachment) -> AttachedFile:
        content = await read_small(self._client.services.deps.http, file, MAX_BYTES)
        return AttachedFile(file.filename, file.description or "", content)

    async def _ask(self, message: discord.Message, content: Content) -> bool:
        """Ask the author by direct message, or else below their message."""
        view = self._question(message, content)
        try:
            await message.author.send(view=view, allowed_mentions=SILENT)
        except discord.Forbidden:
            try:
                await message.reply(view=view, allowed_mentions=SILENT)
            except discord.HTTPException:
                return False
        except discord.HTTPException:
            return False
        return True

    def _question(self, message: discord.Message, content: Content) -> AnswerView:
        services = self._client.services
        language = services.deps.guild_settings.of(content.guild_id).discord.language
        translate = services.translations.translator(language)
        guild = self._client.get_guild(content.guild_id)
        text = translate(
            "message-question",
            author=message.author.mention,
            server=discord.utils.escape_markdown("" if guild is None else guild.name),
            message=message.jump_url,
            days=CONSENT_DAYS,
        )
        ids = content.guild_id, content.id, content.author_id
        buttons = [ConsentButton.make(translate, choice, *ids) for choice in ("yes", "no")]
        return AnswerView(text, title=translate("message-question-title"), buttons=buttons)


async def _check_author(guild: discord.Guild, message: discord.Message) -> None:
    """Refuse messages whose author can't be asked.

    Raises:
        UserError: A bot or webhook wrote it, or somebody who has left.
    """
    if message.author.bot or message.webhook_id is not None or message.is_system():
        raise UserError("message-not-a-person")
    if await fetch_member(guild, message.author.id) is None:
        raise UserError("message-author-left")


def _post_title(message: discord.Message) -> str:
    """Return the title of the forum post that begins with a message; "" for any other."""
    thread = message.channel
    return thread.name if isinstance(thread, discord.Thread) and thread.id == message.id else ""


async def setup(client: LyceumClient) -> None:
    """Add the command and the buttons."""
    client.add_dynamic_items(ConsentButton)
    await client.add_cog(MessageMenuCog(client))
