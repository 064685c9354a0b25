"""What a member sees of a session that is over."""

from typing import Any

import discord
from discord import ui

from bot.discord.layout import AnswerView
from bot.i18n import Translator
from cogs.learning.buttons import LearnButton
from data.contents import Content
from data.sessions import LiveSession


def past_view(
    translate: Translator, content: Content, kept: LiveSession | None, *, done: bool
) -> AnswerView:
    """Return the recording and notes, if there are any, with *Done* or its undoing."""
    buttons: list[ui.Item[Any]] = []
    if kept is not None and kept.recording:
        label = translate("session-button-recording")
        buttons.append(ui.Button(label=label, url=kept.recording))
    if content.course_id is not None:  # its card has *Done*
        label = translate("reading-to-lesson")
        place = content.guild_id, content.id
        buttons.append(LearnButton.make(translate, "lesson", *place, page=1, label=label))
    else:
        act = "unfinish" if done else "finish"
        buttons.append(LearnButton.make(translate, act, content.guild_id, content.id))
    return AnswerView(
        translate("session-is-over"),
        discord.utils.escape_markdown(kept.notes) if kept is not None and kept.notes else "",
        translate("learn-session-done") if done else "",
        title=discord.utils.escape_markdown(content.title),
        state="good" if done else "neutral",
        buttons=buttons,
    )
