"""Items: the threads, forum posts and messages that can be recommended."""

from data.item_types import TITLED, Item, ItemKind, NewItem

__all__ = ["TITLED", "Item", "ItemKind", "NewItem", "clean_title"]

TITLE_LENGTH = 120


def clean_title(title: str) -> str:
    """Return a title that can be stored: without NUL, at most 120 characters.

    PostgreSQL refuses NUL.
    """
    return title.replace("\x00", "")[:TITLE_LENGTH]
