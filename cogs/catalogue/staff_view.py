"""Renders a content for staff, with the buttons and forms that change it."""

import re
from typing import Any, Self

import discord
from discord import ui

from bot.catalogue.covers import MAX_ALT_LENGTH
from bot.catalogue.service import (
    MAX_SUMMARY_LENGTH,
    MAX_TITLE_LENGTH,
    MAX_TOPIC_LENGTH,
    ContentText,
    ProductPrice,
)
from bot.discord.client import Interaction
from bot.discord.layout import AnswerView, answer, replace_message
from bot.files.service import WITH_FILES
from bot.i18n import Translator
from cogs.catalogue.events import CATALOGUE_CHANGED
from cogs.catalogue.handed_in import add_file, check_file, set_cover
from cogs.catalogue.product_view import devices_text, kind_text
from cogs.plans.plan_text import prices
from cogs.plans.price_form import PriceForm
from cogs.ui.cover import read_covers
from cogs.ui.form import Form
from cogs.ui.interactions import guild_of
from cogs.ui.persistent_item import NO_ID, Answer, StaffButton
from data.contents import MAX_DEVICES, Content

STYLES = {
    "publish": discord.ButtonStyle.success,
    "retire": discord.ButtonStyle.danger,
}


class _ContentButton(StaffButton, template=NO_ID):
    """A button below a content; its id names the act and the content."""

    @classmethod
    def make(cls, translate: Translator, action: str, content_id: int) -> Self:
        """Return the button with its label."""
        return cls(
            ui.Button(
                label=translate(f"catalogue-button-{action}"),
                style=STYLES.get(action, discord.ButtonStyle.secondary),
                custom_id=f"lyceum:content:{action}:{content_id}",
            )
        )

    async def content(self, interaction: Interaction) -> Content:
        """Return the content as it is now. Raises UserError if there is none."""
        service = interaction.client.services.catalogue.contents
        return await service.get(guild_of(interaction).id, self.number("content"))


class _FormButton(_ContentButton, template=NO_ID):
    """A button that opens a form."""

    @property
    def answer(self) -> Answer:
        """Answer with the form."""
        return "form"


class ContentFormButton(
    _FormButton,
    template=re.compile(r"lyceum:content:(?P<act>edit):(?P<content>\d{1,19})"),
):
    """Opens the form of a content's texts."""

    needs = "content"

    async def pressed(self, interaction: Interaction) -> None:
        """Open the form with what is stored now."""
        translate = interaction.client.translator(interaction)
        form = TextForm(translate, await self.content(interaction))
        await interaction.response.send_modal(form)


class ContentCoverButton(
    _FormButton,
    template=re.compile(r"lyceum:content:(?P<act>cover):(?P<content>\d{1,19})"),
):
    """Opens the form of a content's cover."""

    needs = "content"

    async def pressed(self, interaction: Interaction) -> None:
        """Open the form with what is stored now."""
        translate = interaction.client.translator(interaction)
        await interaction.response.send_modal(CoverForm(translate, await self.content(interaction)))


class ContentPriceButton(
    _FormButton,
    template=re.compile(r"lyceum:content:(?P<act>price):(?P<content>\d{1,19})"),
):
    """Opens the form of a content's price."""

    needs = "money"

    async def pressed(self, interaction: Interaction) -> None:
        """Open the form."""
        translate = interaction.client.translator(interaction)
        plans = interaction.client.services.payments.plans
        used = await plans.currencies(guild_of(interaction).id)
        form = ContentPriceForm(translate, await self.content(interaction), used[0] if used else "")
        await interaction.response.send_modal(form)


class _StateButton(_ContentButton, template=NO_ID):
    """Changes whether a content is shown, and shows it again."""

    @property
    def answer(self) -> Answer:
        """Edit the message: it shows what is stored now."""
        return "change"

    async def pressed(self, interaction: Interaction) -> None:
        """Change the state, and show the content again."""
        service, guild_id = interaction.client.services.catalogue.contents, guild_of(interaction).id
        change = service.publish if self.carried["act"] == "publish" else service.retire
        await change(guild_id, interaction.user.id, self.number("content"))
        interaction.client.dispatch(CATALOGUE_CHANGED)
        await replace_message(interaction, await editor(interaction, self.number("content")))


class ContentPublishButton(
    _StateButton, template=re.compile(r"lyceum:content:(?P<act>publish):(?P<content>\d{1,19})")
):
    """Publishes a content."""

    needs = "content"


class ContentRetireButton(
    _StateButton, template=re.compile(r"lyceum:content:(?P<act>retire):(?P<content>\d{1,19})")
):
    """Retires a content and the product that sells it, as the command does."""

    needs = "manage"


async def editor(interaction: Interaction, content_id: int, note: str = "") -> AnswerView:
    """Return a content with its products and buttons, as it is stored now, and a note."""
    service = interaction.client.services.catalogue.contents
    translate = interaction.client.translator(interaction)
    content = await service.get(guild_of(interaction).id, content_id)
    escape = discord.utils.escape_markdown
    lines = [
        f"- **{escape(each.offer.name)}** · {prices(translate, each.offer)}"
        for each in await service.products(content)
        if each.offer.state == "active"
    ]
    plans = translate("learn-comma").join(
        escape(each.name) for each in await service.plans_with(content)
    )
    changing = (
        ("edit", ContentFormButton),
        ("cover", ContentCoverButton),
        ("price", ContentPriceButton),
    )
    buttons: list[ui.Item[Any]] = [kind.make(translate, act, content.id) for act, kind in changing]
    published = content.state == "published"
    state = ("retire", ContentRetireButton) if published else ("publish", ContentPublishButton)
    buttons.append(state[1].make(translate, state[0], content.id))
    licensed = interaction.client.services.licences is not None
    covers = list((await read_covers(interaction.client.services, [content])).values())
    return AnswerView(
        *[each.gallery() for each in covers],
        _facts(translate, content, licensed=licensed),
        content.summary,
        "\n".join(lines) or translate("catalogue-no-price"),
        translate("catalogue-included", plans=plans) if plans else "",
        title=escape(content.title),
        state="good" if published else "neutral",
        note=note,
        buttons=buttons,
        pictures=covers,
    )


def _facts(translate: Translator, content: Content, *, licensed: bool) -> str:
    """Return a content's kind, state, devices and topic in one line."""
    facts = (
        kind_text(translate, content.kind),
        translate(f"catalogue-state-{content.state}"),
        devices_text(translate, content, licensed=licensed),
        discord.utils.escape_markdown(content.topic),
    )
    return " · ".join(filter(None, facts))


class TextForm(Form):
    """The texts of a content, and a further version of its file; holds what was seen."""

    needs = "content"

    def __init__(self, translate: Translator, seen: Content) -> None:
        super().__init__(title=translate("catalogue-form-title"))
        self._seen = seen
        self._title: ui.TextInput[Any] = ui.TextInput(
            default=seen.title, max_length=MAX_TITLE_LENGTH
        )
        self._summary: ui.TextInput[Any] = ui.TextInput(
            default=seen.summary or None,
            required=False,
            max_length=MAX_SUMMARY_LENGTH,
            style=discord.TextStyle.paragraph,
        )
        self._topic: ui.TextInput[Any] = ui.TextInput(
            default=seen.topic or None, required=False, max_length=MAX_TOPIC_LENGTH
        )
        self._file: ui.FileUpload[Any] = ui.FileUpload(required=False, min_values=0, max_values=1)
        self._devices: ui.TextInput[Any] = ui.TextInput(
            default=str(seen.max_devices), max_length=len(str(MAX_DEVICES))
        )
        fields: dict[str, ui.Item[Any]] = {
            "name": self._title,
            "summary": self._summary,
            "topic": self._topic,
        }
        if seen.kind in WITH_FILES:
            fields["file"] = self._file
        for name, field in fields.items():
            self.add_item(ui.Label(text=translate(f"catalogue-form-{name}"), component=field))
        if seen.kind == "tool":
            self.add_item(
                ui.Label(
                    text=translate("catalogue-form-devices"),
                    description=translate("catalogue-form-devices-hint"),
                    component=self._devices,
                )
            )

    async def submitted(self, interaction: Interaction) -> None:
        """Store the texts; what somebody else changed meanwhile is not overwritten."""
        text = ContentText(
            self._title.value,
            self._summary.value,
            self._topic.value,
            _number(self._devices.value) if self._seen.kind == "tool" else None,
        )
        service = interaction.client.services.catalogue.contents
        file = next(iter(self._file.values), None)
        check_file(interaction, self._seen.kind, file)
        changed = await service.edit(self._seen, interaction.user.id, text)
        note = await add_file(interaction, changed, file)
        interaction.client.dispatch(CATALOGUE_CHANGED)
        await answer(interaction, await editor(interaction, self._seen.id, note))


def _number(typed: str) -> int:
    """Return a typed number of devices; 0, which is refused, if it is none."""
    typed = typed.strip()
    return int(typed) if typed.isascii() and typed.isdecimal() else 0


class CoverForm(Form):
    """The cover of a content, and what it shows."""

    needs = "content"

    def __init__(self, translate: Translator, content: Content) -> None:
        super().__init__(title=translate("catalogue-cover-title"))
        self._content_id = content.id
        self._picture: ui.FileUpload[Any] = ui.FileUpload(
            required=False, min_values=0, max_values=1
        )
        self._alt: ui.TextInput[Any] = ui.TextInput(
            default=content.cover_alt or None, required=False, max_length=MAX_ALT_LENGTH
        )
        self.add_item(
            ui.Label(
                text=translate("catalogue-cover-picture"),
                description=translate("catalogue-cover-remove"),
                component=self._picture,
            )
        )
        self.add_item(ui.Label(text=translate("catalogue-cover-alt"), component=self._alt))

    async def submitted(self, interaction: Interaction) -> None:
        """Set, describe or remove the cover."""
        service = interaction.client.services.catalogue.contents
        content = await service.get(guild_of(interaction).id, self._content_id)
        picture = next(iter(self._picture.values), None)
        await set_cover(interaction, content, picture, self._alt.value)
        interaction.client.dispatch(CATALOGUE_CHANGED)
        await answer(interaction, await editor(interaction, content.id))


class ContentPriceForm(PriceForm):
    """The price of a content."""

    needs = "money"

    def __init__(self, translate: Translator, content: Content, currency: str) -> None:
        super().__init__(translate, translate("catalogue-price-title"), currency, usual="once")
        self._content_id = content.id

    async def submitted(self, interaction: Interaction) -> None:
        """Sell the content at this price."""
        price = ProductPrice(self.amount, self.currency, self.interval)
        service = interaction.client.services.catalogue.contents
        guild_id, actor_id = guild_of(interaction).id, interaction.user.id
        await service.price(guild_id, actor_id, self._content_id, price)
        interaction.client.dispatch(CATALOGUE_CHANGED)
        await answer(interaction, await editor(interaction, self._content_id))
