"""The buttons below notices about sessions."""

from collections.abc import Iterator
from typing import Any

from discord import ui

from bot.i18n import Translator
from cogs.sessions.buttons import SessionButton
from data.notices import Notice

OF_COMING = ("session-remind", "session-moved")


def session_buttons(translate: Translator, notice: Notice) -> Iterator[ui.Item[Any]]:
    """Yield the link to Discord's event, and the button that stops reminders."""
    if notice.message not in OF_COMING:
        return
    event = notice.arguments["event"]
    if event:
        url = f"https://discord.com/events/{notice.guild_id}/{event}"
        yield ui.Button(label=translate("session-button-event"), url=url)
    yield SessionButton.make(translate, "unfollow", int(notice.arguments["session"]))
