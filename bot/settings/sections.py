"""The settings with bounds and defaults: one frozen model per section."""

from typing import Annotated, Any, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    SecretStr,
    create_model,
    model_validator,
)
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from bot.settings.renamed import RenamingSource, warn_of_replaced
from bot.settings.value_types import DatabaseUrl, Days, HttpUrl, Part, TimeZone, Weight
from bot.signal_kinds import SIGNAL_KINDS

PREFIX = "BOT__"
TermName = Literal[
    "taste",
    "similar",
    "channel",
    "author",
    "interest",
    "popular_newcomer",
    "popular",
    "participants",
    "active",
    "new",
    "traffic",
]
TermWeight = Annotated[float, Field(ge=-5, le=20)]


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class DiscordSettings(_Section):
    """Discord's address, and the names that we use there."""

    api_base: HttpUrl = "https://discord.com/api/v10"
    guild_id: int | None = Field(
        default=None, description="a server's id, e.g. 1234567890123456789"
    )
    guild_ids: tuple[int, ...] = Field(
        default=(), description="servers' ids, e.g. [1234567890123456789]"
    )
    operator_guild_id: int | None = Field(
        default=None, description="a server's id, e.g. 1234567890123456789"
    )
    staff_channel: str = Field(default="staff", description="a channel's name or id")
    guild_ready_timeout_seconds: float = Field(
        default=2.0, gt=0, le=60, description="seconds to wait for further servers, at most 60"
    )
    language: Literal["en", "zh-CN"] = "en"
    timezone: TimeZone = "UTC"

    @property
    def zone(self) -> ZoneInfo:
        """The time zone as an object."""
        return ZoneInfo(self.timezone)

    @property
    def named_guilds(self) -> tuple[int, ...]:
        """The only servers to serve; empty if none are named."""
        only = () if self.guild_id is None else (self.guild_id,)
        return only or self.guild_ids


class StripeSettings(_Section):
    """How we reach Stripe."""

    api_base: HttpUrl = "https://api.stripe.com"
    delivery: Literal["webhook", "poll"] = "webhook"
    poll_seconds: int = Field(default=30, ge=5, le=3600, description="seconds from 5 to 3600")
    requests_per_second: int = Field(
        default=20, ge=1, le=100, description="1 to 100; Stripe allows 25"
    )


class WebSettings(_Section):
    """The HTTP endpoint."""

    host: str = "127.0.0.1"
    port: int = Field(default=8080, ge=0, le=65535, description="0 (any free port) to 65535")
    public_url: HttpUrl = Field(
        default="http://localhost:8080",
        description="the public address of this endpoint",
    )


class DatabaseSettings(_Section):
    """Where data is stored."""

    url: DatabaseUrl = "sqlite+aiosqlite:///data/var/lyceum.db"
    keep_backups: int = Field(
        default=7, ge=1, le=1000, description="number of backup files, 1 to 1000"
    )
    connections: int = Field(
        default=20, ge=2, le=500, description="most connections to PostgreSQL, 2 to 500"
    )
    prepared_statements: int = Field(
        default=100, ge=0, le=10_000, description="statements per connection, 0 to 10000"
    )


def _store(value: str) -> str:
    if value.startswith("s3://") and len(value) > len("s3://"):
        return value
    if value.startswith("file:") and len(value) > len("file:"):
        return value
    raise ValueError("must be file:FOLDER or s3://BUCKET")


class LibrarySettings(_Section):
    """What members buy besides memberships: where it is shown and stored."""

    store: Annotated[str, AfterValidator(_store)] = Field(
        default="file:data/var/library", description="file:FOLDER or s3://BUCKET"
    )
    link_minutes: int = Field(default=10, ge=1, le=1440, description="minutes, 1 to 1440")
    download_mib_per_second: float = Field(
        default=100, ge=0, le=10_000, description="MiB a second for all downloads, 0 to 10000"
    )
    largest_upload_mib: int = Field(
        default=2048, ge=1, le=76_000, description="MiB of one file, 1 to 76000"
    )
    mark_copies: bool = Field(default=True, description="true or false")
    shop_channel: str = Field(default="", description="a channel's name or id, or empty")


class LogSettings(_Section):
    """What is logged."""

    level: Literal["debug", "info", "warning", "error"] = "info"
    format: Literal["console", "json"] = "console"


_OF_EACH_KIND: dict[str, Any] = {kind.name: (Weight, kind.weight) for kind in SIGNAL_KINDS}


class SignalWeights(create_model("_Weights", __base__=_Section, **_OF_EACH_KIND)):
    """Rating points for a member's interest by kind of signal: one key per kind."""


Meaning = Literal["like", "dislike", "nothing"]
_EMOJI: dict[str, Meaning] = {"👎": "dislike", "💩": "dislike", "🤮": "dislike", "🥱": "dislike"}


def _with_defaults(table: dict[str, Meaning]) -> dict[str, Meaning]:
    """Merge the owner's table with the defaults, as in every other section."""
    return {**_EMOJI, **table}


EmojiTable = Annotated[dict[str, Meaning], AfterValidator(_with_defaults)]


class ActivitySettings(_Section):
    """Which activity becomes signals, and how they are stored."""

    content_channels: tuple[str, ...] = Field(
        default=(), description='names or ids of channels, e.g. ["showcase"]'
    )
    item_reactions: int = Field(
        default=3, ge=1, le=1000, description="number of reactions, 1 to 1000"
    )
    batch_seconds: float = Field(default=0.5, gt=0, le=60, description="seconds, at most 60")
    batch_size: int = Field(default=200, ge=1, le=10_000, description="signals, 1 to 10000")
    burst_reactions: int = Field(
        default=20, ge=1, le=1000, description="reactions per member and minute, 1 to 1000"
    )
    backfill_days: int = Field(default=30, ge=0, le=3650, description="days, 0 to 3650")
    recheck_days: float = Field(default=3, ge=0, le=90, description="days, 0 to 90")
    history_requests: float = Field(
        default=10, gt=0, le=1000, description="requests a second; Discord allows 50 in total"
    )
    weights: SignalWeights = SignalWeights()
    emoji: EmojiTable = Field(
        default=_EMOJI, description='"like", "dislike" or "nothing" for an emoji'
    )


class RecommendSettings(_Section):
    """Parameters of the recommender."""

    half_life_days: Days = Field(default=60, description="days, more than 0")
    neighbour_half_life_days: Days = Field(default=7, description="days, more than 0")
    channel_half_life_days: Days = Field(default=90, description="days, more than 0")
    popularity_half_life_days: Days = Field(default=3, description="days, more than 0")
    rating_cap: float = Field(default=10, gt=0, le=100, description="rating points, more than 0")
    neighbours: int = Field(default=64, ge=1, le=10_000, description="1 to 10000 neighbours")
    weights: dict[TermName, TermWeight] = Field(
        default={}, description="weights of terms by name, -5 to 20"
    )
    # Of before the score became a sum: each scales the default weight of a term.
    taste_weight: Part | None = Field(default=None, description="a weight, 0 to 100")
    popularity_weight: Part | None = Field(default=None, description="a weight, 0 to 100")
    interest_weight: Part | None = Field(default=None, description="a weight, 0 to 100")
    recency_power: Part | None = Field(default=None, description="a number, 0 to 100")
    channel_busyness: Part | None = Field(default=None, description="a number, 0 to 100")
    recency_hours: float = Field(default=2.4, gt=0, le=8760, description="hours, more than 0")
    max_age_days: Days = Field(default=90, description="days, more than 0")
    diversity: float = Field(default=0.1, ge=0, le=1, description="0 to 1")
    exploration_share: float = Field(default=0.2, ge=0, le=1, description="a share, 0 to 1")
    # More would be a wall of text, and Discord takes 4,000 characters in one message.
    count: int = Field(default=5, ge=1, le=7, description="1 to 7 items in one list")
    repeat_after_days: float = Field(default=14, gt=0, le=365, description="days, more than 0")
    show_locked_channels: bool = Field(default=True, description="true or false")
    # At most half: more would only keep members from what they came for.
    control_share: float = Field(default=0.1, ge=0, le=0.5, description="a share from 0 to 0.5")
    control_salt: str = Field(default="", max_length=64, description="up to 64 characters")

    @model_validator(mode="after")
    def _warn(self) -> Self:
        warn_of_replaced(self.model_fields_set)
        return self


class InsightsSettings(_Section):
    """What is measured about the recommender, and over which periods."""

    engagement_days: float = Field(default=7, gt=0, le=60, description="days, more than 0")
    lift_update_weeks: int = Field(
        default=4, ge=1, le=26, description="weeks between two updates, 1 to 26"
    )
    impression_days: int = Field(
        default=200, ge=30, le=3650, description="days to keep impressions, at least 30"
    )


class DigestSettings(_Section):
    """The scheduled digest."""

    items: int = Field(default=5, ge=1, le=10, description="1 to 10 items")
    window_days: float = Field(default=7, gt=0, le=90, description="days to look back, more than 0")
    catch_up_hours: float = Field(
        default=24, gt=0, le=168, description="hours after which a missed digest is skipped"
    )
    personal_minimum_items: int = Field(default=2, ge=1, le=10, description="fewest items, 1 to 10")
    personal_max_per_week: int = Field(default=3, ge=1, le=7, description="digests a week, 1 to 7")
    messages_per_second: int = Field(
        default=10, ge=1, le=500, description="direct messages a second, 1 to 500"
    )


class LearningSettings(_Section):
    """Courses and what members state about their learning."""

    professions: tuple[Annotated[str, Field(min_length=1, max_length=50)], ...] = Field(
        default=("Developer", "Designer", "Student", "Teacher", "Other"),
        max_length=25,
        description="at most 25 names, each of 1 to 50 characters",
    )
    stalled_days: int = Field(default=7, ge=0, le=365, description="days, 0 to 365")
    attended_percent: int = Field(
        default=50, ge=1, le=100, description="percent of a live session, 1 to 100"
    )


class PaymentsSettings(_Section):
    """Rules for payments."""

    grace_days: int = Field(
        default=7, ge=0, le=90, description="days of access after a failed renewal"
    )
    reminder_days: tuple[Annotated[int, Field(ge=1, le=90)], ...] = Field(
        default=(7, 1), description="days before the end or renewal, each 1 to 90"
    )
    reminder_interval_days: int = Field(
        default=60, ge=1, le=400, description="days of the shortest period, 1 to 400"
    )
    ask_terms: bool = Field(default=False, description="true or false")
    routine_staff_notices: bool = Field(default=True, description="true or false")
    breaker_minimum_members: int = Field(
        default=10,
        ge=1,
        le=100_000,
        description="number of members, 1 to 100000",
    )
    breaker_share: float = Field(
        default=0.2, gt=0, le=1, description="share of the members with a role, above 0 to 1"
    )
    reconcile_minutes: int = Field(default=15, ge=1, le=1440, description="minutes, 1 to 1440")


class TaxSettings(_Section):
    """Tax and invoices, which Stripe takes care of."""

    mode: Literal["off", "automatic", "managed"] = Field(
        default="off", description="off, automatic or managed"
    )
    behavior: Literal["inclusive", "exclusive"] = Field(
        default="inclusive", description="inclusive or exclusive"
    )
    code: str = Field(
        default="", pattern=r"^(txcd_\d{8})?$", description="a tax code of Stripe's (txcd_…)"
    )
    collect_ids: bool = Field(default=False, description="true or false")
    invoices: bool = Field(default=False, description="true or false")


class NoticesSettings(_Section):
    """What staff are told though they need not act, and the weekly summary."""

    failed_renewals: bool = Field(default=True, description="true or false")
    cancellations: bool = Field(default=True, description="true or false")
    trials: bool = Field(default=True, description="true or false")
    gifts: bool = Field(default=True, description="true or false")
    weekly_summary: Literal["members", "money", "off"] = "members"
    weekly_summary_day: Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"] = "mon"
    weekly_summary_hour: int = Field(default=9, ge=0, le=23, description="hour, 0 to 23")


class Settings(BaseSettings):
    """All settings."""

    model_config = SettingsConfigDict(
        frozen=True,
        extra="forbid",
        env_prefix=PREFIX,
        env_nested_delimiter="__",
        hide_input_in_errors=True,
    )

    discord: DiscordSettings = DiscordSettings()
    stripe: StripeSettings = StripeSettings()
    web: WebSettings = WebSettings()
    database: DatabaseSettings = DatabaseSettings()
    library: LibrarySettings = LibrarySettings()
    log: LogSettings = LogSettings()
    activity: ActivitySettings = ActivitySettings()
    recommend: RecommendSettings = RecommendSettings()
    insights: InsightsSettings = InsightsSettings()
    digest: DigestSettings = DigestSettings()
    learning: LearningSettings = LearningSettings()
    payments: PaymentsSettings = PaymentsSettings()
    tax: TaxSettings = TaxSettings()
    notices: NoticesSettings = NoticesSettings()

    discord_token: SecretStr = Field(default=SecretStr(""), validation_alias="DISCORD_TOKEN")
    discord_client_secret: SecretStr = Field(
        default=SecretStr(""), validation_alias="DISCORD_CLIENT_SECRET"
    )
    licence_secret: SecretStr = Field(default=SecretStr(""), validation_alias="LICENCE_SECRET")
    stripe_api_key: SecretStr = Field(default=SecretStr(""), validation_alias="STRIPE_API_KEY")
    stripe_webhook_secret: SecretStr = Field(
        default=SecretStr(""), validation_alias="STRIPE_WEBHOOK_SECRET"
    )

    @property
    def webhook_secrets(self) -> tuple[str, ...]:
        """The accepted signing secrets: two while one is being rolled."""
        words = self.stripe_webhook_secret.get_secret_value().split(",")
        return tuple(word.strip() for word in words if word.strip())

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003 the signature is pydantic's
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Let the environment override `.env`, and both the file (passed as init)."""
        sources = (env_settings, dotenv_settings, init_settings)
        return tuple(RenamingSource(settings_cls, source) for source in sources)
