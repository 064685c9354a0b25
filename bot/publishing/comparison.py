"""Compares a folder with what was published from it before. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from bot.publishing.folder import Folder, PublishedText
from data.contents import Content

Action = Literal["create", "change", "same", "offer", "retire", "missing"]


@dataclass(frozen=True, slots=True)
class Offering:
    """What changes about how a content is sold: its price, and plans to add."""

    price: bool = False
    plans: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """What publishing does with one path.

    Attributes:
        action: "offer": only its price or its plans change; "missing": its file is gone, and it
            stays as it is.
        text: As it should be; None: there is no file.
        content: As it is; None: it is new.
        offering: What changes about how it is sold.
    """

    action: Action
    path: str
    title: str
    text: PublishedText | None
    content: Content | None
    offering: Offering = Offering()


class OtherFolderError(Exception):
    """A path was published from another folder before, whose name is `folder`."""

    def __init__(self, path: str, folder: str) -> None:
        super().__init__(f"{path} was published from {folder}")
        self.path, self.folder = path, folder


def compare(folder: Folder, known: Mapping[str, Content], *, retire: bool) -> list[Change]:
    """Return what to do with each path, in the folder's order, then what is gone.

    Args:
        folder: What was read.
        known: The contents that were published from folders, by path.
        retire: Whether contents of this folder whose file is gone are retired.

    Raises:
        OtherFolderError: Two folders have a file of the same path.
    """
    changes: list[Change] = []
    for text in folder.texts:
        content = known.get(text.path)
        if content is not None and content.folder not in (None, folder.name):
            raise OtherFolderError(text.path, content.folder)
        changes.append(Change(_action(text, content), text.path, text.fields.title, text, content))
    there = {each.path for each in folder.texts} | folder.faulty
    for path, content in sorted(known.items()):
        if path not in there and content.folder == folder.name and content.state != "retired":
            action: Action = "retire" if retire else "missing"
            changes.append(Change(action, path, content.title, None, content))
    return changes


def _action(text: PublishedText, content: Content | None) -> Action:
    if content is None:
        return "create"
    # What staff retired stays so, until its file changes.
    if content.kind != text.kind or content.sha256 != text.sha256:
        return "change"
    return "same"
