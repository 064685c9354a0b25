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
from cogs.sessions.buttons import Act, SessionButton
from cogs.sessions.staff_view import facts
from cogs.ui.interactions import guild_of
from cogs.ui.offers import offer_buttons
from cogs.ui.persistent_item import PersistentItem
from data.session_questions import Question

MAX_SHOWN = 10  # questions
MAX_OPTIONS = 25  # Discord's limit of one menu


def entry_text(translate: Translator, seen: SeenSession) -> str:
    """Return a session as one entry of the list."""
    state = "live" if seen.session.state == "live" else "open" if seen.is_open else "locked"
    return _with_place(
        translate, seen, translate("session-line", **facts(seen.session), state=state)
    )


def _facts_text(translate: Translator, seen: SeenSession) -> str:
    """Return when and where a session is, for a panel that has its title already."""
    state = "live" if seen.session.state == "live" else "open"
    text = translate("session-facts", **facts(seen.session), state=state)
    return _with_place(translate, seen, text)


def _with_place(translate: Translator, seen: SeenSession, text: str) -> str:
    """Return a line with the channel, and whether reminders will come."""
    if seen.session.channel_id is not None:  # a link is for those who join
        text = f"{text} · <#{seen.session.channel_id}>"
    coming = seen.session.state != "live"
    return f"{text}\n{translate('session-followed')}" if seen.followed and coming else text


def panel(
    translate: Translator,
    seen: SeenSession,
    questions: Sequence[Question],
    offers: Sequence[ui.Item[Any]] = (),
) -> AnswerView:
    """Return a session with its questions; the link shows only *Join*.

    `offers` are the buttons of what would open it.
    """
    of = seen.session
    if not seen.is_open:
        return AnswerView(
            _facts_text(translate, seen),
            of.summary,
            translate("session-locked"),
            title=discord.utils.escape_markdown(of.title),
            state="attention",
            buttons=offers,
        )
    lines = [_question_line(translate, each) for each in questions[:MAX_SHOWN]]
    acts = _acts(seen)
    buttons = [SessionButton.make(translate, act, of.id, primary=act == acts[0]) for act in acts]
    menu = [VoteMenu.make(translate, of.id, questions)] if questions else []
    return AnswerView(
        _facts_text(translate, seen),
        of.summary,
        "\n".join([translate("session-questions"), *lines]) if lines else "",
        title=discord.utils.escape_markdown(of.title),
        buttons=[*buttons, *menu],
    )


def _acts(seen: SeenSession) -> Sequence[Act]:
    """Return what a member may do, what helps most first."""
    if seen.followed:
        return ("join", "unfollow", "ask")
    return ("join", "follow", "ask") if seen.session.state == "live" else ("follow", "join", "ask")


def _question_line(translate: Translator, question: Question) -> str:
    return translate(
        "session-question",
        votes=question.votes,
        answered="yes" if question.answered_at else "no",
        text=discord.utils.escape_markdown(question.text),
    )


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
    offers = [] if seen.is_open else await _offers(interaction, seen)
    await answer(interaction, panel(translate, seen, questions, offers))


async def _offers(interaction: Interaction, seen: SeenSession) -> list[ui.Item[Any]]:
    """Return the buttons of what would open a session."""
    service = interaction.client.services.catalogue.contents
    content = await service.get(seen.session.guild_id, seen.session.content_id)
    return await offer_buttons(interaction, content)
