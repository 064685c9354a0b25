"""`/digest`: staff plan, pause, preview and post the digest; the scheduler sends it."""

from datetime import timedelta

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import LyceumClient
from bot.clock import Clock
from bot.errors import UserError
from bot.i18n import Words
from bot.jobs import CalendarJob
from bot.recommend.digest import Digest
from bot.recommend.digest_choices import DigestChoices, Promise
from bot.recommend.digest_ports import CannotPostError
from bot.zones import suggest_zones
from cogs.checks import staff_only
from cogs.confirm import ConfirmView
from cogs.digest_button import OwnDigestButton
from cogs.digest_courier import DiscordCourier
from cogs.digest_view import channel_digest

_RECENT = timedelta(hours=1)
_CHOICES = 25  # of an autocompletion
_DAYS = ("daily", "weekdays", "weekend", "mon", "tue", "wed", "thu", "fri", "sat", "sun")
_NEEDED = ("view_channel", "send_messages")

Interaction = discord.Interaction[LyceumClient]


@app_commands.guild_only()
@app_commands.default_permissions(manage_guild=True)
class DigestCog(commands.GroupCog, group_name="digest", group_description="The scheduled digest"):
    """Staff's side of the digest."""

    def __init__(
        self, digest: Digest, choices: DigestChoices, clock: Clock, window_days: float
    ) -> None:
        self._digest = digest
        self._choices = choices
        self._clock = clock
        self._window_days = window_days

    @app_commands.command(description="See what would be posted now; only you see it")
    @staff_only()
    async def preview(self, interaction: Interaction) -> None:
        """Draw the digest for whoever asks."""
        assert interaction.guild_id is not None  # noqa: S101 guild_only
        await interaction.response.defer(ephemeral=True, thinking=True)
        words = interaction.client.words(interaction)
        promise = await self._choices.promise(interaction.guild_id)
        channel_id = promise.schedule.channel_id if promise else _here(interaction)
        try:
            picks = await self._digest.preview(interaction.guild_id, channel_id)
        except CannotPostError as error:
            raise UserError(error.message, channel=f"<#{channel_id}>") from error
        if not picks:
            raise UserError("digest-nothing")
        view = channel_digest(words, interaction.guild_id, picks, self._window_days)
        await interaction.followup.send(view=view, ephemeral=True)

    @app_commands.command(description="Set where and when the digest is posted")
    @app_commands.describe(
        channel="Where it is posted",
        time="When, on a clock of 24 hours, such as 18:30",
        days="daily, weekdays, weekend, or days such as mon,thu; daily where left out",
        timezone="Whose clock, such as Europe/Berlin",
    )
    @staff_only()
    async def schedule(
        self,
        interaction: Interaction,
        channel: discord.TextChannel,
        time: str,
        days: str = "daily",
        timezone: str | None = None,
    ) -> None:
        """Promise a digest, after checking that it can be kept."""
        words = interaction.client.words(interaction)
        _require_permissions(words, channel)
        promise = await self._choices.plan(
            channel.guild.id, channel.id, interaction.user.id, at=time, days=days, zone=timezone
        )
        await interaction.response.send_message(_promise(words, promise), ephemeral=True)

    @schedule.autocomplete("timezone")
    async def _zones(self, _interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return [
            app_commands.Choice(name=name, value=name) for name in suggest_zones(typed, _CHOICES)
        ]

    @schedule.autocomplete("days")
    async def _days(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        words = interaction.client.words(interaction)
        named = {day: words(f"digest-days-{day}") for day in _DAYS}
        wish = typed.strip().lower()
        hits = [
            app_commands.Choice(name=name, value=day)
            for day, name in named.items()
            if wish in day or wish in name.lower()
        ]
        return hits or [app_commands.Choice(name=typed[:100], value=typed[:100])]

    @app_commands.command(description="Pause the digest, or resume it")
    @staff_only()
    async def pause(self, interaction: Interaction) -> None:
        """Toggle the pause."""
        assert interaction.guild_id is not None  # noqa: S101 guild_only
        words = interaction.client.words(interaction)
        promise = await self._choices.toggle_pause(interaction.guild_id, interaction.user.id)
        await interaction.response.send_message(_promise(words, promise), ephemeral=True)

    @app_commands.command(description="Post the digest in its channel now")
    @staff_only()
    async def post(self, interaction: Interaction) -> None:
        """Post, after a question where one was posted a moment ago."""
        assert interaction.guild_id is not None  # noqa: S101 guild_only
        words = interaction.client.words(interaction)
        last = await self._digest.last_posted(interaction.guild_id)
        if last is not None and self._clock.now() - last < _RECENT:
            await interaction.response.send_message(
                words("digest-confirm", ago=discord.utils.format_dt(last, "R")),
                view=ConfirmView(words("digest-confirm-button"), self._post_and_tell),
                ephemeral=True,
            )
            return
        await self._post_and_tell(interaction)

    async def _post_and_tell(self, interaction: Interaction) -> None:
        assert interaction.guild_id is not None  # noqa: S101 guild_only
        words = interaction.client.words(interaction)
        await interaction.response.defer(ephemeral=True, thinking=True)
        schedule = await self._digest.post_now(interaction.guild_id, interaction.user.id)
        await interaction.followup.send(
            words("digest-posted", channel=f"<#{schedule.channel_id}>"), ephemeral=True
        )


def _here(interaction: Interaction) -> int:
    """Return the channel in which somebody is, a thread's being the one it stands in."""
    channel = interaction.channel
    if isinstance(channel, discord.Thread):
        return channel.parent_id
    return interaction.channel_id or 0


def _require_permissions(words: Words, channel: discord.TextChannel) -> None:
    """Refuse a channel that we can't post in, naming what is missing."""
    ours = channel.permissions_for(channel.guild.me)
    missing = [name for name in _NEEDED if not getattr(ours, name)]
    if missing:
        named = ", ".join(words(f"digest-needs-{name.replace('_', '-')}") for name in missing)
        raise UserError("digest-missing-permission", channel=channel.mention, missing=named)


def _promise(words: Words, promise: Promise) -> str:
    channel = f"<#{promise.schedule.channel_id}>"
    if promise.schedule.paused:
        return words("digest-paused", channel=channel)
    times = "\n".join(f"- {discord.utils.format_dt(at, 'F')}" for at in promise.next_times)
    return words("digest-scheduled", channel=channel, times=times, zone=promise.schedule.timezone)


async def setup(client: LyceumClient) -> None:
    """Add the commands, the button and the job."""
    parts = client.parts
    settings = parts.settings.digest
    courier = DiscordCourier(
        client, parts.catalogue, parts.settings.discord.language, settings.window_days
    )
    digest = Digest(
        parts.database,
        parts.clock,
        parts.recommender,
        courier,
        settings,
        shown=parts.impressions.shown,
    )
    client.add_dynamic_items(OwnDigestButton)
    await client.add_cog(DigestCog(digest, parts.digest_choices, parts.clock, settings.window_days))
    catch_up = timedelta(hours=settings.catch_up_hours)
    parts.jobs.calendar(CalendarJob("digest", digest.plans, digest.run, catch_up))
