"""What staff read about sessions."""

import discord

from bot.i18n import Translator
from bot.sessions.attendance import whole_minutes
from bot.sessions.build import LiveSessions
from cogs.ui.pages import PageEntry
from data.sessions import LiveSession

MAX_LISTED_QUESTIONS = 3


def facts(of: LiveSession) -> dict[str, str | float]:
    """Return what texts say of a session."""
    seconds = int(of.starts_at.timestamp())
    place = of.link or "" if of.channel_id is None else f"<#{of.channel_id}>"
    return {
        "title": discord.utils.escape_markdown(of.title),
        "when": f"<t:{seconds}:F>",
        "distance": f"<t:{seconds}:R>",
        "minutes": of.minutes,
        "repeats": of.repeats,
        "place": place,
    }


async def entry(translate: Translator, services: LiveSessions, of: LiveSession) -> PageEntry:
    """Return a session as one entry of the list."""
    followers = await services.events.followers(of.content_id)
    lines = [translate("session-entry", **facts(of), followers=followers)]
    lines += [
        translate(
            "session-entry-question",
            votes=question.votes,
            text=discord.utils.escape_markdown(question.text[:150]),
        )
        for question in (await services.audience.questions(of.id))[:MAX_LISTED_QUESTIONS]
    ]
    return PageEntry(discord.utils.escape_markdown(of.title), "\n".join(lines))


async def attendance(
    translate: Translator, services: LiveSessions, of: LiveSession
) -> list[PageEntry]:
    """Return who attended a session, those who stayed longest first."""
    times = await services.attendance.of_session(of)
    ordered = sorted(times.items(), key=lambda each: (-each[1], each[0]))
    return [
        PageEntry(
            "",
            translate("session-attended", member=f"<@{user_id}>", minutes=whole_minutes(time)),
        )
        for user_id, time in ordered
    ]
