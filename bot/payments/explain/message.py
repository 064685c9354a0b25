"""A sentence without a language yet: a message id with its arguments."""

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
    """Text that a person typed; its markup must be escaped when it is shown."""

    text: str


Value = Union[str, int, datetime, Money, UserText, "TextMessage"]


@dataclass(frozen=True, slots=True)
class TextMessage:
    """One sentence. The renderer formats times and amounts in its language."""

    message: str
    arguments: Mapping[str, Value] = field(default_factory=dict[str, Value])
