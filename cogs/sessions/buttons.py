"""Members' buttons and menus below sessions."""

import re
from typing import Any, Literal, Self, TypeAlias

import discord
from discord import ui

from bot.discord.client import Interaction
from bot.discord.layout import say
from bot.i18n import Translator
from bot.sessions.request import MAX_QUESTION_LENGTH
from cogs.sessions.entrance import let_in
from cogs.ui.form import Form
from cogs.ui.interactions import guild_of
from cogs.ui.persistent_item import Answer, PersistentButton

Act: TypeAlias = Literal["join", "follow", "unfollow", "ask"]


class SessionButton(
    PersistentButton,
    template=re.compile(r"lyceum:session:(?P<act>join|follow|unfollow|ask):(?P<session>\d{1,19})"),
):
    """Joins, follows or asks; the service checks to whom the session is open."""

    @classmethod
    def make(
        cls, translate: Translator, act: Act, session_id: int, *, primary: bool = False
    ) -> Self:
        """Return a button of a session; `primary` is what to press first."""
        return cls(
            ui.Button(
                label=translate(f"session-button-{act}"),
                style=discord.ButtonStyle.primary if primary else discord.ButtonStyle.secondary,
                custom_id=f"lyceum:session:{act}:{session_id}",
            )
        )

    @property
    def answer(self) -> Answer:
        """A form for a question, else a message."""
        return "form" if self.carried["act"] == "ask" else "message"

    async def pressed(self, interaction: Interaction) -> None:
        """Do what the button says."""
        client, session_id = interaction.client, self.number("session")
        translate, audience = client.translator(interaction), client.services.sessions.audience
        member_id = interaction.user.id
        match self.carried["act"]:
            case "ask":
                await interaction.response.send_modal(QuestionForm(translate, session_id))
            case "join":
                await let_in(interaction, session_id)
            case "follow":
                guild_id, outbox = guild_of(interaction).id, client.services.payments.outbox
                await audience.follow(guild_id, member_id, session_id)
                await outbox.remember_language(guild_id, member_id, translate.language)
                await say(interaction, translate("session-followed"), state="good")
            case _:  # also in direct messages
                await audience.unfollow(member_id, session_id)
                await say(interaction, translate("session-unfollowed"), state="good")


class CalendarButton(
    PersistentButton, template=re.compile(r"lyceum:calendar:(?P<act>show|make|revoke)")
):
    """Shows whether the member has a calendar link, makes one or revokes it."""

    @classmethod
    def make(cls, translate: Translator, act: Literal["show", "make", "revoke"]) -> Self:
        """Return the button."""
        return cls(
            ui.Button(
                label=translate(f"session-button-calendar-{act}"),
                style=discord.ButtonStyle.secondary,
                custom_id=f"lyceum:calendar:{act}",
            )
        )

    async def pressed(self, interaction: Interaction) -> None:
        """Answer only the member who pressed."""
        client, place = interaction.client, (guild_of(interaction).id, interaction.user.id)
        translate, calendars = client.translator(interaction), client.services.sessions.calendars
        revoke = CalendarButton.make(translate, "revoke")
        made_at = await calendars.made_at(*place)
        if self.carried["act"] == "revoke":
            await calendars.revoke(*place)
            await say(interaction, translate("session-calendar-revoked"), state="good")
        elif self.carried["act"] == "show" and made_at is not None:
            text = translate("session-calendar-there", when=f"<t:{int(made_at.timestamp())}:D>")
            buttons = [CalendarButton.make(translate, "make"), revoke]
            await say(interaction, text, buttons=buttons)
        else:
            url = client.services.deps.settings.web.public_url + await calendars.make(*place)
            text = translate("session-calendar", url=url)
            await say(interaction, text, state="good", buttons=[revoke])


class QuestionForm(Form):
    """Asks for a question."""

    def __init__(self, translate: Translator, session_id: int) -> None:
        super().__init__(title=translate("session-form-title")[:45])
        self._session_id = session_id
        self._input: ui.TextInput[Any] = ui.TextInput(
            style=discord.TextStyle.paragraph, max_length=MAX_QUESTION_LENGTH
        )
        self.add_item(
            ui.Label(
                text=translate("session-form-question")[:45],
                description=translate("session-form-hint")[:100],
                component=self._input,
            )
        )

    async def submitted(self, interaction: Interaction) -> None:
        """Store the question."""
        audience = interaction.client.services.sessions.audience
        guild_id, member_id = guild_of(interaction).id, interaction.user.id
        await audience.ask(guild_id, member_id, self._session_id, self._input.value)
        translate = interaction.client.translator(interaction)
        await say(interaction, translate("session-asked"), state="good")
