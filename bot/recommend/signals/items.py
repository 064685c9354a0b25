"""Items: the things of a community that can be recommended."""

from data.item_types import TITLED, Item, ItemKind, NewItem

__all__ = ["TITLED", "Item", "ItemKind", "NewItem", "clean_title"]

TITLE_LENGTH = 120


def clean_title(title: str) -> str:
    """Return a title as it can be stored: PostgreSQL refuses NUL, the column ends at 120."""
    return title.replace("\x00", "")[:TITLE_LENGTH]
