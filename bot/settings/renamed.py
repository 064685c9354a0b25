"""Renamed settings keys: the old ones work for one release, with a warning."""

import warnings
from typing import Any

from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource

# By section: the new name of each old key. Remove them after the next release.
RENAMED = {
    "discord": {"ready_seconds": "guild_ready_timeout_seconds"},
    "recommend": {
        "rest_days": "repeat_after_days",
        "offer_locked": "show_locked_channels",
    },
    "insights": {"lift_weeks": "lift_update_weeks"},
    "digest": {
        "own_minimum": "personal_minimum_items",
        "own_per_week": "personal_max_per_week",
    },
    "payments": {
        "brake_share": "breaker_share",
        "brake_least": "breaker_minimum_members",
        "staff_news": "routine_staff_notices",
    },
}

# Keys of [recommend] that [recommend.weights] has replaced: the term that each weighed, and the
# old default, so that the ratio of a value to it can scale the weight that the term has now.
REPLACED = {
    "taste_weight": ("taste", 0.3),
    "popularity_weight": ("popular", 0.02),
    "interest_weight": ("interest", 0.3),
    "recency_power": ("active", 0.6),
}
WITHOUT_EFFECT = "channel_busyness"  # also of [recommend]; the weight of `traffic` says how much


class RenamingSource(PydanticBaseSettingsSource):
    """A source of settings that also takes the old names of keys.

    Each source is translated by itself, because the environment must win over the file under either
    name.
    """

    def __init__(
        self, settings_cls: type[BaseSettings], source: PydanticBaseSettingsSource
    ) -> None:
        super().__init__(settings_cls)
        self._source = source

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:
        """Return a field's value, as the translated source does."""
        return self._source.get_field_value(field, field_name)

    def __call__(self) -> dict[str, Any]:
        """Return the values by section, under the new names; warn of each old one."""
        values = self._source()
        return values | {
            section: _translated(section, names, values[section])
            for section, names in RENAMED.items()
            if isinstance(values.get(section), dict)
        }


def _translated(section: str, names: dict[str, str], values: dict[str, Any]) -> dict[str, Any]:
    found = {names[key]: value for key, value in values.items() if key in names}
    for old in values.keys() & names.keys():
        message = (
            f"[{section}] {old} is now called {names[old]}; the old name works for one release"
        )
        warnings.warn(message, FutureWarning, stacklevel=2)
    return found | {key: value for key, value in values.items() if key not in names}


def warn_of_replaced(given: set[str]) -> None:
    """Warn about the keys of [recommend] that are set but were replaced by others."""
    for old in sorted(given & REPLACED.keys()):
        term, _ = REPLACED[old]
        message = (
            f"[recommend] {old} is replaced by {term} in [recommend.weights]; "
            "for one release, its ratio to the old default scales that weight"
        )
        warnings.warn(message, FutureWarning, stacklevel=2)
    if WITHOUT_EFFECT in given:
        message = f"[recommend] {WITHOUT_EFFECT} has no effect: see traffic in [recommend.weights]"
        warnings.warn(message, FutureWarning, stacklevel=2)
