"""`/session`: staff schedule live sessions and look after them."""

from typing import Literal
from zoneinfo import ZoneInfo

import discord
from discord import app_commands

from bot.catalogue.offer_choices import OfferChoices
from bot.discord.client import Interaction, LyceumClient
from bot.discord.layout import AnswerView, answer, say
from bot.errors import UserError
from bot.payments.plans import PlanService
from bot.scheduling.timezones import find_zone, suggest_zones
from bot.sessions.build import LiveSessions
from bot.sessions.request import (
    MAX_LINK_LENGTH,
    MAX_MINUTES,
    MAX_TEXT_LENGTH,
    MAX_TITLE_LENGTH,
    SessionRequest,
)
from cogs.plans.options import PlanName
from cogs.plans.plan_text import MAX_CHOICES, name_choices
from cogs.sessions import staff_view
from cogs.sessions.channel_check import check_channel, warning
from cogs.sessions.recording_view import ArticleButton
from cogs.ui.checks import StaffGroup, needs, staff_only
from cogs.ui.chosen_id import chosen_id
from cogs.ui.interactions import guild_of
from cogs.ui.pages import paged, send_pages
from data.sessions import LiveSession

Title = app_commands.Range[str, 1, MAX_TITLE_LENGTH]
When = app_commands.Range[str, 1, 30]
Chosen = app_commands.Range[str, 1, 20]
Channel = discord.VoiceChannel | discord.StageChannel
Repeats = Literal["never", "daily", "weekly", "biweekly", "monthly"]


class SessionCog(StaffGroup, group_name="session", group_description="Schedule live sessions"):
    """Staff's commands for live sessions."""

    def __init__(
        self, services: LiveSessions, plans: PlanService, offer_choices: OfferChoices
    ) -> None:
        self._services = services
        self._plans = plans
        self._offer_choices = offer_choices

    @needs("content")
    @app_commands.command(description="Schedule a live session")
    @app_commands.describe(
        title="What it is called",
        when="Date and time, e.g. 2026-12-01 18:00",
        minutes="How long it takes",
        channel="The stage or voice channel; leave out for a link",
        link="The link, if it takes place outside of Discord",
        plan="The plan or product that opens it; default: open to all members",
        course="The course that it is a lesson of",
        repeats="How often it takes place; default: once",
        text="What it is about",
        timezone="The time zone of the time; default: the server's",
    )
    async def add(
        self,
        interaction: Interaction,
        title: Title,
        when: When,
        minutes: app_commands.Range[int, 5, MAX_MINUTES] = 60,
        channel: Channel | None = None,
        link: app_commands.Range[str, 1, MAX_LINK_LENGTH] | None = None,
        plan: PlanName | None = None,
        course: app_commands.Range[str, 1, 100] | None = None,
        repeats: Repeats = "never",
        text: app_commands.Range[str, 1, MAX_TEXT_LENGTH] = "",
        timezone: app_commands.Range[str, 1, 64] | None = None,
    ) -> None:
        """Schedule a session, and say who can join its channel."""
        guild, translate = guild_of(interaction), interaction.client.translator(interaction)
        check_channel(translate, guild, channel)
        made = await self._services.planner.add(
            SessionRequest(
                guild_id=guild.id,
                actor_id=interaction.user.id,
                title=title,
                text=text,
                when=when,
                zone=_zone(interaction, timezone),
                minutes=minutes,
                repeats=repeats,
                place="outside" if channel is None else _place(channel),
                channel_id=None if channel is None else channel.id,
                link=link,
                offer_id=await self._offer(guild.id, plan),
                course_id=await _course_id(interaction, course),
            )
        )
        warnings = warning(guild, channel, locked=bool(plan or course))
        lines = [translate("session-made", **staff_view.facts(made)), *map(translate, warnings)]
        await say(interaction, "\n".join(lines), state="attention" if warnings else "good")

    @needs("content")
    @app_commands.command(description="Move a session; all who follow it are notified once")
    @app_commands.describe(
        session="Which session",
        when="Date and time, e.g. 2026-12-01 18:00, in the session's time zone",
        which="Only this one, or all that follow in its series, too",
    )
    async def move(
        self,
        interaction: Interaction,
        session: Chosen,
        when: When,
        which: Literal["this", "following"] = "this",
    ) -> None:
        """Move a session."""
        moved = await self._services.planner.move(
            guild_of(interaction).id, _id(session), when, following=which == "following"
        )
        translate = interaction.client.translator(interaction)
        await say(interaction, translate("session-now", **staff_view.facts(moved)), state="good")

    @needs("content")
    @app_commands.command(description="Cancel a session; all who follow it are notified once")
    @app_commands.describe(
        session="Which session", which="Only this one, or all that follow in its series, too"
    )
    async def cancel(
        self,
        interaction: Interaction,
        session: Chosen,
        which: Literal["this", "following"] = "this",
    ) -> None:
        """Cancel a session."""
        gone = await self._services.planner.cancel(
            guild_of(interaction).id, _id(session), following=which == "following"
        )
        translate = interaction.client.translator(interaction)
        await say(interaction, translate("session-off", **staff_view.facts(gone)), state="good")

    @needs("content")
    @app_commands.command(name="list", description="List the coming sessions, or the past ones")
    @app_commands.describe(which="The coming ones, or those that ended last")
    async def list_(
        self, interaction: Interaction, which: Literal["coming", "past"] = "coming"
    ) -> None:
        """List sessions."""
        translate, guild = interaction.client.translator(interaction), guild_of(interaction)
        found = await self._services.events.in_state(guild.id, ended=which == "past")
        if not found:
            await say(interaction, translate("session-list-none"))
            return
        entries = [await staff_view.entry(translate, self._services, each) for each in found]
        await send_pages(interaction, paged(translate("session-list-title"), entries))

    @needs("content")
    @app_commands.command(description="Show who attended a session, and how long")
    @app_commands.describe(session="Which session")
    async def attendance(self, interaction: Interaction, session: Chosen) -> None:
        """Show the minutes of each member, longest first."""
        translate, guild = interaction.client.translator(interaction), guild_of(interaction)
        found = await self._services.planner.get(guild.id, _id(session))
        entries = await staff_view.attendance(translate, self._services, found)
        if not entries:
            await say(interaction, translate("session-nobody"))
            return
        await send_pages(
            interaction, paged(translate("session-attendance", **staff_view.facts(found)), entries)
        )

    @needs("content")
    @app_commands.command(description="Keep a session's recording or notes, for an article")
    @app_commands.describe(
        session="Which session", link="Where the recording is", notes="What was said"
    )
    async def recording(
        self,
        interaction: Interaction,
        session: Chosen,
        link: app_commands.Range[str, 1, MAX_LINK_LENGTH] | None = None,
        notes: app_commands.Range[str, 1, 4000] | None = None,
    ) -> None:
        """Keep what remains of a session, and offer to make an article of it."""
        translate, guild = interaction.client.translator(interaction), guild_of(interaction)
        found = await self._services.planner.get(guild.id, _id(session))
        await self._services.recordings.keep(found, link, notes)
        button = ArticleButton.make(translate, found.id)
        text = translate("session-kept", **staff_view.facts(found))
        await answer(interaction, AnswerView(text, state="good", buttons=[button]))

    async def _offer(self, guild_id: int, name: str | None) -> int | None:
        if name is None:
            return None
        found = await self._plans.find(guild_id, name, None)
        if found is None:
            raise UserError("session-no-plan", plan=name)
        return found.id

    @add.autocomplete("plan")
    @staff_only
    async def _offers(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        guild_id = guild_of(interaction).id
        return name_choices(await self._offer_choices.on_sale(guild_id, typed, MAX_CHOICES))

    @add.autocomplete("course")
    @staff_only
    async def _courses(
        self, interaction: Interaction, typed: str
    ) -> list[app_commands.Choice[str]]:
        learning = interaction.client.services.learning.progress
        found = await learning.find(guild_of(interaction).id, typed, MAX_CHOICES)
        return [app_commands.Choice(name=each.title[:100], value=str(each.id)) for each in found]

    @add.autocomplete("timezone")
    @staff_only
    async def _zones(self, _: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        names = suggest_zones(typed, MAX_CHOICES)
        return [app_commands.Choice(name=name, value=name) for name in names]

    @move.autocomplete("session")
    @cancel.autocomplete("session")
    @staff_only
    async def _coming(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return await self._choices(interaction, typed, ended=False)

    @attendance.autocomplete("session")
    @recording.autocomplete("session")
    @staff_only
    async def _past(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return await self._choices(interaction, typed, ended=True)

    async def _choices(
        self, interaction: Interaction, typed: str, *, ended: bool
    ) -> list[app_commands.Choice[str]]:
        found = await self._services.events.in_state(guild_of(interaction).id, ended=ended)
        return [
            app_commands.Choice(name=_label(each), value=str(each.id))
            for each in found
            if typed.casefold() in each.title.casefold()
        ][:MAX_CHOICES]


def _label(each: LiveSession) -> str:
    local = each.starts_at.astimezone(ZoneInfo(each.zone))
    return f"{local:%Y-%m-%d %H:%M} · {each.title}"[:100]


def _id(chosen: str) -> int:
    """Return the id that autocompletion gave for a session.

    Raises:
        UserError: Something else was typed.
    """
    return chosen_id(chosen, "session-gone")


async def _course_id(interaction: Interaction, course: str | None) -> int | None:
    """Return the id of a published course; None: none was chosen."""
    if course is None:
        return None
    learning = interaction.client.services.learning.progress
    return (await learning.named(guild_of(interaction).id, course)).id


def _place(channel: Channel) -> Literal["stage", "voice"]:
    return "stage" if isinstance(channel, discord.StageChannel) else "voice"


def _zone(interaction: Interaction, typed: str | None) -> ZoneInfo:
    if typed is None:
        settings = interaction.client.services.deps.guild_settings
        return settings.of(guild_of(interaction).id).discord.zone
    try:
        return find_zone(typed)
    except LookupError as error:
        raise UserError("session-no-zone", typed=typed, near=str(error)) from None


async def setup(client: LyceumClient) -> None:
    """Add the commands, and the button that outlives restarts."""
    client.add_dynamic_items(ArticleButton)
    services = client.services
    plans, choices = services.payments.plans, services.catalogue.offer_choices
    await client.add_cog(SessionCog(services.sessions, plans, choices))
