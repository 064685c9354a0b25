"""Translate messages with the Fluent files in `bot/locales/`.

A message mentions a slash command by `{ COMMAND("plan add") }`. Discord shows that as a link which
opens the command, under the name that the reader's client uses.
"""

import re
from collections.abc import Mapping, Sequence
from copy import copy
from functools import cache
from pathlib import Path
from typing import Self

from fluent.runtime import FluentBundle, FluentResource
from fluent.runtime.types import FluentType

LOCALES = Path(__file__).parent / "locales"
LANGUAGES = ("en", "zh-CN")
OWN_NAMES = {"en": "English", "zh-CN": "简体中文"}  # as their readers call them
DEFAULT_LANGUAGE = "en"
_MENTION = re.compile(r"</([^:<>]+):\d+>")
# Parsing takes the better part of a second; bundles only read its result.
_parse = cache(FluentResource)


class UnknownMessageError(LookupError):
    """A message id that no file has."""


class _Text(FluentType):
    """The result of a function that our messages use."""

    def __init__(self, text: str) -> None:
        self._text = text

    def format(self, locale: object) -> str:
        return self._text


class CommandIds:
    """The ids that Discord gave our slash commands; empty before the first login."""

    def __init__(self) -> None:
        self._ids: Mapping[str, int] = {}

    def learn(self, ids: Mapping[str, int]) -> None:
        """Replace the ids by those of these command names."""
        self._ids = dict(ids)

    def mention(self, command: str) -> str | None:
        """Return Discord's mention of a command such as "plan add", or None without an id."""
        found = self._ids.get(command.partition(" ")[0])
        return None if found is None else f"</{command}:{found}>"


class Translator:
    """The messages of one language: `translate("payments-no-such-plan", plan="Pro")`."""

    def __init__(self, language: str, files: Sequence[Path], commands: CommandIds) -> None:
        self.language = language
        self._direct = False
        self._commands = commands
        self._bundle = FluentBundle(
            [language], use_isolating=False, functions={"COMMAND": self._mention}
        )
        for path in files:
            self._bundle.add_resource(_parse(path.read_text(encoding="utf-8")))

    def __call__(self, message: str, /, **arguments: str | float) -> str:
        """Return the sentence for `message`.

        Raises:
            UnknownMessageError: The id is unknown.
            ValueError: The sentence needs an argument that is missing.
        """
        text = self.get(message, "direct", **arguments) if self._direct else None
        if text is None:
            text = self.get(message, **arguments)
        if text is None:
            raise UnknownMessageError(f"{message} ({self.language})")
        return text

    @property
    def direct(self) -> Self:
        """These messages for DMs, where the server's commands don't exist.

        A message that mentions one has an attribute `.direct` that doesn't, if that is possible.
        """
        words = copy(self)
        words._direct = True  # noqa: SLF001 a copy of our own
        return words

    def plain(self, message: str, /, **arguments: str | float) -> str:
        """Return the sentence for places without mentions: titles, footers, web pages.

        Raises:
            UnknownMessageError, ValueError: As for a call.
        """
        text = self(message, **arguments)
        return _MENTION.sub(lambda found: self._named(found[1]), text)

    def command(self, command: str) -> str:
        """Return a command such as "plan add" as a client in this language shows it."""
        parts = command.split(" ")
        ids = ["-".join(["cmd", *parts[: end + 1]]) for end in range(len(parts))]
        return "/" + " ".join(self.get(id_) or part for id_, part in zip(ids, parts, strict=True))

    def _named(self, command: str) -> str:
        """Name a command for a reader whose client may use another language."""
        here = self.command(command)
        return here if here == f"/{command}" else f"{here}（/{command}）"  # noqa: RUF001 Chinese

    def mention(self, command: str) -> str:
        """Return a link that opens a command such as "plan add"; its name without an id."""
        return self._commands.mention(command) or self._named(command)

    def _mention(self, command: str) -> FluentType:
        return _Text(self.mention(command))

    def get(
        self, message: str, attribute: str | None = None, /, **arguments: str | float
    ) -> str | None:
        """Return the message's value or attribute; None if there is none."""
        if not self._bundle.has_message(message):
            return None
        entry = self._bundle.get_message(message)
        pattern = entry.value if attribute is None else entry.attributes.get(attribute)
        if pattern is None:
            return None
        text, errors = self._bundle.format_pattern(pattern, arguments)
        if errors:
            raise ValueError(f"{message} ({self.language}): {errors[0]}")
        return str(text)


class Translations:
    """All languages, and the ids of the commands that their messages mention."""

    def __init__(self, words: Mapping[str, Translator], commands: CommandIds) -> None:
        self.commands = commands
        self._words = words

    @classmethod
    def load(cls, folder: Path = LOCALES) -> "Translations":
        """Read every `.ftl` file of every language."""
        commands = CommandIds()
        files = {language: sorted((folder / language).glob("*.ftl")) for language in LANGUAGES}
        words = {
            language: Translator(language, files[language], commands) for language in LANGUAGES
        }
        return cls(words, commands)

    def translator(self, language: str | None) -> Translator:
        """Return the messages of a language or a Discord locale; English if unknown."""
        return self._words[self.match(language)]

    @staticmethod
    def match(locale: str | None) -> str:
        """Map any locale to the nearest language that we have."""
        if locale and locale.lower().startswith("zh"):
            return "zh-CN"
        return DEFAULT_LANGUAGE
