"""The settings that each server may change while the bot runs.

The rules are those of the file: a value is validated by the same model. Others can't be changed at
run time, because they concern the whole installation or are read once.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any, Literal, cast, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import to_json

from bot.settings.sections import Settings

Input = Literal["switch", "choice", "channel", "channels", "text"]
_FINGERPRINT_BYTES = 6


class InvalidValueError(Exception):
    """The value is not allowed for the setting."""


@dataclass(frozen=True, slots=True)
class RuntimeSetting:
    """A setting that may change at run time.

    Attributes:
        name: Its section and key in the file, as `discord.language`.
        picks: What it is chosen from if its type doesn't tell: one channel or several.
    """

    name: str
    picks: Literal["channel", "channels"] | None = None

    @property
    def section(self) -> str:
        """The section of the file."""
        return self.name.partition(".")[0]

    @property
    def key(self) -> str:
        """The key in its section."""
        return self.name.partition(".")[2]

    @property
    def message(self) -> str:
        """The id of the message that names it; its attribute `hint` says what is allowed."""
        return "settings-" + self.name.replace(".", "-").replace("_", "-")

    @property
    def input(self) -> Input:
        """How it is entered."""
        if self.picks is not None:
            return self.picks
        if self._type is bool:
            return "switch"
        return "choice" if self.choices else "text"

    @property
    def choices(self) -> tuple[str, ...]:
        """The values to choose from; empty if there is no such list."""
        return get_args(self._type) if get_origin(self._type) is Literal else ()

    @property
    def is_list(self) -> bool:
        """Whether its value is a list."""
        return get_origin(self._type) is tuple

    @property
    def _type(self) -> Any:  # noqa: ANN401 a type as annotated
        section = cast("type[BaseModel]", Settings.model_fields[self.section].annotation)
        return section.model_fields[self.key].annotation


# One line for each setting. Its texts are `settings-<section>-<key>` in both languages.
PAGES: Mapping[str, tuple[RuntimeSetting, ...]] = {
    "server": (
        RuntimeSetting("discord.staff_channel", picks="channel"),
        RuntimeSetting("discord.language"),
        RuntimeSetting("discord.timezone"),
        RuntimeSetting("activity.content_channels", picks="channels"),
    ),
    "memberships": (
        RuntimeSetting("payments.grace_days"),
        RuntimeSetting("payments.reminder_days"),
        RuntimeSetting("payments.reminder_interval_days"),
        RuntimeSetting("payments.ask_terms"),
        RuntimeSetting("library.shop_channel"),
    ),
    "digest": (
        RuntimeSetting("digest.items"),
        RuntimeSetting("digest.window_days"),
        RuntimeSetting("digest.personal_minimum_items"),
        RuntimeSetting("digest.personal_max_per_week"),
        RuntimeSetting("recommend.control_share"),
    ),
    "learning": (
        RuntimeSetting("learning.professions"),
        RuntimeSetting("learning.stalled_days"),
        RuntimeSetting("learning.attended_percent"),
    ),
    "notices": (
        RuntimeSetting("payments.routine_staff_notices"),
        RuntimeSetting("notices.failed_renewals"),
        RuntimeSetting("notices.cancellations"),
        RuntimeSetting("notices.trials"),
        RuntimeSetting("notices.gifts"),
        RuntimeSetting("notices.weekly_summary"),
        RuntimeSetting("notices.weekly_summary_day"),
        RuntimeSetting("notices.weekly_summary_hour"),
    ),
}
RUNTIME: Mapping[str, RuntimeSetting] = {
    setting.name: setting for page in PAGES.values() for setting in page
}


def value_of(settings: Settings, setting: RuntimeSetting) -> Any:  # noqa: ANN401 of any type
    """Return the value of a setting in the form in which it is stored: as JSON."""
    section: BaseModel = getattr(settings, setting.section)
    return section.model_dump(mode="json", include={setting.key})[setting.key]


def with_values(settings: Settings, values: Mapping[str, Any]) -> Settings:
    """Return the settings with other values, by the names of the settings.

    Raises:
        InvalidValueError: The model of the section refuses one of them.
    """
    changes: dict[str, dict[str, Any]] = {}
    for name, value in values.items():
        setting = RUNTIME.get(name)
        if setting is None:
            raise InvalidValueError(name)
        changes.setdefault(setting.section, {})[setting.key] = value
    update: dict[str, BaseModel] = {}
    for section, changed in changes.items():
        before: BaseModel = getattr(settings, section)
        try:
            update[section] = type(before).model_validate(
                before.model_dump(exclude_unset=True) | changed
            )
        except ValidationError as error:
            raise InvalidValueError(str(error)) from None
    return settings.model_copy(update=update)


def overlaid(file: Settings, stored: Mapping[str, Any]) -> tuple[Settings, list[str]]:
    """Return the settings with stored values over those of the file.

    Returns:
        The settings, and the names of stored values that are not allowed (any more) and left out.
    """
    settings, unusable = file, list[str]()
    for name, value in sorted(stored.items()):
        try:
            settings = with_values(settings, {name: value})
        except InvalidValueError:
            unusable.append(name)
    return settings, unusable


def read_typed(setting: RuntimeSetting, text: str) -> Any:  # noqa: ANN401 the model decides
    """Return what a person typed, for the model to validate; a list by its commas."""
    if not setting.is_list:
        return text.strip()
    for comma in "，、;；":  # noqa: RUF001 those of Chinese keyboards
        text = text.replace(comma, ",")
    return [part.strip() for part in text.split(",") if part.strip()]


def as_list(value: object) -> list[str]:
    """Return the parts of a list, or the value as the only one, as text."""
    parts = cast("list[object]", value) if isinstance(value, list) else [value]
    return [str(part) for part in parts]


def fingerprint(value: object) -> str:
    """Return a short text that tells whether a value has changed."""
    return blake2b(to_json(value), digest_size=_FINGERPRINT_BYTES).hexdigest()
