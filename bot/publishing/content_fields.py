"""What the front matter of a file can say, and the checks of each value. Pure."""

import re
from datetime import date
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from bot.errors import UserError
from bot.learning.drip import MAX_DAYS, Drip
from bot.payments.money import parse_currency
from bot.payments.plan_request import MAX_NAME_LENGTH, UNSAFE_TEXT, read_price

ContentKind = Literal["article", "course", "lesson"]

MAX_SUMMARY = 1_000  # characters
MAX_ALT_LENGTH = 300
MAX_TAGS = 20
MAX_MINUTES = 6_000

_PRICE = re.compile(r"(?P<amount>[0-9][0-9.,]*)\s*(?P<currency>[A-Za-z]{3})")
_DAYS = re.compile(r"(?:after\s+)?(\d{1,5})\s+days?", re.IGNORECASE)


class StatedPrice(BaseModel):
    """An amount and a currency as the author wrote them, e.g. 19.90 and USD."""

    model_config = ConfigDict(frozen=True)

    amount: str
    currency: str


def _price(value: Any) -> Any:  # noqa: ANN401 YAML gives anything
    found = _PRICE.fullmatch(value.strip()) if isinstance(value, str) else None
    if found is None:
        raise ValueError("must be an amount with its currency, e.g. 19.90 USD")
    try:
        read_price(found["amount"], parse_currency(found["currency"]))
    except UserError:
        raise ValueError(f"{value[:40]} can't be charged; write e.g. 19.90 USD") from None
    return StatedPrice(amount=found["amount"], currency=found["currency"].lower())


def _drip(value: Any) -> Any:  # noqa: ANN401 as above
    if isinstance(value, Drip):
        return value
    text = str(value).strip().lower()
    if text == "at once":
        return Drip()
    if text == "after previous":
        return Drip("previous")
    days = _DAYS.fullmatch(text)
    if days and int(days[1]) <= MAX_DAYS:
        return Drip("days", int(days[1]))
    try:
        return Drip("date", on=date.fromisoformat(text))
    except ValueError:
        raise ValueError(
            "must be “at once”, “after previous”, a number of days such as “3 days”, "
            "or a date such as 2030-01-31"
        ) from None


def _words(value: Any) -> Any:  # noqa: ANN401 as above
    return [value] if isinstance(value, str) else value


def _line(value: str) -> str:
    value = " ".join(value.split())
    if not value:
        raise ValueError("must not be empty")
    if UNSAFE_TEXT.search(value):
        raise ValueError("must not hold links, mentions or control characters")
    return value


def _path(value: str) -> str:
    if not value.strip() or "\\" in value or value.startswith("/"):
        raise ValueError("must be a path inside the folder, with forward slashes")
    return value.strip()


def _checked_line(value: Any) -> Any:  # noqa: ANN401 as above
    return _line(value) if isinstance(value, str) else value


def _checked_path(value: Any) -> Any:  # noqa: ANN401 as above
    return _path(value) if isinstance(value, str) else value


Line = Annotated[str, BeforeValidator(_checked_line)]
PathText = Annotated[str, BeforeValidator(_checked_path)]


class ContentFields(BaseModel):
    """The front matter of one file.

    Attributes:
        title: What it is called; a product has the same name.
        kind: None: a lesson below a course, otherwise an article.
        price: What it is sold for; None: nothing is changed about that.
        plans: Names of the plans that include it; None: nothing is changed about that.
        draft: Whether members don't see it yet.
        preview: Whether everybody may open it.
        drip: When the lesson opens.
        order: Its place among its neighbours; None: the number that its file's name begins with.
        sequential: Whether the lessons of the course must be done in order.
        prerequisites: Paths of contents to complete before, from the folder that is published.
        optional: Whether the course can be completed without the lesson.
        minutes: What reading it takes.
        quiz: Path of the file with its quiz, from the file itself.
        cover: Path of the picture in the shop, from the file itself.
        cover_alt: What it shows, for those who can't see it.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    title: Annotated[Line, Field(max_length=MAX_NAME_LENGTH)]
    kind: ContentKind | None = None
    summary: Annotated[str, Field(max_length=MAX_SUMMARY)] = ""
    topic: Annotated[Line, Field(max_length=50)] | None = None
    tags: Annotated[list[Annotated[Line, Field(max_length=50)]], Field(max_length=MAX_TAGS)] = []
    price: Annotated[StatedPrice, BeforeValidator(_price)] | None = None
    plans: Annotated[list[Line], BeforeValidator(_words)] | None = None
    draft: bool = False
    preview: bool = False
    drip: Annotated[Drip, BeforeValidator(_drip)] = Drip()
    order: Annotated[int, Field(ge=0, le=9_999)] | None = None
    sequential: bool = False
    prerequisites: Annotated[list[PathText], BeforeValidator(_words)] = []
    optional: bool = False
    minutes: Annotated[int, Field(ge=1, le=MAX_MINUTES)] | None = None
    quiz: PathText | None = None
    cover: PathText | None = None
    cover_alt: Annotated[Line, Field(max_length=MAX_ALT_LENGTH)] | None = None

    @model_validator(mode="after")
    def _fits_kind(self) -> Self:
        if self.kind != "course" and self.sequential:
            raise ValueError("sequential is only for a course")
        if self.kind in ("article", "course"):
            for name in ("quiz", "optional", "drip"):
                if getattr(self, name) != type(self).model_fields[name].default:
                    raise ValueError(f"{name} is only for a lesson")
        if self.kind == "lesson" and (self.price is not None or self.plans is not None):
            raise ValueError("a lesson is sold with its course, not by itself")
        return self
