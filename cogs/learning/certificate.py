"""The certificate of a course: a form for the name, then picture and PDF."""

import re
from io import BytesIO
from typing import Any, Self

import discord
from babel.dates import format_date
from discord import ui

from bot.discord.client import Interaction
from bot.discord.layout import AnswerView
from bot.i18n import Translator
from bot.learning.certificate_picture import CertificateText, draw
from bot.learning.certificate_service import MAX_NAME_LENGTH
from bot.threads import run_in_thread
from cogs.ui.form import Form
from cogs.ui.persistent_item import Answer, PersistentButton
from data.learning.certificates import Certificate


class CertificateButton(
    PersistentButton,
    template=re.compile(r"lyceum:certificate:(?P<guild>\d{1,19}):(?P<course>\d{1,19})"),
):
    """Asks for the name on the certificate."""

    @classmethod
    def make(cls, translate: Translator, guild_id: int, course_id: int) -> Self:
        """Return the button."""
        return cls(
            ui.Button(
                label=translate("learn-button-certificate"),
                emoji="🎓",
                style=discord.ButtonStyle.primary,
                custom_id=f"lyceum:certificate:{guild_id}:{course_id}",
            )
        )

    @property
    def answer(self) -> Answer:
        """Answer with a form."""
        return "form"

    async def pressed(self, interaction: Interaction) -> None:
        """Open the form with the name of before."""
        certificates = interaction.client.services.learning.certificates
        guild_id, course_id = self.number("guild"), self.number("course")
        known = await certificates.of_member(guild_id, interaction.user.id, course_id)
        name = interaction.user.display_name if known is None else known.name
        translate = interaction.client.translator(interaction)
        await interaction.response.send_modal(NameForm(translate, guild_id, course_id, name))


class NameForm(Form):
    """A form for the name on a certificate."""

    def __init__(self, translate: Translator, guild_id: int, course_id: int, name: str) -> None:
        super().__init__(title=translate("learn-certificate-title"))
        self._guild_id, self._course_id = guild_id, course_id
        self._line: ui.TextInput[Any] = ui.TextInput(
            default=name[:MAX_NAME_LENGTH], max_length=MAX_NAME_LENGTH
        )
        self.add_item(
            ui.Label(
                text=translate("learn-certificate-label"),
                description=translate("learn-certificate-hint"),
                component=self._line,
            )
        )

    async def submitted(self, interaction: Interaction) -> None:
        """Issue the certificate, and show it."""
        issued = await interaction.client.services.learning.certificates.issue(
            self._guild_id, interaction.user.id, self._course_id, self._line.value
        )
        await _show(interaction, issued)


async def _show(interaction: Interaction, issued: Certificate) -> None:
    client, translate = interaction.client, interaction.client.translator(interaction)
    guild = client.get_guild(issued.guild_id)
    address = f"{client.services.deps.settings.web.public_url}/verify/{issued.number}"
    text = CertificateText(
        heading=translate.plain("learn-certificate-heading"),
        name=issued.name,
        sentence=translate.plain("learn-certificate-sentence"),
        course=issued.course,
        server="" if guild is None else guild.name,
        date=format_date(issued.completed_at, "long", locale=translate.language.replace("-", "_")),
        check=address,
    )
    picture, document = await run_in_thread(lambda: (draw(text, "png"), draw(text, "pdf")))
    name = f"certificate-{issued.number}"
    files = [
        discord.File(BytesIO(picture), f"{name}.png"),
        discord.File(BytesIO(document), f"{name}.pdf"),
    ]
    gallery: ui.MediaGallery[Any] = ui.MediaGallery(
        discord.MediaGalleryItem(
            f"attachment://{name}.png",
            description=translate.plain(
                "learn-certificate-alt",
                name=issued.name,
                course=issued.course,
                number=issued.number,
            ),
        )
    )
    view = AnswerView(
        translate("learn-certificate-done", number=issued.number, address=address),
        gallery,
        ui.File[Any](f"attachment://{name}.pdf"),
        title=discord.utils.escape_markdown(issued.course),
        state="good",
    )
    await interaction.followup.send(
        view=view, files=files, ephemeral=True, allowed_mentions=discord.AllowedMentions.none()
    )
