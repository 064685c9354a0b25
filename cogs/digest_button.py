"""The choice of a digest of one's own: a button that outlives restarts, and its answer."""

import re
from typing import Any, Self

import discord
from discord import ui

from bot.client import LyceumClient
from bot.i18n import Words
from bot.recommend.own_choices import OwnPromise, Wish
from cogs.press import Press


class OwnDigestButton(
    Press,
    ui.DynamicItem[ui.Button[Any]],
    template=re.compile(r"lyceum:digest:(?P<wanted>on|off):(?P<guild>\d{1,19}):(?P<mark>\w{0,25})"),
):
    """Opts the member who presses it in to the personal digest, or out of it.

    The `mark` below a digest is the nonce it was sent under: by it we know that it arrived.
    """

    def __init__(
        self, guild_id: int, *, wanted: bool, label: str | None = None, mark: str = ""
    ) -> None:
        self._guild_id = guild_id
        self._wanted = wanted
        super().__init__(
            ui.Button(
                label=label,
                style=discord.ButtonStyle.primary if wanted else discord.ButtonStyle.secondary,
                custom_id=f"lyceum:digest:{'on' if wanted else 'off'}:{guild_id}:{mark}",
            )
        )

    @classmethod
    def on(cls, words: Words, guild_id: int, mark: str = "") -> Self:
        """Return the button that opts in."""
        return cls(guild_id, wanted=True, label=words("digest-button-on"), mark=mark)

    @classmethod
    def off(cls, words: Words, guild_id: int, mark: str = "") -> Self:
        """Return the button that opts out."""
        return cls(guild_id, wanted=False, label=words("digest-button-off"), mark=mark)

    @classmethod
    async def from_custom_id(
        cls, _interaction: discord.Interaction[Any], _item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """Make the button again from what it carries."""
        return cls(int(match["guild"]), wanted=match["wanted"] == "on", mark=match["mark"])

    async def pressed(self, interaction: discord.Interaction[Any]) -> None:
        """Take the wish of whoever pressed; only their own is ever changed."""
        await choose(interaction, self._guild_id, wanted=self._wanted)


def bears_mark(message: discord.Message, mark: str) -> bool:
    """Tell whether a message is the digest that was sent under this nonce."""
    buttons = (
        button
        for row in message.components
        if isinstance(row, discord.ActionRow)
        for button in row.children
    )
    return any((button.custom_id or "").endswith(f":{mark}") for button in buttons)


async def choose(
    interaction: discord.Interaction[LyceumClient],
    guild_id: int,
    *,
    wanted: bool,
    wish: Wish | None = None,
) -> None:
    """Store a member's wish, and tell them what holds now."""
    language = interaction.client.words(interaction).language
    choices = interaction.client.parts.own_choices
    promise = await choices.choose(
        guild_id, interaction.user.id, language, wanted=wanted, wish=wish
    )
    await _answer(interaction, guild_id, promise)


async def show(interaction: discord.Interaction[LyceumClient], guild_id: int) -> None:
    """Tell a member whether they get a digest of their own, with the button to change it."""
    choices = interaction.client.parts.own_choices
    await _answer(interaction, guild_id, await choices.promise(guild_id, interaction.user.id))


async def _answer(
    interaction: discord.Interaction[LyceumClient], guild_id: int, promise: OwnPromise
) -> None:
    words = interaction.client.words(interaction)
    off = promise.wanted and not promise.closed
    view = ui.View(timeout=None)
    view.add_item((OwnDigestButton.off if off else OwnDigestButton.on)(words, guild_id))
    await interaction.followup.send(_state(words, promise), view=view, ephemeral=True)


def _state(words: Words, promise: OwnPromise) -> str:
    if not promise.wanted:
        return words("digest-own-off")
    if promise.closed:
        return words("digest-own-closed")
    if promise.plan is None:
        return words("digest-own-on-unscheduled")
    if promise.next_at is None:
        return words("digest-own-on-paused")
    return words(
        "digest-own-on",
        next=discord.utils.format_dt(promise.next_at, "F"),
        zone=promise.plan.zone.key,
        count=promise.per_week,
    )
