"""All settings: settings.toml and environment, validated into one frozen object.

Secrets come from the environment (or `.env`) only. Each other key can be overridden as
`BOT__SECTION__KEY`.
"""

from bot.settings.loading import SettingsError, load
from bot.settings.sections import (
    ActivitySettings,
    DatabaseSettings,
    DigestSettings,
    DiscordSettings,
    InsightsSettings,
    LibrarySettings,
    LogSettings,
    PaymentsSettings,
    RecommendSettings,
    Settings,
    SignalWeights,
    StripeSettings,
    TaxSettings,
    WebSettings,
)

__all__ = [
    "ActivitySettings",
    "DatabaseSettings",
    "DigestSettings",
    "DiscordSettings",
    "InsightsSettings",
    "LibrarySettings",
    "LogSettings",
    "PaymentsSettings",
    "RecommendSettings",
    "Settings",
    "SettingsError",
    "SignalWeights",
    "StripeSettings",
    "TaxSettings",
    "WebSettings",
    "load",
]
