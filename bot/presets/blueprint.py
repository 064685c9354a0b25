"""What each preset makes. Pure.

The names of parts are the messages `preset-<preset>-<part>`, those of tags `preset-tag-<tag>`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

PresetName = Literal["course", "blog", "tools"]
PartKind = Literal["role", "category", "text", "forum", "shop", "plan", "product"]
Readers = Literal["everyone", "role"]
ProductKind = Literal["article", "tool", "course"]


@dataclass(frozen=True, slots=True)
class PresetPart:
    """One thing that a preset makes.

    Attributes:
        key: Its name in stored rows and messages.
        kind: What it is; "shop" is the setting that names the shop channel, "plan" a plan without
            a price, "product" a draft.
        readers: Who reads a channel: everyone, and only we write; or the role, which writes, too.
        tags: The tags of a forum.
        product: The kind of the draft.
    """

    key: str
    kind: PartKind
    readers: Readers = "everyone"
    tags: tuple[str, ...] = ()
    product: ProductKind | None = None

    @property
    def is_channel(self) -> bool:
        """Whether it is a channel that members read."""
        return self.kind in ("text", "forum")


def _preset(*channels: PresetPart, product: ProductKind) -> tuple[PresetPart, ...]:
    """Return a preset's parts in the order in which they are made."""
    return (
        PresetPart("role", "role"),
        PresetPart("category", "category"),
        *channels,
        PresetPart("shop-setting", "shop"),
        PresetPart("plan", "plan"),
        PresetPart("product", "product", product=product),
    )


SHOP = "shop"  # the channel with the cards of products
PRESETS: Mapping[PresetName, tuple[PresetPart, ...]] = {
    "course": _preset(
        PresetPart("news", "text"),
        PresetPart(SHOP, "forum"),
        PresetPart("questions", "forum", "role", ("question", "solved", "idea")),
        PresetPart("talk", "text", "role"),
        product="course",
    ),
    "blog": _preset(
        PresetPart("news", "text"),
        PresetPart(SHOP, "forum"),
        PresetPart("discussion", "forum", "role", ("question", "opinion", "idea")),
        product="article",
    ),
    "tools": _preset(
        PresetPart("releases", "text"),
        PresetPart(SHOP, "forum"),
        PresetPart("support", "forum", "role", ("question", "bug", "idea", "solved")),
        product="tool",
    ),
}
