"""Who lives in the demo's community and what they say: read from `content/<language>.toml`."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import Field, TypeAdapter

_FOLDER = Path(__file__).parent / "content"
OPEN_FORUMS = ("help", "projects", "reading")  # what everybody sees

Text = tuple[str, str]  # title, first message
Group = Annotated[tuple[str, ...], Field(min_length=4)]


@dataclass(frozen=True, slots=True)
class Interest:
    """One thing that some people care for: who they are, their posts by forum, what they answer."""

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
        """The posts by the forum in which they appear."""
        return {
            "help": self.help,
            "projects": self.projects,
            "reading": self.reading,
            "workshop": self.workshop,
            "backstage": self.backstage,
        }


@dataclass(frozen=True, slots=True)
class Chat:
    """Small talk: one line and an answer to it."""

    says: str
    answer: str


@dataclass(frozen=True, slots=True)
class Content:
    """Everything that people say and what things are called.

    `amount` is as an admin types it; `recordings` is what all titles in the workshop begin with.
    """

    guild: str
    plan: str
    about: str
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
        """The title of what only staff may know of; it is about the heroine's own interest."""
        return self.interests[0].backstage[0][0]

    @property
    def heroine(self) -> str:
        """The member whose story is told: the last of the first group."""
        return self.interests[0].people[-1]

    @property
    def teachers(self) -> tuple[str, ...]:
        """The first of each group: they have the paid role by hand, without paying."""
        return tuple(interest.people[0] for interest in self.interests)

    @property
    def moderators(self) -> tuple[str, ...]:
        """Two who share the heroine's interest and see what she must not see."""
        return self.interests[0].people[1:3]


def load_content(language: str) -> Content:
    """Read what a community of this language says."""
    text = (_FOLDER / f"{language}.toml").read_text(encoding="utf-8")
    return TypeAdapter(Content).validate_python(tomllib.loads(text))
