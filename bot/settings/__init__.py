"""Every knob: settings.toml and the environment, validated into one frozen object.

Secrets come from the environment (or `.env`) only. Each other key can be overridden as
`BOT__SECTION__KEY`.
"""

from bot.settings.loading import SettingsError, load
from bot.settings.sections import (
    Activity,
    DatabaseSettings,
    Digest,
    Discord,
    Insights,
    Log,
    Payments,
    Recommend,
    Settings,
    Stripe,
    Web,
    Weights,
)

__all__ = [
    "Activity",
    "DatabaseSettings",
    "Digest",
    "Discord",
    "Insights",
    "Log",
    "Payments",
    "Recommend",
    "Settings",
    "SettingsError",
    "Stripe",
    "Web",
    "Weights",
    "load",
]
