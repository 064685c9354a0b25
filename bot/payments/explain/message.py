"""A sentence that has no language yet: a message of the catalogue and what it speaks of."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Union


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in the smallest unit of a currency."""

    amount: int
    currency: str


@dataclass(frozen=True, slots=True)
class UserText:
    """Words that a person typed: whoever draws them takes their markup out."""

    text: str


Value = Union[str, int, datetime, Money, UserText, "TextMessage"]


@dataclass(frozen=True, slots=True)
class TextMessage:
    """One sentence. Times and sums are drawn by whoever knows language and place."""

    message: str
    arguments: Mapping[str, Value] = field(default_factory=dict[str, Value])
