"""`/digest`: staff schedule, pause, preview and post the digest."""

from collections.abc import Callable
from datetime import timedelta

import discord
from discord import app_commands
from discord.ui import LayoutView

from bot.clock import Clock
from bot.digest.channel_digest import ChannelDigests
from bot.digest.ports import CannotPostError
from bot.digest.schedule import DigestScheduleService, ScheduleView
from bot.discord.client import Interaction, LyceumClient
from bot.discord.layout import answer, say
from bot.discord.permissions import readable_by
from bot.errors import NothingNowError, UserError
from bot.i18n import Translator
from bot.settings import Settings
from cogs.digest import autocomplete
from cogs.digest.autocomplete import PlaceTransformer, TypedChannel
from cogs.digest.opt_in_button import OwnDigestButton
from cogs.digest.progress_message import DigestProgressMessage
from cogs.digest.sender import DiscordDigestSender
from cogs.digest.view import channel_digest, previewed_digest
from cogs.recommend.save_button import SaveButton
from cogs.ui.checks import StaffGroup, needs, require_posting
from cogs.ui.confirm import ConfirmView
from cogs.ui.interactions import guild_of, member_of

MAX_INPUT_LENGTH = 60  # characters of a time, of days or of a time zone
_RECENT = timedelta(hours=1)


class DigestCog(StaffGroup, group_name="digest", group_description="Manage the scheduled digest"):
    """Staff's commands for the digest."""

    def __init__(
        self,
        digest: ChannelDigests,
        choices: DigestScheduleService,
        clock: Clock,
        settings: Callable[[int], Settings],
    ) -> None:
        self._digest = digest
        self._choices = choices
        self._clock = clock
        self._settings = settings

    @needs("digest")
    @app_commands.command(description="Preview what would be posted now; only you see it")
    @app_commands.describe(member="Preview this member's personal digest instead")
    @app_commands.rename(member="as")
    async def preview(self, interaction: Interaction, member: discord.Member | None = None) -> None:
        """Show a digest to the staff member who asks."""
        translate = interaction.client.translator(interaction)
        if member is not None:
            view = await self._as_member(interaction, translate, member)
        else:
            view = await self._as_posted(interaction, translate, guild_of(interaction).id)
        await answer(interaction, view)

    async def _as_posted(
        self, interaction: Interaction, translate: Translator, guild_id: int
    ) -> LayoutView:
        promise = await self._choices.view(guild_id)
        channel_id = promise.schedule.channel_id if promise else _here(interaction)
        try:
            seen = readable_by(member_of(interaction))
            picks = await self._digest.preview(guild_id, channel_id, seen)
        except CannotPostError as error:
            raise UserError(error.message, channel=f"<#{channel_id}>") from error
        if not picks:
            raise NothingNowError("digest-nothing")
        window_days = self._settings(guild_id).digest.window_days
        return channel_digest(translate, guild_id, picks, window_days)

    async def _as_member(
        self, interaction: Interaction, translate: Translator, member: discord.Member
    ) -> LayoutView:
        staff = member_of(interaction)
        picks = await self._digest.preview_as(
            staff.guild.id, member.id, staff.id, readable_by(staff)
        )
        if not picks:
            raise NothingNowError("digest-preview-nothing", member=member.mention)
        return previewed_digest(translate, member, picks)

    @needs("digest")
    @app_commands.command(description="Set where and when the digest is posted")
    @app_commands.describe(
        channel="Where to post it; in a forum, each digest is a new post",
        time="Time in 24-hour format, e.g. 18:30",
        days="daily, weekdays, weekend, or a list like mon,thu; default: daily",
        timezone="Time zone, e.g. Europe/Berlin",
    )
    async def schedule(
        self,
        interaction: Interaction,
        channel: app_commands.Transform[TypedChannel, PlaceTransformer],
        time: app_commands.Range[str, 1, MAX_INPUT_LENGTH],
        days: app_commands.Range[str, 1, MAX_INPUT_LENGTH] = "daily",
        timezone: app_commands.Range[str, 1, MAX_INPUT_LENGTH] | None = None,
    ) -> None:
        """Schedule a digest, after checking that it can be posted."""
        translate = interaction.client.translator(interaction)
        _require_permissions(translate, channel)
        require_posting(channel, member_of(interaction))
        promise = await self._choices.plan(
            channel.guild.id, channel.id, interaction.user.id, at=time, days=days, zone=timezone
        )
        await say(interaction, _promise(translate, promise), state="good")

    schedule.autocomplete("timezone")(autocomplete.zones)
    schedule.autocomplete("days")(autocomplete.days)

    @needs("digest")
    @app_commands.command(description="Pause or resume the digest")
    async def pause(self, interaction: Interaction) -> None:
        """Pause or resume the digest."""
        translate = interaction.client.translator(interaction)
        promise = await self._choices.toggle_pause(guild_of(interaction).id, interaction.user.id)
        await say(interaction, _promise(translate, promise), state="good")

    @needs("digest")
    @app_commands.command(description="Post the digest in its channel now")
    async def post(self, interaction: Interaction) -> None:
        """Post the digest; ask first if one was posted a moment ago."""
        translate, guild_id = interaction.client.translator(interaction), guild_of(interaction).id
        await self._check_poster(interaction, guild_id)
        last = await self._digest.last_posted(guild_id)
        if last is not None and self._clock.now() - last < _RECENT:
            question = translate("digest-confirm", ago=discord.utils.format_dt(last, "R"))
            label = translate("digest-confirm-button")
            view = ConfirmView(question, label, self._post_and_report, needs="digest")
            await answer(interaction, view)
            return
        await self._post_and_report(interaction)

    async def _check_poster(self, interaction: Interaction, guild_id: int) -> None:
        promise = await self._choices.view(guild_id)
        member = member_of(interaction)
        if promise is None:
            return
        place = member.guild.get_channel_or_thread(promise.schedule.channel_id)
        if place is not None:
            require_posting(place, member)

    async def _post_and_report(self, interaction: Interaction) -> None:
        translate = interaction.client.translator(interaction)
        schedule = await self._digest.post_now(guild_of(interaction).id, interaction.user.id)
        text = translate("digest-posted", channel=f"<#{schedule.channel_id}>")
        await say(interaction, text, state="good")


def _here(interaction: Interaction) -> int:
    """Return the id of the current channel; for a thread, that of its parent."""
    channel = interaction.channel
    if isinstance(channel, discord.Thread):
        return channel.parent_id
    return interaction.channel_id or 0


def _require_permissions(translate: Translator, place: TypedChannel) -> None:
    """Refuse a channel that the bot can't post in, naming the missing permissions."""
    ours = place.permissions_for(place.guild.me)
    needed = {
        "view-channel": ours.view_channel,
        "create-posts": ours.send_messages or not isinstance(place, discord.ForumChannel),
        "send-messages-in-threads": ours.send_messages_in_threads
        or not isinstance(place, discord.Thread),
        "send-messages": ours.send_messages or not isinstance(place, discord.TextChannel),
    }
    missing = [translate(f"digest-needs-{name}") for name, there in needed.items() if not there]
    if missing:
        named = ", ".join(missing)
        raise UserError("digest-missing-permission", channel=place.mention, missing=named)


def _promise(translate: Translator, promise: ScheduleView) -> str:
    channel = f"<#{promise.schedule.channel_id}>"
    if promise.schedule.paused:
        return translate("digest-paused", channel=channel)
    times = "\n".join(f"- {discord.utils.format_dt(at, 'F')}" for at in promise.next_times)
    return translate(
        "digest-scheduled", channel=channel, times=times, zone=promise.schedule.timezone
    )


async def setup(client: LyceumClient) -> None:
    """Add the commands and the buttons, and connect the digests' jobs."""
    services = client.services
    settings = services.deps.guild_settings.of
    sender = DiscordDigestSender(client, services.translations, settings)
    board = DigestProgressMessage(client, services.translations, settings)
    digest = services.digest.connect(sender, board)
    client.add_dynamic_items(OwnDigestButton, SaveButton)
    await client.add_cog(
        DigestCog(digest, services.digest.schedules, services.deps.clock, settings)
    )
