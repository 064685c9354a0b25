"""Loads the people of the demo and what they write from `content/<language>.toml`."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import Field, TypeAdapter

_FOLDER = Path(__file__).parent / "content"
OPEN_FORUMS = ("help", "projects", "reading")  # visible to everybody

Text = tuple[str, str]  # title, first message
Group = Annotated[tuple[str, ...], Field(min_length=4)]


@dataclass(frozen=True, slots=True)
class Interest:
    """One interest: the people who share it, their posts by forum, and their replies."""

    name: str
    people: Group
    help: tuple[Text, ...]
    projects: tuple[Text, ...]
    reading: tuple[Text, ...]
    workshop: tuple[Text, ...]
    backstage: tuple[Text, ...]
    replies: tuple[str, ...]

    @property
    def forums(self) -> Mapping[str, tuple[Text, ...]]:
        """The posts by forum."""
        return {
            "help": self.help,
            "projects": self.projects,
            "reading": self.reading,
            "workshop": self.workshop,
            "backstage": self.backstage,
        }


@dataclass(frozen=True, slots=True)
class Chat:
    """Small talk: a message and a reply to it."""

    says: str
    answer: str


@dataclass(frozen=True, slots=True)
class DemoContent:
    """All names and texts of the demo.

    `amount` is as an admin types it; `recordings` is the beginning of all titles in the workshop.
    """

    guild: str
    plan: str
    about: str
    tool: str
    currency: str
    amount: str
    timezone: str
    recordings: str
    roles: Mapping[str, str]
    channels: Mapping[str, str]
    cast: Mapping[str, str]
    interests: tuple[Interest, ...]
    chat: tuple[Chat, ...]

    @property
    def secret(self) -> str:
        """The title of a post that only staff may see; it is about the heroine's interest."""
        return self.interests[0].backstage[0][0]

    @property
    def heroine(self) -> str:
        """The member whom the demo follows: the last of the first group."""
        return self.interests[0].people[-1]

    @property
    def teachers(self) -> tuple[str, ...]:
        """The first of each group: they were given the paid role by hand, without paying."""
        return tuple(interest.people[0] for interest in self.interests)

    @property
    def moderators(self) -> tuple[str, ...]:
        """Two who share the heroine's interest and see what she must not see."""
        return self.interests[0].people[1:3]


def load_content(language: str) -> DemoContent:
    """Load the content in a language."""
    text = (_FOLDER / f"{language}.toml").read_text(encoding="utf-8")
    return TypeAdapter(DemoContent).validate_python(tomllib.loads(text))
