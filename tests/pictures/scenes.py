"""Build two communities to draw: one speaks English, one Chinese."""

import tomllib
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Scene:
    """What the pictures show: the words people use, in the language they read.

    `forums` has the titles of posts by forum; `general` is where the digest comes.
    """

    language: str
    locale: str
    guild: str
    general: str
    forums: dict[str, list[str]]


def scenes() -> list[Scene]:
    """Read both."""
    text = (Path(__file__).parent / "scenes.toml").read_text(encoding="utf-8")
    return [Scene(**scene) for scene in tomllib.loads(text)["scene"]]
