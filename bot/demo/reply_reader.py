"""Renders Discord's markup for the terminal as a client would show it."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_time, format_timedelta
from rich.text import Text

from bot.i18n import Translator
from bot.simulator.discord import DiscordSimulator, PlayedGuild

_MENTION = re.compile(r"<(?P<kind>@&|@!?|#)(?P<id>\d+)>")
_TIME = re.compile(r"<t:(?P<at>\d+)(?::(?P<style>\w))?>")
_COMMAND = re.compile(r"</(?P<name>[^:<>]+):\d+>")
_LINK = re.compile(r"\[(?P<label>[^\]]*)\]\((?P<url>https?://[^)]*)\)")
_LINK_BEGINS, _LINK_ENDS = "\x01", "\x02"  # control characters that nobody can type
_SWITCH = re.compile(rf"((?<!\\)\*\*|[{_LINK_BEGINS}{_LINK_ENDS}])")
_CODE = re.compile(r"`([^`]+)`")
_ESCAPE = re.compile(r"\\([^a-zA-Z0-9\s])")
_NAMES = r"(?<!\w)[@#][\w-]+"

HEADING, ASIDE = "## ", "-# "


class ReplyReader:
    """Renders messages as a member of a guild would see them.

    Args:
        discord: The source of channel names.
        guild: The source of names of people and roles.
        translate: The language of times and command names.
        zone: The reader's time zone.
        now: The time that "in two hours" is relative to.
    """

    def __init__(
        self,
        discord: DiscordSimulator,
        guild: PlayedGuild,
        translate: Translator,
        zone: ZoneInfo,
        now: Callable[[], datetime],
    ) -> None:
        self._world = discord.world
        self._guild = guild.state
        self._translate = translate
        self._locale = Locale.parse(translate.language, sep="-")
        self._zone = zone
        self._now = now

    def lines(self, markup: str) -> Iterator[Text]:
        """Yield each rendered line."""
        for line in markup.splitlines():
            yield self._line(line)

    def plain(self, markup: str) -> str:
        """Return the text without styles."""
        return "\n".join(line.plain for line in self.lines(markup))

    def _line(self, line: str) -> Text:
        style = ""
        if line.startswith(HEADING):
            line, style = line.removeprefix(HEADING), "bold"
        elif line.startswith(ASIDE):
            line, style = line.removeprefix(ASIDE), "dim"
        line = _COMMAND.sub(lambda found: self._translate.command(found["name"]), line)
        line = _MENTION.sub(self._name, _TIME.sub(self._time, line))
        line = _LINK.sub(rf"{_LINK_BEGINS}\g<label>{_LINK_ENDS}", _CODE.sub(r"\1", line))
        text = Text(style=style)
        on: set[str] = set()
        for part in _SWITCH.split(line):
            if part == "**":
                on ^= {"bold"}
            elif part in {_LINK_BEGINS, _LINK_ENDS}:
                on ^= {"underline"}
            else:
                text.append(_ESCAPE.sub(r"\1", part), " ".join(sorted(on)))
        text.highlight_regex(_NAMES, "cyan")
        return text

    def _name(self, mention: re.Match[str]) -> str:
        found = int(mention["id"])
        match mention["kind"]:
            case "#":
                return "#" + self._world.channels[found].name
            case "@&":
                return "@" + self._guild.roles[found].name
            case _:
                user = self._world.users[found]
                return "@" + (user.global_name or user.name)

    def _time(self, stamp: re.Match[str]) -> str:
        at = datetime.fromtimestamp(int(stamp["at"]), UTC)
        if stamp["style"] == "R":
            return format_timedelta(at - self._now(), add_direction=True, locale=self._locale)
        local = at.astimezone(self._zone)
        if stamp["style"] in {"d", "D"}:
            return format_date(local, "long", locale=self._locale)
        day = format_date(local, "full", locale=self._locale)
        return f"{day} {format_time(local, 'HH:mm', locale=self._locale)}"
