"""What a member reads about sessions, with the menus and buttons below."""

import re
from collections.abc import Sequence
from typing import Any, Self

import discord
from discord import ui

from bot.discord.client import Interaction
from bot.discord.layout import AnswerView, answer
from bot.i18n import Translator
from bot.sessions.audience import SeenSession
from cogs.sessions.buttons import SessionButton
from cogs.sessions.staff_view import facts
from cogs.ui.interactions import guild_of
from cogs.ui.persistent_item import PersistentItem
from data.session_questions import Question

MAX_SHOWN = 10  # questions
MAX_OPTIONS = 25  # Discord's limit of one menu


def entry_text(translate: Translator, seen: SeenSession) -> str:
    """Return a session as one entry of the list."""
    state = "live" if seen.session.state == "live" else "open" if seen.is_open else "locked"
    text = translate("session-line", **_public_facts(seen), state=state)
    return f"{text}\n{translate('session-followed')}" if seen.followed else text


def panel(translate: Translator, seen: SeenSession, questions: Sequence[Question]) -> AnswerView:
    """Return a session with its questions; the link shows only *Join*."""
    of = seen.session
    if not seen.is_open:
        return AnswerView(
            entry_text(translate, seen), of.summary, title=of.title, state="attention"
        )
    lines = [
        translate(
            "session-question",
            votes=each.votes,
            answered="yes" if each.answered_at else "no",
            text=discord.utils.escape_markdown(each.text),
        )
        for each in questions[:MAX_SHOWN]
    ]
    buttons = [
        SessionButton.make(translate, "join", of.id),
        SessionButton.make(translate, "unfollow" if seen.followed else "follow", of.id),
        SessionButton.make(translate, "ask", of.id),
    ]
    menu = [VoteMenu.make(translate, of.id, questions)] if questions else []
    return AnswerView(
        entry_text(translate, seen),
        of.summary,
        "\n".join([translate("session-questions"), *lines]) if lines else "",
        title=discord.utils.escape_markdown(of.title),
        buttons=[*buttons, *menu],
    )


def _public_facts(seen: SeenSession) -> dict[str, str | float]:
    """Return the facts without a link, which is for those who join."""
    known = facts(seen.session)
    if seen.session.channel_id is None:
        known["place"] = ""
    return known


class SessionMenu(PersistentItem[ui.Select[Any]], template=re.compile(r"lyceum:session-open")):
    """Opens one of the coming sessions."""

    @classmethod
    def make(cls, translate: Translator, coming: Sequence[SeenSession]) -> Self:
        """Return the menu of the sessions, the first ones if there are too many."""
        options = [
            discord.SelectOption(label=each.session.title[:100], value=str(each.session.id))
            for each in coming[:MAX_OPTIONS]
        ]
        placeholder = translate("session-menu")
        return cls(
            ui.Select(custom_id="lyceum:session-open", placeholder=placeholder, options=options)
        )

    async def pressed(self, interaction: Interaction) -> None:
        """Show the session."""
        await show(interaction, int(self.item.values[0]))


class VoteMenu(
    PersistentItem[ui.Select[Any]],
    template=re.compile(r"lyceum:session-vote:(?P<session>\d{1,19})"),
):
    """Votes for questions, or takes votes back."""

    @classmethod
    def make(cls, translate: Translator, session_id: int, questions: Sequence[Question]) -> Self:
        """Return the menu of a session's questions."""
        options = [
            discord.SelectOption(label=each.text[:100], value=str(each.id))
            for each in questions[:MAX_OPTIONS]
        ]
        return cls(
            ui.Select(
                custom_id=f"lyceum:session-vote:{session_id}",
                placeholder=translate("session-menu-vote"),
                options=options,
                max_values=len(options),
            )
        )

    async def pressed(self, interaction: Interaction) -> None:
        """Store the votes, and show the questions as they are now."""
        session_id, guild_id = self.number("session"), guild_of(interaction).id
        audience = interaction.client.services.sessions.audience
        chosen = [int(value) for value in self.item.values]
        await audience.vote(guild_id, interaction.user.id, session_id, chosen)
        await show(interaction, session_id)


async def show(interaction: Interaction, session_id: int) -> None:
    """Answer with a session's panel."""
    audience = interaction.client.services.sessions.audience
    seen = await audience.see(guild_of(interaction).id, interaction.user.id, session_id)
    questions = await audience.questions(session_id)
    translate = interaction.client.translator(interaction)
    await answer(interaction, panel(translate, seen, questions))
