"""Make the text of an article of a message. Pure."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.payments.plan_request import MAX_NAME_LENGTH, UNSAFE_TEXT
from bot.publishing.beside import PICTURES

_MARKS = re.compile(r"^[#>*_~`|\-\s]+|[*_~`|\s]+$")
_UNPRINTABLE = re.compile("[^\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # YAML's
_UNFIT_NAME = re.compile(r"[^A-Za-z0-9_-]+")
_UNFIT_TEXT = re.compile(r"[\[\]\\\n]")


@dataclass(frozen=True, slots=True)
class AttachedFile:
    """A file of a message.

    Attributes:
        name: As its author named it, which may be hostile.
        alt: What a picture shows; "" if not stated.
    """

    name: str
    alt: str
    content: bytes


def title_of(stated: str, text: str, otherwise: str) -> str:
    """Return a title: the stated one, the first line of the text, or another."""
    for written in (stated, *text.split("\n")):
        plain = _UNPRINTABLE.sub(" ", _MARKS.sub("", written))
        title = " ".join(UNSAFE_TEXT.sub(" ", plain).split())
        if title:
            return title[:MAX_NAME_LENGTH]
    return otherwise


def names_of(files: Sequence[AttachedFile]) -> list[str]:
    """Return the names to keep files under: numbered, in plain letters."""
    names: list[str] = []
    for number, each in enumerate(files, 1):
        stem, _, suffix = each.name.rpartition(".")
        stem = _UNFIT_NAME.sub("-", stem).strip("-")[:60] or "file"
        names.append(f"{number}-{stem}.{_UNFIT_NAME.sub('', suffix)[:8].lower() or 'bin'}")
    return names


def source_of(title: str, text: str, files: Sequence[AttachedFile]) -> str:
    """Return a file as authors write it, with links to the files."""
    lines = [text.strip()]
    for name, each in zip(names_of(files), files, strict=True):
        picture = name.endswith(PICTURES)
        shown = _UNFIT_TEXT.sub(" ", each.alt if picture else each.name)
        lines.append(f"{'!' if picture else ''}[{shown}]({name})")
    body = "\n\n".join(line for line in lines if line)
    return f"---\ntitle: {json.dumps(title, ensure_ascii=False)}\n---\n{body}\n"
